"""`kata doctor`: what works on this machine, what does not, and what to do about it.

`CHECKS` names each question; its function answers with a `Finding`. Nothing is assumed that can be tried.
"""

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires, version

from rich.console import Console

from kata.confined.child import GIB, run_confined
from kata.installing import install_command
from kata.judging.fork_server import ForkServer
from kata.student.exercise import Exercise

GOOD, POOR, BAD = "good", "poor", "bad"  # poor: something works less well; bad: NetKata cannot be used
PYTHON = (3, 11)
ROOM = 200 * 2**20  # bytes: an exercise, its backups, pictures
SMALL, LARGE = GIB // 2, 4 * GIB  # the cap of the trial, and what its child asks for
SLOW = 10  # seconds to load the tests


@dataclass(frozen=True)
class Finding:
    """The answer to a question: how it stands, what was found, and what to do."""

    status: str
    found: str
    advice: str = ""


def python() -> Finding:
    """Whether Python is new enough."""
    found = f"{'.'.join(map(str, sys.version_info[:3]))}, {sys.executable}"
    if sys.version_info < PYTHON:
        return Finding(BAD, found, "Install Python 3.11 or newer, and make the environment .venv anew with it.")
    return Finding(GOOD, found)


def packages() -> Finding:
    """Whether the packages are there that NetKata needs, in versions that it can use."""
    from packaging.requirements import Requirement

    wrong: list[str] = []
    right: list[str] = []
    for line in requires("netkata") or []:
        requirement = Requirement(line)
        if requirement.marker is not None and not requirement.marker.evaluate({"extra": ""}):
            continue
        try:
            there = version(requirement.name)
        except PackageNotFoundError:
            wrong.append(f"{requirement.name} is missing")
            continue
        fits = requirement.specifier.contains(there, prereleases=True)
        (right if fits else wrong).append(
            f"{requirement.name} {there}" + ("" if fits else f", not {requirement.specifier}")
        )
    if wrong:
        return Finding(BAD, "; ".join(wrong), f"Run again: {install_command()}")
    return Finding(GOOD, ", ".join(right))


def checkout() -> Finding:
    """Whether the exercise and the notes can be written."""
    folder = Exercise().notes.parent
    try:
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".kata-"):
            pass
    except OSError as error:
        return Finding(
            BAD, f"{folder} cannot be written to: {error.strerror}", "Clone NetKata into a folder of yours."
        )
    free = shutil.disk_usage(folder).free
    if free < ROOM:
        return Finding(POOR, f"{folder}, with {free // 2**20} MiB free", "Make room on the disk.")
    return Finding(GOOD, str(folder))


def start() -> Finding:
    """Whether pytest can load the tests in a child process, and how long that takes."""
    began = time.monotonic()
    ending = run_confined("pytest", "--collect-only", "-q", "tests/bugs", seconds=60)
    seconds = time.monotonic() - began
    if ending.reason:
        return Finding(BAD, ending.reason, "Make the environment .venv anew, as the README says.")
    found = f"{seconds:.1f} seconds"
    return (
        Finding(POOR, found, "Every run of the tests waits for this.") if seconds > SLOW else Finding(GOOD, found)
    )


def memory() -> Finding:
    """Whether a child that asks for too much memory is stopped: one bug asks for 50 GiB."""
    ending = run_confined("kata.student.doctor", str(LARGE), memory=SMALL, seconds=60)
    if ending.stopped:
        return Finding(GOOD, "a watchdog ends a child that takes too much")
    if "MemoryError" in ending.output:
        return Finding(GOOD, "the system refuses a child more than its cap")
    return Finding(BAD, "a child got more memory than its cap", "Please report this, with the system you have.")


def fork() -> Finding:
    """Whether tests can be run by forks, which makes `kata watch` fast."""
    if not ForkServer.available:
        return Finding(
            POOR, "this system cannot fork", "`kata watch` works, and takes a second or two for a verdict."
        )
    try:
        ForkServer("fixed").close()
    except (OSError, RuntimeError) as error:
        return Finding(POOR, f"forks are not to be had: {error}", "`kata watch` works, but more slowly.")
    return Finding(GOOD, "a verdict takes a fraction of a second")


def terminal() -> Finding:
    """Whether `kata watch` can have a screen here, and what can be shown on it."""
    console = Console()
    width, height = console.size
    found = f"{width} x {height}, colours: {console.color_system or 'none'}, {console.encoding}"
    if not (console.is_terminal and sys.stdin.isatty()) or console.is_dumb_terminal:
        return Finding(POOR, "not an interactive terminal", "`kata watch` prints lines here, and knows no keys.")
    if width < 60 or height < 15:
        return Finding(POOR, found, "Make the window larger: 80 x 24 is comfortable.")
    return Finding(GOOD, found)


def editor() -> Finding:
    """Whether `kata open` knows an editor."""
    name = os.environ.get("VISUAL") or os.environ.get("EDITOR") or (shutil.which("code") and "code")
    if not name:
        return Finding(POOR, "none is named", "For `kata open` set EDITOR, for example: export EDITOR=nano")
    return Finding(GOOD, name)


CHECKS: dict[str, Callable[[], Finding]] = {
    "Python": python,
    "packages": packages,
    "checkout": checkout,
    "start": start,
    "memory cap": memory,
    "fork": fork,
    "terminal": terminal,
    "editor": editor,
}


def examine() -> dict[str, Finding]:
    """Return all findings, by their questions."""
    return {name: check() for name, check in CHECKS.items()}


if __name__ == "__main__":
    bytearray(int(sys.argv[1]))
