"""Variants: `original` with any subset of the fixes applied.

They come from the two libraries and from `bugs.toml`, which says to which bug each hunk of their difference
belongs.
"""

import difflib
import tempfile
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from kata import ROOT
from kata.bugs.manifest import load_bugs
from kata.bugs.names import find_bugs
from kata.files import new_folder, write_whole

ORIGINAL, FIXED = ROOT / "original", ROOT / "fixed"


class Hunk(NamedTuple):
    """A place in which a module of the two libraries differs: lines [start, end) of `original` become `lines`."""

    start: int
    end: int
    lines: tuple[str, ...]


def modules() -> list[str]:
    """Return the names of the modules, without their suffix."""
    return sorted(path.stem for path in FIXED.glob("*.py"))


def lines_of(library: Path, module: str) -> list[str]:
    """Return the lines of a module of a library."""
    return (library / f"{module}.py").read_text(encoding="utf-8").splitlines(keepends=True)


def hunks(module: str) -> list[Hunk]:
    """Return the hunks of a module, in their order."""
    return compared(lines_of(ORIGINAL, module), lines_of(FIXED, module))


def compared(old: Sequence[str], new: Sequence[str]) -> list[Hunk]:
    """Return the hunks between two texts, which are given as their lines."""
    return list(_compared(tuple(old), tuple(new)))


@lru_cache
def _compared(old: tuple[str, ...], new: tuple[str, ...]) -> tuple[Hunk, ...]:
    """Return the hunks between two texts, which are compared once, for however many variants."""
    changes = difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return tuple(Hunk(i1, i2, new[j1:j2]) for tag, i1, i2, j1, j2 in changes if tag != "equal")


def mixed(module: str, fixed: Collection[str], mark: str | None = None) -> list[str]:
    """Return the lines of a module of `original` with the hunks of these bugs replaced.

    A `mark` is a statement to put before every hunk, with ``{bug}`` for the bug's id.
    """
    owner = {number: bug.id for bug in load_bugs().values() if bug.module == module for number in bug.hunks}
    lines = lines_of(ORIGINAL, module)
    for number, hunk in reversed(list(enumerate(hunks(module), 1))):
        bug, old = owner[number], tuple(lines[hunk.start : hunk.end])
        new = hunk.lines if bug in fixed else old
        if mark is not None:
            first = (hunk.lines or old)[0]
            indent = first[: len(first) - len(first.lstrip())]
            new = (f"{indent}{mark.format(bug=bug)}\n", *new)
        lines[hunk.start : hunk.end] = new
    return lines


def build(folder: Path, present: Collection[str], mark: str | None = None) -> None:
    """Write the variant that still has the bugs `present`, and has all others fixed, as a package.

    A `mark` is a statement to put before every hunk, with ``{bug}`` for the bug's id.
    Raises ValueError for an unknown bug and FileExistsError if the folder exists: work is never overwritten.
    """
    bugs = load_bugs()
    if unknown := sorted(set(present) - set(bugs)):
        raise ValueError(f"there is no bug {', '.join(unknown)}: expected some of {', '.join(bugs)}")
    with new_folder(folder, parents=True) as part:
        write_modules(part, present, mark)


def write_modules(folder: Path, present: Collection[str], mark: str | None = None) -> None:
    """Write the modules of a variant into a folder; see `build`."""
    for module in modules():
        write_whole(folder / f"{module}.py", module_text(module, present, mark))


def bugs_of(subject: str) -> set[str] | None:
    """Return the bugs that a variant of this name still has; None if it is the name of a library.

    `reported` is what the report's authors had: the six bugs that they found are fixed, the six missed are there.
    Else it is the bugs, with commas between them. A beginning of an id stands behind a folder of that name.
    Raises ValueError, with a sentence, if one of several is no bug.
    """
    bugs = load_bugs()
    if subject == "reported":
        return {bug.id for bug in bugs.values() if bug.group == "missed"}
    if subject not in bugs and Path(subject).exists():
        return None
    try:
        return {bug.id for bug in find_bugs([subject])} or None
    except ValueError:
        if "," in subject:
            raise
        return None


@contextmanager
def built(subject: str) -> Iterator[str]:
    """Give the name of a library, or for that of a variant its folder, which is taken away afterwards."""
    present = bugs_of(subject)
    if present is None:
        yield subject
        return
    with tempfile.TemporaryDirectory(prefix="kata-") as name:
        folder = Path(name, "variant")
        build(folder, present)
        yield str(folder)


def module_text(module: str, present: Collection[str], mark: str | None = None) -> str:
    """Return a module of the variant with the bugs `present`; see `build`."""
    return "".join(mixed(module, set(load_bugs()) - set(present), mark))
