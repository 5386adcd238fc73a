"""Questions about the student's own code: what counts as right, which comes next, and what is remembered."""

import json

import pytest

from kata.bugs.manifest import load_bugs
from kata.bugs.questions import KINDS
from kata.student.asking import Asked, is_right
from kata.student.exercise import Exercise

BUGS = load_bugs()


@pytest.mark.parametrize(
    ("kind", "guess", "outcome", "right"),
    [
        ("value", "0.25", "0.25", True),
        ("value", "1/4", "0.25", True),
        ("value", "0,33", "0.333", True),
        ("value", " -3 ", "-3.0", True),
        ("value", "3", "-3.0", False),
        ("cost", "0.7", "0.693", True),
        ("cost", "0.71", "0.693", False),
        ("cost", "11", "12", False),
        ("cost", "0", "nan", False),
        ("cost", "2", "ValueError", False),
        ("shape", "(4, 3)", "(4, 3)", True),
        ("shape", "4 x 3", "(4, 3)", True),
        ("shape", "4 3", "(4, 3)", True),
        ("shape", "4x3", "(4, 3)", True),
        ("shape", "4X3", "(4, 3)", True),
        ("shape", "4", "(4,)", True),
        ("shape", "(3, 4)", "(4, 3)", False),
        ("shape", "(4, 1)", "(4,)", False),
        ("shape", "(100,)", "(101,)", False),
        ("shape", "4", "no answer", False),
    ],
)
def test_right_is_what_comes_out(kind, guess, outcome, right):
    """A number within 2 %, however it is written; a shape exactly."""
    assert is_right(kind, guess, outcome) == right


@pytest.mark.parametrize(
    ("kind", "guess"),
    [
        ("value", "nan"),
        ("value", ""),
        ("cost", "1/0"),
        ("cost", "1e999999999"),
        ("cost", "1/4/2"),
        ("shape", ""),
        ("shape", "(2.5,)"),
    ],
)
def test_what_can_be_no_answer_is_refused(kind, guess):
    """In a sentence that says what an answer looks like."""
    with pytest.raises(ValueError, match="expected"):
        is_right(kind, guess, "1")


@pytest.fixture
def exercise(tmp_path):
    """An exercise in which everything is fixed."""
    return Exercise.start(tmp_path / "exercise", [])


def test_one_kind_comes_after_the_other(exercise):
    """A value, a shape, a cost, and then a value again, whether the answers are right or wrong."""
    bug, kinds = BUGS["adam-shape"], []
    for right in (True, False, True, True):
        kinds.append(Asked(exercise, bug).question.kind)
        exercise.note_answer(bug, right)
    assert kinds == [*KINDS, KINDS[0]]
    assert Exercise(exercise.folder).answers == [True, False, True, True]


def test_code_that_gives_no_answer_is_told_and_not_counted(exercise):
    """It may have been broken since the bug was fixed."""
    (exercise.folder / "adam.py").write_text("import os\nos._exit(3)\n")
    answered = Asked(exercise, BUGS["adam-shape"], seed=1).answer("(1, 5)")
    assert "status 3" in answered.told().plain
    assert "kata test adam-shape" in answered.told().plain
    assert not exercise.answers


def test_the_bug_that_was_fixed_last_is_known(tmp_path):
    """By the order in which they were fixed, and not that of the list; one that came back does not count."""
    exercise = Exercise.start(tmp_path / "exercise", ["softmax-shape", "adam-shape", "gradient-norm"])
    assert exercise.fixed_last is None
    exercise.note_fixed(BUGS["gradient-norm"])
    exercise.note_fixed(BUGS["softmax-shape"])
    exercise.note_fixed(BUGS["gradient-norm"])
    assert Exercise(exercise.folder).fixed_last == BUGS["softmax-shape"]
    with exercise.notes.changed() as state:
        state.verdict.statuses["softmax-shape"] = "present"
    assert exercise.fixed_last == BUGS["gradient-norm"]


def test_notes_of_an_older_version_are_read(exercise):
    """They tell nothing of answers, and are not damaged."""
    exercise.note_answer(BUGS["adam-shape"], right=True)
    file = exercise.notes.folder / "state.json"
    content = json.loads(file.read_text())
    del content["answers"], content["fixed_last"]
    file.write_text(json.dumps(content))
    read = Exercise(exercise.folder)
    assert (read.answers, read.fixed_last, read.notes.mended) == ([], None, "")
