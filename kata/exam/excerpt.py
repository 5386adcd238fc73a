"""The lines of a library that a bug is in, as a person needs them: the functions, without what is far away."""

import ast
import textwrap
from collections.abc import Iterator
from itertools import groupby

from kata.bugs import variants
from kata.bugs.manifest import Bug

WHOLE = 16  # lines of a function that is shown as a whole
BEFORE, AFTER = 8, 4  # lines around those of the bug, in a function that is longer
MORE = {"adam-shape": ("step",)}  # functions that show what becomes of it
LEFT_OUT = "..."


def excerpt(bug: Bug) -> str:
    """Return the functions that the bug is in, with it, without docstrings; what is left out is three dots."""
    text = variants.module_text(bug.module, present=[bug.id])
    lines = text.splitlines()
    fixed = variants.module_text(bug.module, present=()).splitlines()
    places = [(hunk.start, max(hunk.end, hunk.start + 1)) for hunk in variants.compared(lines, fixed)]
    parts = []
    for function in _functions(ast.parse(text)):
        first, last = function.lineno - 1, function.end_lineno or function.lineno
        within = [place for place in places if first <= place[0] < last]
        if within or function.name in MORE.get(bug.id, ()):
            parts.append(_shown(lines, function, within))
    return "\n\n".join(parts)


def _functions(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    """Yield the functions of a module and the methods of its classes, in their order."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield node
        elif isinstance(node, ast.ClassDef):
            yield from (method for method in node.body if isinstance(method, ast.FunctionDef))


def _shown(lines: list[str], function: ast.FunctionDef, places: list[tuple[int, int]]) -> str:
    """Return a function without its docstring, and, of a long one, without what is far from these places."""
    docstring = function.body[0] if ast.get_docstring(function) is not None else None
    said = range(docstring.lineno - 1, docstring.end_lineno or docstring.lineno) if docstring else range(0)
    whole = [number for number in range(function.lineno - 1, function.end_lineno or 0) if number not in said]
    kept = [
        number
        for number in whole
        if len(whole) <= WHOLE
        or number == whole[0]
        or any(start - BEFORE <= number < end + AFTER for start, end in places)
    ]
    shown: list[str] = []
    for here, group in groupby(whole, lambda number: number in kept):
        part = [lines[number] for number in group]
        if here or len(part) == 1:
            shown += part
        else:
            deep = len(part[0]) - len(part[0].lstrip()) if len(shown) > 1 else function.body[-1].col_offset
            shown.append(" " * deep + LEFT_OUT)
    return textwrap.dedent("\n".join(shown))
