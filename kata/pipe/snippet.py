"""Long calls, in the worker: code of ours, or a line that a person wrote, run on a library or variants of it."""

import ast
from collections import namedtuple
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from kata.pipe.learner import Talk
from kata.subject.loading import load_from
from kata.subject.own import METRICS, metrics_of

MOST, TEXT = 10_000, 2_000  # numbers, and characters of an answer to a line
Metrics = namedtuple("Metrics", METRICS)  # type: ignore[misc]  # of all libraries, whatever form theirs have


def run_code(library: Any, _: Talk, code: str, data: Path) -> str:
    """Return as text what the last line gives, an expression; the code knows `library`, `np` and `data`."""
    *statements, last = ast.parse(code).body
    assert isinstance(last, ast.Expr)
    names: dict[str, Any] = {"library": library, "np": np, "data": data}
    with np.printoptions(precision=3, suppress=True):
        exec(compile(ast.Module(statements, []), "predict", "exec"), names)  # noqa: S102 - it is ours
        return str(eval(compile(ast.Expression(last.value), "predict", "eval"), names))  # noqa: S307 - likewise


def run_codes(library: Any, talk: Talk, data: Path) -> None:
    """Answer codes, a list of them at a time, until there are no more.

    Each is run on the variant in a folder of this name within the library's; an exception is answered by its type.
    """
    answers: list[str] = []
    while codes := talk.ask("answers", answers=answers)["codes"]:
        answers = [_outcome(library, talk, variant, code, data) for variant, code in codes]


def _outcome(library: Any, talk: Talk, variant: str, code: str, data: Path) -> str:
    try:
        return run_code(_within(library, variant), talk, code, data)
    except Exception as error:
        return type(error).__name__


def run_lines(library: Any, talk: Talk, digits: Path, pale: Path) -> None:
    """Answer lines that a person wrote, one at a time, until there is none: see `kata.lines`.

    Each is run on the variant in a folder of this name within the library's.
    """
    answer: dict[str, Any] = {}
    while line := (asked := talk.ask("answer", **answer))["line"]:
        answer = _answer(library, asked["variant"], line, digits, pale)


def _within(library: Any, variant: str) -> Any:
    """Return the variant in a folder within the library's."""
    return load_from(Path(library.__path__[0], variant))


def _answer(library: Any, variant: str, line: str, digits: Path, pale: Path) -> dict[str, Any]:
    """Return what a line gives: its form, the numbers in it, and a text for people; or its exception's."""
    numbers: list[float] = []
    try:
        tree = ast.parse(line)
        used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        names = _names(_within(library, variant), used, digits, pale)
        *statements, last = tree.body
        assert isinstance(last, ast.Expr)
        with np.printoptions(precision=6, suppress=True, threshold=60, edgeitems=2):
            exec(compile(ast.Module(statements, []), "line", "exec"), names)  # noqa: S102 - behind the walls
            value = eval(compile(ast.Expression(last.value), "line", "eval"), names)  # noqa: S307 - likewise
            form = _form(value, numbers)
            text = f"<{type(value).__name__}>" if form.startswith("<") else str(value)
    except Exception as error:
        form, text, numbers = f"raises {type(error).__name__}", f"{type(error).__name__}: {error}", []
    return {"form": form, "text": text[:TEXT], "numbers": np.array(numbers, np.float64)}


def _names(library: Any, used: set[str], digits: Path, pale: Path) -> dict[str, Any]:
    """Return what a line knows: the library's names, whatever form its metrics have, and what is ready to use."""
    known = {name: value for name, value in vars(library).items() if not name.startswith("_")}
    known["ActivationFunctions"] = _OfLists(library.ActivationFunctions)
    known["evaluate"] = lambda *given, **named: Metrics(**metrics_of(library.evaluate(*given, **named)))
    ready: dict[str, Callable[[], Any]] = {
        "network": lambda: _network(library),
        "X": lambda: np.cos(np.arange(24.0)).reshape(6, 4),
        "Y": lambda: np.eye(3)[[0, 1, 2, 2, 1, 0]],
        "rng": lambda: np.random.default_rng(0),
        "digits": lambda: digits,
        "pale": lambda: pale,
    }
    return known | {"np": np} | {name: make() for name, make in ready.items() if name in used}


class _OfLists:
    """The activation functions, which take arrays: of a list one is made."""

    def __init__(self, functions: Any) -> None:
        self._functions = functions

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._functions, name)
        return lambda Z, *given, **named: found(np.array(Z) if isinstance(Z, list) else Z, *given, **named)


def _network(library: Any) -> Any:
    """Return a small network of 4 inputs and 3 classes, with parameters that no chance has a part in."""
    network = library.FeedForward([4, 5, 3], ["relu", "softmax"])
    network.parameters[0] = np.sin(np.arange(network.parameters.size))
    return network


def _form(value: Any, numbers: list[float]) -> str:
    """Return a value without its numbers, which are gathered: two answers of one form are compared by these."""
    if isinstance(value, bool | np.bool_ | str | None):
        return repr(value) if not isinstance(value, np.bool_) else repr(bool(value))
    if isinstance(value, dict):
        return f"{{{', '.join(f'{_form(key, numbers)}: {_form(part, numbers)}' for key, part in value.items())}}}"
    if isinstance(value, set):
        return f"set{_form(sorted(value), numbers)}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(_form(part, numbers) for part in value)}]"
    if isinstance(value, np.dtype):
        return value.name
    if isinstance(value, int | float | np.number | np.ndarray) and np.asarray(value).dtype.kind in "biuf":
        array = np.asarray(value)
        if array.size > MOST:
            raise ValueError(f"{array.size:,} numbers are too many to be shown: ask for less")
        numbers += array.astype(np.float64).ravel().tolist()
        return f"array{array.shape}" if array.ndim else "number"
    return f"<{type(value).__name__}>"
