"""What holds the answer is folded until it is asked for: on the pages on the bugs, the change and the wrong ways.

The pages are plain Markdown, of which a terminal shows the same sections. A fold is an element that browsers open
by mouse and keyboard and that screen readers announce; on paper it is open.
"""

from pathlib import PurePosixPath
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform

FOLDED = {  # the sections by their headings, and what is pressed to see them
    "The change": "Show the change",
    "Ways to get it wrong": "Show the wrong ways",
}


class Folds(SphinxTransform):
    """Put all of such a section but its heading into a fold."""

    default_priority = 18  # before Sphinx translates: its words are in the catalogue of the page

    def apply(self, **_: Any) -> None:
        """Fold the sections of a page on a bug."""
        if PurePosixPath(self.env.docname).parent.name != "bugs":
            return
        for section in list(self.document.findall(nodes.section)):
            heading, *content = section.children
            if said := FOLDED.get(heading.astext()):
                title = nodes.title(said, said)
                title.source, title.line = section.source, section.line
                section.children = [heading]
                section += nodes.admonition("", title, *content, collapsible="closed")


def setup(app: Sphinx) -> dict[str, Any]:
    """Add it to Sphinx."""
    app.add_transform(Folds)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
