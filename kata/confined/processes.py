"""Processes with all that they have started: their memory, and their end."""

import os
import re
import signal
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

import psutil

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
    for process in family_of(pid):
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
    family = family_of(pid)
    for process in family:
        with suppress(psutil.Error):
            process.kill()
    if os.name == "posix":
        # what it started has no parent any more where the child ended by itself, but is of its process group
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)
    psutil.wait_procs(family[1:], timeout=1)
