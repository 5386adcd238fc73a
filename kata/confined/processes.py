"""Processes with all that they have started: their memory, and their end."""

import os
import re
import signal
import sys
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

import psutil

LAST_SECONDS, LAST_INTERVAL = 1, 0.005  # to wait for the end of what was ended, and between two looks
LISTS_CHILDREN = Path(f"/proc/self/task/{os.getpid()}/children").is_file()  # Linux does, as it is usually built

T = TypeVar("T")
R = TypeVar("R")


def family_of(pid: int) -> list[psutil.Process]:
    """Return a process and all that it started, as far as they are still there."""
    try:
        parent = psutil.Process(pid)
        return [parent, *parent.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def memory_of(pid: int) -> int:
    """Return the bytes of memory that a process and its children have in use."""
    total = 0
    for process in _pids_of(pid) if LISTS_CHILDREN else [process.pid for process in family_of(pid)]:
        with suppress(psutil.Error):
            total += psutil.Process(process).memory_info().rss
    return total


def threads_of(pid: int) -> int:
    """Return how many threads a process has; 0 where it is gone."""
    with suppress(psutil.Error):
        return psutil.Process(pid).num_threads()
    return 0


def _pids_of(pid: int) -> list[int]:
    """Return a process and all that it started, as Linux lists them; psutil goes through all of the machine."""
    found = [pid]
    for parent in found:
        with suppress(OSError):
            for thread in Path(f"/proc/{parent}/task").iterdir():
                found += map(int, (thread / "children").read_text(encoding="ascii").split())
    return found


def peak_memory() -> int:
    """Return the most bytes of memory that this process has had in use so far."""
    if sys.platform in ("win32", "linux"):  # on Linux the figure of getrusage can be that of the parent
        return peak_memory_of(os.getpid())
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else 1024 * peak  # everywhere else it is in kibibytes


def peak_memory_of(pid: int) -> int:
    """Return the most bytes of memory that a process has had in use so far; where that is not told, has in use."""
    with suppress(psutil.Error, OSError):
        status = Path(f"/proc/{pid}/status")
        if status.is_file() and (found := re.search(r"VmHWM:\s*(\d+) kB", status.read_text(encoding="utf-8"))):
            return 1024 * int(found[1])
        memory = psutil.Process(pid).memory_info()
        return int(getattr(memory, "peak_wset", memory.rss))
    return 0


def end_children() -> None:
    """End all that this process has started: confined children do not hear Ctrl-C."""
    for process in psutil.Process().children(recursive=True):
        with suppress(psutil.Error):
            process.kill()


def side_by_side(work: Callable[[T], R], items: Iterable[T], processes: int) -> list[R]:
    """Do the work for every item, some at the same time.

    Ctrl-C, a signal or an error ends what is under way, and what the work begins after that.
    """
    with ThreadPoolExecutor(processes) as threads:
        asked = [threads.submit(work, item) for item in items]
        try:
            return [one.result() for one in asked]
        except BaseException:
            threads.shutdown(wait=False, cancel_futures=True)
            while not all(one.done() for one in asked):
                end_children()
                time.sleep(LAST_INTERVAL)
            raise


def end_family(pid: int) -> None:
    """End a process with all that it started, and wait until that is gone."""
    family = family_of(pid)
    for process in family:
        with suppress(psutil.Error):
            process.kill()
    if os.name == "posix":
        # what it started has no parent any more where the child ended by itself, but is of its process group
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)
    end = time.monotonic() + LAST_SECONDS
    while any(map(_runs, family[1:])) and time.monotonic() < end:
        time.sleep(LAST_INTERVAL)


def _runs(process: psutil.Process) -> bool:
    """Whether a process still does something; what is over may wait for long to be taken note of by its parent."""
    try:
        return bool(process.status() != psutil.STATUS_ZOMBIE)
    except psutil.Error:
        return False
