"""What an exam asks: of every bug in every way, evenly, with answers that are those of the libraries."""

import math
import random
from collections import Counter

import pytest
from lasting import take_the_place_of_judges

from kata import DATA
from kata.bugs import variants
from kata.bugs.fixes import load_fixes, text_of
from kata.bugs.manifest import load_bugs
from kata.classroom.roster import Student
from kata.exam.drawing import OPTIONS
from kata.exam.excerpt import excerpt
from kata.exam.plan import KINDS, most, planned
from kata.exam.quiz import draw, generator
from kata.exam.trials import known_tests
from kata.exam.values import APART, apart, same, shown
from kata.judging.trial import run_tests
from kata.pipe.snippet import run_code
from kata.student.asking import is_right
from kata.student.prediction import in_a_line
from kata.subject.libraries import load_library

BUGS = load_bugs()
FIXES = {(fix["bug"], fix["name"]): fix for fix in load_fixes()}
CLASS = [Student(f"s{number}", "", None, "en") for number in range(3)]


@pytest.fixture(scope="module")
def quizzes(run_there):
    """All questions that there can be, for a class of three."""
    with pytest.MonkeyPatch.context() as patch:
        take_the_place_of_judges(patch, run_there)  # it takes a second to start another
        return draw(CLASS, list(BUGS.values()), most(list(BUGS)), seed=5)


@pytest.fixture(scope="module")
def answer(tmp_path_factory):
    """Return a function that runs code on a library with a bug alone, or with a fix of it, in this process."""
    folder, made = tmp_path_factory.mktemp("libraries"), {}

    def run(code, bug="", fix=""):
        if (bug, fix) not in made:
            place = folder / f"library_{len(made)}"
            variants.build(place, present=[bug] if bug and not fix else [])
            if fix:
                (place / f"{BUGS[bug].module}.py").write_text(text_of(FIXES[bug, fix]), encoding="utf-8")
            made[bug, fix] = load_library(place)
        try:
            return in_a_line(run_code(made[bug, fix], None, code, DATA))
        except Exception as error:
            return type(error).__name__

    return run


def items_of(quizzes, *kinds):
    """Return the questions of these kinds, of all quizzes."""
    return [item for quiz in quizzes for item in quiz.items if item.kind in kinds]


def test_every_bug_is_asked_about_in_every_way(quizzes):
    """Whoever has as many questions as there are has each once."""
    for quiz in quizzes:
        assert Counter((item.bug.id, item.kind) for item in quiz.items) == dict.fromkeys(
            ((bug, kind) for bug in BUGS for kind in KINDS), 1
        )


@pytest.mark.filterwarnings("ignore")  # of numpy: NaN and infinity are answers here
def test_the_answers_are_those_of_the_libraries(quizzes, answer):
    """Run once more, without the pipe: the one with the bug and the corrected one tell different things."""
    for item in items_of(quizzes, *KINDS):
        code = item.question.code
        assert (item.broken, item.correct) == (shown(answer(code, item.bug.id)), shown(answer(code)))
        assert apart(item.broken, item.correct)
        if item.kind in ("broken", "right"):
            assert item.options[item.right] == (item.broken if item.kind == "broken" else item.correct)


def test_a_head_finds_the_right_answer(quizzes):
    """What a person works out is the option that is right, and no other."""
    for item in items_of(quizzes, "right"):
        worked_out = str(eval(item.question.working, dict(vars(math))))  # noqa: S307 - it is ours
        right = [option for option in item.options if _is_right(item.question.kind, worked_out, option)]
        assert right == [item.options[item.right]], item.question


def _is_right(kind, guess, option):
    try:
        return is_right(kind, guess, option)
    except ValueError:
        return False


def test_options_stand_apart(quizzes):
    """Four of them, and no two that rounding could take for each other; every place is right somewhere."""
    for item in items_of(quizzes, "broken", "right"):
        assert len(item.options) == OPTIONS
        assert all(apart(one, other) for one in item.options for other in item.options if one is not other)
    assert {item.right for item in items_of(quizzes, "broken", "right", "test")} == {*range(OPTIONS)}
    assert {item.right for item in items_of(quizzes, "fix")} == {0, 1}


