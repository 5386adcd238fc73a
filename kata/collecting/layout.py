"""Where submissions stand in a folder or an archive, and what belongs to which: by the names of files alone."""

from collections.abc import Iterable

from kata.bugs.variants import modules
from kata.classroom.normal import LEFT_OUT
from kata.collecting.beside import Place
from kata.collecting.entries import kind_of
from kata.collecting.gradescope import METADATA
from kata.collecting.whose import Told, told_by
from kata.sparring.cast import files_of_tests

JUNK = {*LEFT_OUT, ".git", ".venv", "venv", "node_modules"}
JUNK |= {"site-packages", ".idea", ".vscode", ".pytest_cache", ".mypy_cache", ".ruff_cache"}
FILES = (".DS_Store", "Thumbs.db", "desktop.ini")


def is_junk(parts: Place) -> bool:
    """Whether a file is none of a student's: what systems and editors add."""
    return not JUNK.isdisjoint(parts[:-1]) or parts[-1].startswith("._") or parts[-1] in FILES


def is_code(name: str) -> bool:
    """Whether a file is code of somebody whose name it does not tell."""
    return kind_of(name) == "code" and not told_by(name).platform


def is_one(names: Iterable[Place]) -> bool:
    """Whether what lies in a folder is what one person hands in, as there is code that is in no folder of it.

    A file of code that is called as no module, or lies among more archives and libraries, makes nothing one.
    """
    names = list(names)
    code = [parts[0] for parts in names if len(parts) == 1 and is_code(parts[0])]
    known = {*(f"{module}.py" for module in modules()), *files_of_tests()}
    others = {
        parts[0]
        for parts in names
        if kind_of(parts[-1]) in ("zip", "tar") or (len(parts) > 1 and parts[-1] in known)
    }
    ours = sum(name in known for name in code)
    return 0 < ours >= len(others)


def level_of(names: Iterable[Place]) -> int:
    """Return how many folders, each alone where it is, all submissions stand in."""
    level, names = 0, list(names)
    while True:
        folders = {parts[level] for parts in names if len(parts) > level + 1}
        files = [parts[-1] for parts in names if len(parts) == level + 1]
        if len(folders) != 1 or any(kind_of(name) for name in files) or told_by(next(iter(folders))).platform:
            return level
        within = [parts[level + 1 :] for parts in names if len(parts) > level + 1]
        if not any(any(parts) for parts in within):
            return level  # an empty folder is somebody's, too
        below = {parts[0] for parts in within if len(parts) > 1}
        if is_one(within):
            return level  # the folder is a library
        alone = len(below) == 1 and not any(len(parts) == 1 and kind_of(parts[0]) for parts in within)
        alone = alone and not told_by(min(below)).platform
        if alone and any(len(parts) == 2 and is_code(parts[1]) for parts in within):
            return level  # it has a library in it, and nothing else
        level += 1


def place_of(parts: Place, level: int, whole: str) -> tuple[str | None, Told, Place]:
    """Return which submission a file belongs to, what the name of that tells, and the file's place in it."""
    if whole:
        return whole, told_by(whole), parts[level:]
    at = min(level, len(parts) - 1)  # a file that lies higher than the others is somebody's, too
    first, above = parts[at], "/".join(parts[:at])
    told = told_by(first)
    key, rest = first, parts[at + 1 :]
    if not first or (not rest and first.startswith(".") and not kind_of(first)):
        return None, told, ()
    if not rest:  # a file
        rest = (told.file or first,)
        if kind_of(first) == "code":  # one of several
            key = first.removesuffix(told.file).rstrip("_")
            key = f"{told.person}_{told.number}" if told.platform == "canvas" else key
    return f"{above}/{key}" if above else key, told, rest


def of_platform(names: Iterable[Place]) -> bool:
    """Whether these are the names in an archive of a platform, in which all submissions of a class are.

    Canvas gives files without folders, and nothing else; a student's own may be called like some of them. So may
    Gradescope's list of what is in its folders, and code beside such a list is a library.
    """
    names = list(names)
    level = level_of(names)
    told = [(told_by(parts[level]).platform, len(parts) == level + 1) for parts in names if len(parts) > level]
    if any(len(parts) == level + 1 and is_code(parts[-1]) for parts in names):
        return False
    metadata = any(parts[-1] == METADATA and len(parts) <= level + 1 for parts in names)
    platforms = {platform for platform, _ in told}
    listed = metadata and "gradescope" in platforms
    return listed or "moodle" in platforms or (bool(told) and all(one == ("canvas", True) for one in told))
