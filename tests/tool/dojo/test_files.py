"""The file that a student begins with, and the words on what was not caught."""

import ast
import json
from dataclasses import replace

import pytest

from kata.bugs.clauses import load_clauses
from kata.bugs.manifest import load_bugs
from kata.dojo.hints import NOTES, Hints, code_of
from kata.dojo.rules import VALID, Judged, Judgement
from kata.dojo.starting import METHODS, first_file, in_context
from kata.sparring.cast import WRONG, cast_for, find_target
from kata.sparring.endings import StudentTest
from kata.subject.calls import SIGNATURES


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("target", [*load_bugs(), *sorted(load_clauses())[::10]])
def test_the_first_file_has_all_that_is_needed(target, language):
    """The contract's words, what can be asked, the commands, and one test; in lines that are not too long."""
    target = find_target(target)
    text = first_file(target, language)
    tree = ast.parse(text)
    told = " ".join(ast.get_docstring(tree).split())
    for clause in target.clauses:
        assert " ".join(clause.says.split()) in told
        assert clause.where in told
    assert "kata dojo watch" in told
    assert [node.name for node in tree.body if isinstance(node, ast.FunctionDef)] == ["test_an_example"]
    assert "#   subject." in text
    assert all(len(line) <= 120 for line in text.splitlines())


def test_all_methods_that_are_told_of_exist():
    """Under these names."""
    assert {name for names in METHODS.values() for name in names} <= SIGNATURES.keys()


@pytest.mark.parametrize("clause", load_clauses().values(), ids=lambda clause: clause.id)
def test_a_clause_is_told_with_what_stands_around_it(clause):
    """A few words out of a sentence say nothing."""
    says = " ".join(clause.says.split())
    assert says in in_context(clause)
    assert len(in_context(clause)) > len(says)


def judgement(target, *caught):
    """Return a judgement in which these were caught."""
    test = Judged(StudentTest("test_it", False), VALID, caught=caught)
    return Judgement(target, (test,), tuple(cast_for(target)))


def test_a_hint_says_one_thing_more_each_time(tmp_path):
    """The clause, then the symptom; the code to whoever gives up, and to nobody else."""
    target = find_target("labels-fit")
    found = judgement(target)
    (first, *_) = [library for library in found.cast if library.role == WRONG]
    told = [Hints(tmp_path).next(found) for _ in range(3)]
    assert [len(each) for each in told] == [1, 2, 2]
    assert first.clause in told[0][0]
    assert told[1] == told[2] == [told[0][0], first.symptom]
    assert Hints(tmp_path).next(found, give_up=True)[-1] == code_of(first)
    assert not any(first.name in line for line in told[1])


def test_what_is_caught_has_no_hint(tmp_path):
    """The next one has, and when all are caught there is nothing to say."""
    target = find_target("adam-shape")
    names = judgement(target).names(WRONG)
    assert Hints(tmp_path).next(judgement(target, *names)) == []
    (of_the_first,) = Hints(tmp_path).next(judgement(target))
    (of_the_second,) = Hints(tmp_path).next(judgement(target, names[0]))
    assert "adam.py" in of_the_first
    assert "adam.py" in of_the_second


@pytest.mark.parametrize("content", ["", "{", "[]", '{"format": 99, "told": {}}', '{"format": 1, "told": 5}'])
def test_notes_that_cannot_be_read_are_begun_anew(tmp_path, content):
    """Nobody is kept from a hint by them."""
    (tmp_path / NOTES).write_text(content, encoding="utf-8")
    assert len(Hints(tmp_path).next(judgement(find_target("adam-shape")))) == 1
    assert json.loads((tmp_path / NOTES).read_text(encoding="utf-8"))["format"] == 1


@pytest.mark.parametrize("bug", load_bugs())
def test_the_code_that_is_shown_is_wrong_code(bug):
    """Every line of it stands in the wrong library, and what is right is not beside it."""
    for library in cast_for(find_target(bug)):
        if library.role == WRONG:
            (text,) = library.texts.values()
            lines = [line[2:] for line in code_of(library).splitlines() if line[:2] in ("> ", "  ")]
            assert lines
            assert all(line in text for line in lines)
            assert code_of(replace(library, texts={})) == ""
