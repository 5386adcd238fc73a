"""However a command is ended, and whenever: no process goes on, and no temporary folder stays.

Ctrl-C, a request to end, a closed terminal and SIGKILL, of the commands that have a library under test. Here at
moments that were chosen; with `--every-moment` at all, behind every wall.
"""

import contextlib
import ctypes
import json
import os
import signal
import subprocess
import sys
from itertools import product

import psutil
import pytest
from waiting import INTERRUPTIBLE, limit, until

from kata.__main__ import main
from kata.confined.walls import WALLS
from kata.judging.ahead import COMMAND
from kata.student.exercise import Exercise

pytestmark = pytest.mark.skipif(os.name != "posix", reason="there are no such signals on Windows")

HANG = """

def _hang(Z, derivative=False):
    while True:
        pass


ACTIVATIONS["softmax"] = _hang
"""
BUSY = 0.5  # seconds of the processor that the process of a library has used when it is in the endless loop
AHEAD = COMMAND[-1]  # which loads the tests
SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER: who has lost its parent becomes our child, and not that of process 1

ENDINGS = {"SIGINT": 130, "SIGTERM": 143, "SIGHUP": 129, "SIGKILL": -signal.SIGKILL}  # with its exit status
COMMANDS = {
    "judge": ["judge", "exercise", "--bugs=softmax-overflow"],
    "judge all": ["judge", "exercise"],
    "watch": ["watch"],
    "compare": ["compare"],
    "train": ["train", "model", "--subject=exercise", "--widths=784-10", "--epochs=100000"],
}
AFTER_CTRL_C = {("watch", "SIGINT"): 0}  # which is how it is ended


def holds_a_folder(folder):
    """Tell whether there is a folder in it; a file may be one by which Python finds out whether it can write."""
    return any(path.is_dir() for path in folder.iterdir())


MOMENTS = {
    "at the start": lambda brood, _: len(brood()) > 1,
    "while the tests are loaded": lambda brood, folder: holds_a_folder(folder / "tmp") and len(brood()) > 1,
    "in an endless loop": lambda brood, _: any(map(busy, brood())),
    "after a first result": lambda _, folder: (folder / "out").stat().st_size > 0,
}
LASTS = "in an endless loop"  # a moment that need not be met at once: to look costs as much as what is looked at
CHOSEN = [
    *product(["judge", "watch"], ["in an endless loop"], [None], ENDINGS),
    *product(["judge all", "train"], ["in an endless loop"], [None], ["SIGINT", "SIGTERM", "SIGHUP"]),
    *product(["judge"], ["in an endless loop"], ["landlock", "process"], ["SIGKILL"]),
    ("compare", "while the tests are loaded", None, "SIGTERM"),
    ("compare", "while the tests are loaded", None, "SIGINT"),
    ("judge", "at the start", None, "SIGTERM"),
    ("judge", "while the tests are loaded", None, "SIGKILL"),
    ("watch", "at the start", None, "SIGKILL"),
    ("watch", "while the tests are loaded", None, "SIGINT"),
    ("watch", "after a first result", None, "SIGHUP"),
]
EVERY = [
    *product(["judge"], [moment for moment in MOMENTS if moment != "after a first result"], WALLS, ENDINGS),
    *product(["compare"], ["at the start", "while the tests are loaded"], [None], ["SIGINT", "SIGTERM", "SIGHUP"]),
    *product(["watch"], MOMENTS, [None], ENDINGS),
    *product(["train"], ["at the start", "in an endless loop"], [None], ["SIGINT", "SIGTERM", "SIGHUP"]),
    *product(["train"], ["after a first result"], [None], ["SIGTERM", "SIGHUP"]),
]


def pytest_generate_tests(metafunc):
    """Take the cases that were chosen, or all."""
    if "when" in metafunc.fixturenames:
        cases = EVERY if metafunc.config.getoption("every_moment", default=False) else CHOSEN
        metafunc.parametrize(("command", "when", "wall", "how"), cases)


