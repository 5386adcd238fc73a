"""Watching a child process: over its time, its silence, its memory and its threads."""

import math
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import IO

from kata.confined.processes import memory_of, threads_of
from kata.words.translation import phrase

GIB = 2**30
THREADS = 1000  # that a process may have: those of a machine are numbered, and their stacks need not take memory
INTERVAL = 0.05  # seconds between two looks at the child
CALLED_OFF = "it was called off"


def supervise(
    pid: int,
    ended: Callable[[float], bool],
    *,
    memory: int,
    seconds: float,
    quiet: float = math.inf,
    heard: Callable[[], bool] = lambda: False,
    stop: threading.Event | None = None,
) -> str:
    """Wait for a process to end by itself, or to break a limit; return which, or nothing.

    `ended` waits up to some seconds for the end of the process and tells whether it has come; `heard` tells
    whether there was news since it was last asked. Silence counts from the first news on: how long a process takes
    to start says more of the machine than of the code under test.
    """
    began, last = time.monotonic(), math.inf
    while True:
        over, news, now = ended(INTERVAL), heard(), time.monotonic()
        last = now if news else last
        if over:
            return ""
        if stop is not None and stop.is_set():
            return CALLED_OFF
        if now - began > seconds:
            return phrase(f"it was ended after {round(seconds, 1):g} seconds")
        if now - last > quiet:
            return phrase(f"it was ended after {quiet:g} seconds without progress")
        if memory_of(pid) > memory:
            return phrase(f"it was ended when it took more than {memory / GIB:.2g} GiB of memory")
        if threads_of(pid) > THREADS:
            return phrase(f"it was ended when it had more than {THREADS} threads")


def drain(stream: IO[bytes], lines: deque[bytes]) -> None:
    """Keep the last lines of a stream, so that endless output neither blocks the child nor fills memory."""
    with stream:
        lines.extend(iter(lambda: stream.readline(10_000), b""))
