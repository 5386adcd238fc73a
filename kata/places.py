"""Where a student works: the exercise of the current folder, and where else the tool keeps things."""

import os
from functools import cache
from importlib.metadata import version
from pathlib import Path

from kata import ROOT, in_checkout

KEPT = ".kata"  # the folder of what the tool keeps, in an exercise or in the current folder
ORIGIN = "origin.json"  # in it: how an exercise began
ANSWERS = "answers.sqlite"
EXERCISE = "exercise"  # what an exercise is called unless told


def is_exercise(folder: Path) -> bool:
    """Return whether a folder is an exercise: by its notes, or, if these were lost, by its name and content."""
    try:
        if (folder / KEPT / ORIGIN).is_file():
            return True
        return folder.name == EXERCISE and sum((folder / name).is_file() for name in _modules()) > 1
    except OSError:  # what is closed to us is none of ours
        return False


@cache
def _modules() -> frozenset[str]:
    """Return the files of a library: hardly any other package has two of them, and an exercise may lack some."""
    return frozenset(path.name for path in (ROOT / "fixed").glob("*.py")) - {"__init__.py"}


def find_exercise() -> Path:
    """Return the folder of the exercise that is meant: the current one, or one in it, or else in those above.

    The environment variable KATA_EXERCISE names another. Where there is none, it is the folder that would be made.
    Raises ValueError, with a sentence, where there are several.
    """
    if named := os.environ.get("KATA_EXERCISE"):
        return Path(named).resolve()
    here = Path.cwd()
    for folder in (here, *here.parents):
        if is_exercise(folder):
            return folder
        within = sorted({path.resolve() for path in _folders(folder) if is_exercise(path)})
        if len(within) == 1:
            return within[0]
        if within:
            names = ", ".join(path.name for path in within)
            raise ValueError(f"There are several exercises in {folder}: {names}. Go into the one you mean.")
    return here / EXERCISE


def _folders(folder: Path) -> list[Path]:
    try:
        return [path for path in folder.iterdir() if path.is_dir()]
    except OSError:  # a folder above may be closed to us
        return []


def kept_folder() -> Path:
    """Return the folder of what is kept of no exercise, such as trainings: in the checkout, or where we are."""
    return (ROOT if in_checkout() else Path.cwd()) / KEPT


def answers_file() -> Path:
    """Return the file of what judges know of answers: in the checkout, or where the system keeps such files."""
    if in_checkout():
        return ROOT / KEPT / ANSWERS
    from platformdirs import user_cache_path  # which a checkout need not load

    return user_cache_path("netkata", appauthor=False) / ANSWERS


def installed_version() -> str:
    """Return the version of NetKata."""
    return version("netkata")
