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
from itertools import accumulate, takewhile
from pathlib import Path
from typing import IO, Any

import numpy as np

from kata.subject.interface import Array, Epoch, Network, Settings, Trace

HEADER = struct.Struct("<IQ")  # bytes of the text, and of the arrays
TEXT_LIMIT, ARRAYS_LIMIT = 2**24, 2**29
# values that are told of together, of one kind and in a frame: each takes more memory than it has bytes there
MOST_TOGETHER, MOST_MADE = 2**16, 2**20
NUMBERS = *("?", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8"), *("g", "c8", "c16")
DTYPES = {np.dtype(name).str: np.dtype(name) for name in NUMBERS}
UNREADABLE = ValueError, TypeError, AttributeError, LookupError, ArithmeticError, RecursionError, MemoryError
PLAIN = frozenset({type(None), bool, int, str})  # what JSON has, too
FLOATS = "efd"  # what numpy calls the floating-point numbers of 2, 4 and 8 bytes
TUPLES = {kind.__name__: kind for kind in (Network, Settings, Epoch, Trace)}
SMALL = 2**14  # bytes of an array that are copied sooner than looked at as they lie there
PLAINLY: dict[type, Callable[[Any], Any]] = {
    **{int: int.__int__, str: str.__str__, float: float.__float__},
    **{dict: dict.copy, tuple: tuple, list: list, np.ndarray: np.asarray},
}
JSON = json.JSONEncoder(allow_nan=False, separators=(",", ":"))
Arrays = list[bytes | memoryview]  # those of a frame


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
    arrays: Arrays = []
    text = JSON.encode(_as_tree(value, arrays)).encode()
    size = sum(map(len, arrays))
    if len(text) > TEXT_LIMIT or size > ARRAYS_LIMIT:
        raise UnsendableError(f"{len(text) + size:,} bytes are too much for an answer")
    return [HEADER.pack(len(text), size), text, *arrays]


def read(stream: IO[bytes]) -> Any:
    """Return the plain data of the next frame; raises EOFError at the end, and `Garbled`."""
    return unpack(*halves(stream))


def unpack(text: bytes, arrays: bytes) -> Any:
    """Return the plain data of a frame; raises `Garbled`."""
    try:
        arrived = _Arrived(arrays)
        value = arrived.value(json.loads(text.decode()))
    except UNREADABLE as error:
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


def _as_tree(value: Any, arrays: Arrays) -> Any:
    """Return a value as JSON has it: an object with one name, its kind, for all that JSON has not."""
    kind = type(value)  # the usual ones first, as there are many
    if kind in PLAIN:
        return value
    if kind is np.ndarray:
        return {"array": _described(value, arrays)}
    if kind is float:
        return {"float": float.hex(value)}
    if kind is dict:
        return {"dict": [[str.__str__(key), _as_tree(part, arrays)] for key, part in value.items()]}
    if kind is tuple or kind is list:
        return {kind.__name__: _in_turn(value, arrays)}
    if kind.__name__ in TUPLES and (isinstance(value, tuple) or is_dataclass(value)):
        parts = value if isinstance(value, tuple) else [getattr(value, field.name) for field in fields(value)]
        return {kind.__name__: [_as_tree(part, arrays) for part in parts]}
    if isinstance(value, np.generic) and not isinstance(value, str):
        return {"scalar": _as_tree(np.asarray(value), arrays)}
    return {"path": str(value)} if isinstance(value, Path) else _as_tree(_plain(value), arrays)


def _plain(value: Any) -> Any:
    """Return a value of a subclass, such as a text of numpy's, as what it is a kind of: that is what goes."""
    for kind, as_plain in PLAINLY.items():
        if isinstance(value, kind):
            return as_plain(value)
    raise UnsendableError(f"{type(value).__name__} is neither a number nor an array")


def _in_turn(values: Sequence[Any], arrays: Arrays) -> Any:
    """Return the parts of a tuple or list as JSON has them, one after the other or together."""
    if PLAIN.issuperset(map(type, values)):
        return values
    return _together(values, arrays) or [_as_tree(part, arrays) for part in values]


def _together(values: Sequence[Any], arrays: Arrays) -> dict[str, Any] | None:
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


def _described(array: Array, arrays: Arrays) -> list[Any]:
    """Return dtype, shape and order of an array, and put its bytes with the others."""
    if (name := array.dtype.str) not in DTYPES:
        array = array.astype(array.dtype.newbyteorder("="), copy=False)
        if (name := array.dtype.str) not in DTYPES:
            raise UnsendableError(f"an array of {array.dtype} has no numbers")
    order = "F" if array.flags.fnc else "C"
    laid_out = array.T if order == "F" else array
    if array.nbytes <= SMALL:
        arrays.append(laid_out.tobytes())
    else:  # one that is spread from fewer numbers, as by `np.broadcast_to`, has no bytes of its own: a copy has
        arrays.append(np.ascontiguousarray(laid_out).reshape(-1).view(np.uint8).data)
    return [name, array.shape, order]


class _Arrived:
    """The arrays of a frame, and what its text makes of them."""

    def __init__(self, arrays: bytes) -> None:
        self.arrays = arrays
        self.read = self.made = 0  # bytes of them that have been told of, and values that were told of together

    def value(self, tree: Any) -> Any:
        """Return what a part of the text stands for."""
        if type(tree) in PLAIN:
            return tree
        [(kind, content)] = tree.items()
        if kind in TUPLES:
            return TUPLES[kind](*map(self.value, content))
        return KINDS[kind](self, content)

    def values(self, trees: Any) -> Iterable[Any]:
        """Return what the parts of a tuple or list stand for, be they told of one by one or together."""
        if type(trees) is list:
            return trees if PLAIN.issuperset(map(type, trees)) else map(self.value, trees)
        [(kind, content)] = trees.items()
        found = MANY[kind](self, content)
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
        dtype = DTYPES.get(name)
        if dtype is None or order not in ("C", "F") or len(shape) > 32:
            raise ValueError(f"no array: {name}")
        number = math.prod(map(_length, shape))
        if (
            number == 0 and math.prod(takewhile(bool, shape)) > MOST_TOGETHER
        ):  # rows that nobody comes to the end of
            raise ValueError("no array of nothing is that long")
        begin, self.read = self.read, self.read + number * dtype.itemsize
        if self.read > len(self.arrays):
            raise ValueError("more than there is")
        # a copy, so that it can be written to
        return np.frombuffer(self.arrays, dtype, number, begin).copy().reshape(shape, order=order)


KINDS: dict[str, Callable[[_Arrived, Any], Any]] = {
    **{"float": lambda _, text: float.fromhex(text), "path": lambda _, text: Path(text)},
    **{"array": _Arrived._array, "scalar": lambda arrived, part: arrived.value(part)[()]},
    "tuple": lambda arrived, parts: tuple(arrived.values(parts)),
    "list": lambda arrived, parts: list(arrived.values(parts)),
    # by texts only: numbers of one hash can be chosen, and each then looks at all the others
    "dict": lambda arrived, items: {str.__str__(key): arrived.value(value) for key, value in items},
}
MANY = {"arrays": _Arrived._arrays, "floats": _Arrived._floats, "columns": _Arrived._columns}


def _length(told: Any) -> int:
    """Return a length that was told; raises ValueError for what is none."""
    if type(told) is not int or not 0 <= told <= ARRAYS_LIMIT:
        raise ValueError("no length")
    return told
