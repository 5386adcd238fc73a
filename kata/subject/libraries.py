"""Libraries by name: `original`, `fixed`, `exercise`, or any folder that holds a package with their interface.

The libraries of others have the name of their adapter: see `kata.subject.registry`.
"""

from pathlib import Path
from types import ModuleType
from typing import NamedTuple

from kata import ROOT
from kata.places import EXERCISE, find_exercise
from kata.subject.loading import load_from
from kata.subject.registry import ADAPTER_NAMES, find_adapter

OWN = "kata.subject.own"  # the adapter of libraries with the interface of ours
OURS = {"original": ROOT / "original", "fixed": ROOT / "fixed"}


def find_library(name: str | Path) -> Path:
    """Return the folder of the library called `name`.

    Raises FileNotFoundError if there is none, and ValueError if there are several exercises.
    """
    if found := find_adapter(name):
        adapter, within = found
        return adapter.find(within)
    folder = _folder_of(str(name))
    if not (folder / "__init__.py").is_file():
        raise FileNotFoundError(
            f"no library {str(name)!r}: expected {', '.join([*OURS, EXERCISE])} or a folder with an __init__.py; "
            f"or an adapter: {', '.join(ADAPTER_NAMES)}"
        )
    return folder


def _folder_of(name: str) -> Path:
    if name == EXERCISE:
        return find_exercise()
    return OURS.get(name) or Path(name).resolve()


def find_own(name: str | Path) -> Path:
    """Return the folder of a library with the interface of ours; raise ValueError for an adapter's name."""
    if find_adapter(name):
        raise ValueError(f"{str(name)!r} is an adapter: expected a library with the interface of `fixed`")
    return find_library(name)


def absolute(name: str) -> str:
    """Return a library's name with its folder, if it has one, in full, as another working directory needs it."""
    adapter, colon, folder = name.partition(":") if find_adapter(name) else ("", "", name)
    return name if folder in ("", *OURS) else f"{adapter}{colon}{_folder_of(folder)}"


class Source(NamedTuple):
    """Where a library comes from: the module of its adapter, and its folder."""

    adapter: str
    folder: Path


def find_source(name: str | Path) -> Source:
    """Return where the library called `name` comes from; raises what `find_library` does."""
    found = find_adapter(name)
    return Source(found[0].module if found else OWN, find_library(name))


def load_library(name: str | Path) -> ModuleType:
    """Import the library called `name`, as `load_from` does."""
    return load_from(find_library(name))
