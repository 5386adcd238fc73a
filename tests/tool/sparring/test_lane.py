"""Tests meet libraries in processes of their own, however these are started."""

import re
from contextlib import closing
from functools import partial

import pytest

from kata.bugs import variants
from kata.confined.walls import WALLS, strongest
from kata.pipe.workers import FORKS, Workers
from kata.sparring import lane
from kata.sparring.cast import RIGHT, Library, cast_for, find_target
from kata.sparring.lane import Lane
from kata.sparring.shelf import Librarian, Shelf

TEXT = """\
import numpy as np
from hypothesis import given, strategies as st

def test_it(subject):
    print("something")
    assert not np.isnan(subject.softmax(np.array([[1e3, 0.0]]))).any()

@given(st.integers(0, 1000))
def test_property(subject, n):
    assert subject.softmax(np.array([[n, 0.0]])).shape == (1, 2)
"""


@pytest.mark.parametrize(
    "forks", [pytest.param(True, marks=pytest.mark.skipif(not FORKS, reason="it is not done here")), False]
)
@pytest.mark.parametrize("wall", ["strongest", "process"])
def test_both_ends_are_processes(tmp_path, monkeypatch, forks, wall):
    """Forked from one that has all loaded, or started where that is not done; the outcomes are the same."""
    monkeypatch.setattr(lane, "Workers", partial(Workers, forks=forks))
    target = find_target("softmax-overflow")
    fixed, *_, bug = cast_for(target)[:1] + [each for each in cast_for(target) if each.name == target.id]
    (tmp_path / target.file).write_text(TEXT, encoding="utf-8")
    shelf = Shelf([fixed, bug])
    there = Lane(tmp_path, shelf, strongest() if wall == "strongest" else WALLS[wall])
    try:
        tests, wrong = there.collect(target.file)
        assert wrong == ""
        assert [(test.name, test.drawn) for test in tests] == [("test_it", False), ("test_property", True)]
        names = [test.name for test in tests]
        for library, outcomes in ((fixed, ["passed"] * 2), (bug, ["failed", "passed"])):
            endings = there.run(target.file, library, names, [0])
            assert [endings[name][0].outcome for name in names] == outcomes
            assert [len(endings[name]) for name in names] == [1, 1]
    finally:
        there.close()
        shelf.close()


@pytest.mark.skipif(not FORKS, reason="processes are forked from one here")
def test_whatever_the_library_its_address_is_the_same(tmp_path):
    """Else a test that goes by it might fail with the bug alone, by chance, and seem to have caught it."""
    target = find_target("softmax-overflow")
    (tmp_path / target.file).write_text("def test_it(subject): raise AssertionError(id(subject))\n")
    libraries = cast_for(target)[:4]
    shelf = Shelf(libraries)
    with closing(shelf), closing(Lane(tmp_path, shelf, strongest())) as there:
        there.collect(target.file)
        said = {there.run(target.file, library, ["test_it"], [0])["test_it"][0].message for library in libraries}
    assert len(said) == 1, f"expected one address: {said}"
    assert re.search(r"\d{6}", said.pop()), "expected a number"


ENDS = """\
import os
import numpy as np

def test_ends_its_process(subject):
    test_asks(subject)
    os._exit(0)

def test_has_the_library_end(subject):
    test_asks(subject)
    subject.softmax(np.array([[-1.0, 0.0]]))

def test_asks(subject):
    subject.softmax(np.array([[1.0, 0.0]]))
"""


def test_whoever_ends_is_started_anew_and_nobody_else(tmp_path, monkeypatch):
    """A test that ends its process leaves the libraries' to the next; where that ends, the next has another."""
    text, line = variants.module_text("activation_functions", ()), "        exponentials: Array"
    ends = f"        if Z.min() < 0:\n            __import__('os')._exit(3)\n{line}"
    library = Library("one that ends", RIGHT, {"activation_functions": text.replace(line, ends)})
    (tmp_path / "test_it.py").write_text(ENDS, encoding="utf-8")
    started, begin = [], Librarian.begin
    monkeypatch.setattr(Librarian, "begin", lambda self: started.append(begin(self)) or started[-1])
    shelf = Shelf([library])
    there = Lane(tmp_path, shelf, strongest())
    try:
        names = [test.name for test in there.collect("test_it.py")[0]]
        endings = there.run("test_it.py", library, names, [0])
    finally:
        there.close()
        shelf.close()
    assert [endings[name][0].outcome for name in names] == ["died", "died", "passed"]
    assert len({*started}) == 2
