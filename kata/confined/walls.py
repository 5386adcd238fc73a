"""The walls that a worker, which holds a stranger's library, stands behind: what this machine can do of them.

`strongest` picks one. Its command starts the worker, in `environment`; what it forks calls `kata.confined.shut_in`
with what the wall is `inside`, before it loads the library. Behind `namespaces` and `landlock` a worker sees
Python, its packages and the folders it is given, writes nothing, and has no network, no child, no other process.
`process` is the cap of its memory, and on Linux the filter of system calls.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from kata import PACKAGE, ROOT, in_checkout
from kata.confined.child import MEMORY
from kata.confined.shut_in import LISTED
from kata.confined.surroundings import BESIDE, KERNELS, THREADS
from kata.words.translation import phrase

SHUT_IN = Path(__file__).with_name("shut_in.py")
OURS = (
    "__init__.py",
    "pipe",
    "subject",
    "adapters",
    "confined/__init__.py",
    "confined/shut_in.py",
    "literals.py",
    *("sparring/__init__.py", "sparring/runner.py", "sparring/facing.py"),
)  # what a worker imports
# shared libraries; and what numpy, BLAS and PyTorch ask about the machine and their own process
SYSTEM = ("/lib", "/lib32", "/lib64", "/usr/lib", "/usr/lib32", "/usr/lib64", "/usr/local/lib", "/nix/store")
SINGLE = (
    "/etc/ld.so.cache",
    "/dev/urandom",
    "/proc/self",
    "/proc/cpuinfo",
    "/proc/meminfo",
    "/sys/devices/system/cpu",
)
PLACES = ("lib", "lib64", "bin", "pyvenv.cfg")  # of Python: nothing else that may lie in such a folder
TRIAL = 30  # seconds for a look whether a wall holds
TRIED: dict[str, str] = {}  # walls by name, with what is lacking: a process of ours takes it over from another


def environment() -> dict[str, str]:
    """Return the environment of a worker: nothing of ours, which may hold secrets, but where this package is."""
    return {
        **(BESIDE if in_checkout() else {}),
        "PATH": "/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONHASHSEED": "0",  # the order of a set is the same wherever it is made
        **THREADS,
        **_given(*KERNELS, *(("SYSTEMROOT",) if os.name == "nt" else ())),
    }


def _given(*names: str) -> dict[str, str]:
    return {name: os.environ[name] for name in names if name in os.environ}


class Wall:
    """A wall: here the weakest, another process."""

    name = "process"
    says = phrase("another process, which can read files")
    advice = ""  # how to get it
    renumbers = False  # whether processes have other numbers within
    lasting = False  # whether what forks workers can stay for the next library, out of the reach of the last one
    hides = False  # whether files of ours are out of the library's reach

    def command(self, command: Sequence[str], readable: Sequence[Path] = ()) -> list[str]:  # noqa: ARG002
        """Return the command line that starts this one behind the wall; open files pass by `pass_fds` as ever."""
        return list(command)

    def inside(self, readable: Sequence[Path]) -> list[str] | None:  # noqa: ARG002
        """Return what `shut_in` is to be told: the paths that may be read, or None if it need not see to files."""
        return None

    def lacking(self) -> str:
        """Return why this machine does not have this wall, in a sentence; empty if it has."""
        return ""


class Landlock(Wall):
    """The kernel's rules for files and TCP, and a filter of system calls: each worker shuts itself in."""

    name = "landlock"
    says = phrase("rules of the kernel for files, network and processes")
    lasting = hides = True
    advice = phrase("Landlock comes with Linux 5.13 and newer, where it is not switched off.")

    def inside(self, readable: Sequence[Path]) -> list[str] | None:
        """Return the paths that may be read, and the folders that may be listed, for imports to be found."""
        listed = [f"{path}{LISTED}" for path in (PACKAGE, PACKAGE / "confined", *_packages())]
        return [*map(str, seen(readable)), *SINGLE, *listed]

    def lacking(self) -> str:
        """Try it, in a child process, unless that is known."""
        if self.name not in TRIED:
            TRIED[self.name] = _tried(self)
        return TRIED[self.name]


