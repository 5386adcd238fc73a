"""What a failing test says to a student: what was tried, what came out, what should have, and why it matters."""

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import Any

import numpy as np
import pytest

from kata.judging.events import said_of

ASKED: ContextVar[Any] = ContextVar("ASKED", default=None)  # the library that the tests call
LITTLE = {"of", "the", "at", "and", "for", "by", "with"}  # words that say nothing by themselves
WORD = re.compile(r"[^\W\d_]{2,}")
NUMBER = re.compile(r"-?\d+(?:\.\d*)?(?:e[-+]?\d+)?")


@contextmanager
def asked(library: Any) -> Iterator[None]:
    """Have every failure tell which calls of this library it is about."""
    before = ASKED.set(library)
    try:
        yield
    finally:
        ASKED.reset(before)


def told(*, tried: str, got: object, expected: object, why: str) -> str:
    """Return the four lines of a failure message; what was tried begins with the calls, where they are known."""
    return "\n" + _lines(tried=_with_calls(tried, got), got=got, expected=expected, why=why)


def _with_calls(tried: str, got: object) -> str:
    """Return the calls, and below them what the test itself says of them, if that says more."""
    library = ASKED.get()
    calls = library.about(got) if library else ""
    if not calls or tried == library.tried:
        return tried
    return f"{calls}\n{' '.join(tried.split())}" if _said_in(tried) - _said_in(calls) else calls


def _said_in(text: str) -> set[str | float]:
    """Return the words and the numbers of a text."""
    words: set[str | float] = {*WORD.findall(text.lower())} - LITTLE
    return words | {float(number) for number in NUMBER.findall(text)}


def count(number: int, noun: str) -> str:
    """Return how many there are of something, as it is said: 1 epoch, 2 epochs, 2 batches."""
    plural = f"{noun}es" if noun.endswith("tch") else f"{noun}s"
    return f"{number:,} {noun if number == 1 else plural}"


def altered(tried, subject):
    """Return what to say if an argument is not what it was before the call."""
    return told(
        tried=tried,
        got=f"other values in {', '.join(subject.changed)}",
        expected="arguments that are left as they were",
        why="whoever called goes on using them",
    )


@contextmanager
def instead(*, expected: object, why: str) -> Iterator[None]:
    """Give an exception of the library the two lines that it lacks; what was tried it says itself."""
    try:
        yield
    except Exception as error:
        error.add_note(_lines(expected=expected, why=why))
        raise


@contextmanager
def no_error(of: str, but: type[Exception] | tuple[type[Exception], ...] = ()) -> Iterator[None]:
    """Skip a bug's own test where the library ends in an error, `but` in one that the bug is known by.

    An error is no symptom of the bug then, and the tests that ask for an answer tell of it. It is told in full.
    """
    try:
        yield
    except but:
        raise
    except Exception as error:
        pytest.skip(f"{said_of(error)}\n{_lines(why=f'{of} that ends in an error does not tell')}")


def _lines(**values: object) -> str:
    return "\n".join(f"{name:<11}{_shown(value)}" for name, value in values.items())


def _shown(value: object) -> str:
    """Write numbers short, and indent what takes several lines."""
    with np.printoptions(precision=6, suppress=True, threshold=40):
        if isinstance(value, np.ndarray | list | tuple | float):
            with suppress(ValueError):  # parts of different shape are shown as they are
                value = np.asarray(value)
        text = str(value[()] if isinstance(value, np.ndarray) and value.ndim == 0 else value)
    return text.replace("\n", "\n" + " " * 11)
