"""The matrix: the check that a test passes on a variant exactly when all its bugs are fixed there.

Where that holds for all variants, each bug is alone: fixes can be made in any order, and a red test names its bug.
The outcomes come from `kata.proof.rounds` and its short cut. On a random sample of the variants all tests run
without it, too, as the judge runs them, and must agree.
"""

import os
import random
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import accumulate, chain, combinations, groupby, pairwise
from pathlib import Path
from typing import Any, NamedTuple

from kata.bugs import variants
from kata.bugs.manifest import load_bugs
from kata.confined.processes import side_by_side
from kata.judging.judge import Judge
from kata.judging.trial import run_tests
from kata.pictures import fitting, is_narrow, picture
from kata.proof.rounds import Outcomes, Round, run_rounds
from kata.words.translation import tr

FORMAT = 1
DRAWN = 64  # variants at random, beside the systematic ones
SAMPLE = 8  # variants on which the tests run without the short cut

Variant = frozenset[str]


class Breach(NamedTuple):
    """A test whose outcome is not what its marks say, on how many variants, and the one with the fewest bugs."""

    test: str
    expected: str
    outcome: str
    variants: int
    smallest: Variant
    message: str


@dataclass
class Matrix:
    """The outcomes of all tests, with their bugs, on these variants, each the set of the bugs that are there."""

    variants: list[Variant]
    sample: list[Variant]
    tests: dict[str, list[str]] = field(default_factory=dict)
    outcomes: Outcomes = field(default_factory=Outcomes)
    waiting: set[str] = field(default_factory=set)  # of the tests, those that ask about none of their bugs
    disagreements: list[Breach] = field(default_factory=list)  # of the sample with the short cut
    seconds: float = 0.0

    def outcome(self, test: str, present: Variant) -> tuple[str, str]:
        """Return outcome and message of a test on a variant."""
        return self.outcomes.find(test, present) or ("missing", "")

    def breaches(self) -> list[Breach]:
        """Return every test that does not hold to the rule."""
        return list(self._breaches())

    def _breaches(self) -> Iterator[Breach]:
        for test, ids in self.tests.items():
            wrong: dict[tuple[str, str], list[Variant]] = {}
            for present in self.variants:
                expected = "failed" if present.intersection(ids) else "passed"
                outcome = self.outcome(test, present)[0]
                if outcome != expected:
                    wrong.setdefault((expected, outcome), []).append(present)
            for (expected, outcome), where in wrong.items():
                smallest = min(where, key=len)
                yield Breach(test, expected, outcome, len(where), smallest, self.outcome(test, smallest)[1])

    @property
    def status(self) -> int:
        """The exit status: 0 if the rule holds, 1 if not."""
        return 1 if self.breaches() or self.disagreements else 0

    def as_data(self) -> dict[str, Any]:
        """Return all of it as plain data."""
        return {
            "format": FORMAT,
            "variants": len(self.variants),
            "sample": [sorted(present) for present in self.sample],
            "runs": self.outcomes.runs,
            "seconds": round(self.seconds, 1),
            "tests": {
                test: {
                    "bugs": ids,
                    "waits": test in self.waiting,
                    "reached": sorted(self.outcomes.reached(test)),
                    "fails_with_only": [bug for bug in load_bugs() if self._fails_with_only(bug, test)],
                }
                for test, ids in self.tests.items()
            },
            "breaches": [_plain(breach) for breach in self.breaches()],
            "disagreements": [_plain(breach) for breach in self.disagreements],
        }

    def _fails_with_only(self, bug: str, test: str) -> bool:
        """Whether a test does not pass where this bug is the only one."""
        return self.outcome(test, frozenset([bug]))[0] != "passed"


def _plain(breach: Breach) -> dict[str, Any]:
    return breach._asdict() | {"smallest": sorted(breach.smallest)}


def every_variant() -> list[Variant]:
    """Return all sets of bugs, from none to all."""
    bugs = list(load_bugs())
    return [frozenset(chosen) for size in range(len(bugs) + 1) for chosen in combinations(bugs, size)]


def some_variants(rng: random.Random, drawn: int = DRAWN) -> list[Variant]:
    """Return none and all, every single bug, all but one, every pair, and others drawn at random."""
    everything = every_variant()
    bugs = len(load_bugs())
    systematic = [present for present in everything if len(present) in (0, 1, 2, bugs - 1, bugs)]
    others = [present for present in everything if present not in set(systematic)]
    return systematic + rng.sample(others, min(drawn, len(others)))


