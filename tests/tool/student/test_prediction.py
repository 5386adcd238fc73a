"""Predictions: the answers in `bugs.toml` are those that the two libraries give."""

import dataclasses
import warnings

import numpy as np
import pytest

from kata import DATA
from kata.bugs import variants
from kata.bugs.manifest import _prediction, load_bugs
from kata.pipe.snippet import run_code
from kata.student.prediction import Answer, in_a_line, run_on
from kata.subject.libraries import load_library

BUGS = load_bugs()


def run_here(library, code):
    """Return what `run_on` tells of a library of ours, without a process for it."""
    try:
        with np.errstate(all="ignore"), warnings.catch_warnings(action="ignore"):
            return in_a_line(run_code(load_library(library), None, code, DATA))
    except Exception as error:
        return type(error).__name__


@pytest.mark.parametrize("bug", BUGS)
def test_the_right_answer_is_that_of_the_original(bug):
    """And that of the corrected library is another of the answers; the bug alone makes the difference."""
    prediction = BUGS[bug].predict
    assert run_on("original", prediction.code).text == prediction.answers[prediction.right]
    assert run_here("fixed", prediction.code) == prediction.correct


@pytest.mark.parametrize("bug", BUGS)
def test_only_this_bug_changes_the_answer(bug, tmp_path):
    """With it alone the answer is the original's, and with all but it that of a correct library."""
    prediction = BUGS[bug].predict
    variants.build(tmp_path / "alone", {bug})
    variants.build(tmp_path / "others", set(BUGS) - {bug})
    assert run_here(tmp_path / "alone", prediction.code) == prediction.answers[prediction.right]
    assert run_here(tmp_path / "others", prediction.code) == prediction.correct


def test_an_exception_is_an_answer():
    """Its type is compared, and its message is shown."""
    code = "library.ActivationFunctions.tanh(np.zeros((1, 1)), derivative=True)"
    outcome = run_on("original", code)
    assert outcome == Answer("NameError", "NameError: name 'tanh' is not defined")


def test_a_child_that_dies_gives_no_answer(tmp_path):
    """Student code may do anything: it is told, and nothing is believed."""
    variants.build(tmp_path / "library", set(BUGS))
    (tmp_path / "library" / "__init__.py").write_text("import os\nos._exit(3)\n")
    outcome = run_on(str(tmp_path / "library"), BUGS["adam-shape"].predict.code)
    assert outcome.text == "no answer"
    assert "status 3" in outcome.exception


@pytest.mark.parametrize(
    "changes",
    [{"right": 4}, {"right": -1}, {"correct": "something else"}, {"answers": ["1", "1"]}],
    ids=["no such answer", "negative", "correct is no answer", "twice the same"],
)
def test_a_question_that_does_not_hold_together_is_refused(changes):
    """With the bug's number."""
    entry = dataclasses.asdict(BUGS["adam-shape"].predict)
    with pytest.raises(ValueError, match="here"):
        _prediction({**entry, **changes}, "here")
