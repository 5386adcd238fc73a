"""Trials: a few tests are run on the library with one bug, and must say of it what their marks do.

Which tests there are is read from their files: a class is asked about some of them, and not all have to be run.
"""

import ast
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple, Self

import numpy as np

from kata import ROOT
from kata.bugs import variants
from kata.bugs.manifest import Bug, load_bugs
from kata.judging.judge import Judge
from kata.judging.sentences import sentence
from kata.judging.trial import run_tests
from kata.places import answers_file

TESTS = ROOT / "tests" / "bugs"
MARKS = ("bug", "once_fixed")
FAILING, NEAR, FAR = 4, 4, 6  # tests of a bug that an exam may ask about; of others, in its module and elsewhere


class Known(NamedTuple):
    """A test: its id without what it is called with, the one bug that fails it, and what it checks."""

    test: str
    bug: str
    sentence: str


@dataclass(frozen=True)
class Seen:
    """The tests that fail with a bug, and those that pass: of bugs in its module, and of others."""

    failing: tuple[Known, ...]
    near: tuple[Known, ...]
    far: tuple[Known, ...]


class Trials:
    """Draws tests for a bug, runs them, and tells which of them fail."""

    def __init__(self) -> None:
        self._judge = Judge(load_bugs(), hasty=True, answers=answers_file())

    def __call__(self, bug: Bug, rng: np.random.Generator) -> Seen:
        """Return what the tests say of a bug; raises RuntimeError if one of them does not say what it should."""
        own = [known for known in known_tests() if known.bug == bug.id]
        others = [known for known in known_tests() if known.bug != bug.id]
        near = [known for known in others if load_bugs()[known.bug].module == bug.module]
        far = [known for known in others if known not in near]
        seen = Seen(_some(own, FAILING, rng), _some(near, NEAR, rng), _some(far, FAR, rng))
        asked = {known.test: known in seen.failing for known in (*seen.failing, *seen.near, *seen.far)}
        with tempfile.TemporaryDirectory(prefix="kata-") as place:
            folder = Path(place, "variant")
            variants.build(folder, present=[bug.id])
            trial = run_tests(str(folder), bugs=load_bugs(), only=asked, judge=self._judge)
        found = {
            test: [outcome for name, outcome in trial.outcomes.items() if name.partition("[")[0] == test]
            for test in asked
        }
        wrong = [test for test, fails in asked.items() if {*found[test]} != {"failed" if fails else "passed"}]
        if wrong:
            raise RuntimeError(f"{bug.id}: {', '.join(wrong)} {trial.reason}".strip())
        return seen

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._judge.close()


@cache
def known_tests() -> tuple[Known, ...]:
    """Return the tests of the bugs that are about one of them, in their order."""
    return tuple(
        Known(f"tests/bugs/{path.name}::{function.name}", bugs[0], said)
        for path in sorted(TESTS.glob("test_*.py"))
        for function in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(function, ast.FunctionDef) and len(bugs := [*_marked(function)]) == 1
        for said in [sentence(function.name, ast.get_docstring(function) or "")]
    )


def _marked(function: ast.FunctionDef) -> Iterator[str]:
    """Yield the bugs that a test is marked with."""
    for mark in function.decorator_list:
        if isinstance(mark, ast.Call) and isinstance(mark.func, ast.Attribute) and mark.func.attr in MARKS:
            yield from (str(part.value) for part in mark.args if isinstance(part, ast.Constant))


def _some(tests: Sequence[Known], number: int, rng: np.random.Generator) -> tuple[Known, ...]:
    return tuple(tests[place] for place in rng.permutation(len(tests))[:number])