def run_matrix(
    chosen: list[Variant], sample: list[Variant], on_progress: Callable[[int, int], None] = lambda *_: None
) -> Matrix:
    """Find the outcomes on the chosen variants; `on_progress` hears how much of how much is done.

    On the variants of `sample` the tests are run without the short cut, too.
    """
    began = time.monotonic()
    matrix = Matrix(chosen, sample)
    processes = os.cpu_count() or 1
    done, total = 0, len(chosen) * processes + len(sample)

    def step() -> None:
        nonlocal done
        done += 1
        on_progress(done, total)

    def note(event: dict[str, Any]) -> None:
        if event["event"] == "collected":
            matrix.tests, matrix.waiting = event["tests"], {*event["waiting"]}
        elif event["event"] == "outcome":
            reached, present = frozenset(event["reached"]), frozenset(event["present"])
            matrix.outcomes.add(event["id"], reached, present, event["outcome"], event["message"])
        elif event["event"] == "round":
            step()

    rounds = [Round(present) for present in chosen]
    # a simpler example of a failure is nothing that the matrix asks for
    run_rounds(rounds, "--hypothesis-profile=hasty", short_cut=True, processes=processes, on_event=note)

    def check(share: int) -> list[Breach]:
        return list(_disagreements(matrix, sample[share::processes], step))

    matrix.disagreements = list(chain.from_iterable(side_by_side(check, range(processes), processes)))
    matrix.seconds = time.monotonic() - began
    return matrix


def _disagreements(matrix: Matrix, sample: list[Variant], step: Callable[[], None]) -> Iterator[Breach]:
    """Run all tests on some variants as the judge does; yield where the outcome is not that of the short cut."""
    with tempfile.TemporaryDirectory(prefix="kata-") as name:
        folder = Path(name, "variant")
        variants.build(folder, present=())
        with Judge() as judge:
            for present in sample:
                shutil.rmtree(folder)
                variants.build(folder, present)
                trial = run_tests(str(folder), judge=judge)
                for test in matrix.tests:
                    outcome, known = trial.outcome(test), matrix.outcome(test, present)[0]
                    if outcome != known:
                        yield Breach(test, known, outcome, 1, present, trial.messages.get(test, trial.reason))
                step()


def draw(data: dict[str, Any], path: Path) -> None:
    """Draw bugs by tests: which tests fail where a bug is the only one, and which reach its code and pass.

    `data` are those of `Matrix.as_data`.
    """
    from matplotlib.patches import Patch, Rectangle

    bugs, tests = list(load_bugs()), data["tests"].values()
    groups = {
        tr("tests of the bugs"): [
            test for bug in bugs for test in tests if test["bugs"] == [bug] and not test["waits"]
        ],
        tr("that wait for bugs"): sorted(
            (test for test in tests if test["waits"]), key=lambda test: [bugs.index(bug) for bug in test["bugs"]]
        ),
        tr("tests of what works with every bug"): [test for test in tests if not test["bugs"]],
    }
    columns = list(chain.from_iterable(groups.values()))
    colours = {
        tr("fails"): "#c0392b",
        tr("reaches the bug's code and passes"): "#c9d7e8",
        tr("does not reach it"): "white",
    }

    def colour(bug: str, test: dict[str, list[str]]) -> str:
        fails, passes, indifferent = colours.values()
        if bug in test["fails_with_only"]:
            return fails
        return passes if bug in test["reached"] else indifferent

    with picture(path, figsize=(11, 3.2), narrow=(3.4, 6.4)) as figure:
        axes = figure.subplots()
        for row, bug in enumerate(bugs):
            start = 0
            for filling, run in groupby(columns, partial(colour, bug)):
                width = len(list(run))
                axes.add_patch(Rectangle((start, row), width, 1, facecolor=filling))
                start += width
        axes.set(xlim=(0, len(columns)), ylim=(len(bugs), 0))
        axes.set_yticks([row + 0.5 for row in range(len(bugs))], bugs)
        for row in range(1, len(bugs)):
            axes.axhline(row, color="#dddddd", linewidth=0.5)
        ends = list(accumulate(map(len, groups.values()), initial=0))
        axes.set_xticks([(start + end) / 2 for start, end in pairwise(ends)], list(groups))
        for end in ends[1:-1]:
            axes.axvline(end, color="black", linewidth=0.8)
        axes.tick_params(length=0)
        if is_narrow():
            axes.tick_params(axis="x", labelrotation=90)
        handles = [Patch(facecolor=filling, edgecolor="#888888", label=name) for name, filling in colours.items()]
        title = tr("With this bug, and no other, a test")
        figure.legend(
            handles=handles, loc="outside upper center", ncols=fitting(len(colours), 1), frameon=False, title=title
        )
