"""Processes and files that an attack leaves behind: found, and taken away."""

import contextlib
import ctypes
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import psutil
from waiting import limit

GRACE = 5  # seconds, on a usual machine, for what is about to end
ADOPT = 36  # PR_SET_CHILD_SUBREAPER: who has lost its parent becomes our child, and not that of process 1

DEEPEST = 10  # folders that are looked into: os.walk of some Pythons cannot go down thousands
SEGMENT = 0x6B617461  # the key of shared memory in staying.toml


def adopt():
    """Be the one to whom all processes fall that this one's children leave behind."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(ADOPT, 1, 0, 0, 0)


def descendants():
    """Return all processes that this one has started, and those they have started."""
    return psutil.Process().children(recursive=True)


def nobody(_process):
    """Spare no process."""
    return False


def _living(mark, spared):
    """Return the processes that are ours by descent or by their environment, and have not ended."""
    found = {process.pid: process for process in descendants()}
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):
            if process.pid not in found and process.environ().get("KATA_ATTACK") == mark:
                found[process.pid] = process
    living = []
    for process in found.values():
        with contextlib.suppress(psutil.Error):
            if spared(process):
                continue
            if process.status() != psutil.STATUS_ZOMBIE:
                living.append(process)
            elif process.ppid() == os.getpid():
                with contextlib.suppress(ChildProcessError):
                    os.waitpid(process.pid, os.WNOHANG)
    return living


def left_processes(mark, spared=nobody):
    """Return, in words, the processes that are left some time after the end of the judge."""
    end = time.monotonic() + limit(GRACE)
    while (living := _living(mark, spared)) and time.monotonic() < end:
        time.sleep(0.02)
    return [f"process {process.pid}" for process in living]


def end_processes(mark, spared=nobody):
    """End all of them, until no more come; those that fork meanwhile, too."""
    while living := _living(mark, spared):
        for process in living:
            with contextlib.suppress(psutil.Error):
                process.kill()
        time.sleep(0.02)


def files_below(place):
    """Return what is below a folder, or a file, each with its time; but what Python keeps for itself."""
    if not place.is_dir():
        return {(str(place), place.stat().st_mtime_ns)}
    found = set()
    for folder, folders, files in os.walk(place):
        deep = len(Path(folder).relative_to(place).parts) > DEEPEST
        folders[:] = [name for name in folders if name != "__pycache__" and not deep]
        for name in [*folders, *files]:
            if name.startswith("attack-"):  # of this attack, which is found by its mark, or of one beside it
                continue
            path = Path(folder, name)
            with contextlib.suppress(FileNotFoundError):
                found.add((str(path), path.lstat().st_mtime_ns if name in files else 0))
    return found


def marked_files(places, mark):
    """Take away what has the mark in its name in one of these folders, and return it."""
    found = []
    for place in places:
        with contextlib.suppress(OSError):
            found += [path for path in place.iterdir() if mark in path.name]
    for path in found:
        shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
    return [str(path) for path in found]


def clear(folder):
    """Take away all that is in a folder, which may be deeper than Python can go, or closed to everybody."""
    folder.chmod(0o700)
    subprocess.run(["rm", "-rf", "--", *folder.iterdir()], check=False)  # noqa: S607 - whatever rm there is


def shared_segments():
    """Take away the segments of System V shared memory with the attacks' key, and return them in words."""
    table = Path("/proc/sysvipc/shm")
    lines = table.read_text(encoding="ascii").splitlines()[1:] if table.exists() else []
    found = [line.split()[1] for line in lines if int(line.split()[0]) == SEGMENT]
    for number in found:
        ctypes.CDLL(None).shmctl(int(number), 0, None)
    return [f"segment {number} of shared memory" for number in found]
