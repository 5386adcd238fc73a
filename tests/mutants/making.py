"""Mutants: `fixed` with one small change, of an operator, a number or a condition, as cosmic-ray makes them.

A change that leaves no other program is none: one in an annotation, or one that Python cannot parse.
"""

import ast
import difflib
from collections.abc import Iterator
from typing import NamedTuple

from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator, operator_names

from kata.bugs import variants

LEFT_OUT = {"core/ExceptionReplacer"}  # it fails on names with a dot, such as zlib.error


class Mutant(NamedTuple):
    """A module with a change: its whole text, and of what was changed the number, the lines before and after."""

    module: str
    text: str
    line: int
    before: str
    after: str

    def __str__(self) -> str:
        """Return the change, as it is told and listed."""
        return f"{self.before} -> {self.after}"


class _Bare(ast.NodeTransformer):
    """Takes annotations away, whose value nothing depends on."""

    def visit_FunctionDef(self, node):
        node.returns = None
        return self.generic_visit(node)

    def visit_arg(self, node):
        node.annotation = None
        return node

    def visit_AnnAssign(self, node):
        return node.value and ast.Assign([node.target], node.value)


def _program(text: str) -> str:
    """Return what a text means, without its annotations; raise SyntaxError if it means nothing."""
    return ast.dump(_Bare().visit(ast.parse(text)))


def mutants_of(module: str) -> Iterator[Mutant]:
    """Return the mutants of a module of `fixed`, each once."""
    text = variants.module_text(module, present=())
    seen = {_program(text)}
    for name in operator_names():
        operator = get_operator(name)
        if name in LEFT_OUT or operator.arguments():  # what takes arguments must be told what to do
            continue
        positions = [p for node in ast_nodes(get_ast(text)) for p in operator().mutation_positions(node)]
        for occurrence in range(len(positions)):
            mutated = mutate_code(text, operator(), occurrence)
            try:
                program = _program(mutated)
            except SyntaxError:
                continue
            if program not in seen:
                seen.add(program)
                yield _told(module, text, mutated)


def _told(module: str, text: str, mutated: str) -> Mutant:
    """Return a mutant with the lines in which it differs."""
    old, new = text.splitlines(), mutated.splitlines()
    [(_, start, end, begin, stop)] = [
        change for change in difflib.SequenceMatcher(None, old, new, False).get_opcodes() if change[0] != "equal"
    ]
    before, after = (" ".join(map(str.strip, lines)).strip() for lines in (old[start:end], new[begin:stop]))
    return Mutant(module, mutated, start + 1, before, after)
