"""A test that knows a library by anything but its answers is worth nothing: nothing is caught by it."""

import tomllib
from pathlib import Path

import pytest

from kata.dojo.rules import MOST, VALID
from kata.sparring import lane

CHEATS = tomllib.loads(Path(__file__).with_name("cheats.toml").read_text(encoding="utf-8"))
MODULES = "gc inspect math os random signal socket subprocess sys tempfile threading time"
HEAD = f"""\
import {", ".join(MODULES.split())}
from pathlib import Path
import numpy as np
import pytest
from hypothesis import assume, given, strategies as st
COUNT = 0
LARGE = np.array([[1000.0, 0.0]])
"""
NUMBERS = range(0, len(CHEATS["tests"]), MOST)


@pytest.fixture
def honest(dojo_for):
    """The dojo for one bug."""
    return dojo_for("softmax-overflow")


@pytest.fixture
def dojo(honest, monkeypatch):
    """The same, but a test has less time than usual."""
    monkeypatch.setattr(lane, "SECONDS", 2.0)
    return honest


def judged(dojo, folder, text):
    """Judge a file with this text below what all have in common."""
    file = folder / dojo.target.file
    file.write_text(f"{HEAD}\n{text}\n", encoding="utf-8")
    return dojo.judge(file)


def function(name, body):
    """Return a test with this body."""
    lines = "\n    ".join(body.strip().splitlines())
    return f"def test_{name}(subject):\n    {lines}\n"


def test_an_honest_test_catches_something(honest, tmp_path):
    """What the cheats are compared with: here there is something to be caught."""
    judgement = judged(honest, tmp_path, function("it", "assert not np.isnan(subject.softmax(LARGE)).any()"))
    assert [each.status for each in judgement.tests] == [VALID]
    assert "softmax-overflow" in judgement.caught


@pytest.mark.parametrize("first", NUMBERS)
def test_they_catch_nothing(dojo, tmp_path, first):
    """Many in one file, as none may stand in the way of the others, nor lend them anything."""
    some = [*CHEATS["tests"].items()][first : first + MOST]
    judgement = judged(dojo, tmp_path, "\n\n".join(function(*each) for each in some))
    assert [each.test.name for each in judgement.tests] == [f"test_{name}" for name, _ in some]
    caught = {each.test.name: each.caught for each in judgement.tests if each.caught or each.touched}
    assert caught == {}, f"these have caught something: {caught}"
    assert judgement.points == 0


@pytest.mark.parametrize("name", CHEATS["files"])
def test_nor_do_files(dojo, tmp_path, name):
    """What is done when a file is read, or to who reads it."""
    judgement = judged(dojo, tmp_path, CHEATS["files"][name])
    assert judgement.caught == set()
    assert judgement.points == 0


def test_there_are_many():
    """The list is of some length, and nothing stands in it twice."""
    assert len(CHEATS["tests"]) + len(CHEATS["files"]) >= 60
    assert len({*CHEATS["tests"].values()}) == len(CHEATS["tests"])
