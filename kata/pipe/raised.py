"""What comes instead of a value: an exception of the library, which arrives as data, or no answer at all."""

import builtins
import re
from typing import Any

from kata.subject.interface import NotOfferedError

RAISED = [
    "ArithmeticError",
    "AssertionError",
    "AttributeError",
    "EOFError",
    "FileNotFoundError",
    "FloatingPointError",
    "ImportError",
    "IndexError",
    "KeyError",
    "LookupError",
    "MemoryError",
    "ModuleNotFoundError",
    "NameError",
    "NotImplementedError",
    "OSError",
    "OverflowError",
    "PermissionError",
    "RecursionError",
    "RuntimeError",
    "TypeError",
    "UnboundLocalError",
    "ValueError",
    "ZeroDivisionError",
]
PLACE = re.compile(r"[\w.-]{1,250}\.py")
MESSAGE = 10_000  # characters of what an exception says
NAME, LINE = 200, 200  # of the name of a type or a function, and of a line that it came through
MOST_LINES = 10**6  # of a file
INNERMOST = 4  # places that are told of an exception


class LibraryError(Exception):
    """An exception of the library that is no built-in one, or not one to be raised here."""


class Lost(BaseException):
    """The worker is gone in the midst of a call: no exception, so that nobody goes on as after one."""

    ends_worker, void = True, False

    def __init__(self, reason: str, place: str = "") -> None:
        super().__init__(reason)
        self.place = place


class Void(BaseException):
    """The worker has answered with what is no answer: nothing that it says can be relied on."""

    ends_worker = void = True

    def __init__(self, reason: str, what: str = "the judge") -> None:
        super().__init__(f"the library interferes with {what}: {reason}")


def _is_number(line: Any) -> bool:
    return type(line) is int and 0 < line <= MOST_LINES


def _code(line: str) -> str:
    """Return a line of code without its indentation, and without a comment at its end."""
    return " ".join(line.partition("  #")[0].split())


def exception_of(told: Any, *, lacks: bool = False) -> Exception:
    """Return the exception that an answer tells of, as the built-in one that it is a kind of.

    It has the name of its own type as `kind`, as `place` the line of the library that it came from, if any, and as
    `trace` the lines that it came through. What is too long is cut: it need not be a worker of ours that tells it.
    A `NotOfferedError` stays one only from a library that may lack something. Raises ValueError if there is none.
    """
    try:
        types, message, lines = told["types"], str(told["message"])[:MESSAGE], told["lines"]
        name = next((name for name in types if name in RAISED), None)
        inside = [line for line in lines if PLACE.fullmatch(line[0]) and _is_number(line[1])][-INNERMOST:]
        places = [f"{file}:{line}" for file, line, _, _ in inside]
        trace = [f"  {file}:{line}, in {name[:NAME]}:  {_code(text[:LINE])}" for file, line, name, text in inside]
        kind = str(types[0])[:NAME]
        error: Exception = getattr(builtins, name)(message) if name else LibraryError(f"{kind}: {message}")
        if lacks and NotOfferedError.__name__ in types:
            error = NotOfferedError(message.removeprefix(NotOfferedError.SAYS))
    except (TypeError, LookupError, ValueError, AttributeError) as wrong:
        raise ValueError("it tells of no exception") from wrong
    error.kind, error.place = kind, places[-1] if places else ""  # type: ignore[attr-defined]
    error.trace = "\n".join(trace)  # type: ignore[attr-defined]
    return error
