"""Points: how many a result is worth, by bug, by breach, for tests, for exams, and for being on time.

By default each bug and each breach of the student's own set is worth one, as are the tests for a bug or a clause
that earn all points of the dojo, and an exam in reviews or a diagnosis in which all is right; being on time is
worth nothing.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from kata.bugs.names import find_bug
from kata.dojo.rules import most_points
from kata.grading.results import Result
from kata.words.translation import phrase

FORMAT = 1
MOST = 1e6  # points that are too many
ON_TIME, TESTS, EXAM = "on time", "tests", "exam"


@dataclass(frozen=True)
class Scheme:
    """What there are points for: a bug, unless it has its own, a breach, tests for one, an exam, being on time.

    With `partial` a bug that is not fixed is worth the share of its tests that pass.
    """

    each: float = 1
    breach: float = 1
    tests: float = 1
    exam: float = 1
    on_time: float = 0
    partial: bool = False
    bugs: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Item:
    """Something that there are points for: a bug, a breach, tests for one, an exam, or being on time."""

    name: str
    kind: str
    status: str  # fixed, present or unclear
    points: float
    most: float


@dataclass(frozen=True)
class Score:
    """What a result is worth; if it could not be judged, why."""

    items: list[Item]
    unclear: str

    @property
    def points(self) -> float:
        """All points together."""
        return round(sum(item.points for item in self.items), 4)

    @property
    def most(self) -> float:
        """As many as there could be."""
        return round(sum(item.most for item in self.items), 4)

    def out_of(self, highest: float | None) -> float:
        """Return the points as they would be if `highest` were the most there could be."""
        if highest is None:
            return round(self.points, 2)
        return round(highest * self.points / self.most, 2) if self.most else highest


def read_scheme(given: str | None) -> Scheme:
    """Return what points there are: from a TOML file, or from `each=1,adam-shape=2,on-time=1,partial`.

    Raises ValueError, with a sentence, for what is none of these.
    """
    if given is None:
        return Scheme()
    path = Path(given)
    if path.suffix == ".toml" or _is_file(path):
        try:
            content = tomllib.loads(path.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise ValueError(f"{path} is no TOML: {error}.") from error
        except FileNotFoundError as error:
            raise ValueError(f"There is no file {path}.") from error
        written = content.pop("format", FORMAT)
        if type(written) is not int or written != FORMAT:
            raise ValueError(f"{path}: expected format = {FORMAT}.")
        return _scheme(str(path), content.pop("bugs", {}), content)
    pairs = [part.strip().partition("=") for part in given.split(",") if part.strip()]
    settings: dict[str, Any] = {}
    bugs: dict[str, Any] = {}
    for name, sign, value in pairs:
        known = name.strip() in SETTINGS
        target = settings if known else bugs
        if name.strip() in target:
            twice = name.strip()
            raise ValueError(f"--points {given}: {twice} is there twice.")
        target[name.strip()] = True if known and not sign else _value_in(value.strip())
    return _scheme(f"--points {given}", bugs, settings)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # points for every bug are longer than the name of a file may be
        return False


WORDS = ("each", "breach", "tests", "exam", "on-time", "partial")
SETTINGS = {word: word.replace("-", "_") for word in WORDS}
TRUTHS = {"true": True, "false": False}


def _value_in(text: str) -> Any:
    try:
        return TRUTHS[text] if text in TRUTHS else float(text)
    except ValueError:
        return text


def _scheme(where: str, bugs: Any, settings: dict[str, Any]) -> Scheme:
    if unknown := sorted(set(settings) - set(SETTINGS)):
        raise ValueError(
            f"{where}: {unknown[0]} is unknown: expected {', '.join(SETTINGS)} and, for bugs, their ids."
        )
    if not isinstance(bugs, dict):
        raise ValueError(f"{where}: expected a table of bugs.")
    try:
        by_bug = {find_bug(name).id: value for name, value in bugs.items()}
    except ValueError as error:
        raise ValueError(f"{where}: {error}") from error
    if len(by_bug) < len(bugs):
        twice = next(bug for bug in by_bug if sum(find_bug(name).id == bug for name in bugs) > 1)
        raise ValueError(f"{where}: {twice} is there twice.")
    partial = settings.pop("partial", False)
    if not isinstance(partial, bool):
        raise ValueError(f"{where}: partial = {partial}: expected true or false.")
    for name, value in {**settings, **by_bug}.items():
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < MOST:
            raise ValueError(f"{where}: {name} = {value}: expected a number of points, 0 or more.")
    return Scheme(partial=partial, bugs=by_bug, **{SETTINGS[name]: value for name, value in settings.items()})


def score(result: Result, scheme: Scheme, due: str | None = None) -> Score:
    """Return what a result is worth."""
    items = [_bug(result, bug, scheme) for bug in result.given["bugs"]]
    for name in result.given["breaches"]:
        status = result.breaches.get(name, "unclear")
        items.append(Item(name, "breach", status, scheme.breach if status == "fixed" else 0, scheme.breach))
    for told in result.dojo:
        points = round(scheme.tests * told["points"] / most_points(), 4)
        status = "fixed" if told["points"] == most_points() else "present"
        items.append(Item(told["target"], TESTS, status, points, scheme.tests))
    for told in result.records:
        if told["points"] is None:  # another record of the same exam counts
            continue
        status = "unclear" if told["reason"] else "fixed" if told["points"] == 1 else "present"
        items.append(Item(told["file"], EXAM, status, round(scheme.exam * told["points"], 4), scheme.exam))
    if scheme.on_time and due is not None:
        status = on_time(result, due)
        items.append(Item(ON_TIME, "on time", status, scheme.on_time if status == "fixed" else 0, scheme.on_time))
    unclear = result.reason or phrase("it could not be judged")
    return Score(items, unclear if result.status == "unclear" else "")


def _bug(result: Result, bug: str, scheme: Scheme) -> Item:
    most = scheme.bugs.get(bug, scheme.each)
    status = result.bugs.get(bug, "unclear")
    points = most if status == "fixed" else 0
    if scheme.partial and status != "fixed" and result.verdict:
        outcomes = list(result.verdict["bugs"].get(bug, {}).get("tests", {}).values())
        points = round(most * outcomes.count("passed") / len(outcomes), 4) if outcomes else 0
    return Item(bug, "bug", status, points, most)


def on_time(result: Result, due: str) -> str:
    """Return `fixed` for work that was handed in by then, `present` for late work; unclear if it is not known.

    What the platform calls late is late: the time is that of a file, which may be older than its being handed in.
    """
    if result.late:
        return "present"
    if not result.submitted:
        return "unclear"
    last, handed_in = datetime.fromisoformat(due), datetime.fromisoformat(result.submitted)
    if handed_in.tzinfo is None:
        handed_in = handed_in.replace(tzinfo=last.tzinfo)
    return "fixed" if handed_in <= last else "present"


def number(value: float) -> str:
    """Return points as they are written: 3, 2.5, 0.67."""
    return f"{round(value, 2):.2f}".rstrip("0").rstrip(".")
