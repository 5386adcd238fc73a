"""Who judges an attack: a judge of its own, as it is typed, or one that has judged others and will again."""

import contextlib
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

import psutil
import pytest
from attacks.leftovers import descendants, end_processes, left_processes
from attacks.reading import BUG, COLUMNS
from lasting import Lasting
from typed import run_typed
from waiting import in_time, until

from kata.bugs.manifest import load_bugs
from kata.bugs.variants import write_modules
from kata.judging.trial import run_tests
from kata.judging.verdict import verdict

KATA = Path(sys.executable).with_name("kata")
STARTS = {"kata": [KATA], "python -m kata": [sys.executable, "-m", "kata"]}
SECONDS = 60
FILE_SIZE = 2**29  # bytes that a file may have: an attack may fill the judge's disk, but not the machine's
OUTPUT = 2**24  # bytes of the judge's output that are kept
PLAIN = {"TERM": "dumb", "NO_COLOR": "1", "COLUMNS": str(COLUMNS)}
HANG = """
def _hang(Z, derivative=False):
    while True:
        pass


ACTIVATIONS["softmax"] = _hang
"""


class Judged(NamedTuple):
    """How it ended: exit status, if it did in time, what was printed, how long it took, what is still there."""

    status: int | None
    output: str
    errors: str
    seconds: float
    processor: float
    left: list[str]


def limit_files():
    """Let no file become too large, whoever of these processes writes it."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_SIZE, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))


def _seconds_of(attack):
    """Return after how many seconds there must be a verdict, on a usual machine."""
    return attack.get("seconds", SECONDS)


# -------------------------------------------------------------------- a judge of its own


def alone(scene, *options):
    """Run `kata judge` as a process, in the surroundings of the attack."""
    attack, cwd = scene.attack, scene.work / scene.attack.get("cwd", ".")
    before, used = {*descendants()}, resource.getrusage(resource.RUSAGE_CHILDREN)
    began, status, left = time.monotonic(), None, []
    with (scene.folder / "out").open("wb") as out, (scene.folder / "err").open("wb") as err:
        child = subprocess.Popen(
            [
                *STARTS[attack.get("command", "kata")],
                *("judge", os.path.relpath(scene.work / "library", cwd), *options),
            ],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
            cwd=cwd,
            env=_environment(scene),
            start_new_session=True,
            preexec_fn=limit_files,
        )
        try:
            with contextlib.suppress(AssertionError):  # there is no end to be seen
                until(lambda: child.poll() is not None, seconds=_seconds_of(attack))
            status = child.poll()
            seconds = time.monotonic() - began
            left = [] if status is None else left_processes(scene.mark, before.__contains__)
        finally:
            child.kill()
            child.wait()
            end_processes(scene.mark, before.__contains__)
    now = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = now.ru_utime + now.ru_stime - used.ru_utime - used.ru_stime
    printed = [_beginning(scene.folder / name) for name in ("out", "err")]
    return Judged(status, *printed, seconds, processor, left)


def _environment(scene):
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("KATA", "PYTEST", "PYTHON"))}
    added = {name: scene.filled(value) for name, value in scene.attack.get("env", {}).items()}
    own = {"HOME": str(scene.home), "TMPDIR": str(scene.tmp), "KATA_ATTACK": scene.mark}
    return kept | own | PLAIN | added


def _beginning(file):
    with file.open("rb") as stream:
        return stream.read(OUTPUT).decode(errors="replace")


# -------------------------------------------------------------------- one for many


class Shared:
    """A judge for many attacks, one after the other, as whoever grades has it: its command runs in this process.

    After each attack it judges `original`, as the next submission. By then no process may be left that was there
    at the end of the attack, but its own.
    """

    def __init__(self, folder):
        self._folder = folder  # for its files
        self._judge = Lasting()
        self._run = lambda _, *arguments, **limits: self._judge.run(*arguments, **limits)
        self._measuring = set()  # processes of its own, which tell how long a call may take
        self._started = 0, ""  # which judge, behind which wall
        limit_files()

    def close(self):
        """End it."""
        self._judge.close()

    def __call__(self, scene, *options):
        """Have it judge a scene."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("TMPDIR", str(self._folder))
            patch.setattr(tempfile, "tempdir", None)  # where the judge's own folder is made, in this process
            self._begin(scene.wall)
            patch.chdir(scene.work)
            spent, began = self._used(), time.monotonic()
            asked = ["judge", "library", *options]
            done = run_typed(asked, judging=self._run, environment=PLAIN)
            seconds, processor = time.monotonic() - began, self._used() - spent
            there = set(map(_pid, descendants()))
            wrong = self._next(scene.wall)

        def rightly(process):
            return self._rightly_there(process, there)

        left = left_processes(scene.mark, rightly)
        end_processes(scene.mark, rightly)
        status = done.returncode if in_time(seconds, _seconds_of(scene.attack)) else None
        return Judged(status, done.stdout, done.stderr, seconds, processor, left + wrong)

    def _begin(self, wall):
        """Start it, if it is not there, and have a library hang: then it has all processes of its own.

        Behind another wall these are other processes.
        """
        if self._judge.pid and self._started == (self._judge.pid, wall):
            return
        self._judge.close()
        library = self._folder / "hangs"
        library.mkdir(exist_ok=True)
        write_modules(library, present=set(load_bugs()))
        with (library / "activation_functions.py").open("a", encoding="utf-8") as module:
            module.write(HANG)
        self._judged(str(library), wall)
        there = set(map(_pid, descendants()))
        self._next(wall)
        self._started = self._judge.pid, wall
        self._measuring = there & set(map(_pid, descendants())) - {self._judge.pid}

    def _next(self, wall):
        """Judge another submission, and return what is wrong with its verdict, in words."""
        status = self._judged("original", wall)["bugs"][BUG]["status"]
        return [] if status == "present" else [f"the next submission is {status}"]

    def _judged(self, library, wall):
        return verdict(
            run_tests(library, judge=self._judge, wall=wall, bugs=[BUG], first_failure=True), only=[BUG]
        )

    def _rightly_there(self, process, before):
        """Whether a process is the judge's own, or one that it has started since, for the next submission."""
        line = {process.pid, *map(_pid, process.parents())}
        if self._judge.pid not in line:
            return False
        return process.pid == self._judge.pid or bool(line & self._measuring) or process.pid not in before

    def _used(self):
        """Return the seconds of the processor that it has used, and all that it has started and is still there."""
        total = time.process_time()
        for process in descendants():
            with contextlib.suppress(psutil.Error):
                times = process.cpu_times()
                total += times.user + times.system + times.children_user + times.children_system
        return total


def _pid(process):
    return process.pid
