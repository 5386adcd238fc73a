"""Tests as students write them, from poor to good, get points in a teacher's order."""

import itertools
import tomllib
from pathlib import Path

import pytest

SUITES = tomllib.loads(Path(__file__).with_name("suites.toml").read_text(encoding="utf-8"))["suite"]
HEAD = """\
import numpy as np
import pytest
from hypothesis import given, strategies as st
from kata.subject.interface import Settings
"""


@pytest.mark.parametrize("bug", dict.fromkeys(suite["bug"] for suite in SUITES))
def test_they_are_ranked_as_a_teacher_would(bug, dojo_for, tmp_path):
    """Each has more points than the one before it, and catches more."""
    dojo, told = dojo_for(bug), []
    for suite in SUITES:
        if suite["bug"] == bug:
            file = tmp_path / dojo.target.file
            file.write_text(HEAD + suite["text"], encoding="utf-8")
            judgement = dojo.judge(file)
            told.append((judgement.points, len(judgement.caught), suite["why"]))
    for worse, better in itertools.pairwise(told):
        assert worse[:2] < better[:2], f"expected more points, and more caught, in the second: {worse}, {better}"
    assert told[0][0] == 0
    assert told[-1][0] >= 9


def test_there_are_ten():
    """For three bugs."""
    assert len(SUITES) >= 10
    assert len({suite["bug"] for suite in SUITES}) == 3
