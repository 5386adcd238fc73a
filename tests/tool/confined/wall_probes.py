"""What is tried behind a wall, in one process for all of it: prints, as JSON, how each attempt ended.

Arguments: the folder of `shut_in`, what it is told, the folder that may be read, `bugs.toml`, and the home folder.
"""

import contextlib
import ctypes
import json
import os
import signal
import socket
import sys
import tempfile
import threading
from pathlib import Path

import numpy as np

place, told, readable, hidden, home = sys.argv[1:]
sys.path.insert(0, place)
from shut_in import shut_in  # noqa: E402

ABOVE = os.getppid()
libc = ctypes.CDLL(None, use_errno=True)


def called(result):
    """Raise what a C function set."""
    if result == -1:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


def in_a_thread():
    """Return what a thread computes."""
    found = []
    thread = threading.Thread(target=lambda: found.append(np.linalg.inv(np.eye(300)).sum()))
    thread.start()
    thread.join()
    return found[0]


def lazily():
    """Import what has not been imported yet."""
    import decimal  # noqa: F401
    import fractions  # noqa: F401

    import numpy.polynomial  # noqa: F401
    import yaml_that_is_not_there  # noqa: F401


def found_no_module():
    """A module that is not there is told as such."""
    with contextlib.suppress(ModuleNotFoundError):
        lazily()
        return "found"
    return "lazy"


def itself():
    """A signal to itself, as `raise` and `abort` do."""
    signal.signal(signal.SIGUSR1, lambda *_: None)
    os.kill(os.getpid(), signal.SIGUSR1)


def wait(pid):
    """End a child, and wait for its parent."""
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)


def fill():
    """Ask for more memory than there is to be had."""
    with contextlib.suppress(MemoryError):
        np.ones(2**28)
        return "got it"
    return "MemoryError"


MAY = {
    "linalg": lambda: np.linalg.solve(np.eye(3), np.ones(3)).sum(),
    "lazy imports": found_no_module,
    "threads": in_a_thread,
    "the readable folder": lambda: Path(readable, "library.py").read_text(),
    "the names in it": lambda: [path.name for path in Path(readable).iterdir()],
    "/dev/null": lambda: Path(os.devnull).write_text("x"),
    "its own figures": lambda: "VmHWM" in Path("/proc/self/status").read_text(),
    "a signal to itself": itself,
    "memory": fill,
    "environment": lambda: sorted(os.environ),
}
FILES = {
    "the hidden file": lambda: Path(hidden).read_bytes(),
    "passwords": lambda: Path("/etc/passwd").read_bytes(),
    "home": lambda: [*Path(home).iterdir()],
    "the corrected library": lambda: Path(hidden).with_name("fixed").joinpath("__init__.py").read_bytes(),
    "the folder of temporary files": lambda: Path(tempfile.gettempdir(), "x").write_text("x"),
    "writing beside us": lambda: Path(readable, "new").write_text("x"),
    "writing over": lambda: os.open(Path(readable, "library.py"), os.O_RDWR),
    "emptying": lambda: os.open(Path(readable, "library.py"), os.O_RDONLY | os.O_TRUNC),
    "renaming": lambda: Path(readable, "library.py").rename(Path(readable, "new")),
    "removing": lambda: Path(readable, "library.py").unlink(),
    "a folder": lambda: Path(readable, "folder").mkdir(),
    "shared memory": lambda: Path("/dev/shm/x").write_text("x"),  # noqa: S108
    "the parent's environment": lambda: Path(f"/proc/{ABOVE or 1}/environ").read_bytes(),
    "the parent's memory": lambda: os.open(f"/proc/{ABOVE or 1}/mem", os.O_RDWR),
    "the first process": lambda: Path("/proc/1/environ").read_bytes(),
}
MAY_NOT = {
    "rights": lambda: Path(readable, "library.py").chmod(0),
    "times": lambda: os.utime(Path(readable, "library.py")),
    "TCP": lambda: socket.socket(socket.AF_INET, socket.SOCK_STREAM),
    "UDP": lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM),
    "unix": lambda: socket.socket(socket.AF_UNIX),
    "a signal to the parent": lambda: os.kill(ABOVE or 1, 0),
    "a signal to all": lambda: os.kill(-1, 0),
    "a signal to the group": lambda: os.kill(0, 0),
    "ptrace": lambda: called(libc.ptrace(16, ABOVE, 0, 0)),
    "signals by a pipe": lambda: __import__("fcntl").fcntl(0, 8, ABOVE or 1),
    "the memory of others": lambda: called(libc.process_vm_readv(ABOVE or 1, 0, 0, 0, 0, 0)),
    "fork": lambda: wait(os.fork()),
    "another programme": lambda: os.execv(sys.executable, [sys.executable, "-c", "print('{}')"]),  # noqa: S606
    "System V memory": lambda: called(libc.shmget(0, 4096, 0o1600)),
    "a file in memory": lambda: os.memfd_create("x"),
    "namespaces": lambda: called(libc.unshare(0x10000000)),
    "priority": lambda: os.setpriority(os.PRIO_PROCESS, ABOVE or 1, 5),
    "memory out of sight": lambda: called(libc.prctl(4, 0, 0, 0, 0)),  # PR_SET_DUMPABLE
    "root's rights": lambda: called(libc.prctl(24, 21, 0, 0, 0)),
}
shut_in(2**30, json.loads(told))
ends = {}
for name, attempt in {**MAY, **MAY_NOT, **({} if home == "-" else FILES)}.items():
    try:
        ends[name] = ["done", repr(attempt())]
    except Exception as error:
        ends[name] = ["refused", f"{type(error).__name__}: {error}"]
print(json.dumps(ends))
