"""Deadlines: a worker that does not answer a call in time is ended, and where it was is told.

How long a call may take, an honest library of another machine or style decides, not we: when patience is over, the
same call is put to the corrected library, and a worker has many times as long as that takes. Time counts by the
processor where it can be seen, so that other work beside it does no harm. After a hang there is less patience.
"""

import re
import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil

from kata.confined.processes import memory_of, threads_of
from kata.confined.supervision import GIB, THREADS
from kata.pipe.raised import PLACE, Lost
from kata.pipe.workers import Worker
from kata.words.translation import phrase

OTHERS_PATIENCE = 30.0  # for a call of a library that is not of our kind: PyTorch imports much at its first step
PATIENCE, LEAST = 1.0, 0.25  # seconds for a call, at first, and after many that hung
FACTOR, LEAST_FACTOR = 50.0, 10.0  # times as long as the corrected library takes for the same call, likewise
IDLE = 0.25  # how much a second counts in which it sleeps, and uses no processor
INTERVAL = 0.05  # seconds between two looks at a call
REST = 0.25  # and at whether there is one
LONG = 0.25  # seconds after which its memory is looked at, too, which takes a while
TRACE_SECONDS = 5.0  # for a worker to say where it is, at first; half as long after each that does not
TRACE, FRAME = "(most recent call first):", 'File "'  # how it begins, and each line of it

Reference = Callable[[str, Mapping[str, Any]], float]  # seconds that the corrected library takes for a call


class Timed:
    """A call under way: its worker, since when, how long it may take, and why it was ended, if it was."""

    def __init__(
        self, worker: Worker, limit: float, call: tuple[str, Mapping[str, Any]] | None, idle: float
    ) -> None:
        self.worker, self.limit, self.call, self._idle = worker, limit, call, idle
        self.began = time.monotonic()
        self._used: float | None = None  # of the processor, at the first look: most calls end before one
        self._looked, self._asleep = self.began, 0.0
        self.reason = ""
        self.trace = ""  # where the worker was then, as `faulthandler` writes it

    def spent(self) -> float:
        """Return the seconds that the call has taken so far; a worker that waits for its turn takes none."""
        now = time.monotonic()
        try:
            process = psutil.Process(self.worker.pid) if self.worker.pid else None
            times, status = (process.cpu_times(), process.status()) if process else (None, "")
        except psutil.Error:
            times = None
        if times is None:
            return now - self.began
        used = times.user + times.system
        if self._used is None:
            self._used = used - (now - self.began)
        elif status != psutil.STATUS_RUNNING:  # asleep, or stopped
            self._asleep += now - self._looked
        self._looked = now
        return used - self._used + self._idle * self._asleep


class Deadline:
    """Sees that calls come to an end; a thread of its own looks at the one that is under way."""

    def __init__(self, memory: int, reference: Reference | None = None, patience: float = PATIENCE) -> None:
        self._memory, self._reference = memory, reference
        self._patience, self._factor, self._trace_seconds, self._idle = patience, FACTOR, TRACE_SECONDS, IDLE
        self._timed: Timed | None = None
        self._lock, self._over = threading.Lock(), threading.Event()
        threading.Thread(target=self._look, daemon=True).start()

    def close(self) -> None:
        """End the thread."""
        self._over.set()

    @contextmanager
    def over(
        self,
        worker: Worker,
        seconds: float | None = None,
        call: tuple[str, Mapping[str, Any]] | None = None,
        idle: float | None = None,
    ) -> Iterator[Timed]:
        """Look at what the worker does meanwhile, a call or something else that may take so many seconds."""
        timed = Timed(worker, seconds or self._patience, call, idle or self._idle)
        self._timed = timed
        try:
            yield timed
        finally:
            with self._lock:
                self._timed = None

    def _look(self) -> None:
        while not self._over.wait(INTERVAL if self._timed else REST):
            timed = self._timed
            if timed is None or timed.reason:
                continue
            spent = timed.spent()
            if spent > LONG and memory_of(timed.worker.pid) > self._memory:
                self._end(timed, phrase(f"took more than {self._memory / GIB:.2g} GiB of memory"))
            elif threads_of(timed.worker.pid) > THREADS:
                self._end(timed, phrase(f"started more than {THREADS} threads"))
            elif spent > timed.limit:
                self._extend(timed)
                if timed.spent() > timed.limit:
                    limit = f"{timed.limit:.2g}"
                    said = phrase(f"did not answer within {limit} second{'' if limit == '1' else 's'}")
                    self._end(timed, said, hung=True)

    def _extend(self, timed: Timed) -> None:
        """Give a call what is due to it by what the corrected library takes."""
        if timed.call is not None and self._reference is not None:
            timed.limit = max(timed.limit, self._factor * self._reference(*timed.call))

    def _end(self, timed: Timed, reason: str, hung: bool = False) -> None:
        with self._lock:
            if self._timed is not timed:
                return
            if hung:
                timed.trace = self._trace(timed.worker)
                if timed.call is not None:  # what was made again will hang once more, and is told of then
                    self._patience = max(LEAST, self._patience / 2)
                    self._factor = max(LEAST_FACTOR, self._factor / 2)
                    self._idle = min(1, 2 * self._idle)
            timed.reason = reason
            timed.worker.end()

    def _trace(self, worker: Worker) -> str:
        """Return what a worker says of where it is."""
        if not hasattr(signal, "SIGUSR1"):
            return ""
        worker.signal(signal.SIGUSR1)
        until, before = time.monotonic() + self._trace_seconds, ""
        while time.monotonic() < until:
            _, _, trace = worker.trace.text().rpartition(TRACE)
            if FRAME in trace and trace == before:  # it comes in pieces
                return before
            before = trace
            time.sleep(INTERVAL / 5)
        self._trace_seconds = max(LEAST, self._trace_seconds / 2)  # one that is deaf stays so
        return before


def lost(timed: Timed, status: int, what: str, folder: Path) -> Lost:
    """Return why there is no answer of a worker, and where in the library it was."""
    place, reason = place_in(timed.trace, folder), timed.reason or ended(status)
    said = phrase(f"the library {reason} in {what}")
    return Lost(phrase(f"the library {reason} in {what}, at {place}") if place else said, place)


def ended(status: int) -> str:
    """Return how a process has ended, in words."""
    if status >= 0:
        return phrase(f"ended its process with exit status {status}")
    try:
        return phrase(f"was ended by {signal.Signals(-status).name}")
    except ValueError:
        return phrase(f"was ended by signal {-status}")


def place_in(trace: str, folder: Path) -> str:
    """Return the innermost line of the library in this folder in what `faulthandler` writes, or nothing.

    The library may have written it itself: a name that is none of a module is not told.
    """
    for file, line in re.findall(r'File "([^"\n]+)", line (\d+)', trace):
        if Path(file).parent == folder and PLACE.fullmatch(Path(file).name):
            return f"{Path(file).name}:{line}"
    return ""
