"""Texts that a program shows, read from its source: each as a message, with the names of its values in braces.

`f"{done} of {total} fixed"` is the message `{done} of {total} fixed`. Where a text depends on a condition, each
way is a message of its own: `{n} row{'s' if n > 1 else ''}` is two of them, and no language needs our plurals.
"""

import ast
import itertools
from collections.abc import Iterator

from kata.words.templates import COUNTED, is_message

NAMES = (ast.Name, ast.Attribute, ast.Call, ast.Subscript, ast.Await)


class UnreadableError(ValueError):
    """What is to be translated is put together in a way that no message can be made of."""


class Reader:
    """Reads the texts of one module."""

    def __init__(self, source: str, where: str) -> None:
        self.tree, self.where = ast.parse(source), where
        self.constants = dict(_constants(self.tree))

    def texts(self, node: ast.expr) -> list[str]:
        """Return the messages that an expression may be; none, if it is made elsewhere.

        Raises UnreadableError for what is neither written here nor a name for something else.
        """
        match node:
            case ast.Constant(value=str(text)):
                return [text]
            case ast.JoinedStr():
                return self._joined(node)
            case ast.IfExp():
                return self.texts(node.body) + self.texts(node.orelse)
            case ast.BoolOp():
                return [text for value in node.values for text in self.texts(value)]
            case ast.Name(id=name) if name in self.constants:
                return [self.constants[name]]
            case _ if isinstance(node, (*NAMES, ast.Constant)):
                return []
        raise UnreadableError(f"{self.where}:{node.lineno}: {ast.unparse(node)}: no message can be made of it")

    def _joined(self, node: ast.JoinedStr) -> list[str]:
        """Return the ways in which an f-string may come out, each with names for its values."""
        names: dict[str, str] = {}
        ways = [self._part(part, names) for part in node.values]
        return ["".join(parts) for parts in itertools.product(*ways)]

    def _part(self, part: ast.expr, names: dict[str, str]) -> list[str]:
        """Return what a part of an f-string may be: a text, the ways of a condition, or a name in braces."""
        if isinstance(part, ast.Constant):
            return [str(part.value)]
        value = part.value if isinstance(part, ast.FormattedValue) else part
        if isinstance(value, ast.IfExp):
            return [way for branch in (value.body, value.orelse) for way in self._part(branch, names)]
        if isinstance(value, ast.JoinedStr):
            return self._joined(value)
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            return [value.value]
        if isinstance(value, ast.Name) and value.id in self.constants:
            return [self.constants[value.id]]
        written = ast.unparse(value)
        if written not in names:
            name, taken = _name(value), set(names.values())
            others = (f"{name}{number}" for number in itertools.count(2))
            names[written] = name if name not in taken else next(other for other in others if other not in taken)
        return [f"{{{names[written]}}}"]

    def calls(self) -> Iterator[tuple[ast.Call, str]]:
        """Yield all calls, each with the name of what is called."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call):
                yield node, _name(node)

    def raised(self) -> Iterator[ast.expr]:
        """Yield what exceptions are told when they are raised."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
                yield from node.exc.args

    def counted(self) -> Iterator[str]:
        """Yield the messages of what is counted, as `count(number, "step")`: one, and several."""
        for call, name in self.calls():
            if name == "count" and len(call.args) == 2:
                for noun in self.texts(call.args[1]):
                    plural = f"{noun}es" if noun.endswith("tch") else f"{noun}s"
                    yield from (f"{{{COUNTED}}} {noun}", f"{{{COUNTED}}} {plural}")

    def all_texts(self) -> Iterator[str]:
        """Yield all strings of the module but its docstrings, an f-string as one."""
        within = {
            id(part) for node in ast.walk(self.tree) if isinstance(node, ast.JoinedStr) for part in node.values
        }
        docstrings = {id(node.value) for node in ast.walk(self.tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Constant | ast.JoinedStr) and id(node) not in within | docstrings:
                yield from self.texts(node) if not isinstance(node, ast.JoinedStr) else self._joined(node)

    def functions(self) -> Iterator[tuple[str, str]]:
        """Yield name and docstring of the functions of the module."""
        for node in self.tree.body:
            if isinstance(node, ast.FunctionDef):
                yield node.name, ast.get_docstring(node) or ""


def _constants(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Yield the names of a module that stand for a text."""
    for node in tree.body:
        if isinstance(node, ast.Assign) and len(node.targets) == 1:
            yield from _assigned(node.targets[0], node.value)


def _assigned(target: ast.expr, value: ast.expr) -> Iterator[tuple[str, str]]:
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        for each, said in zip(target.elts, value.elts, strict=True):
            yield from _assigned(each, said)
    elif isinstance(target, ast.Name) and isinstance(value, ast.Constant) and isinstance(value.value, str):
        yield target.id, value.value


def _name(node: ast.expr) -> str:
    """Return a name for a value, from how it is written."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name.strip("_").lower() or "value"
        case ast.Call(func=inner) | ast.Subscript(value=inner):
            return _name(inner)
    return "value"


def messages(text: str) -> Iterator[str]:
    """Yield the messages of a text, which are those of its lines that have a word."""
    yield from filter(is_message, map(str.strip, text.splitlines()))


def paragraphs(text: str) -> Iterator[str]:
    """Yield the paragraphs of a docstring, each in one line."""
    for paragraph in text.split("\n\n"):
        yield " ".join(paragraph.split())
