"""The calls that a test makes, kept, and written down as what a student can read, run and debug."""

import inspect
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from kata.literals import CUT, brief, literal
from kata.subject.interface import METHODS, Subject, Trace
from kata.subject.written import Writer

LARGEST = 2**21  # bytes of a file that are kept
FIRST, LAST = 3, 3  # calls that are kept of a test
WIDE = 66  # columns: what stands beside the labels of a failing test on a screen of 80
MADE = re.compile(r"(\w+) = (.+)")
USUAL = re.compile(r"(, tolerance=None)?, rng=rng")  # of a training, which says nothing of the failure
MAKES = "optimizer = "
VALUES = ("Z", "X", "Y", "P", "D", "row")  # variables whose values may stand in a call itself
SCRIPTED = '''\
class Scripted(FeedForward):
    """A network whose gradients are given: all that an optimiser does shows in its parameters."""

    def cost_gradient(self, X, Y, *others, **named):
        print("rows", X[:, 0], "labels", Y[:, 0], "parameters", self.parameters)
        return next(costs), next(gradients).copy()
'''
SIGNATURES = {method: inspect.signature(getattr(Subject, method)) for method in METHODS}
BY_PLACE, BY_NAME = inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY
NAMES = ("ActivationFunctions", "Adam", "FeedForward", "GradientDescent", "evaluate", "load_mnist")
MODULES = ("copy", "gzip", "itertools", "pathlib", "pickle", "random", "tempfile", "tracemalloc")


def binder(signature: inspect.Signature) -> Callable[[Sequence[Any], Mapping[str, Any]], Mapping[str, Any]]:
    """Return what tells the arguments of a call by name, as `Signature.bind` does, but sooner if it can."""
    parameters = signature.parameters.values()
    names, plain = [*signature.parameters], {each.kind for each in parameters} <= {BY_PLACE, BY_NAME}
    places = sum(each.kind is BY_PLACE for each in parameters)
    needed = {each.name for each in parameters if each.default is each.empty}

    def bound(arguments: Sequence[Any], named: Mapping[str, Any]) -> Mapping[str, Any]:
        given = dict(zip(names, arguments, strict=False))
        twice = len(arguments) > places or not given.keys().isdisjoint(named)
        given |= named
        if not plain or twice or not needed <= given.keys() <= signature.parameters.keys():
            return signature.bind(*arguments, **named).arguments  # which says what is wrong
        return {name: given[name] for name in names if name in given}

    return bound


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
    """The first calls of a test, and the last ones, with what came out; and those that its failure is about."""

    def __init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        """Forget the calls so far."""
        self._kept: list[tuple[Call, Any]] = []
        self._chosen: list[Call] = []

    def add(self, call: Call) -> None:
        """Keep a call."""
        self._kept.append((call, None))
        if len(self._kept) > FIRST + LAST:
            del self._kept[FIRST]

    def answered(self, value: Any) -> None:
        """Keep what came out of the last call."""
        self._kept[-1] = self._kept[-1][0], value

    @property
    def last(self) -> str:
        """The last call in brief, or nothing if there was none."""
        return in_brief(*self._kept[-1][0][:2]) if self._kept else ""

    def about(self, got: Any) -> str:
        """Choose the calls that a failure is about by what it was that a test got; return them, a line each.

        What came out of one call is about that one. What was made of several is about those of the last method:
        two that differ, or the first and the last if they are written alike.
        """
        if not self._kept:
            return ""
        found = next((call for call, answer in reversed(self._kept) if _holds(answer, got)), None)
        same = [call for call, _ in self._kept if call.method == self._kept[-1][0].method]
        if found is not None or len(same) == 1:
            self._chosen = same if found is None else [found]
            return in_a_line(*self._chosen[0][:2])
        written: dict[str, Call] = {}
        for call in same:
            written.setdefault(named(*call[:2]), call)
        self._chosen = [*written.values()][:2] if len(written) > 1 else same[:: max(len(same) - 1, 1)]
        return "\n".join([*written][:2])

    def as_script(self, package: str) -> str:
        """Return a script that makes the calls that a failure is about, or the last one, if there are any.

        It makes them on the package of this name.
        """
        calls = self._chosen or [call for call, _ in self._kept[-1:]]
        return as_script(calls, package) if calls else ""


def _holds(answer: Any, got: Any) -> bool:
    """Tell whether what a test got is what came out of a call, or a part of that."""
    if not isinstance(got, np.ndarray | np.generic | float | list | dict):
        return False  # small values are the same wherever they come from
    if answer is got or (isinstance(got, np.ndarray) and got.base is not None and got.base is answer):
        return True
    if isinstance(answer, dict | Trace):
        answer = [*(answer if isinstance(answer, dict) else vars(answer)).values()]
    return isinstance(answer, tuple | list) and any(_holds(part, got) for part in answer)


def as_script(calls: Iterable[Call], package: str) -> str:
    """Return a script that makes the calls on the package of this name, and prints what comes out."""
    writer = Writer(literal)
    for call in calls:
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
    """Return a call with the beginning of its arrays: in a line if that says all, or with the lines before it."""
    lines = _lines(method, arguments)
    plain = all((made := MADE.fullmatch(line)) and made[1] in VALUES for line in lines[:-1])
    whole = _in_a_line(lines)
    return whole if plain and whole not in ("", lines[-1]) else "\n".join(lines)


def named(method: str, arguments: Mapping[str, Any]) -> str:
    """Return a call in a line, by the names of its variables; nothing if it cannot be written down."""
    return _named(_lines(method, arguments))


def in_a_line(method: str, arguments: Mapping[str, Any]) -> str:
    """Return a call in a line, with the values of its variables where there is room for all of them."""
    return _in_a_line(_lines(method, arguments))


def _named(lines: Sequence[str]) -> str:
    *before, line = lines
    optimizer = next((each.removeprefix(MAKES) for each in before if each.startswith(MAKES)), "")
    if optimizer and not any(each.startswith("optimizer.") for each in before):
        line = _with(line, {"optimizer": optimizer})
    if len(line) > WIDE:
        line = USUAL.sub(", ...", line)
    return "" if line.startswith("#") else line


def _in_a_line(lines: Sequence[str]) -> str:
    line = _named(lines)
    made = map(MADE.fullmatch, lines[:-1])
    whole = _with(line, {found[1]: found[2] for found in made if found and found[1] in VALUES})
    return whole if len(whole) <= WIDE and CUT not in whole else line


def _lines(method: str, arguments: Mapping[str, Any]) -> list[str]:
    """Return the lines that a call takes, of which the last is the call itself."""
    writer = Writer(brief)
    writer.write(method, arguments, {})
    return writer.lines


def _with(line: str, values: Mapping[str, str]) -> str:
    """Return a line with these values in the place of their names."""
    for name, value in values.items():
        line = re.sub(rf"\b{name}\b(?!=)", lambda _, value=value: value, line)  # type: ignore[misc]
    return line


def as_tried(call: str) -> str:
    """Return a call in brief as a failing test says what was tried."""
    return "tried      " + call.replace("\n", "\n           ")
