"""The pytest plugin of the kata: `--subject`, the `bug` mark, and what is expected of `original`.

A test is marked with the bugs that make it fail and passes exactly when all of them are fixed. On `original` the
marked tests are strict expected failures, each with the exceptions of its bugs; `--raw` shows them as they are.
The settings of pytest load it, in pyproject.toml: `--subject NAME` must be known before any conftest.py.
"""

import inspect
import json
import os
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest

from kata import ROOT
from kata.bugs.manifest import load_bugs
from kata.subject.libraries import find_library
from kata.subject.registry import ADAPTER_NAMES


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options of the kata."""
    group = parser.getgroup("kata")
    group.addoption(
        "--subject",
        metavar="NAME",
        default=os.environ.get("KATA_SUBJECT") or "fixed",
        help="the library under test: original, fixed, exercise, a folder, or an adapter: "
        f"{', '.join(ADAPTER_NAMES)} (default: $KATA_SUBJECT, or fixed)",
    )
    group.addoption("--raw", action="store_true", help="show the failures of original instead of expecting them")
    group.addoption(
        "--mnist",
        metavar="FOLDER",
        default=os.environ.get("KATA_MNIST"),
        help="full MNIST, four IDX files, for the tests that want it (default: $KATA_MNIST)",
    )
    group.addoption("--bug", metavar="ID", help="only the tests that are marked with this bug")
    group.addoption("--skip-tests", metavar="FILE", help="leave out the tests whose ids are in this JSON list")
    group.addoption("--events", metavar="FILE", help="write what happens, as it happens, as a JSON object a line")


def pytest_configure(config: pytest.Config) -> None:
    """Check that the subject is there, and that pytest has found our settings."""
    config.addinivalue_line("markers", "bug(id, ...): the test fails while one of these bugs is there")
    subject_given = any(str(argument).startswith("--subject") for argument in config.invocation_params.args)
    if subject_given and config.inipath != ROOT / "pyproject.toml":
        raise pytest.UsageError(
            f"run pytest in {ROOT}, and write a folder elsewhere as --subject=FOLDER, with the ="
        )
    try:
        find_library(config.getoption("subject"))
    except FileNotFoundError as error:
        raise pytest.UsageError(str(error)) from error
    if config.getoption("events"):
        events = Events(Path(config.getoption("events")), find_library(config.getoption("subject")))
        config.pluginmanager.register(events, "kata-events")


def pytest_report_header(config: pytest.Config) -> str:
    """Name the library under test."""
    name = config.getoption("subject")
    expectation = ", each bug expected to show itself" if _expects_bugs(config) else ""
    return f"subject: {name} ({find_library(name)}){expectation}"


def _expects_bugs(config: pytest.Config) -> bool:
    return config.getoption("subject") == "original" and not config.getoption("raw")


def bugs_of(item: pytest.Item) -> list[str]:
    """Return the ids that a test is marked with."""
    return [bug for mark in item.iter_markers("bug") for bug in mark.args]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Refuse marks that name no bug; on `original`, expect the marked tests to fail."""
    bugs = load_bugs()
    for item in items:
        ids = bugs_of(item)
        if unknown := [bug for bug in ids if bug not in bugs]:
            raise pytest.UsageError(f"{item.nodeid} is marked with {unknown}: bugs.toml has no such bug")
        if any(not mark.args for mark in item.iter_markers("bug")):
            raise pytest.UsageError(f"{item.nodeid} is marked with no bug: write @pytest.mark.bug(ID)")
        if ids and _expects_bugs(config):
            raises = tuple({exception for bug in ids for exception in bugs[bug].exceptions})
            item.add_marker(pytest.mark.xfail(strict=True, raises=raises, reason=f"bugs: {', '.join(ids)}"))
    _select(config, items)


def _select(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the tests that `--bug` and `--skip-tests` do not ask for."""
    bug, skipped = config.getoption("bug"), config.getoption("skip_tests")
    if bug is not None and bug not in load_bugs():
        raise pytest.UsageError(f"--bug {bug}: bugs.toml has no such bug")
    chosen = selected(items, bug, Path(skipped) if skipped else None)
    if len(chosen) < len(items):
        config.hook.pytest_deselected(items=[item for item in items if item not in chosen])
        items[:] = chosen


def selected(items: Iterable[pytest.Item], bug: str | None, skipped: Path | None) -> list[pytest.Item]:
    """Return the tests that are marked with the bug, if one is given, but for those in the JSON list `skipped`."""
    left_out = set(json.loads(skipped.read_text(encoding="utf-8"))) if skipped else set()
    return [item for item in items if item.nodeid not in left_out and (bug is None or bug in bugs_of(item))]


class Events:
    """Writes the tests that were collected, with their bugs, and then each outcome, for whoever runs pytest."""

    def __init__(self, path: Path, library: Path) -> None:
        self.path = path
        self.library = library
        self.reports: dict[str, list[pytest.TestReport]] = {}

    def write(self, **event: object) -> None:
        """Write an event, a JSON object."""
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(event) + "\n")

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Write which tests there are."""
        self.write_collected(session.items)

    def write_collected(self, items: Sequence[pytest.Item]) -> None:
        """Write which tests there are, and what each checks, in words."""
        self.write(
            event="collected",
            tests={item.nodeid: bugs_of(item) for item in items},
            sentences={item.nodeid: _sentence(item) for item in items},
        )

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """Write that a test begins: if the process dies, it was this one."""
        self.write(event="begun", id=nodeid)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep the reports of set-up, call and tear-down; write the outcome when the test is over."""
        self.reports.setdefault(report.nodeid, []).append(report)
        if report.when == "teardown":
            self.write_test(report.nodeid, self.reports.pop(report.nodeid))

    def write_test(self, test: str, reports: list[pytest.TestReport]) -> None:
        """Write how a test ended."""
        outcome, message = worst(reports)
        self.write(event="test", id=test, outcome=outcome, message=message, where=_place(reports, self.library))


def _sentence(item: pytest.Item) -> str:
    """Return what a test checks: its name in words, and the first line of its docstring, which goes on from it."""
    function = getattr(item, "function", None)
    name = getattr(function, "__name__", "").removeprefix("test_").replace("_", " ")
    return f"{name[:1].upper()}{name[1:]}. {(inspect.getdoc(function) or '').partition(chr(10))[0]}".strip()


def _place(reports: Iterable[pytest.TestReport], library: Path) -> str:
    """Return the innermost line of the library that an exception came through, as file:line, or nothing."""
    for report in reports:
        for entry in reversed(getattr(getattr(report.longrepr, "reprtraceback", None), "reprentries", [])):
            location = getattr(entry, "reprfileloc", None)
            if location is not None and Path(location.path).resolve().parent == library:
                return f"{Path(location.path).name}:{location.lineno}"
    return ""


def worst(reports: Iterable[pytest.TestReport]) -> tuple[str, str]:
    """Return outcome and message of a test from the reports on its parts: the first that did not pass decides."""
    for report in reports:
        if report.outcome != "passed":
            crash = getattr(report.longrepr, "reprcrash", None)
            message = crash.message if crash else str(report.longrepr)
            if isinstance(report.longrepr, tuple):  # of a test that was skipped: file, line and reason
                message = report.longrepr[2].removeprefix("Skipped: ").partition("\n")[0]
            return ("error" if report.failed and report.when != "call" else report.outcome), message
    return "passed", ""
