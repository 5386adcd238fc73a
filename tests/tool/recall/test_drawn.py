"""Examples are drawn once: a library is told the same of, whichever libraries were judged before it."""

import ast
import re
from types import SimpleNamespace

import hypothesis
import numpy as np
import pytest
from hypothesis import strategies as st

from kata import ROOT
from kata.judging.judge import Judge
from kata.judging.trial import run_tests
from kata.recall import drawn
from kata.recall.drawn import DrawnOnce
from kata.recall.seeds import SEEDS

BUGS = ["softmax-shape", "binary-cost", "frozen-batches"]
ONLY_WHILE_DRAWING = {
    "assume",
    "event",
    "note",
    "reject",
    "target",
    "data",
}  # what Hypothesis gives while it draws


def test_no_test_draws_from_a_generator_of_all():
    """Nobody seeds those of `random` for it (see `leave_shared_generators_alone`); ruff sees to those of numpy."""
    files = [*(ROOT / "tests").glob("*.py"), *(ROOT / "tests" / "bugs").glob("*.py")]
    files += (ROOT / "tests" / "contract").glob("*.py")
    imports = {file: re.findall(r"^(?:import|from) +random\b", file.read_text(), re.MULTILINE) for file in files}
    assert len(imports) > 30
    assert not [file.name for file, found in imports.items() if found]


@pytest.fixture
def once(monkeypatch):
    """What tries examples, and a function that has it try a test with a seed and returns the examples tried."""
    monkeypatch.setattr(drawn, "draws", lambda item: hasattr(item.obj, "hypothesis"))
    monkeypatch.setattr(drawn.pytest, "Function", SimpleNamespace)
    begun = []
    once = DrawnOnce(lambda: begun.append(1))

    def tried(test, seed=0, **given):
        begun.clear()
        hypothesis.seed(seed)(test)
        item = SimpleNamespace(
            obj=test, nodeid="test", funcargs=given, _fixtureinfo=SimpleNamespace(argnames=tuple(given))
        )
        if not hasattr(test, "heard"):
            once.listen([item])
            test.heard = True
        assert once.pytest_pyfunc_call(item) is True
        return len(begun)

    return tried


def drawing(check, **options):
    """Return a test that hands what it draws to a function, and a list of all that was drawn."""
    made = []
    numbers = st.integers(0, 10**6).map(lambda number: made.append(number) or np.array([number]))

    @hypothesis.settings(max_examples=10, database=None, **options)
    @hypothesis.given(numbers)
    def test(subject, number):
        check(subject, number)

    return test, made


def test_what_passed_is_tried_again_and_not_drawn(once):
    """The same examples, in the same order, whatever the test has done with them."""
    test, made = drawing(lambda seen, number: seen.append(number.item()) or number.fill(-1))
    runs: list[list[int]] = [[], [], []]
    assert [once(test, subject=seen) for seen in runs] == [10, 10, 10]
    assert runs == [made, made, made]


def test_another_seed_draws_other_examples(once):
    """Some are kept for each, and those of the oldest make room."""
    test, made = drawing(lambda seen, number: seen.append(number.item()))
    runs = []
    for seed in (*range(SEEDS + 1), SEEDS, 0):
        seen: list[int] = []
        once(test, seed, subject=seen)
        runs.append(seen)
    assert len({tuple(seen) for seen in runs}) == SEEDS + 1
    assert runs[SEEDS] == runs[SEEDS + 1]
    assert runs[0] == runs[-1]
    assert len(made) == 10 * (SEEDS + 2), "all but the last but one are drawn: the first had to make room"


def test_what_fails_is_looked_at_by_hypothesis(once):
    """It finds the simplest example, as if nothing had been drawn before."""

    def small(most, number):
        assert number[0] <= most, f"too large: {number[0]}"

    test, made = drawing(small)
    once(test, subject=10**7)
    drawn_so_far = len(made)
    with pytest.raises(AssertionError, match=r"too large: 501\b"):
        once(test, subject=500)
    assert len(made) > drawn_so_far


def test_where_nobody_looks_for_the_simplest_the_first_failure_is_told(once):
    """What is drawn first and fails is the same, drawn again or not."""

    def small(most, number):
        assert number[0] <= most, f"too large: {number[0]}"

    phases = [phase for phase in hypothesis.Phase if phase.name not in ("shrink", "explain")]
    test, made = drawing(small, phases=phases)
    with pytest.raises(AssertionError) as alone:
        once(test, subject=500)
    made.clear()
    once(test, subject=10**7)
    drawn_so_far = len(made)
    with pytest.raises(AssertionError, match=re.escape(str(alone.value).partition("\n")[0])):
        once(test, subject=500)
    assert len(made) == drawn_so_far


def test_what_failed_once_has_failed(once):
    """A library that answers by its mood does not pass because Hypothesis sees it in a better one."""
    moods = iter([True] * 10 + [False] + [True] * 100)

    def in_a_mood(_, __):
        assert next(moods), "in a bad mood"

    test, _ = drawing(in_a_mood)
    once(test, subject=None)
    with pytest.raises(AssertionError, match="in a bad mood"):
        once(test, subject=None)


def test_what_is_drawn_by_chance_is_drawn_each_time(once):
    """Without a seed, and where examples are to differ from run to run, nothing is kept."""
    test, made = drawing(lambda _, __: None, derandomize=False)
    for _ in range(2):
        once(test, None, subject=None)
    assert len(made) == 20


def in_words(trial):
    """Return the messages without addresses, which differ from process to process."""
    return {test: re.sub(r" at 0x[0-9a-f]+", "", message) for test, message in trial.messages.items()}


@pytest.mark.parametrize("library", ["original", "fixed"])
def test_a_library_is_told_the_same_of_after_others(library, judge):
    """Outcomes, messages and snippets, of tests that pass and of tests that fail."""
    run_tests("fixed", bugs=BUGS, judge=judge)
    after = run_tests(library, bugs=BUGS, judge=judge)
    with Judge() as alone:
        first = run_tests(library, bugs=BUGS, judge=alone)
    assert after.outcomes == first.outcomes
    assert in_words(after) == in_words(first)
    assert after.snippets == first.snippets


def test_the_tests_of_the_libraries_ask_hypothesis_for_nothing_while_they_run():
    """What is tried without it has nobody to ask: to draw is for strategies, and to leave out, too."""
    asked = {}
    patterns = ("bugs/*.py", "contract/*.py", "test_*.py", "oracles.py", "telling.py")
    for path in (path for pattern in patterns for path in sorted((ROOT / "tests").glob(pattern))):
        names = {
            alias.name
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("hypothesis")
            for alias in node.names
        }
        asked |= {path.name: found} if (found := names & ONLY_WHILE_DRAWING) else {}
    assert not asked, f"these would be missed where examples are tried again: {asked}"
