"""Files and folders that are written whole or not at all, by any number of processes and threads.

What is read and written anew, as notes are, is held meanwhile: others wait.
"""

import errno
import glob
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from uuid import getnode, uuid4

import psutil

from kata.words.translation import phrase

SECONDS = 30  # to wait for another command that holds a file
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)  # there is no more room, for anybody, for this user, in this file


def _part(path: Path) -> Path:
    """Return a name beside `path` that nobody else writes to; it tells which process of which machine does."""
    return path.with_name(f".{path.name}.{getnode():x}-{os.getpid()}-{uuid4().hex[:8]}.part")


def _sweep(path: Path) -> None:
    """Take away what processes of this machine wrote beside `path` and did not end, if they are gone: killed."""
    for left in path.parent.glob(f".{glob.escape(path.name)}.{getnode():x}-*.part"):
        if not psutil.pid_exists(int(left.name.split("-")[-2])):
            shutil.rmtree(left, ignore_errors=True)


@contextmanager
def _named(path: Path, part: Path) -> Iterator[None]:
    """Have an error of the system name what was to be written, and not what it is written as."""
    try:
        yield
    except OSError as error:
        if isinstance(error.filename, str):
            error.filename = error.filename.replace(str(part), str(path), 1)
        raise


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Give a file to write, which takes the place of `path` in the end; of what fails nothing is left."""
    part = _part(path)
    try:
        with _named(path, part):
            yield part
            part.replace(path)
    except OSError as error:
        if error.errno in FULL and error.filename is None:  # a write tells no name
            error.filename = str(path)
        raise
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Have no other command hold a file meanwhile; raises TimeoutError, with a sentence, if one does not end."""
    from filelock import FileLock, Timeout  # which takes as long to load as all else that `kata hint` needs

    lock = FileLock(path.with_suffix(".lock"), timeout=SECONDS)
    try:
        lock.acquire()
    except Timeout as error:
        raise TimeoutError(
            phrase(f"Another command is writing {path}: wait until it ends, and try again.")
        ) from error
    try:
        yield
    finally:
        lock.release()


def check_writable(path: Path) -> None:
    """Raise OSError, which names it, if no file of this name can be written."""
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    part = _part(path)
    with _named(path, part):
        part.touch()
    part.unlink()


def write_whole(path: Path, text: str) -> None:
    """Write a text file, with the line ends of Unix."""
    write_all({path: text})


def write_all(texts: Mapping[Path, str]) -> None:
    """Write text files, with the line ends of Unix: all of them are written before the first takes its place."""
    with ExitStack() as files:
        for path, text in texts.items():
            if path.is_dir():  # whose place no file can take
                raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
            part = files.enter_context(whole_file(path))
            part.write_text(text, encoding="utf-8", newline="\n")


@contextmanager
def new_folder(folder: Path, parents: bool = False) -> Iterator[Path]:
    """Give a folder to write into, which takes the name `folder` in the end; of what fails nothing is left.

    What was being written when its process was killed goes when the folder is written the next time.
    With `parents` the folders above it are made, too.
    Raises FileExistsError if there is such a folder: work is never overwritten.
    """
    if folder.exists():
        raise FileExistsError(f"{folder} exists already: give another name, or take it away first")
    _sweep(folder)
    part = _part(folder)
    with _named(folder, part):
        part.mkdir(parents=parents)
    try:
        with _named(folder, part):
            yield part
            part.rename(folder)
    finally:
        shutil.rmtree(part, ignore_errors=True)
