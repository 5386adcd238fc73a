"""Variants: `original` with any subset of the fixes applied, and the fixes themselves as patches.

Both come from the two libraries and from `bugs.toml`, which says to which bug each hunk of their difference
belongs.
"""

import difflib
import shutil
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from kata import ROOT
from kata.bugs.manifest import load_bugs

ORIGINAL, FIXED = ROOT / "original", ROOT / "fixed"
PATCHES = ROOT / "docs" / "bugs"


class Hunk(NamedTuple):
    """A place in which a module of the two libraries differs: lines [start, end) of `original` become `lines`."""

    start: int
    end: int
    lines: tuple[str, ...]


def modules() -> list[str]:
    """Return the names of the modules, without their suffix."""
    return sorted(path.stem for path in FIXED.glob("*.py"))


def _lines(library: Path, module: str) -> list[str]:
    return (library / f"{module}.py").read_text(encoding="utf-8").splitlines(keepends=True)


def hunks(module: str) -> list[Hunk]:
    """Return the hunks of a module, in their order."""
    return list(_compared(tuple(_lines(ORIGINAL, module)), tuple(_lines(FIXED, module))))


@lru_cache
def _compared(old: tuple[str, ...], new: tuple[str, ...]) -> tuple[Hunk, ...]:
    """Return the hunks between two texts, which are compared once, for however many variants."""
    changes = difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return tuple(Hunk(i1, i2, new[j1:j2]) for tag, i1, i2, j1, j2 in changes if tag != "equal")


def _mixed(module: str, fixed: Collection[str], mark: str | None = None) -> list[str]:
    """Return the lines of a module of `original` with the hunks of these bugs replaced.

    A `mark` is a statement to put before every hunk, with ``{bug}`` for the bug's id.
    """
    owner = {number: bug.id for bug in load_bugs().values() if bug.module == module for number in bug.hunks}
    lines = _lines(ORIGINAL, module)
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
    if folder.exists():
        raise FileExistsError(f"{folder} exists already: give another folder, or take it away first")
    written = folder.with_name(f".{folder.name}.part")  # so that an interrupted build leaves no half of a package
    shutil.rmtree(written, ignore_errors=True)
    written.mkdir(parents=True)
    for module in modules():
        (written / f"{module}.py").write_text(module_text(module, present, mark), encoding="utf-8", newline="\n")
    written.rename(folder)


def bugs_of(subject: str) -> set[str] | None:
    """Return the bugs that a variant of this name still has; None if it is the name of a library.

    `reported` is what the report's authors had: the six bugs that they found are fixed, the six missed are there.
    Else it is the ids of the bugs, with commas between them.
    """
    bugs = load_bugs()
    if subject == "reported":
        return {bug.id for bug in bugs.values() if bug.group == "missed"}
    named = {name.strip() for name in subject.split(",") if name.strip()}
    return named if named and named <= set(bugs) else None


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
    return "".join(_mixed(module, set(load_bugs()) - set(present), mark))


def patch_file(bug: str) -> Path:
    """Return where the patch of a bug is kept."""
    number = list(load_bugs()).index(bug) + 1
    return PATCHES / f"{number:02}-{bug}.patch"


def patch(bug: str) -> str:
    """Return the fix of a bug as a unified diff with one line of context, for the folder of a library."""
    module = load_bugs()[bug].module
    names = f"a/{module}.py", f"b/{module}.py"
    return "".join(difflib.unified_diff(_lines(ORIGINAL, module), _mixed(module, {bug}), *names, n=1))


def stale_patches() -> list[Path]:
    """Return the patch files that are missing, not what the libraries say, or of no bug."""
    expected = {patch_file(bug): patch(bug) for bug in load_bugs()}
    found = {path: path.read_text(encoding="utf-8") for path in PATCHES.glob("*.patch")}
    return sorted(path for path in {*expected, *found} if expected.get(path) != found.get(path))


def write_patches() -> list[Path]:
    """Write the stale patch files anew, take those of no bug away, and return which they were."""
    PATCHES.mkdir(parents=True, exist_ok=True)
    stale = stale_patches()
    for path in stale:
        path.unlink(missing_ok=True)
    for bug in load_bugs():
        if not patch_file(bug).exists():
            patch_file(bug).write_text(patch(bug), encoding="utf-8", newline="\n")
    return stale
