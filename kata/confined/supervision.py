"""Watching a child process: over its time, its silence and its memory, and taking in what it tells."""

import json
import math
import threading
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

from kata.confined.processes import memory_of

GIB = 2**30
INTERVAL = 0.05  # seconds between two looks at the child
CALLED_OFF = "it was called off"

OnEvent = Callable[[dict[str, Any]], None]


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

    `ended` waits up to some seconds for the end of the process and tells whether it has come. Silence counts from
    the first event on: how long a process takes to start says more of the machine than of the code under test.
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
        if seen and now - heard > quiet:
            return f"it was ended after {quiet:g} seconds without progress"
        if memory_of(pid) > memory:
            return f"it was ended when it took more than {memory / GIB:.2g} GiB of memory"


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


def drain(stream: IO[bytes], lines: deque[bytes]) -> None:
    """Keep the last lines of a stream, so that endless output neither blocks the child nor fills memory."""
    with stream:
        lines.extend(iter(lambda: stream.readline(10_000), b""))
