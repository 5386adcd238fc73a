"""Ways in and out of a page: the project it belongs to, the book as a file, and the next bug by its number."""

import re
from importlib.metadata import metadata
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from book.pages import whole_files

NUMBERED = re.compile(r"(?:^|/)(\d\d)-[\w-]+(?:\.html)?$")  # the address of a page on a bug
WHOLE_BOOK = {"epub", "singlehtml"}  # the builders of such files
OFFERED = {"pdf": "PDF", "epub": "ePub"}


def repository() -> str:
    """Return the address of the repository, as the package tells it."""
    urls: dict[str, str] = dict(entry.split(", ", 1) for entry in metadata("netkata").get_all("Project-URL") or [])
    return urls["Source"]


def with_number(beside: dict[str, str] | None) -> dict[str, str] | None:
    """Return the page before or behind, with its number if it is that of a bug."""
    found = NUMBERED.search(beside["link"]) if beside else None
    if beside is None or found is None:
        return beside
    return beside | {"title": f"{int(found[1])}. {beside['title']}"}


def add_ways(app: Sphinx, _page: str, _template: str, context: dict[str, Any], _document: Any) -> None:
    """Give the templates what they need for that."""
    context["repository"] = repository()
    context["whole"] = [(OFFERED[path.suffix[1:]], path.name) for path in whole_files(app.config.language)]
    for beside in ("prev", "next"):
        context[beside] = with_number(context.get(beside))


def unfold(app: Sphinx, document: nodes.document, _page: str) -> None:
    """In a file with all of the book, show what is folded away on the site, and leave out what needs the site."""
    if app.builder.name not in WHOLE_BOOK:
        return
    for node in document.findall(nodes.admonition):
        if node.get("collapsible"):
            node["collapsible"] = "open"
    for raw in [raw for raw in document.findall(nodes.raw) if 'class="workshop"' in raw.astext()]:
        raw.parent.remove(raw)


def setup(app: Sphinx) -> dict[str, Any]:
    """Add all this to Sphinx."""
    app.connect("html-page-context", add_ways)
    app.connect("doctree-resolved", unfold)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
