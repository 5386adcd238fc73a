"""A subject behind glass: it keeps the tests' arrays safe, and sees what an adapter has altered.

It stands between the tests and every adapter.
"""

import copy
import inspect
import warnings
from pathlib import Path
from typing import Any

import numpy as np

from kata.subject.interface import Subject
from kata.subject.own import OwnLibrary
from kata.subject.registry import find_adapter


class Watched:
    """A subject behind glass: adapters get copies, run without numpy's warnings, and `changed` tells on them.

    An exception of the library leaves with a note of what was tried.
    """

    def __init__(self, adapter: Subject) -> None:
        self._adapter = adapter
        self.offers = adapter.offers
        self.changed: tuple[str, ...] = ()

    def __getattr__(self, method: str) -> Any:
        if method not in self.offers:
            raise AttributeError(f"the subject does not offer {method}")
        function = getattr(self._adapter, method)

        def call(*arguments: Any, **named: Any) -> Any:
            bound = inspect.signature(function).bind(*arguments, **named)
            given = copy.deepcopy(bound.arguments)
            try:
                with np.errstate(all="ignore"), warnings.catch_warnings(action="ignore"):
                    return function(**given)
            except Exception as error:
                error.add_note(_written(f"tried      {method}(", bound.arguments) + ")")
                raise
            finally:
                self.changed = tuple(name for name in given if not _same(given[name], bound.arguments[name]))

        return call


def _written(text: str, arguments: dict[str, Any]) -> str:
    """Return the beginning of a call with its arguments; an array of several lines stands below its first."""
    with np.printoptions(threshold=20, precision=6):
        for number, (name, value) in enumerate(arguments.items()):
            text += f"{', ' if number else ''}{name}="
            column = len(text.rpartition("\n")[2])
            text += str(value).replace("\n", "\n" + " " * column)
    return text


def _same(one: Any, other: Any) -> bool:
    """Compare plain data that may hold arrays."""
    if isinstance(one, np.ndarray):
        return np.array_equal(one, other, equal_nan=one.dtype.kind == "f")
    if isinstance(one, (tuple, list)):
        return len(one) == len(other) and all(map(_same, one, other))
    return bool(one == other)


def load_subject(name: str | Path) -> Watched:
    """Return the library called `name` as a watched subject."""
    if found := find_adapter(name):
        adapter, folder = found
        return Watched(adapter.load(folder))
    return Watched(OwnLibrary(name))
