"""Questions about code that is fixed: each can be worked out, and what comes out is what was worked out."""

import math
from functools import cache

import pytest

from kata import DATA
from kata.bugs import variants
from kata.bugs.manifest import load_bugs
from kata.bugs.questions import KINDS, ask
from kata.pipe.snippet import run_code
from kata.student.asking import is_right
from kata.subject.libraries import load_library

BUGS = load_bugs()
DRAWS = 20
LINES, WIDTH = 13, 74  # of code that is read at once, in a window of 24 x 80

each_kind = pytest.mark.parametrize("kind", range(len(KINDS)), ids=KINDS)
each_bug = pytest.mark.parametrize("bug", BUGS)


def drawn(bug, kind):
    """Return the first questions of a kind."""
    return [ask(BUGS[bug].ask, seed) for seed in range(kind, DRAWS * len(KINDS), len(KINDS))]


def worked_out(question):
    """Return the answer as a person finds it, with no code of the library."""
    return str(eval(question.working, dict(vars(math))))  # noqa: S307 - it is ours


@cache
def library_without(bug, folder):
    """Return a library with all bugs but one."""
    variants.build(folder / bug, set(BUGS) - {bug})
    return load_library(folder / bug)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Where the libraries are."""
    return tmp_path_factory.mktemp("libraries")


@each_kind
@each_bug
def test_what_comes_out_is_what_was_worked_out(bug, kind, folder):
    """On the corrected library, and with this bug alone fixed: no other one stands in the way."""
    for code, question in {question.code: question for question in drawn(bug, kind)}.items():
        answer = worked_out(question)
        for library in (load_library("fixed"), library_without(bug, folder)):
            outcome = run_code(library, None, code, DATA)
            assert is_right(question.kind, answer, outcome), f"{question}: {outcome}, worked out {answer}"


@each_kind
@each_bug
def test_the_answer_cannot_be_known_beforehand(bug, kind):
    """It depends on what is drawn."""
    assert len({worked_out(question) for question in drawn(bug, kind)}) > 1


@each_kind
@each_bug
def test_a_question_is_small(bug, kind):
    """It is read at once, and every name in it has a value."""
    for question in drawn(bug, kind):
        lines = question.code.strip().splitlines()
        assert len(lines) <= LINES
        assert max(map(len, lines)) <= WIDTH
        assert "$" not in f"{question}"


@each_bug
def test_the_same_seed_asks_the_same_question(bug):
    """And seeds that follow each other ask for one kind after the other."""
    asked = [ask(BUGS[bug].ask, seed) for seed in range(7)]
    assert asked == [ask(BUGS[bug].ask, seed) for seed in range(7)]
    assert tuple(question.kind for question in asked[:3]) == KINDS
    assert len({question.code for question in asked[::3]}) > 1


@each_bug
def test_some_question_sees_the_bug(bug):
    """A library that still has it gives another answer, or none, to one of the three kinds."""
    seen = 0
    for kind in range(len(KINDS)):
        question = drawn(bug, kind)[0]
        try:
            outcome = run_code(load_library("original"), None, question.code, DATA)
        except Exception as error:  # whichever it is, it is no answer
            outcome = type(error).__name__
        seen += not is_right(question.kind, worked_out(question), outcome)
    assert seen
