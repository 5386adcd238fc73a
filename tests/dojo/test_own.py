"""Our own tests, put into the dojo bug by bug, are valid and catch all that is wrong."""

import pytest
from dojo.own import put

from kata.bugs.manifest import load_bugs
from kata.confined.walls import WALLS
from kata.dojo import rules
from kata.dojo.judging import Dojo
from kata.dojo.rules import VALID
from kata.sparring import lane
from kata.sparring.cast import OTHER, RIGHT, WRONG, find_target


@pytest.mark.parametrize("bug", [pytest.param(bug, id=f"{bug}:") for bug in load_bugs()])
def test_our_own_tests_catch_all(bug, tmp_path, monkeypatch, record_property):
    """Without a wall, as they import what is ours, and without the limits of number and time: they are many."""
    monkeypatch.setattr(rules, "MOST", 1_000)
    monkeypatch.setattr(lane, "SECONDS", 60.0)
    target = find_target(bug)
    with Dojo(target, WALLS["process"]) as dojo:
        judgement = dojo.judge(put(target, tmp_path))
    not_valid = {each.test.name: (each.status, each.ending) for each in judgement.tests if each.status != VALID}
    assert judgement.wrong_with_file == ""
    assert not_valid == {}, f"these are not valid: {not_valid}"
    missed = {*judgement.names(WRONG)} - judgement.caught
    assert missed == set(), f"these are not caught: {missed}"
    for role in (RIGHT, WRONG, OTHER):
        record_property(role, len(judgement.names(role)))
    record_property("tests", len(judgement.tests))