@pytest.mark.filterwarnings("ignore")
def test_the_right_fix_is_right_and_the_other_is_not(quizzes, answer):
    """By the zoo, and by what the two libraries answer to the code that is shown."""
    for item in items_of(quizzes, "fix"):
        right, wrong = item.names[item.right], item.names[1 - item.right]
        assert (FIXES[item.bug.id, right]["right"], FIXES[item.bug.id, wrong]["right"]) == (True, False)
        told = [shown(answer(item.question.code, item.bug.id, name)) for name in item.names]
        assert tuple(told) == item.options
        assert same(item.options[item.right], item.correct)
        assert apart(item.options[1 - item.right], item.correct)


def test_one_of_four_tests_is_of_the_bug(quizzes):
    """Its mark says so, and the others have that of another bug; that they fail and pass was run for the draw."""
    known = {one.test: one for one in known_tests()}
    for item in items_of(quizzes, "test"):
        assert len(set(item.options)) == OPTIONS
        assert [known[test].sentence for test in item.names] == list(item.options)
        assert [known[test].bug == item.bug.id for test in item.names].index(True) == item.right
        assert sum(known[test].bug == item.bug.id for test in item.names) == 1


def test_the_tests_are_those_that_the_judge_has(judge):
    """With the same ids and marks: they are read from their files here."""
    known = {one.test: one for one in known_tests()}
    some = random.Random(0).sample(sorted(known), 3)  # noqa: S311 - nothing is secret
    trial = run_tests("fixed", only=some, judge=judge)
    assert {test.partition("[")[0]: bugs for test, bugs in trial.bugs.items()} == {
        test: [known[test].bug] for test in some
    }
    assert {test.partition("[")[0]: said for test, said in trial.sentences.items()} == {
        test: known[test].sentence for test in some
    }
    assert {*trial.outcomes.values()} == {"passed"}


def test_questions_are_others_for_others(quizzes, run_there, monkeypatch):
    """Few of two students' questions have the same numbers, and none is drawn by who else is there."""
    take_the_place_of_judges(monkeypatch, run_there)
    first, second = ([item.question.code for item in quiz.items] for quiz in quizzes[:2])
    assert len(set(first) & set(second)) < len(first) / 2
    alone = draw(CLASS[1:2], [BUGS["binary-cost"]], 1, seed=5)
    together = draw(CLASS, [BUGS["binary-cost"]], 1, seed=5)
    assert alone[0] == together[1]


@pytest.mark.parametrize("bugs", range(1, len(BUGS) + 1))
def test_a_plan_is_even(bugs):
    """Of any number of questions: bugs and kinds differ by one at most, and no question is there twice."""
    names = list(BUGS)[:bugs]
    for number in range(1, most(names) + 1):
        plan = planned(names, number, generator(number, "somebody"))
        assert len(set(plan)) == number
        for counted, all_of_them in (
            (Counter(bug for bug, _ in plan), names),
            (Counter(k for _, k in plan), KINDS),
        ):
            times = [counted[one] for one in all_of_them]
            assert max(times) - min(times) <= 1


def test_fifty_seeds_ask_everything():
    """Six questions each: every bug in every way."""
    asked = {cell for seed in range(50) for cell in planned(list(BUGS), 6, generator(seed, ""))}
    assert asked == {(bug, kind) for bug in BUGS for kind in KINDS}


@pytest.mark.parametrize("bug", BUGS)
def test_an_excerpt_has_the_bug(bug):
    """All lines that the bug has for itself, no docstring that would tell what is right, and little else."""
    lines = excerpt(BUGS[bug]).splitlines()
    broken, fixed = (variants.module_text(BUGS[bug].module, present).splitlines() for present in ([bug], []))
    own = [line.strip() for line in broken if line not in fixed]
    assert {*own} <= {line.strip() for line in lines}
    assert '"""' not in "\n".join(lines)
    assert len(lines) <= 30
    assert len(own) <= len(lines)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("0.3333333333", "0.333"),
        ("-0.0", "0"),
        ("160000", "160000"),
        ("2.0", "2"),
        ("nan", "nan"),
        ("(4,)", "(4,)"),
    ],
)
def test_an_answer_is_rounded(answer, said):
    """Numbers to three decimals; what is none stays as it is."""
    assert shown(answer) == said


def test_what_stands_apart():
    """Numbers by more than a twentieth, and all else by its letters."""
    assert apart("0.5", "0.469")
    assert not apart("0.289", "0.282")
    assert apart("nan", "0")
    assert not apart("nan", "nan")
    assert apart("(1,)", "(2,)")
    assert apart("1", str(1 + 2 * APART))
    assert same("0.199", "0.2")
    assert not same("0.19", "0.2")
