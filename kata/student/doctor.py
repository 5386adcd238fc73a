"""`kata doctor`: what works on this machine, what does not, and what to do about it.

`CHECKS` names each question; its function answers with a `Diagnosis`. Nothing is assumed that can be tried.
"""

import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

from rich.console import Console

from kata.confined.child import run_confined
from kata.confined.supervision import GIB
from kata.confined.walls import WALLS, strongest
from kata.editor import named_editor
from kata.installing import install_command
from kata.judging.judge import Judge
from kata.words.translation import phrase

GOOD, POOR, BAD = "good", "poor", "bad"  # poor: something works less well; bad: NetKata cannot be used
PYTHON = (3, 11)
ROOM = 200 * 2**20  # bytes: an exercise, its backups, pictures
SMALL, LARGE = GIB // 2, 4 * GIB  # the cap of the trial, and what its child asks for
SLOW = 10  # seconds to load the tests


@dataclass(frozen=True)
class Diagnosis:
    """The answer to a question: how it stands, what was found, and what to do."""

    status: str
    found: str
    advice: str = ""


def python() -> Diagnosis:
    """Whether Python is new enough."""
    found = f"{'.'.join(map(str, sys.version_info[:3]))}, {sys.executable}"
    if sys.version_info < PYTHON:
        return Diagnosis(BAD, found, "Install Python 3.11 or newer, and make the environment .venv anew with it.")
    return Diagnosis(GOOD, found)


def packages() -> Diagnosis:
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
            wrong.append(phrase(f"{requirement.name} is missing"))
            continue
        fits = requirement.specifier.contains(there, prereleases=True)
        (right if fits else wrong).append(
            f"{requirement.name} {there}" + ("" if fits else f", not {requirement.specifier}")
        )
    if wrong:
        return Diagnosis(BAD, "; ".join(wrong), f"Run again: {install_command()}")
    return Diagnosis(GOOD, ", ".join(right))


def folder() -> Diagnosis:
    """Whether an exercise can be written where we are."""
    here = Path.cwd()
    try:
        with tempfile.NamedTemporaryFile(dir=here, prefix=".kata-"):
            pass
    except OSError as error:
        return Diagnosis(BAD, f"{here} cannot be written to: {error.strerror}", "Go into a folder of yours.")
    free = shutil.disk_usage(here).free
    if free < ROOM:
        return Diagnosis(POOR, f"{here}, with {free // 2**20} MiB free", "Make room on the disk.")
    return Diagnosis(GOOD, str(here))


def start() -> Diagnosis:
    """Whether the judge can load the tests, and how long that takes."""
    began = time.monotonic()
    try:
        with Judge() as judge:
            judge.start()
            seconds = time.monotonic() - began
    except (OSError, RuntimeError) as error:
        return Diagnosis(BAD, str(error), "Make the environment .venv anew, as the README says.")
    found = phrase(f"{seconds:.1f} seconds")
    if seconds > SLOW:
        return Diagnosis(POOR, found, "Every run of the tests waits for this; `kata watch` only once.")
    return Diagnosis(GOOD, found)


def memory() -> Diagnosis:
    """Whether a child that asks for too much memory is stopped: one bug asks for 50 GiB."""
    ending = run_confined("kata.student.doctor", str(LARGE), memory=SMALL, seconds=60)
    if ending.stopped:
        return Diagnosis(GOOD, "a watchdog ends a child that takes too much")
    if "MemoryError" in ending.output:
        return Diagnosis(GOOD, "the system refuses a child more than its cap")
    return Diagnosis(BAD, "a child got more memory than its cap", "Please report this, with the system you have.")


def walls() -> Diagnosis:
    """Which walls there are to judge a stranger's library behind, and how to get better ones."""
    best = strongest()
    better = list(WALLS.values())[: list(WALLS).index(best.name)]
    lacking = [phrase(f"no {wall.name}: {wall.lacking()}") for wall in better]
    found = "\n".join([f"{best.name}: {best.says}", *lacking])
    if best.name != "process":
        return Diagnosis(GOOD, found, " ".join(wall.advice for wall in better))
    if sys.platform != "linux":
        return Diagnosis(POOR, found, "For libraries of strangers use Linux; your own needs no wall.")
    return Diagnosis(POOR, found, " ".join(wall.advice for wall in better))


def terminal() -> Diagnosis:
    """Whether `kata watch` can have a screen here, and what can be shown on it."""
    console = Console()
    width, height = console.size
    found = phrase(f"{width} x {height}, colours: {console.color_system or 'none'}, {console.encoding}")
    if not (console.is_terminal and sys.stdin.isatty()) or console.is_dumb_terminal:
        return Diagnosis(POOR, "not an interactive terminal", "`kata watch` prints lines here, and knows no keys.")
    if width < 60 or height < 15:
        return Diagnosis(POOR, found, "Make the window larger: 80 x 24 is comfortable.")
    return Diagnosis(GOOD, found)


def editor() -> Diagnosis:
    """Whether `kata open` knows an editor."""
    if not named_editor():
        return Diagnosis(POOR, "none is named", "For `kata open` set EDITOR, for example: export EDITOR=nano")
    return Diagnosis(GOOD, named_editor())


CHECKS: dict[str, Callable[[], Diagnosis]] = {
    "Python": python,
    phrase("packages"): packages,
    phrase("folder"): folder,
    phrase("start"): start,
    phrase("memory cap"): memory,
    phrase("walls"): walls,
    phrase("terminal"): terminal,
    phrase("editor"): editor,
}


def examine() -> dict[str, Diagnosis]:
    """Return all findings, by their questions."""
    return {name: check() for name, check in CHECKS.items()}


if __name__ == "__main__":
    bytearray(int(sys.argv[1]))
