"""Waiting for what should happen: as long as this machine may need, and never for ever.

A wait ends as soon as its condition holds. Its limit is for what never happens, so it is generous, and it grows
with how slow the machine is just now, which the start of a Python with numpy tells.
"""

import os
import signal
import subprocess
import sys
import time
from functools import cache

import psutil

SECONDS = 120  # enough for anything that a test waits for, on a usual machine that has nothing else to do
PYTHON = sys.executable
USUAL = 0.5  # seconds that the start of a Python with numpy takes there at most
INTERVAL = 0.02  # seconds between two looks


def measured_slowness():
    """Return how many times slower than a usual machine this one is just now; at least 1.

    That is as often as tests are run side by side on each core, whether or not the others have something to do.
    """
    began = time.monotonic()
    subprocess.run([PYTHON, "-c", "import numpy"], check=True, timeout=600)
    beside = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1")) / (os.cpu_count() or 1)
    return max(1.0, beside, (time.monotonic() - began) / USUAL)


slowness = cache(measured_slowness)


def limit(seconds=SECONDS):
    """Return how many seconds to wait here for what takes so many at most on a usual machine."""
    return seconds * slowness()


def until(condition, what=lambda: "it did not happen", seconds=SECONDS, interval=INTERVAL):
    """Wait until a condition holds, and return its value; `what` says what is wrong when it never does.

    When the time is over, it is looked whether the machine has become slower meanwhile.
    """
    began, end = time.monotonic(), time.monotonic() + limit(seconds)
    while not (found := condition()):
        if time.monotonic() > end:
            end = began + seconds * measured_slowness()
            assert time.monotonic() < end, what()
        time.sleep(interval)
    return found


def in_time(took, seconds):
    """Whether something took no longer than it may here, where it may take so many seconds on a usual machine."""
    return took < limit(seconds) or took < seconds * measured_slowness()  # which may have become slower meanwhile


def children_of(child, number=1, recursive=True):
    """Wait until a process has started so many others, and return them."""
    process = psutil.Process(child.pid)

    def there():
        found = process.children(recursive=recursive)
        return found if len(found) >= number else []

    return until(there, lambda: f"it has not started {number}")


def none_left(processes):
    """Wait for the end of all these processes, and return whether it has come."""
    return not psutil.wait_procs(processes, timeout=limit())[1]


def hear_signals():
    """Hear SIGINT and SIGHUP in a child, also where these tests do not, as in the background; for `preexec_fn`."""
    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


def ignore_ctrl_c():
    """Ignore SIGINT in a child, as a shell has it do in the background; for `preexec_fn`."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


INTERRUPTIBLE = {"preexec_fn": hear_signals} if os.name == "posix" else {}  # for a child that gets one of these