def busy(process):
    """Whether it is a child without children that is at work, and not because it loads the tests."""
    with contextlib.suppress(psutil.Error):
        inner = process.ppid() != os.getpid() and not process.children() and AHEAD not in process.cmdline()
        return inner and process.cpu_times().user > BUSY
    return False


def living(processes):
    """Return those that can still do something: what is over may wait for long to be taken note of."""
    found = []
    for process in processes:
        with contextlib.suppress(psutil.Error):
            if process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
    return found


@pytest.fixture
def brood():
    """Return a function for the processes that are there by this test, also those that have lost their parent."""
    us = psutil.Process()
    before = {*us.children(recursive=True)}

    def adopt(orphans):
        if sys.platform == "linux":
            ctypes.CDLL(None).prctl(SUBREAPER, int(orphans), 0, 0, 0)

    def brood():
        return living({*us.children(recursive=True)} - before)

    adopt(True)
    yield brood
    for process in brood():
        process.kill()
    for process in {*us.children()} - before:
        process.wait(limit())
    adopt(False)


@pytest.fixture
def start(tmp_path):
    """Return a function that starts a command, with a folder `tmp` for its temporary files."""
    children = []

    def start(*arguments):
        (tmp_path / "tmp").mkdir(exist_ok=True)
        with (tmp_path / "out").open("wb") as out, (tmp_path / "err").open("wb") as err:
            child = subprocess.Popen(
                [sys.executable, "-m", "kata", *arguments],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
                env={**os.environ, "TMPDIR": str(tmp_path / "tmp")},
                **INTERRUPTIBLE,
            )
        children.append(child)
        return child

    yield start
    for child in children:
        child.kill()
        child.wait()


def test_nothing_is_left(command, when, wall, how, start, brood, tmp_path):
    """Some seconds later there is neither a process nor a file."""
    if wall and (lacking := WALLS[wall].lacking()):
        pytest.skip(lacking)
    exercise = Exercise.start(tmp_path / "exercise", {"softmax-overflow"})
    if when == LASTS:
        with (exercise.folder / "activation_functions.py").open("a", encoding="utf-8") as module:
            module.write(HANG)
    child = start(*COMMANDS[command], *([f"--wall={wall}"] if wall else []))
    until(lambda: MOMENTS[when](brood, tmp_path), interval=0.2 if when == LASTS else 0.005)
    child.send_signal(getattr(signal, how))
    status = child.wait(limit())
    usual = AFTER_CTRL_C.get((command, how), ENDINGS[how])
    early = ENDINGS[how] if when == "at the start" else usual  # then the command itself may not be loaded yet
    assert status in (usual, early), (tmp_path / "err").read_text(encoding="utf-8")
    until(lambda: not brood(), lambda: f"there are still {brood()}", seconds=20)
    assert list((tmp_path / "tmp").iterdir()) == []
    assert {path.name for path in tmp_path.iterdir()} == {"exercise", "tmp", "out", "err"}
    assert "Traceback" not in (tmp_path / "err").read_text(encoding="utf-8")


def test_two_judges_do_not_meet(start, brood, tmp_path):
    """One is killed in the midst of its work; the other goes on to its verdict."""
    doomed = start("judge", "original")
    until(lambda: len(brood()) > 2)
    other = start("judge", "original", "--json", "--bugs=softmax-shape")
    doomed.kill()
    assert other.wait(limit()) == 1
    until(lambda: not brood(), lambda: f"there are still {brood()}")
    assert list((tmp_path / "tmp").iterdir()) == []
    verdict = json.loads((tmp_path / "out").read_text(encoding="utf-8"))
    assert verdict["bugs"]["softmax-shape"]["status"] == "present"


def test_ctrl_c_while_the_tool_is_loaded(monkeypatch):
    """It is as silent as later."""

    def pressed():
        raise KeyboardInterrupt

    monkeypatch.setattr("kata.cli.run", pressed)
    with pytest.raises(SystemExit) as end:
        main()
    assert end.value.code == 130
