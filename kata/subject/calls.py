"""The calls that a test makes, kept, and written down as what a student can read, run and debug."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from kata.literals import brief, literal
from kata.subject.written import Writer

LARGEST = 2**21  # bytes of a file that are kept
FIRST, LAST = 3, 3  # calls that are kept of a test
SCRIPTED = '''\
class Scripted(FeedForward):
    """A network whose gradients are given: all that an optimiser does shows in its parameters."""

    def cost_gradient(self, X, Y, *others, **named):
        print("rows", X[:, 0], "labels", Y[:, 0], "parameters", self.parameters)
        return next(costs), next(gradients).copy()
'''
NAMES = ("ActivationFunctions", "Adam", "FeedForward", "GradientDescent", "evaluate", "load_mnist")
MODULES = ("copy", "gzip", "itertools", "pathlib", "pickle", "random", "tempfile", "tracemalloc")


class Call(NamedTuple):
    """A call: the method, its arguments by name, and the files in the folder that it is given."""

    method: str
    arguments: Mapping[str, Any]
    files: Mapping[str, bytes | None] = {}


def call_of(method: str, arguments: Mapping[str, Any]) -> Call:
    """Return a call with the files that lie in the folder that it is given: they may soon be gone."""
    folder = arguments.get("folder")
    files = sorted(folder.iterdir()) if isinstance(folder, Path) and folder.is_dir() else []
    return Call(method, arguments, {path.name: _content(path) for path in files})


def _content(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() and path.stat().st_size <= LARGEST else None


class Calls:
    """The first calls of a test, and the last ones."""

    def __init__(self) -> None:
        self._kept: list[Call] = []
        self._number = 0

    def begin(self) -> None:
        """Forget the calls so far."""
        self._kept, self._number = [], 0

    def add(self, call: Call) -> None:
        """Keep a call."""
        self._number += 1
        self._kept.append(call)
        if len(self._kept) > FIRST + LAST:
            del self._kept[FIRST]

    @property
    def last(self) -> str:
        """The last call in brief, or nothing if there was none."""
        return in_brief(*self._kept[-1][:2]) if self._kept else ""

    def as_script(self, package: str) -> str:
        """Return a script that makes these calls on the package of this name, or nothing if there are none."""
        return as_script(self._kept, package, self._number - len(self._kept)) if self._kept else ""


def as_script(calls: Iterable[Call], package: str, without: int = 0) -> str:
    """Return a script that makes the calls on the package of this name, and prints what comes out."""
    writer = Writer(literal)
    for number, call in enumerate(calls):
        if without and number == FIRST:
            writer.lines += ["", f"# the test makes {without} more calls here"]
        writer.write(*call)
    body = "\n".join(writer.lines)
    if "Scripted(" in body:
        body = f"\n{SCRIPTED}\n\n{body}"
    names = [name for name in NAMES if re.search(rf"\b{name}\b", body)]
    modules = [f"import {name}" for name in MODULES if re.search(rf"(?<!\.)\b{name}\.", body)]
    if package.isidentifier():
        imports = f"from {package} import {', '.join(names)}" if names else f"import {package}"
    else:
        modules.append("import importlib")
        told = [f"library = importlib.import_module({package!r})", *(f"{name} = library.{name}" for name in names)]
        imports = "\n".join(told)
    parts = ["\n".join(sorted(modules)), "import numpy as np", imports, body]
    return "\n\n".join(filter(None, parts)) + "\n"


def in_brief(method: str, arguments: Mapping[str, Any]) -> str:
    """Return the lines of a call, with the beginning of its arrays."""
    writer = Writer(brief)
    writer.write(method, arguments, {})
    return "\n".join(writer.lines)


def as_tried(call: str) -> str:
    """Return a call in brief as a failing test says what was tried."""
    return "tried      " + call.replace("\n", "\n           ")
