"""The pytest plugin of the kata: `--subject`, the marks, and what is expected of `original`.

A test is marked with the bugs that make it fail and passes exactly when all of them are fixed: with `bug`, if it
asks whether this one is there, or with `once_fixed`, if it asks for something else that they stand in the way of.
On `original` the marked tests are strict expected failures, each with the exceptions of its bugs; `--raw` shows
them as they are.
The settings of pytest load it, in pyproject.toml: `--subject NAME` must be known before any conftest.py.
"""

import os
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from kata import ROOT
from kata.bugs.manifest import load_bugs
from kata.bugs.names import find_bugs
from kata.judging.events import FOLDER, MARKS, Events, bugs_of, note, selected
from kata.subject.libraries import find_library
from kata.subject.registry import ADAPTER_NAMES

CHOSEN = pytest.StashKey[list[str]]()  # the bugs whose tests are asked for, all if there are none
SUBJECT = pytest.StashKey[Any]()  # what the tests are run on instead of a library in this process


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
    group.addoption(
        "--bugs",
        metavar="BUG,BUG",
        action="append",
        default=[],
        help="only the tests that are marked with one of these bugs",
    )
    group.addoption("--events", metavar="FILE", help="write what happens, as it happens, as a JSON object a line")


def pytest_configure(config: pytest.Config) -> None:
    """Check that the subject is there, and that pytest has found our settings."""
    config.addinivalue_line("markers", "bug(id): the test asks whether this bug is there, and fails while it is")
    config.addinivalue_line(
        "markers",
        "once_fixed(id, ...): the test asks for what holds once these bugs are fixed, and fails before",
    )
    subject_given = any(str(argument).startswith("--subject") for argument in config.invocation_params.args)
    if subject_given and config.inipath != ROOT / "pyproject.toml":
        raise pytest.UsageError(
            f"run pytest in {ROOT}, and write a folder elsewhere as --subject=FOLDER, with the ="
        )
    try:
        config.stash[FOLDER] = find_library(config.getoption("subject"))
        config.stash[CHOSEN] = [bug.id for bug in find_bugs(config.getoption("bugs"))]
    except (FileNotFoundError, ValueError) as error:
        raise pytest.UsageError(str(error)) from error
    if config.getoption("events"):
        config.pluginmanager.register(Events(Path(config.getoption("events"))), "kata-events")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[Any]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Keep where in the library an exception came up."""
    report = yield
    note(item, call, report)
    return report


def pytest_report_header(config: pytest.Config) -> str:
    """Name the library under test."""
    name = config.getoption("subject")
    expectation = ", each bug expected to show itself" if _expects_bugs(config) else ""
    return f"subject: {name} ({find_library(name)}){expectation}"


def _expects_bugs(config: pytest.Config) -> bool:
    return config.getoption("subject") == "original" and not config.getoption("raw")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave out the files that name no bug that `--bugs` asks for: loading them takes the time."""
    bugs = config.stash[CHOSEN]
    if not bugs or collection_path.suffix != ".py":
        return None
    text = collection_path.read_text(encoding="utf-8")
    return not any(f'"{bug}"' in text for bug in bugs) or None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Refuse marks that name no bug; on `original`, expect the marked tests to fail."""
    bugs = load_bugs()
    for item in items:
        ids = bugs_of(item)
        if unknown := [bug for bug in ids if bug not in bugs]:
            raise pytest.UsageError(f"{item.nodeid} is marked with {unknown}: bugs.toml has no such bug")
        _check_marks(item)
        if ids and _expects_bugs(config):
            raises = tuple({exception for bug in ids for exception in bugs[bug].exceptions})
            item.add_marker(pytest.mark.xfail(strict=True, raises=raises, reason=f"bugs: {', '.join(ids)}"))
    _select(config, items)


def _check_marks(item: pytest.Item) -> None:
    """Raise UsageError unless a test asks about one bug, or waits for one or more, or has no mark."""
    for name in MARKS:
        if any(not mark.args for mark in item.iter_markers(name)):
            raise pytest.UsageError(f"{item.nodeid} is marked with no bug: write @pytest.mark.{name}(ID)")
    if len(bugs_of(item)) > 1 and item.get_closest_marker("bug"):
        raise pytest.UsageError(
            f"{item.nodeid} is marked with several bugs: a test asks about one, @pytest.mark.bug(ID), "
            "or waits for all of them, @pytest.mark.once_fixed(ID, ...)"
        )


def _select(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the tests that `--bugs` does not ask for."""
    bugs = config.stash[CHOSEN]
    chosen = selected(items, bugs)
    if len(chosen) < len(items):
        config.hook.pytest_deselected(items=[item for item in items if item not in chosen])
        items[:] = chosen
