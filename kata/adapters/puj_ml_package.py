"""The course library's package: how it is imported without what it does not need, and made to draw the same."""

import contextlib
import gzip
import random
import sys
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from kata.subject.interface import Array
from kata.subject.loading import load_package

NAME = "PUJ_ML"  # the debuggers import the package by its name


def read_idx(path: str) -> Array:
    """Read an IDX file of unsigned bytes, as `idx2numpy.convert_from_file` does, zipped or not.

    Where MNIST's files have the names that they were published under, one with another dot is meant, too.
    """
    places = [Path(path), Path(path.replace(".idx", "-idx"))]
    found = next((place for place in [*places, Path(f"{places[1]}.gz")] if place.is_file()), places[0])
    content = gzip.decompress(found.read_bytes()) if found.suffix == ".gz" else found.read_bytes()
    shape = np.frombuffer(content, ">u4", count=content[3], offset=4)
    return np.frombuffer(content, np.uint8, offset=4 + 4 * len(shape)).reshape(shape)


def _missing(name: str) -> Any:
    raise ImportError(f"cv2 is not installed: the stand-in that the course library got has no {name}")


STAND_INS: dict[str, dict[str, Any]] = {
    "cv2": {"__getattr__": _missing},
    "idx2numpy": {"convert_from_file": read_idx},
}


@contextlib.contextmanager
def seeded(seed: int) -> Iterator[None]:
    """Seed the two generators that the library and its forks draw from, and put them back as they were."""
    states = random.getstate(), np.random.get_state()  # noqa: NPY002 - not ours
    random.seed(seed)
    np.random.seed(seed)  # noqa: NPY002 - not ours
    try:
        yield
    finally:
        random.setstate(states[0])
        np.random.set_state(states[1])  # noqa: NPY002 - not ours


def imported(module: str, name: str) -> Any:
    """Return what the course library has under this name."""
    return getattr(import_module(f"{NAME}.{module}"), name)


@contextlib.contextmanager
def reading(reader: Any) -> Iterator[None]:
    """Let this idx2numpy, or its stand-in, read as `read_idx` does: nothing can be unzipped behind a wall."""
    before, reader.convert_from_file = reader.convert_from_file, read_idx
    try:
        yield
    finally:
        reader.convert_from_file = before


@contextlib.contextmanager
def course_library(package: Path) -> Iterator[None]:
    """Import the course library in this folder, in place of one that was imported before.

    Meanwhile stand-ins take the place of packages that are not installed.
    """
    for name in [name for name in sys.modules if name.partition(".")[0] == NAME]:
        del sys.modules[name]  # that of another folder
    stand_ins = [name for name in STAND_INS if find_spec(name) is None]
    for name in stand_ins:
        sys.modules[name] = ModuleType(name)
        vars(sys.modules[name]).update(STAND_INS[name])
    try:
        load_package(package, NAME)
        yield
    finally:
        for name in stand_ins:
            del sys.modules[name]
