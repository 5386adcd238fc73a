"""What happens while tests run, as data: which there are, and how each of them ended, for whoever runs pytest."""

import inspect
import json
import re
import traceback
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis.errors import Flaky

from kata.judging.sentences import sentence, without_example
from kata.pipe.raised import LibraryError
from kata.printable import printable
from kata.recall.drawn import draws
from kata.words.translation import phrase

FOLDER = pytest.StashKey[Path]()  # of the library under test, where it is in this process
MARKS = ("bug", "once_fixed")
LONGEST = 20_000  # characters of a text that is told
WRAPPED = f"{LibraryError.__module__}.{LibraryError.__qualname__}: "  # what it says begins with its own type
TWO_WAYS = phrase("the library answers the same calls in two ways, and this is one of them")
WHY = re.compile(r"^ *why +", re.MULTILINE)  # see tests/telling.py


def bugs_of(item: pytest.Item) -> list[str]:
    """Return the bugs that make a test fail: the one that it asks about, or those that it waits for."""
    return [bug for name in MARKS for mark in item.iter_markers(name) for bug in mark.args]


def waits(item: pytest.Item) -> bool:
    """Tell whether a test asks about no bug, but about what holds once its bugs are fixed."""
    return item.get_closest_marker("once_fixed") is not None


def selected(items: Iterable[pytest.Item], bugs: Collection[str]) -> list[pytest.Item]:
    """Return the tests that are marked with one of these bugs, in one way or the other; all if none is given."""
    return [item for item in items if not bugs or not {*bugs}.isdisjoint(bugs_of(item))]


class Events:
    """Writes the tests that were collected, with their bugs, and then each outcome, a JSON object a line."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.reports: dict[str, list[pytest.TestReport]] = {}

    def write(self, **event: object) -> None:
        """Write an event, a JSON object."""
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(shown(event)) + "\n")

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Write which tests there are."""
        self.write(**collected(session.items))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep the reports of set-up, call and tear-down; write the outcome when the test is over."""
        self.reports.setdefault(report.nodeid, []).append(report)
        if report.when == "teardown":
            self.write(**told_of(report.nodeid, self.reports.pop(report.nodeid)))


def collected(items: Sequence[pytest.Item]) -> dict[str, Any]:
    """Return which tests there are, with their bugs, which wait, which draw, and what each checks, in words."""
    return {
        "event": "collected",
        "tests": {item.nodeid: bugs_of(item) for item in items},
        "waiting": [item.nodeid for item in items if waits(item)],
        "drawn": [item.nodeid for item in items if draws(item)],
        "sentences": {item.nodeid: _sentence(item) for item in items},
    }


def told_of(test: str, reports: Sequence[pytest.TestReport]) -> dict[str, Any]:
    """Return how a test ended: its outcome, what the first part that did not pass says, and where that was."""
    outcome, message = worst(reports)
    where = next((report.where for report in reports if getattr(report, "where", "")), "")
    return {
        "event": "test",
        "id": test,
        "outcome": outcome,
        "message": message,
        "where": where,
    }


def shown(event: Mapping[str, Any]) -> dict[str, Any]:
    """Return an event with its texts so that they can be shown, and are no book: any may be a stranger's."""
    texts = {name: printable(text[:LONGEST])[:LONGEST] for name, text in event.items() if isinstance(text, str)}
    return {**event, **texts}


def _sentence(item: pytest.Item) -> str:
    """Return what a test checks: the docstring of its function goes on from its name."""
    function = getattr(item, "function", None)
    return sentence(getattr(function, "__name__", ""), inspect.getdoc(function) or "")


def note(item: pytest.Item, call: pytest.CallInfo[Any], report: pytest.TestReport) -> None:
    """Keep in a report, as text, what is known of the exception that it reports: where in the library it came up.

    Of one that says that the library is gone, or interferes, it is kept, too: then the test has not failed, but
    could not be run. Of a group the first one is kept, with what it says.
    """
    if call.excinfo is None:
        return
    error = call.excinfo.value
    if isinstance(error, pytest.skip.Exception) and error.__context__ is not None:
        error = error.__context__  # what the test was skipped for
    known: dict[str, Any] = {}
    if isinstance(error, BaseExceptionGroup):
        flaky = isinstance(error, Flaky)
        while isinstance(error, BaseExceptionGroup):
            error = error.exceptions[0]
        known["said"] = _in_two_ways(said_of(error)) if flaky else said_of(error)
    known["where"] = place_of(error, item.config.stash.get(FOLDER, None))
    if getattr(error, "ends_worker", False):
        known |= {"lost": str(error), "void": getattr(error, "void", False)}
    vars(report).update(known)


def _in_two_ways(said: str) -> str:
    """Add to what a test says, as a part of why, that it did not say so again."""
    words = without_example(said.partition("\nassert ")[0])
    why = WHY.search(words)
    return f"{words}\n{' ' * len(why[0]) if why else 'why        '}{TWO_WAYS}"


def place_of(error: BaseException, folder: Path | None = None) -> str:
    """Return the innermost line of the library that an exception came through, as file:line, or nothing."""
    if folder is None or hasattr(error, "place"):
        return str(getattr(error, "place", ""))
    frames = [(Path(frame.f_code.co_filename), line) for frame, line in traceback.walk_tb(error.__traceback__)]
    return next((f"{path.name}:{line}" for path, line in reversed(frames) if path.resolve().parent == folder), "")


def said_of(error: BaseException) -> str:
    """Return what an exception is and says, as Python does."""
    return printable("".join(traceback.format_exception_only(error)).strip().removeprefix(WRAPPED))


def worst(reports: Iterable[pytest.TestReport]) -> tuple[str, str]:
    """Return outcome and message of a test from the reports on its parts: the first that did not pass decides."""
    for report in reports:
        if report.outcome != "passed":
            if hasattr(report, "lost"):
                return "error", report.lost
            crash = getattr(report.longrepr, "reprcrash", None)
            message = (crash.message if crash else str(report.longrepr)).removeprefix(WRAPPED)
            message = getattr(report, "said", message)  # of one of a group, of which pytest tells as Python does
            if isinstance(report.longrepr, tuple):  # of a test that was skipped: file, line and reason
                message = without_example(report.longrepr[2].removeprefix("Skipped: "))
            return ("error" if report.failed and report.when != "call" else report.outcome), message
    return "passed", ""
