"""The wire: plain data between two processes, of which one is not trusted.

A frame is a header with two lengths, a text in JSON, and after it the bytes of all arrays of which the text tells
dtype and shape. Whatever arrives makes numbers, texts and containers of them, and the four tuples of a subject;
nothing of it is run. What is not as it should be is `Garbled`, before memory is taken for it.
"""

import json
import math
import struct
from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields, is_dataclass
from itertools import accumulate
from pathlib import Path
from typing import IO, Any

import numpy as np

from kata.subject.interface import Array, Epoch, Network, Settings, Trace

HEADER = struct.Struct("<IQ")  # bytes of the text, and of the arrays
TEXT_LIMIT, ARRAYS_LIMIT = 2**24, 2**29
# values that are told of together, of one kind and in a frame: each takes more memory than it has bytes there
MOST_TOGETHER, MOST_MADE = 2**16, 2**20
DTYPES = {np.dtype(name).str for name in ("?", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8")}
DTYPES |= {np.dtype(kind).str for kind in (np.longdouble, np.complex64, np.complex128)}
UNREADABLE = ValueError, TypeError, AttributeError, LookupError, ArithmeticError, RecursionError, MemoryError
PLAIN = {type(None), bool, int, str}  # what JSON has, too
FLOATS = "efd"  # what numpy calls the floating-point numbers of 2, 4 and 8 bytes
TUPLES = {kind.__name__: kind for kind in (Network, Settings, Epoch, Trace)}


class Garbled(Exception):  # noqa: N818 - it says what a frame is
    """What came over the wire is no frame."""


class UnsendableError(TypeError):
    """A value that is no plain data."""


def pack(value: Any) -> bytes:
    """Return plain data as a frame; raises `UnsendableError` for what is none."""
    return b"".join(_parts(value))


def write(stream: IO[bytes], value: Any) -> None:
    """Write plain data as a frame, with no other copy of its arrays; raises `UnsendableError` for what is none."""
    stream.writelines(_parts(value))
    stream.flush()


def _parts(value: Any) -> list[bytes | memoryview]:
    """Return what a frame consists of."""
    arrays: list[memoryview] = []
    text = json.dumps(_as_tree(value, arrays), allow_nan=False, separators=(",", ":")).encode()
    size = sum(map(len, arrays))
    if len(text) > TEXT_LIMIT or size > ARRAYS_LIMIT:
        raise UnsendableError(f"{len(text) + size:,} bytes are too much for an answer")
    return [HEADER.pack(len(text), size), text, *arrays]


def read(stream: IO[bytes]) -> Any:
    """Return the plain data of the next frame; raises EOFError at the end, and `Garbled`."""
    return unpack(*halves(stream))


def passed_on(stream: IO[bytes], arrays_limit: int = ARRAYS_LIMIT) -> bytes:
    """Return the next frame as it is, for somebody else to read; raises what `read` does, but for its content."""
    text, arrays = halves(stream, arrays_limit)
    return b"".join([HEADER.pack(len(text), len(arrays)), text, arrays])


def unpack(text: bytes, arrays: bytes) -> Any:
    """Return the plain data of a frame; raises `Garbled`."""
    try:
        tree = json.loads(text)
        arrived = _Arrived(arrays)
        value = arrived.value(tree)
    except (
        ValueError,
        TypeError,
        AttributeError,
        LookupError,
        ArithmeticError,
        RecursionError,
        MemoryError,
    ) as error:
        raise Garbled(f"a frame that cannot be read: {type(error).__name__}") from error
    if arrived.read != len(arrays):
        raise Garbled(f"a frame has {len(arrays):,} bytes of arrays, and tells of {arrived.read:,}")
    return value


def halves(stream: IO[bytes], arrays_limit: int = ARRAYS_LIMIT) -> tuple[bytes, bytes]:
    """Return text and arrays of the next frame, unread; raises EOFError, and `Garbled` if it is too long."""
    length, size = HEADER.unpack(_exactly(stream, HEADER.size))
    if length > TEXT_LIMIT or size > arrays_limit:
        raise Garbled(f"a frame of {length:,} and {size:,} bytes is too long")
    return _exactly(stream, length), _exactly(stream, size)


def _exactly(stream: IO[bytes], number: int) -> bytes:
    """Read so many bytes; what ends before is no frame."""
    found = stream.read(number)
    if len(found) < number:
        raise EOFError("the other side is gone")
    return found


def _as_tree(value: Any, arrays: list[memoryview]) -> Any:
    """Return a value as JSON has it: an object with one name, its kind, for all that JSON has not."""
    kind = type(value)  # the usual ones first, as there are many
    if kind is np.ndarray:
        return {"array": _described(value, arrays)}
    if kind in PLAIN:
        return value
    if kind is float:
        return {"float": float.hex(value)}
    if isinstance(value, int | str):  # of a subclass, too, as numpy's own text: it is the value that goes
        return int.__int__(value) if isinstance(value, int) else str.__str__(value)
    if isinstance(value, np.generic):
        return {"scalar": _as_tree(np.asarray(value), arrays)}
    if isinstance(value, float):
        return {"float": float.hex(value)}
    if isinstance(value, np.ndarray):
        return {"array": _described(np.asarray(value), arrays)}
    if isinstance(value, Path):
        return {"path": str(value)}
    if kind.__name__ in TUPLES and (isinstance(value, tuple) or is_dataclass(value)):
        parts = value if isinstance(value, tuple) else [getattr(value, field.name) for field in fields(value)]
        return {kind.__name__: [_as_tree(part, arrays) for part in parts]}
    if isinstance(value, dict):
        return {"dict": [[_as_tree(part, arrays) for part in item] for item in value.items()]}
    if isinstance(value, tuple | list):
        name = "tuple" if isinstance(value, tuple) else "list"
        return {name: _together(value, arrays) or [_as_tree(part, arrays) for part in value]}
    raise UnsendableError(f"{kind.__name__} is neither a number nor an array")


def _together(values: Sequence[Any], arrays: list[memoryview]) -> dict[str, Any] | None:
    """Return many values of a kind as an object, with one array for them all where they are arrays or numbers.

    None if they are not of one such kind.
    """
    if not 1 < len(values) <= MOST_TOGETHER or len({*map(type, values)}) > 1:
        return None
    first, kind = values[0], type(values[0])
    if kind is np.ndarray and all(each.ndim == 1 and each.dtype == first.dtype for each in values):
        return {"arrays": [*_described(np.concatenate(values), arrays), [*map(len, values)]]}
    if kind is float:
        return {"floats": _described(np.array(values), arrays)}
    if kind.__name__ in TUPLES and isinstance(first, tuple):
        return {"columns": [kind.__name__, [_as_tree([*column], arrays) for column in zip(*values, strict=True)]]}
    return None


def _described(array: Array, arrays: list[memoryview]) -> list[Any]:
    """Return dtype, shape and order of an array, and put its bytes with the others."""
    if array.dtype.str not in DTYPES:
        array = array.astype(array.dtype.newbyteorder("="), copy=False)
        if array.dtype.str not in DTYPES:
            raise UnsendableError(f"an array of {array.dtype} has no numbers")
    order = "F" if array.flags.f_contiguous and not array.flags.c_contiguous else "C"
    # one that is spread from fewer numbers, as by `np.broadcast_to`, has no bytes of its own: a copy has
    laid_out = np.ascontiguousarray(array.T if order == "F" else array)
    arrays.append(laid_out.reshape(-1).view(np.uint8).data)
    return [array.dtype.str, list(array.shape), order]


class _Arrived:
    """The arrays of a frame, and what its text makes of them."""

    def __init__(self, arrays: bytes) -> None:
        self.arrays = arrays
        self.read = self.made = 0  # bytes of them that have been told of, and values that were told of together
        self.kinds: dict[str, Callable[[Any], Any]] = {
            "float": float.fromhex,
            "path": Path,
            "array": self._array,
            "scalar": lambda part: self.value(part)[()],
            "tuple": lambda parts: tuple(self.values(parts)),
            "list": lambda parts: list(self.values(parts)),
            "dict": lambda items: {self.value(key): self.value(value) for key, value in items},
        }
        self.many: dict[str, Callable[[Any], list[Any]]] = {
            "arrays": self._arrays,
            "floats": self._floats,
            "columns": self._columns,
        }

    def value(self, tree: Any) -> Any:
        """Return what a part of the text stands for."""
        if type(tree) in PLAIN:
            return tree
        [(kind, content)] = tree.items()
        if kind in TUPLES:
            return TUPLES[kind](*map(self.value, content))
        return self.kinds[kind](content)

    def values(self, trees: Any) -> Iterable[Any]:
        """Return what the parts of a tuple or list stand for, be they told of one by one or together."""
        if type(trees) is list:
            return map(self.value, trees)
        [(kind, content)] = trees.items()
        found = self.many[kind](content)
        self.made += len(found)
        if self.made > MOST_MADE:
            raise ValueError("more values than a frame may have")
        return found

    def _arrays(self, content: Any) -> list[Array]:
        *described, lengths = content
        whole = self._array(described)
        if len(lengths) > MOST_TOGETHER or sum(map(_length, lengths)) != whole.size or whole.ndim != 1:
            raise ValueError("not the lengths of these arrays")
        return [whole[end - length : end].copy() for length, end in zip(lengths, accumulate(lengths), strict=True)]

    def _floats(self, content: Any) -> list[Any]:
        numbers = self._array(content)
        if numbers.size > MOST_TOGETHER or numbers.shape != (numbers.size,):
            raise ValueError("no numbers in a row")
        return numbers.tolist()  # type: ignore[no-any-return]

    def _columns(self, content: Any) -> list[Any]:
        name, columns = content
        told = [self.value(column) for column in columns]
        if not all(type(column) is list for column in told):  # an array without bytes can be as long as it likes
            raise ValueError("no columns")
        return [TUPLES[name](*row) for row in zip(*told, strict=True)]

    def _array(self, content: Any) -> Array:
        name, shape, order = content
        if name not in DTYPES or order not in ("C", "F") or len(shape) > 32:
            raise ValueError(f"no array: {name}")
        dtype = np.dtype(name)
        number = math.prod(map(_length, shape))
        if number == 0 and shape[0] > MOST_TOGETHER:  # whoever goes through its rows would not come to an end
            raise ValueError("no array of nothing is that long")
        begin, self.read = self.read, self.read + number * dtype.itemsize
        if self.read > len(self.arrays):
            raise ValueError("more than there is")
        # a copy, so that it can be written to
        return np.frombuffer(self.arrays, dtype, number, begin).copy().reshape(shape, order=order)


def _length(told: Any) -> int:
    """Return a length that was told; raises ValueError for what is none."""
    if type(told) is not int or not 0 <= told <= ARRAYS_LIMIT:
        raise ValueError("no length")
    return told
