"""Long calls, in the worker: a few lines of code of ours, run on a library; or many, each on a variant of it."""

import ast
from importlib import import_module, invalidate_caches
from pathlib import Path
from typing import Any

import numpy as np

from kata.pipe.learner import Talk


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
        invalidate_caches()  # of folders: there may be new ones
        answers = [_outcome(library, talk, variant, code, data) for variant, code in codes]


def _outcome(library: Any, talk: Talk, variant: str, code: str, data: Path) -> str:
    try:
        return run_code(import_module(f"{library.__name__}.{variant}"), talk, code, data)
    except Exception as error:
        return type(error).__name__
