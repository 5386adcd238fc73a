"""What counts: which tests are valid, what they catch, and the four measures that come of it.

A test is valid if it passes on every right library in all draws. What is not valid is worth nothing, costs
nothing, and does not stand in the way of the others. A wrong library is caught by a test that fails on it in all
draws, by an assertion or by an exception out of the library.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kata.sparring.cast import OTHER, RIGHT, WRONG, Library, Target
from kata.sparring.endings import SECONDS, Ending, StudentTest
from kata.words.translation import phrase

MOST = 25  # tests of a file that count
VALID, INVALID, FLAKY, BEYOND = "valid", "invalid", "flaky", "beyond"
FASTER = 10  # times that the right libraries must be, for a wrong one that hangs to be caught by that
CATCHES = ("assertion", "library")
WITHOUT = {"failed": phrase("it fails"), "skipped": phrase("it is skipped"), "hung": "", "died": ""}
# points for each measure: from this share on, so many; the last obscure one is not worth a weekend
THOROUGH = ((0.25, 1), (0.5, 2), (0.7, 3), (0.85, 4))
POINTS = {"bug": 3, "thoroughness": 4, "specificity": 2, "validity": 1}


@dataclass(frozen=True)
class Judged:
    """A test, and what came of it: on a right library that it fails on, an `ending`; and which it caught."""

    test: StudentTest
    status: str
    ending: Ending | None = None
    passes: int = 0  # of the draws on that library
    draws: int = 0
    caught: tuple[str, ...] = ()
    touched: tuple[str, ...] = ()  # the libraries with another bug that it fails on
    shown: Ending | None = None  # how it failed on the bug itself


@dataclass(frozen=True)
class Measures:
    """The four bars, from 0 to 1; None where nothing could be measured."""

    validity: float | None
    thoroughness: float | None
    specificity: float | None
    economy: float | None


@dataclass(frozen=True)
class Judgement:
    """What came of the tests in a file."""

    target: Target
    tests: tuple[Judged, ...] = ()
    cast: tuple[Library, ...] = field(default=(), repr=False)
    wrong_with_file: str = ""  # why it could not be read, or parts of it
    seconds: float = 0.0
    wall: str = ""

    @property
    def valid(self) -> list[Judged]:
        """The tests that count."""
        return [each for each in self.tests if each.status == VALID]

    def names(self, role: str) -> list[str]:
        """Return the names of the libraries of a role."""
        return [library.name for library in self.cast if library.role == role]

    @property
    def caught(self) -> set[str]:
        """The wrong libraries that are caught by one test or another."""
        return {name for each in self.valid for name in each.caught}

    @property
    def passed(self) -> bool:
        """Whether every test counts, and every wrong library is caught."""
        return bool(self.caught) and self.measures.validity == 1 and len(self.caught) == len(self.names(WRONG))

    @property
    def measures(self) -> Measures:
        """The four bars."""
        counted = [each for each in self.tests if each.status != BEYOND]
        valid, wrong, others = self.valid, self.names(WRONG), self.names(OTHER)
        touched = {name for each in valid for name in each.touched}
        return Measures(
            validity=len(valid) / len(counted) if counted else None,
            thoroughness=len(self.caught) / len(wrong) if valid else None,
            specificity=1 - len(touched) / len(others) if self.caught and others else None,
            economy=len(needed(valid)) / len(valid) if self.caught else None,
        )

    @property
    def points(self) -> int:
        """Points, up to 10: without a wrong library that is caught there are none."""
        if not self.caught:
            return 0
        measured, bug = self.measures, self.target.bug
        thorough = max((points for share, points in THOROUGH if (measured.thoroughness or 0) >= share), default=0)
        first = bug.id in self.caught if bug else True
        return (
            POINTS["bug"] * first
            + thorough
            + round(POINTS["specificity"] * (measured.specificity or 0) - 0.25)
            + POINTS["validity"] * (measured.validity == 1)
        )

    def as_dict(self) -> dict[str, Any]:
        """Return it as plain data: no code, and no name, of a library that a student does not know."""
        measured = self.measures
        return {
            "format": 1,
            "target": self.target.id,
            "file": self.target.file,
            "measures": dict(vars(measured)),
            "points": self.points,
            "libraries": {role: len(self.names(role)) for role in (RIGHT, WRONG, OTHER)},
            "caught": len(self.caught),
            "tests": [_as_dict(each) for each in self.tests],
            "wrong": self.wrong_with_file,
            "isolation": self.wall,
            "seconds": round(self.seconds, 3),
        }


def _as_dict(each: Judged) -> dict[str, Any]:
    return {
        "name": each.test.name,
        "property": each.test.drawn,
        "status": each.status,
        "caught": len(each.caught),
        "others": [*each.touched],
        "ending": vars(each.ending) if each.ending else None,
        "shown": vars(each.shown) if each.shown else None,
    }


def most_points() -> int:
    """Return how many points there are."""
    return sum(POINTS.values())


def counted(tests: Sequence[StudentTest]) -> list[StudentTest]:
    """Return the tests of the functions that count, of which there are not more than `MOST`."""
    functions = [*dict.fromkeys(test.function for test in tests)][:MOST]
    return [test for test in tests if test.function in functions]


def on_a_right_one(endings: Sequence[Ending]) -> str:
    """Return what a test is by how it ended on a right library, draw by draw."""
    passed = [ending.outcome == "passed" for ending in endings]
    if all(passed):
        return VALID
    return FLAKY if any(passed) else INVALID


def is_caught(endings: Sequence[Ending], draws: int, slowest: float) -> bool:
    """Tell whether a library is caught: in all draws, or by a hang, where right libraries are much faster.

    `slowest` is how many seconds the test took on any of them.
    """
    if endings and endings[-1].outcome == "hung":
        return slowest * FASTER <= SECONDS
    return len(endings) == draws and all(
        ending.outcome == "failed" and ending.kind in CATCHES for ending in endings
    )


def needed(valid: Sequence[Judged]) -> list[Judged]:
    """Return tests that together catch what all of them do: the one that adds most first, then the next."""
    left, found = {name for each in valid for name in each.caught}, []
    while left:
        best = max(valid, key=lambda each: len(left.intersection(each.caught)))
        found.append(best)
        left.difference_update(best.caught)
    return found


def idle(judgement: Judgement) -> list[Judged]:
    """Return the valid tests that catch nothing which another does not."""
    necessary = {each.test.name for each in needed(judgement.valid)}
    return [each for each in judgement.valid if each.test.name not in necessary]


def by_role(cast: Iterable[Library], role: str) -> list[Library]:
    """Return the libraries of a role."""
    return [library for library in cast if library.role == role]


def first_not_passed(endings: Mapping[str, Sequence[Ending]], names: Collection[str]) -> dict[str, Ending]:
    """Return of these tests those that did not pass, each with the first draw in which it did not."""
    found = {}
    for name in names:
        failed = [ending for ending in endings[name] if ending.outcome != "passed"]
        if failed:
            found[name] = failed[0]
    return found