class Namespaces(Landlock):
    """A system of its own, by bubblewrap: its own files, processes and network, which is none."""

    name = "namespaces"
    says = phrase("files, network and processes of its own")
    renumbers = True
    lasting = False  # it is within, too, where one library is to be seen
    advice = phrase("Install bubblewrap (Debian, Ubuntu: apt install bubblewrap), and allow user namespaces.")

    def command(self, command: Sequence[str], readable: Sequence[Path] = ()) -> list[str]:
        """Return the command with bubblewrap before it; it ends with us, and all it started ends with it."""
        binds = [part for path in seen(readable) for part in ("--ro-bind-try", str(path), str(path))]
        variables = [part for name, value in environment().items() for part in ("--setenv", name, value)]
        return [
            shutil.which("bwrap") or "bwrap",
            *("--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL"),
            *("--clearenv", *variables, "--dev", "/dev"),
            # a worker could write to the memory of the one that forked it, and leave files, but for Landlock
            *(() if self.inside(readable) is None else ("--proc", "/proc", "--tmpfs", "/tmp")),  # noqa: S108 - its own
            *("--ro-bind-try", "/etc/ld.so.cache", "/etc/ld.so.cache"),
            *("--ro-bind-try", "/sys/devices/system/cpu", "/sys/devices/system/cpu"),
            *binds,
            # neither a file nor shared memory passes from a worker to the next one
            *("--remount-ro", "/dev", "--remount-ro", "/", "--chdir", "/", "--", *command),
        ]

    def inside(self, readable: Sequence[Path]) -> list[str] | None:
        """Return what Landlock is to let through, where it is there, too: it also parts a worker from others."""
        return None if WALLS["landlock"].lacking() else super().inside(readable)


WALLS = {wall.name: wall for wall in (Namespaces(), Landlock(), Wall())}  # strongest first


def strongest(require: str | None = None) -> Wall:
    """Return the strongest wall that this machine has.

    Raises
    ------
    RuntimeError
        If it is weaker than `require`, with what is lacking.
    """
    if require is not None and require not in WALLS:
        raise RuntimeError(f"There is no wall {require!r}, only {', '.join(WALLS)}.")
    reasons = []
    for name, wall in WALLS.items():
        reason = wall.lacking()
        if not reason:
            return wall
        reasons.append(f"{name}: {reason}")
        if name == require:
            break
    raise RuntimeError(f"The wall {require!r}, or a better one, is not available here ({'; '.join(reasons)}).")


def chosen_wall(name: str | None, require: str | None = None) -> Wall:
    """Return the wall of this name, or the strongest if none is named; raises what `strongest` does."""
    best = strongest(require)
    if name is None:
        return best
    if name not in WALLS:
        raise RuntimeError(f"There is no wall {name!r}, only {', '.join(WALLS)}.")
    if require is not None and [*WALLS].index(name) > [*WALLS].index(require):
        raise RuntimeError(f"The wall {name!r} is weaker than {require!r}, which is required.")
    if reason := WALLS[name].lacking():
        raise RuntimeError(f"The wall {name!r} is not available here: {reason}.")
    return WALLS[name]


def seen(readable: Sequence[Path]) -> list[Path]:
    """Return the files and folders that may be read, none of which holds anything that is to stay hidden."""
    prefixes = {Path(prefix) for prefix in (sys.prefix, sys.base_prefix, sys.exec_prefix)}
    python = [prefix / place for prefix in sorted(prefixes) for place in PLACES if (prefix / place).exists()]
    python += [Path(sys.executable).resolve().parent]
    ours = [PACKAGE / part for part in OURS]
    wanted = [*map(Path, SYSTEM), *python, *_packages(), *(Path(path).absolute() for path in readable)]
    whole = [*(path for path in wanted if path.exists()), *ours]
    parts = dict.fromkeys(part for path in whole for part in _around(path))
    linked = dict.fromkeys([*parts, *(part.resolve() for part in parts)])
    return sorted(path for path in linked if not linked.keys() & set(path.parents))


def _packages() -> list[Path]:
    """Return the folders of installed packages."""
    return [Path(path) for path in sys.path if Path(path).name in ("site-packages", "dist-packages")]


def _around(path: Path) -> Iterator[Path]:
    """Yield the path, or, if something hidden lies in it, its parts without that."""
    hidden = {PACKAGE, ROOT, Path.home(), Path(tempfile.gettempdir())}
    within = [place for place in hidden if path.resolve() in place.resolve().parents]
    if not within or not path.is_dir():
        yield path
        return
    for part in _parts(path):
        if part.resolve() not in {place.resolve() for place in within}:
            yield from _around(part)


def _parts(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError:  # it is closed to us, and so to a worker
        return []


def _tried(wall: Wall) -> str:
    if sys.platform != "linux":
        return phrase(f"it needs Linux, and this is {sys.platform}")
    told = wall.inside([])
    command = [sys.executable, "-I", "-S", str(SHUT_IN), str(MEMORY), str(ROOT / "bugs.toml")]
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and module
            wall.command([*command, *([] if told is None else ["\n".join(told)])]),
            env=environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=TRIAL,
        )
    except FileNotFoundError:
        return phrase("bubblewrap is not installed")
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    return (done.stderr.strip().rpartition("\n")[2] or f"status {done.returncode}") if done.returncode else ""
