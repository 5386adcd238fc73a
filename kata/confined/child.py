"""Run a Python module in a child process that can take neither the machine's memory nor all its time.

Student code runs in no other way: one bug of the kata asks for 50 GiB. Where the operating system can cap address
space (Linux), the child asks for the cap itself and too large an array is a MemoryError there. Everywhere a
watchdog looks at the memory in use, of the child and of whatever it started, and ends them beyond the limit.
"""

import json
import math
import os
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kata import ROOT
from kata.confined.processes import end_family
from kata.confined.supervision import GIB, drain, supervise
from kata.confined.surroundings import THREADS
from kata.words.translation import phrase

MEMORY = 2 * GIB
LAUNCH = Path(__file__).with_name("launch.py")
TAIL = 200  # lines of the child's output that are kept

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
            phrase(f"the child process ended with status {self.status}: {last}") if self.status else ""
        )


def confined_command(memory: int, module: str, *arguments: str) -> list[str]:
    """Return what runs ``python -m module arguments`` within `memory` bytes, as long as this process is there."""
    return [sys.executable, str(LAUNCH), str(memory), str(os.getpid()), module, *arguments]


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
    ended if none comes for `quiet` seconds, and as soon as another thread sets `stop`. On Linux it ends with this
    process, too, whatever ends that.
    """
    began = time.monotonic()
    child = subprocess.Popen(  # noqa: S603 - our own interpreter and modules
        confined_command(memory, module, *arguments),
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

    news = _News(events, on_event)

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
            heard=news.come,
            stop=stop,
        )
    finally:
        end_family(child.pid)
        status = child.wait()
        reader.join(1)
    output = b"".join(lines).decode(errors="replace")
    return Ending(status, output, time.monotonic() - began, stopped)


class _News:
    """What a child writes to a file, a JSON object a line, passed on as it comes."""

    def __init__(self, events: Path | None, on_event: OnEvent | None) -> None:
        self._events, self._on_event, self._seen = events, on_event, 0

    def come(self) -> bool:
        """Pass on the whole lines that were written since; return whether there are any."""
        if self._events is None or self._on_event is None or not self._events.exists():
            return False
        with self._events.open("rb") as file:
            file.seek(self._seen)
            fresh = file.read()
        whole = fresh[: fresh.rfind(b"\n") + 1]
        for line in whole.splitlines():
            self._on_event(json.loads(line))
        self._seen += len(whole)
        return bool(whole)
