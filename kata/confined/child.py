"""Run a Python module in a child process that can take neither the machine's memory nor all its time.

Student code runs in no other way: one bug of the kata asks for 50 GiB. Where the operating system can cap address
space (Linux), the child asks for the cap itself and too large an array is a MemoryError there. Everywhere a
watchdog looks at the memory in use, of the child and of whatever it started, and ends them beyond the limit.
"""

import json
import math
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, TypeVar

import psutil

from kata import ROOT

GIB = 2**30
MEMORY = 2 * GIB
LAUNCH = Path(__file__).with_name("launch.py")
INTERVAL = 0.05  # seconds between two looks at the child
TAIL = 200  # lines of the child's output that are kept
CALLED_OFF = "it was called off"
# A BLAS reserves address space for each of its threads, on a machine of many cores more than the cap allows; and
# for networks of this size several threads wait for each other more than they help.
THREADS = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")

T = TypeVar("T")
R = TypeVar("R")
OnEvent = Callable[[dict[str, Any]], None]


@dataclass(frozen=True)
class Ending:
    """How a child ended: exit status, the last lines it printed, seconds, and why it was ended, if it was."""

    status: int
    output: str
    seconds: float
    stopped: str = ""

    @property
    def reason(self) -> str:
        """What went wrong, in a sentence; empty if nothing did."""
        last = self.output.strip().rpartition("\n")[2]
        return self.stopped or (
            f"the child process ended with status {self.status}: {last}" if self.status else ""
        )


def run_confined(
    module: str,
    *arguments: str,
    memory: int = MEMORY,
    seconds: float,
    quiet: float = math.inf,
    events: Path | None = None,
    on_event: OnEvent | None = None,
    stop: threading.Event | None = None,
) -> Ending:
    """Run ``python -m module arguments`` within `memory` bytes and `seconds`, and wait for its end.

    The child may write JSON objects, a line each, to the file `events`; `on_event` gets them as they come. It is
    ended if none comes for `quiet` seconds, and as soon as another thread sets `stop`.
    """
    began = time.monotonic()
    child = subprocess.Popen(  # noqa: S603 - our own interpreter and modules
        [sys.executable, str(LAUNCH), str(memory), module, *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        cwd=ROOT,
        env={**os.environ, **THREADS},
        start_new_session=True,
    )
    lines: deque[bytes] = deque(maxlen=TAIL)
    reader = threading.Thread(target=drain, args=(child.stdout, lines), daemon=True)
    reader.start()

    def ended(within: float) -> bool:
        with suppress(subprocess.TimeoutExpired):
            child.wait(within)
        return child.returncode is not None

    try:
        stopped = supervise(
            child.pid,
            ended,
            memory=memory,
            seconds=seconds,
            quiet=quiet,
            events=events,
            on_event=on_event,
            stop=stop,
        )
    finally:
        end_family(child.pid)
        status = child.wait()
        reader.join(1)
    output = b"".join(lines).decode(errors="replace")
    return Ending(status, output, time.monotonic() - began, stopped)


def supervise(
    pid: int,
    ended: Callable[[float], bool],
    *,
    memory: int,
    seconds: float,
    quiet: float = math.inf,
    events: Path | None = None,
    on_event: OnEvent | None = None,
    stop: threading.Event | None = None,
) -> str:
    """Wait for a process to end by itself, or to break a limit of `run_confined`; return which, or nothing.

    `ended` waits up to some seconds for the end of the process and tells whether it has come.
    """
    began = heard = time.monotonic()
    seen = 0
    while True:
        over = ended(INTERVAL)
        before, seen = seen, _forward(events, seen, on_event)
        now = time.monotonic()
        heard = now if seen > before else heard
        if over:
            return ""
        if stop is not None and stop.is_set():
            return CALLED_OFF
        if now - began > seconds:
            return f"it was ended after {round(seconds, 1):g} seconds"
        if now - heard > quiet:
            return f"it was ended after {quiet:g} seconds without progress"
        if _memory(pid) > memory:
            return f"it was ended when it took more than {memory / GIB:.2g} GiB of memory"


def drain(stream: IO[bytes], lines: deque[bytes]) -> None:
    """Keep the last lines of a stream, so that endless output neither blocks the child nor fills memory."""
    with stream:
        lines.extend(iter(lambda: stream.readline(10_000), b""))


def _forward(events: Path | None, seen: int, on_event: OnEvent | None) -> int:
    """Pass on the whole lines of the file from byte `seen`; return up to where it has been read."""
    if events is None or on_event is None or not events.exists():
        return seen
    with events.open("rb") as file:
        file.seek(seen)
        fresh = file.read()
    whole = fresh[: fresh.rfind(b"\n") + 1]
    for line in whole.splitlines():
        on_event(json.loads(line))
    return seen + len(whole)


def _family(pid: int) -> list[psutil.Process]:
    """Return a process and all that it started, as far as they are still there."""
    try:
        parent = psutil.Process(pid)
        return [parent, *parent.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def _memory(pid: int) -> int:
    """Return the bytes of memory that a process and its children have in use."""
    total = 0
    for process in _family(pid):
        with suppress(psutil.Error):
            total += process.memory_info().rss
    return total


def peak_memory() -> int:
    """Return the most bytes of memory that this process has had in use so far."""
    if sys.platform == "win32":
        return int(psutil.Process().memory_info().peak_wset)
    status = Path("/proc/self/status")
    if status.is_file() and (found := re.search(r"VmHWM:\s*(\d+) kB", status.read_text(encoding="utf-8"))):
        return 1024 * int(found[1])  # on Linux the figure of getrusage can be that of the parent
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else 1024 * peak  # everywhere else it is in kibibytes


def end_children() -> None:
    """End all that this process has started: confined children do not hear Ctrl-C."""
    for process in psutil.Process().children(recursive=True):
        with suppress(psutil.Error):
            process.kill()


def side_by_side(work: Callable[[T], R], items: Iterable[T], processes: int) -> list[R]:
    """Do the work for every item, some at the same time; Ctrl-C or an error ends what is still under way."""
    with ThreadPoolExecutor(processes) as threads:
        try:
            return list(threads.map(work, items))
        except BaseException:
            threads.shutdown(wait=False, cancel_futures=True)
            end_children()
            raise


def end_family(pid: int) -> None:
    """End a process with all that it started, and wait until that is gone."""
    family = _family(pid)
    for process in family:
        with suppress(psutil.Error):
            process.kill()
    if os.name == "posix":
        # what it started has no parent any more where the child ended by itself, but is of its process group
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)
    psutil.wait_procs(family[1:], timeout=1)
