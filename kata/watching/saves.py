"""Saves, as the system tells of them; and a look of our own now and then, as it does not tell of all.

It is not asked about folders in the folder: what is saved there is seen by the next look.

A folder that has gone and come back is another one, which has to be watched anew: nobody tells what happens before
it is.
"""

import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from watchfiles import Change, watch

# milliseconds: a save is one change or a few at once, and what comes later calls off what has begun
DEBOUNCE, STEP = 50, 10
LOOK = 1_000  # milliseconds between two looks

Files = dict[str, tuple[int, int]]


def saves(folder: Path, over: threading.Event) -> Iterator[None]:
    """Yield whenever the Python files of a folder have changed since this was called, until it is `over`.

    The folder may go and come back.
    """
    return _saves(folder, over, _files(folder))


def _saves(folder: Path, over: threading.Event, seen: Files) -> Iterator[None]:
    def of_folder(_: Change, path: str) -> bool:
        return Path(path) == folder or (Path(path).parent == folder and path.endswith(".py"))

    while not over.is_set():
        watched = [path for path in (folder.parent, folder) if path.is_dir()]
        with suppress(FileNotFoundError):
            for changes in watch(
                *watched,
                watch_filter=of_folder,
                debounce=DEBOUNCE,
                step=STEP,
                stop_event=over,
                rust_timeout=LOOK,
                yield_on_timeout=True,
                recursive=False,
                raise_interrupt=False,
                ignore_permission_denied=True,
            ):
                now = _files(folder)
                if changes or now != seen:
                    seen = now
                    yield
                if str(folder) in {path for _, path in changes} or folder.is_dir() != (folder in watched):
                    break


def _files(folder: Path) -> Files:
    """Return when each Python file in a folder was changed, and its size: none where there is no folder."""
    found: Files = {}
    for path in folder.rglob("*.py"):
        if any(part.startswith(".") for part in path.relative_to(folder).parts):
            continue  # what is kept of the exercise, and what an editor or a checkout has there
        with suppress(OSError):
            status = path.stat()
            found[str(path)] = status.st_mtime_ns, status.st_size
    return found
