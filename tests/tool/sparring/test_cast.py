"""The libraries that a student's tests meet: enough of each kind, and what is said of them."""

from collections import Counter

import pytest

from kata.bugs.breaches import load_breaches
from kata.bugs.clauses import load_clauses
from kata.bugs.manifest import load_bugs
from kata.sparring.cast import OTHER, RIGHT, WRONG, cast_for, find_target, target_of


@pytest.mark.parametrize("bug", load_bugs())
def test_a_bug_has_enough_of_each_kind(bug):
    """`fixed` and five styles; the bug, its wrong fixes and breaches of its clauses; all other bugs."""
    cast = cast_for(find_target(bug))
    assert cast[0].name == "fixed"
    number = Counter(library.role for library in cast)
    assert number[RIGHT] == 6
    assert number[WRONG] >= 9
    assert number[OTHER] == len(load_bugs()) - 1
    assert len({library.name for library in cast}) == len(cast)
    wrong = [library for library in cast if library.role == WRONG]
    assert wrong[0].name == bug
    assert all(library.symptom and library.module for library in wrong)


@pytest.mark.parametrize("bug", load_bugs())
def test_no_two_libraries_are_the_same(bug):
    """Nobody is to catch one for two, and no right one is to be among the wrong."""
    texts = [tuple(sorted(library.texts.items())) for library in cast_for(find_target(bug))]
    assert len({*texts}) == len(texts)


@pytest.mark.parametrize("bug", load_bugs())
def test_the_breaches_of_a_bug_are_of_its_clauses(bug):
    """A student is told these clauses, and is asked for no others."""
    target = find_target(bug)
    clauses, known = {clause.id for clause in target.clauses}, load_breaches()
    breaches = [known[library.name] for library in cast_for(target) if library.name in known]
    assert len(breaches) >= 2
    assert {breach.clause for breach in breaches} <= clauses


@pytest.mark.parametrize("clause", sorted(load_clauses())[::25])
def test_a_clause_has_right_and_wrong_ones(clause):
    """The wrong ones are its breaches."""
    cast = cast_for(find_target(clause))
    assert Counter(library.role for library in cast)[RIGHT] == 6
    wrong = {library.name for library in cast if library.role == WRONG}
    assert wrong == {breach.name for breach in load_breaches().values() if breach.clause == clause}
    assert wrong


def test_a_file_is_named_after_its_target():
    """And is known by that name, whatever folder it lies in."""
    for name in (*load_bugs(), *load_clauses()):
        target = find_target(name)
        assert target_of(target.file) == target
    assert target_of("test_something_else.py") is None


def test_what_is_nothing_is_refused():
    """In a sentence that says what may have been meant."""
    with pytest.raises(ValueError, match="did you mean adam-shape"):
        find_target("adam-shpe")
