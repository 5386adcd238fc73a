"""Links that nobody has to type: a term of the glossary at its first use on a page, and a paper by its number.

They are made in what is already translated, so each language has those of its own glossary.
"""

import re
from collections.abc import Iterator
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

GLOSSARY = "glossary"
LEFT_OUT = (GLOSSARY, "reference/", "decisions")  # pages whose readers look things up, or know the words
# words that mean something else as well, in a class or in Python; they are in the glossary all the same
EVERYDAY = {
    f"term-{word}"
    for word in (
        *("library", "bug", "fix", "patch", "subject", "judge", "property", "strategy"),
        *("class", "step", "label", "sample", "report"),
    )
}
NEVER_IN = (nodes.reference, nodes.literal, nodes.title, nodes.caption, nodes.raw, nodes.term, nodes.math)
ARXIV = re.compile(r"arXiv:(\d{4}\.\d{5}|\d{4}\.\d{4})")


def terms_of(app: Sphinx) -> dict[str, str]:
    """Return the place of each term that is linked, by the term in small letters; read once for each build."""
    known: dict[str, str] | None = getattr(app, "kata_terms", None)
    if known is None:
        found = app.env.get_doctree(GLOSSARY).findall(nodes.term) if GLOSSARY in app.env.found_docs else ()
        known = {term.astext().lower(): term["ids"][0] for term in found if not EVERYDAY.intersection(term["ids"])}
        app.kata_terms = known  # type: ignore[attr-defined]
    return known


def pattern_of(terms: dict[str, str]) -> re.Pattern[str]:
    """Return what finds a term, the longest first, in the singular or the plural."""
    words = [r"\s+".join(rf"{re.escape(word)}(?:es|s)?" for word in term.split()) for term in terms]
    return re.compile(rf"(?<![\w-])({'|'.join(sorted(words, key=len, reverse=True))})(?![\w-])", re.IGNORECASE)


def place_of(said: str, terms: dict[str, str]) -> str:
    """Return where a term is, however it is written."""
    return next(place for term, place in terms.items() if pattern_of({term: place}).fullmatch(said))


def texts_of(document: nodes.document) -> Iterator[nodes.Text]:
    """Yield the running text of a page."""
    for paragraph in list(document.findall(nodes.paragraph)):
        for text in list(paragraph.findall(nodes.Text)):
            above = text.parent
            while above is not paragraph and not isinstance(above, NEVER_IN):
                above = above.parent
            if above is paragraph and not isinstance(paragraph.parent, nodes.entry):
                yield text


def split(text: str, pattern: re.Pattern[str]) -> Iterator[tuple[str, re.Match[str] | None]]:
    """Yield the parts of a text, those that match with their match."""
    end = 0
    for found in pattern.finditer(text):
        yield text[end : found.start()], None
        yield found[0], found
        end = found.end()
    yield text[end:], None


def link_terms(app: Sphinx, document: nodes.document, page: str) -> None:
    """Link the first use of each term on a page."""
    if page.startswith(LEFT_OUT) or not (terms := terms_of(app)):
        return
    pattern, seen = pattern_of(terms), set[str]()
    for text in texts_of(document):
        new: list[nodes.Node] = []
        for said, found in split(text.astext(), pattern):
            place = place_of(said, terms) if found else ""
            if not place or place in seen:
                new.append(nodes.Text(said))
                continue
            seen.add(place)
            address = f"{app.builder.get_relative_uri(page, GLOSSARY)}#{place}"
            new.append(nodes.reference("", said, refuri=address, internal=True, classes=["term"]))
        if len(new) > 1:
            text.parent.replace(text, new)


def link_papers(_app: Sphinx, document: nodes.document, _page: str) -> None:
    """Link every paper that is named by its number at arXiv."""
    for text in list(document.findall(nodes.Text)):
        if ARXIV.search(text.astext()) and not isinstance(text.parent, (nodes.reference, nodes.literal)):
            new = [
                nodes.reference("", said, refuri=f"https://arxiv.org/abs/{found[1]}")
                if found
                else nodes.Text(said)
                for said, found in split(text.astext(), ARXIV)
            ]
            text.parent.replace(text, new)


def setup(app: Sphinx) -> dict[str, Any]:
    """Add all this to Sphinx."""
    app.connect("doctree-resolved", link_terms)
    app.connect("doctree-resolved", link_papers)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
