"""Frames of a worker: what it says in a long call, looked at before anything is made of it; and frames unread."""

import hashlib
import math
from collections.abc import Sequence
from itertools import accumulate
from typing import IO, Any, TypeGuard, TypeVar

import numpy as np

from kata.pipe import wire
from kata.pipe.raised import Void
from kata.subject.interface import Array

INTERFERED = "the pipe"
DIGEST_SIZE = 16  # bytes
MOST = 2**40  # that can be counted

T = TypeVar("T")


class Frame:
    """Values by name, as they came over the pipe; what is not there, or is not as it should be, is `Void`."""

    def __init__(self, content: Any) -> None:
        if not isinstance(content, dict):
            raise self.void("it answers with something else")
        self._content = content

    def void(self, reason: str) -> Void:
        """Return what is to be raised where something is not as it should be."""
        return Void(reason, INTERFERED)

    def _value(self, name: str, kind: type[T]) -> T:
        value = self._content.get(name)
        if type(value) is not kind:
            raise self.void(f"it tells of no {name}")
        return value

    def has(self, name: str) -> bool:
        """Return whether something is told of this name."""
        return self._content.get(name) is not None

    def text(self, name: str) -> str:
        """Return a text."""
        return self._value(name, str)

    def texts(self, name: str, length: int) -> list[str]:
        """Return so many texts."""
        values = self._value(name, list)
        if len(values) != length or not is_texts(values):
            raise self.void(f"it tells of no {name}")
        return values

    def number(self, name: str) -> float:
        """Return a number, which need not be finite."""
        return self._value(name, float)

    def count(self, name: str) -> int:
        """Return how many there are of something."""
        value = self._value(name, int)
        if not 0 <= value <= MOST:
            raise self.void(f"it tells of no {name}")
        return value

    def duration(self, name: str) -> float:
        """Return seconds, more than 0."""
        value = self._value(name, float)
        if not 0 < value < math.inf:
            raise self.void(f"it tells of no {name}")
        return value

    def shares(self, name: str, length: int) -> list[float]:
        """Return so many numbers from 0 to 1."""
        values = self._value(name, list)
        if len(values) != length or not all(type(value) is float and 0 <= value <= 1 for value in values):
            raise self.void(f"it tells of no {name}")
        return values

    def numbers(self, name: str) -> dict[str, Any]:
        """Return numbers, and lists of such, by name."""
        values = self._value(name, dict)
        if not all(type(key) is str and _numeric(value) for key, value in values.items()):
            raise self.void(f"it tells of no {name}")
        return values

    def array(self, name: str) -> Array:
        """Return an array, whatever it is of."""
        return self._value(name, np.ndarray)

    def numbers_of_shape(self, name: str, shape: tuple[int, ...]) -> Array:
        """Return an array of floating-point numbers, which need not be finite."""
        value = self.array(name)
        if value.shape != shape or value.dtype.char not in wire.FLOATS:
            raise self.void(f"it tells of {name} of {value.dtype} and shape {value.shape}, not {shape}")
        return value

    def part(self, name: str) -> "Frame":
        """Return the values within one of this name."""
        return Frame(self._value(name, dict))


def _numeric(value: Any) -> bool:
    return all(map(_numeric, value)) if type(value) is list else type(value) in (int, float)


def is_texts(told: Any, most: float = math.inf) -> TypeGuard[list[str]]:
    """Tell whether a list of texts was told, of so many at most, where anything may be."""
    return type(told) is list and len(told) <= most and all(type(one) is str for one in told)


def digest(frame: tuple[bytes, bytes]) -> bytes:
    """Return a digest of the halves of a frame, and of where they part: the same for the same frame alone."""
    return hashlib.blake2b(
        b"".join([wire.HEADER.pack(*map(len, frame)), *frame]), digest_size=DIGEST_SIZE
    ).digest()


def passed_on(stream: IO[bytes], arrays_limit: int = wire.ARRAYS_LIMIT) -> bytes:
    """Return the next frame as it is, for somebody else to read; raises what `read` does, but for its content."""
    text, arrays = wire.halves(stream, arrays_limit)
    return b"".join([wire.HEADER.pack(len(text), len(arrays)), text, arrays])


def first_of(frames: Sequence[bytes], size: int) -> Sequence[bytes]:
    """Return the first of some frames, as many as have this size together, and one at least."""
    return frames[: max(1, sum(end <= size for end in accumulate(map(len, frames))))]
