"""The Markdown of a page without what only the book can show, run or follow, and with formulas in letters."""

import ast
import re
from doctest import DocTestParser

from kata.bugs.formulas import in_letters

OURS = {"book", "experiments", "fixed", "original"}  # what only a checkout has
DIRECTIVE = re.compile(r"^(`{3,})\{.*?^\1\n", re.DOTALL | re.MULTILINE)
FORMULA = re.compile(r"\$\$(.+?)\$\$", re.DOTALL)
LINK_WITHIN = re.compile(r"\[([^\]]+)\]\((?!https?:)[^)]+\)")
SESSION = re.compile(r"(:\n\n)?^```python\n(.*?)^```\n\n?", re.DOTALL | re.MULTILINE)


def for_a_terminal(text: str) -> str:
    """Return a page as it can be read in a terminal."""
    text = LINK_WITHIN.sub(r"\1", DIRECTIVE.sub("", text))
    text = FORMULA.sub(lambda found: f"```text\n{in_letters(found[1])}\n```", text)
    ours: set[str] = set()
    return SESSION.sub(lambda found: _session(found, ours), text)


def _session(found: re.Match[str], ours: set[str]) -> str:
    """Return a session of Python; of one that cannot be run here the output, if a colon stands before it."""
    announced, code = found.groups()
    examples = DocTestParser().get_examples(code)
    source = "".join(example.source for example in examples) or code
    if not _takes(ast.parse(source), ours):
        return found[0]
    shown = "".join(example.want for example in examples)
    return f"{announced}```text\n{shown}```\n\n" if announced and shown else announced or ""


def _takes(session: ast.Module, ours: set[str]) -> bool:
    """Tell whether a session takes something that only a checkout has; note in `ours` what it makes of that."""
    taken = False
    for statement in session.body:
        nodes = list(ast.walk(statement))
        modules = {node.module for node in nodes if isinstance(node, ast.ImportFrom)}
        modules |= {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
        read = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
        made = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
        made |= {
            alias.asname or alias.name
            for node in nodes
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
        }
        named = {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
        if read & ours or named & OURS or {str(module).partition(".")[0] for module in modules} & OURS:
            taken = True
            ours |= made
        else:
            ours -= made
    return taken
