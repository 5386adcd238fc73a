"""The words of docstrings, and what is wrong with the fragments that they are cut into."""

import ast
import re

WORD = re.compile(r"\w+")


def docstrings(text):
    """Return the docstrings of a module's text by their places: its own, and those of classes and functions."""
    found = {}

    def look(node, place):
        if documented := ast.get_docstring(node):
            found[place] = documented
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                look(child, f"{place}.{child.name}" if place else child.name)

    look(ast.parse(text), "")
    return found


def objections(docstring, fragments):
    """Return what is wrong with the fragments of a docstring: not in it, over each other, or a word in none."""
    words, told = list(WORD.finditer(docstring)), []
    owner = [""] * len(words)
    for fragment in fragments:
        spans = [found.span() for found in re.finditer(pattern_of(fragment), docstring)]
        free = [span for span in spans if not any(owner[i] for i in within(words, span))]
        if not spans:
            told.append(f"{fragment!r} is not in the docstring: copy its words as they are")
        elif not free:
            other = next(owner[i] for i in within(words, spans[0]) if owner[i])
            told.append(f"{fragment!r} and {other!r} have words in common: each belongs to one of them")
        for i in within(words, free[0]) if free else ():
            owner[i] = fragment
    left = [" ".join(docstring[first.start() : last.end()].split()) for first, last in runs(words, owner)]
    return told + [f"{text!r} is in no clause and no remark: add one that says it" for text in left]


def pattern_of(fragment):
    """Return what matches a fragment, whole words of it, wherever lines are broken."""
    pattern = r"\s+".join(map(re.escape, fragment.split()))
    before, after = (r"\b" if WORD.match(end) else "" for end in (fragment.strip()[0], fragment.strip()[-1]))
    return f"{before}{pattern}{after}"


def within(words, span):
    """Return the numbers of the words that a span holds."""
    return [i for i, word in enumerate(words) if span[0] <= word.start() and word.end() <= span[1]]


def runs(words, owner):
    """Yield the first and the last of the words that follow each other and belong to no fragment."""
    begun = None
    for i, word in enumerate(words):
        if not owner[i]:
            begun = begun or word
            if i + 1 == len(words) or owner[i + 1]:
                yield begun, word
                begun = None
