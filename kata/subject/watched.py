"""A subject behind glass: it keeps the tests' arrays safe, and sees what an adapter has altered.

It stands in front of every adapter, in the process that holds the library.
"""

import copy
import inspect
import warnings
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from kata.subject.calls import as_tried, binder, in_brief
from kata.subject.features import EVERYTHING, assert_offered, offered
from kata.subject.interface import Subject

UNCHANGING = frozenset({type(None), bool, int, float, str})


class Watched:
    """A subject behind glass: adapters get copies, run without numpy's warnings, and `changed` tells on them.

    An exception of the library leaves with a note of what was tried, unless they are not `noted`, as whoever asked
    knows that better. A call that asks for a feature which the adapter lacks is a `NotOfferedError`, and never
    gets there.
    """

    def __init__(self, adapter: Subject, noted: bool = True) -> None:
        self._adapter, self._noted = adapter, noted
        self.offers = offered(adapter)  # methods, and features
        self._whole = self.offers >= EVERYTHING
        self.changed: tuple[str, ...] = ()
        self._last: tuple[str, Mapping[str, Any]] | None = None

    @property
    def tried(self) -> str:
        """The last call, in brief."""
        return in_brief(*self._last) if self._last else ""

    def about(self, _: Any) -> str:
        """Return the calls that a failure is about: here none, as only the last one is kept."""
        return ""

    @property
    def package(self) -> Any:
        """The library itself, of an adapter that has one, for whoever drives it on its own."""
        return vars(self._adapter)["library"]

    def __getattr__(self, method: str) -> Any:
        if method not in self.offers:
            raise AttributeError(f"the subject does not offer {method}")
        function = getattr(self._adapter, method)
        bound = binder(inspect.signature(function))

        def call(*arguments: Any, **named: Any) -> Any:
            asked = bound(arguments, named)
            if not self._whole:
                assert_offered(self.offers, method, asked)
            given = {name: _copied(value) for name, value in asked.items()}
            self._last = (method, asked)
            try:
                with np.errstate(all="ignore"), warnings.catch_warnings(action="ignore"):
                    return function(**given)
            except Exception as error:
                if self._noted:
                    error.add_note(as_tried(self.tried))
                raise
            finally:
                self.changed = tuple(name for name in given if not _left(given[name], asked[name]))

        setattr(self, method, call)  # found there the next time
        return call


def load_watched(adapter: str, folder: Path, noted: bool = True) -> Watched:
    """Return the library in a folder as a watched subject, by the adapter in this module.

    What it warns of while it is imported decides nothing.
    """
    with warnings.catch_warnings(action="ignore"):
        return Watched(import_module(adapter).load(folder), noted)


def _copied(value: Any) -> Any:
    """Return a copy of plain data that may hold arrays: what is usual, sooner than `copy.deepcopy` makes it."""
    kind = type(value)
    if kind in UNCHANGING:
        return value
    if kind is np.ndarray and not value.dtype.hasobject:
        return value.copy(order="K")
    if kind is tuple and UNCHANGING.issuperset(map(type, value)):
        return value
    if kind in (tuple, list):
        return kind(map(_copied, value))
    if isinstance(value, tuple) and hasattr(kind, "_make"):
        return kind._make(map(_copied, value))
    return copy.deepcopy(value)


def _left(given: Any, before: Any) -> bool:
    """Return whether plain data that may hold arrays are what they were: the arrays can still be written to."""
    if given is before:  # what nobody can change is not copied
        return True
    if isinstance(given, np.ndarray):
        if given.shape == before.shape and given.tobytes() == before.tobytes():  # as nearly always, and soon seen
            return given.flags.writeable
        return given.flags.writeable and np.array_equal(given, before, equal_nan=given.dtype.kind == "f")
    if isinstance(given, (tuple, list)):
        return len(given) == len(before) and all(map(_left, given, before))
    return bool(given == before)
