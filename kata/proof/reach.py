"""Which functions of the library each test runs, and which tests a changed text of a module leaves indifferent.

That is measured once, on the corrected library, where every function begins with a mark. A test that runs no
function with another body does what it does on the corrected library, line by line, and so passes. All that is not
the body of a function, its heading too, is read when the module is imported: where it differs, or a function is
new or gone, no test is indifferent.
"""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from kata.bugs import variants
from kata.proof.rounds import Round, run_rounds

MARK = "REACHED.add({name!r})"


class Reach(NamedTuple):
    """Of each test the bugs that it is marked with, and the functions that it runs on the corrected library.

    Those that are `waiting` ask about none of their bugs.
    """

    bugs: dict[str, list[str]]
    functions: dict[str, list[str]]
    waiting: list[str]

    def indifferent(self, module: str, text: str) -> set[str]:
        """Return the tests that pass with this text of a module as they do on the corrected library."""
        changed = changed_functions(module, variants.module_text(module, present=()), text)
        if changed is None:
            return set()
        return {test for test, functions in self.functions.items() if changed.isdisjoint(functions)}


def measure(processes: int | None = None, seed: int | None = None) -> Reach:
    """Run all tests on the corrected library, with its functions marked; with a seed, by what is drawn by that.

    Raises RuntimeError if one does not pass.
    """
    reach = Reach({}, {}, [])

    def note(event: dict[str, Any]) -> None:
        if event["event"] == "collected":
            reach.bugs.update(event["tests"])
            reach.waiting[:] = event["waiting"]
        elif event["event"] == "outcome":
            if event["outcome"] != "passed":
                raise RuntimeError(
                    f"{event['id']}, on the corrected library: {event['outcome']}, {event['message']}"
                )
            reach.functions[event["id"]] = event["reached"]

    once = [Round(frozenset(), seed)]
    run_rounds(once, short_cut=False, processes=processes, marked="functions", on_event=note)
    return reach


def mark_functions(library: Path) -> None:
    """Put a mark with its name at the beginning of every function of a library."""
    for path in library.glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for name, function in _functions(tree, path.stem):
            place = 1 if ast.get_docstring(function) is not None else 0
            function.body[place:place] = ast.parse(MARK.format(name=name)).body
        path.write_text(ast.unparse(tree), encoding="utf-8")


def changed_functions(module: str, old: str, new: str | bytes) -> set[str] | None:
    """Return the functions of which two texts of a module have different bodies; None if anything else differs.

    Raises what Python does about a text that it cannot parse.
    """
    before, around_before = _taken_apart(module, old)
    after, around_after = _taken_apart(module, new)
    if around_before != around_after:
        return None
    return {name for name, body in before.items() if body != after.get(name)}


def _taken_apart(module: str, text: str | bytes) -> tuple[dict[str, list[str]], str]:
    """Return the bodies of the functions, of all that have one name together, and the module without them."""
    tree = ast.parse(text)
    bodies: dict[str, list[str]] = {}
    for name, function in list(_functions(tree, module)):
        bodies.setdefault(name, []).append(ast.dump(ast.Module(function.body, [])))
        function.body = []
    return bodies, ast.dump(tree)


def _functions(node: ast.AST, prefix: str) -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    """Yield the functions and methods of a module; what is defined within one is a part of its body."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            yield f"{prefix}.{child.name}", child
        else:
            inner = f"{prefix}.{child.name}" if isinstance(child, ast.ClassDef) else prefix
            yield from _functions(child, inner)
