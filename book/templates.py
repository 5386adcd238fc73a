"""A template of a catalogue: the messages of a text, of which each language has a translation."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders.gettext import MessageCatalogBuilder
from sphinx.util.nodes import extract_messages

WIDTH = 100  # of a line, in templates and catalogues


def write_template(path: Path, messages: Mapping[str, Iterable[str]]) -> None:
    """Write messages as a template, each with the files that have it."""
    catalogue = Catalog(project="NetKata", charset="utf-8")
    for text, places in messages.items():
        catalogue.add(text, locations=[(place, 0) for place in sorted(places)])
    with path.open("wb") as file:
        write_po(file, catalogue, width=WIDTH)


class Templates(MessageCatalogBuilder):
    """Sphinx's own builder of the templates of pages, but for what has been read for the site."""

    name = "templates"
    versioning_method = "none"  # as the builder of the site has it

    def write_doc(self, docname: str, doctree: nodes.document) -> None:
        """Take the messages of a page, each with the number that only a versioned page has, and nobody needs."""
        for node, _ in extract_messages(doctree):
            node.uid = ""
        super().write_doc(docname, doctree)


def setup(app: Sphinx) -> dict[str, Any]:
    """Add the builder to Sphinx."""
    app.add_builder(Templates)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
