"""Signatures in the reference as they are written in the source: `Array`, and not what it stands for."""

import ast
import inspect
import textwrap
from collections.abc import Callable
from typing import Any

from sphinx.application import Sphinx


def of_function(node: ast.FunctionDef) -> tuple[str, str]:
    """Return arguments, without `self`, and what is returned."""
    arguments = node.args
    arguments.args = [argument for argument in arguments.args if argument.arg != "self"]
    return f"({ast.unparse(arguments)})", ast.unparse(node.returns) if node.returns else ""


def of_class(node: ast.ClassDef) -> tuple[str, str]:
    """Return what it is made with: the arguments of its `__init__`, or its fields."""
    for part in node.body:
        if isinstance(part, ast.FunctionDef) and part.name == "__init__":
            return of_function(part)[0], ""
    fields = [ast.unparse(part) for part in node.body if isinstance(part, ast.AnnAssign)]
    return f"({', '.join(fields)})", ""


WRITTEN: dict[type[ast.stmt], Callable[[Any], tuple[str, str]]] = {
    ast.FunctionDef: of_function,
    ast.ClassDef: of_class,
}


def as_written(_app: Sphinx, _what: str, name: str, thing: Any, *_rest: Any) -> tuple[str, str] | None:
    """Return the signature of what autodoc shows; None leaves it as it is."""
    if not callable(thing) or not name.startswith(f"{thing.__module__}."):
        return None  # autodoc asks for what a module imports, too, before it leaves that out
    node = ast.parse(textwrap.dedent(inspect.getsource(thing))).body[0]
    return WRITTEN[type(node)](node)


def without_fields(_app: Sphinx, _what: str, _name: str, thing: Any, *_rest: Any) -> bool | None:
    """Leave out the fields of a named tuple: they are in its signature, and have no words of their own."""
    return True if type(thing).__name__ == "_tuplegetter" else None


def with_bars(_app: Sphinx, _what: str, _name: str, _thing: Any, _options: Any, lines: list[str]) -> None:
    """Let the bars of a docstring be bars: |w| is no substitution."""
    lines[:] = [line.replace("|", r"\|") for line in lines]


def setup(app: Sphinx) -> dict[str, Any]:
    """Add all this to Sphinx."""
    app.connect("autodoc-process-signature", as_written)
    app.connect("autodoc-skip-member", without_fields)
    app.connect("autodoc-process-docstring", with_bars)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
