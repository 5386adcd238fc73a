"""Values as Python writes them, in full or in brief: numbers, texts, containers of them, and arrays."""

import gzip
import json
import re
import textwrap
import zlib
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

WIDTH, INDENT = 100, " " * 4
FEW = 16  # numbers, which are as soon read as a rule for them
MANY = 400  # more than these nobody reads: others of the same range stand in for them
BRIEF = 60  # characters of an array where it is only mentioned
CUT = "…"  # stands for the rest of it
LEFT_OUT = "# in place of the numbers of the test, as many of the same range\n"
GZIPPED, NUMBERS = b"\x1f\x8b", b"\0\0\x08"  # how a file begins that is packed, and one of numbers of a byte each


def literal(value: Any) -> str:
    """Return an expression that gives this value, or of a long array one that is as good."""
    if isinstance(value, np.ndarray):
        return _array(value)
    if isinstance(value, np.generic):
        return f"np.{value.dtype.name}({_numbers(np.asarray(value))})"
    if isinstance(value, tuple | list):
        inside = ", ".join(map(literal, value))
        if isinstance(value, list):
            return f"[{inside}]"
        return f"({inside},)" if len(value) == 1 else f"({inside})"
    if isinstance(value, str):
        return json.dumps(value)
    if isinstance(value, float):
        return _numbers(np.asarray(value))
    return _bytes(value) if isinstance(value, bytes) else repr(value)


def brief(value: Any) -> str:
    """Return a value on a line: of a long array its beginning, and its shape."""
    if not isinstance(value, np.ndarray):
        return literal(value)
    with np.printoptions(precision=6, threshold=FEW, edgeitems=2):
        text = re.sub(r"\s+", " ", np.array2string(value, separator=", "))
    text = re.sub(r"(?<=\[) | (?=[],])", "", text)
    if len(text) <= BRIEF:
        return text
    return f"{text[:BRIEF].rpartition(',')[0].removesuffix(', ...')}, {CUT}  # {value.shape}"


def _array(array: Array) -> str:
    """Return an expression for an array, a short one that gives the same if there is one."""
    if array.size == 0 and array.ndim > 1:
        return _typed(f"np.empty({array.shape})", array)
    for text, same in _rules(array) if array.size > FEW else ():
        if same.shape == array.shape and same.dtype == array.dtype and np.array_equal(same, array):
            return text
    if array.size > MANY and array.dtype.kind in "biuf":
        return _stand_in(array)
    usual = np.array(array.tolist()).dtype == array.dtype
    text = f"np.array({_in_lines(array)}{'' if usual else f', {_dtype(array.dtype)}'})"
    by_columns = array.flags.f_contiguous and not array.flags.c_contiguous
    return f"np.asfortranarray({text})" if by_columns else text


def _in_lines(array: Array) -> str:
    """Return the numbers of an array, in lines where one is too short: one or more for each row."""
    numbers = _numbers(array)
    if len(numbers) <= WIDTH or array.dtype.kind not in "biuf":
        return numbers
    rows = [_numbers(row) for row in array] if array.ndim > 1 else [numbers[1:-1]]
    return (
        "[\n"
        + "\n".join(
            textwrap.fill(f"{row},", WIDTH, initial_indent=INDENT, subsequent_indent=INDENT) for row in rows
        )
        + "\n]"
    )


def _dtype(dtype: np.dtype[Any]) -> str:
    return f"np.{dtype.name}" if hasattr(np, dtype.name) else repr(dtype.str)


def _typed(text: str, array: Array) -> str:
    return text if array.dtype == np.float64 else f"{text}.astype({_dtype(array.dtype)})"


def _rules(array: Array) -> Iterator[tuple[str, Array]]:
    """Yield expressions for a long array, with what they give, of which one may be this array."""
    first, dtype = array.flat[0], array.dtype
    filled = f"np.full({array.shape}, {_numbers(np.asarray(first))})"
    rule = {0: f"np.zeros({array.shape})", 1: f"np.ones({array.shape})"}.get(first, filled)
    yield _typed(rule, array), np.full(array.shape, first)
    if array.ndim != 2:
        return
    rows, columns = array.shape
    if columns > MANY:
        return
    if rows == columns:
        yield _typed(f"np.eye({rows})", array), np.eye(rows, dtype=dtype)
    labels = array.argmax(axis=1)
    yield _typed(f"np.eye({columns})[{labels.tolist()}]", array), np.eye(columns, dtype=dtype)[labels]
    if rows > 1:
        yield f"np.tile({_array(array[0])}, ({rows}, 1))", np.tile(array[0], (rows, 1))


def _stand_in(array: Array) -> str:
    """Return an expression for random numbers, as many as those of an array, and of the same range."""
    finite = array[np.isfinite(array)] if array.dtype.kind == "f" else array
    low, high = (finite.min().item(), finite.max().item()) if finite.size else (0, 1)
    if array.dtype.kind == "f":
        return _typed(f"np.random.default_rng(0).uniform({low:.6g}, {high:.6g}, {array.shape})", array)
    return f"np.random.default_rng(0).integers({low:d}, {high:d} + 1, {array.shape}).astype({_dtype(array.dtype)})"


def left_out(value: Any) -> str:
    """Return a comment if the literal of a value is not quite this value, or nothing."""
    return LEFT_OUT if isinstance(value, np.ndarray | bytes) and "np.random" in literal(value) else ""


def _bytes(content: bytes) -> str:
    """Return an expression for what a file holds: for one of numbers, its header and these."""
    if content.startswith(GZIPPED):
        with suppress(OSError, EOFError, zlib.error):
            return f"gzip.compress({_bytes(gzip.decompress(content))})"
    header = 4 + 4 * content[3] if content.startswith(NUMBERS) and len(content) > FEW else len(content)
    numbers = np.frombuffer(content[header:], np.uint8)
    return f"{content[:header]!r} + {_array(numbers)}.tobytes()" if numbers.size > FEW else repr(content)


def _numbers(array: Array) -> str:
    """Return numbers, and lists of them, with as many digits as it takes to tell them from others."""
    if array.dtype.kind == "f" and array.dtype != np.float64:
        array = array.astype(str).astype(float)  # the shortest that is this number in its own precision
    text = repr(array.tolist())
    return re.sub(r"\b(nan|inf)\b", r"np.\1", text) if array.dtype.kind in "fc" else text
