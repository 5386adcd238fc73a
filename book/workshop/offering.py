"""The directive `workshop`: a button, behind which is the workshop; on the page of a bug, for that bug alone."""

from html import escape
from pathlib import PurePosixPath
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from book.workshop.making import WORKSHOP, is_made, megabytes
from book.workshop.telling import WORDS
from kata.bugs.manifest import load_bugs
from kata.words.listed import listed

OFFER = """<link rel="stylesheet" href="{root}../workshop/workshop.css">
<div class="workshop" data-language="{language}" data-root="{root}"{bugs}>
<div class="workshop-offer"><button type="button">{button}</button>
<p>{says}</p><noscript><p>{script}</p></noscript></div></div>
<script type="module" src="{root}../workshop/offer.js"></script>"""


class Offer(SphinxDirective):
    """What a reader presses; where the site has no workshop, a word on that."""

    def run(self) -> list[nodes.Node]:
        """Return it as HTML, in the language of the page."""
        self.env.note_dependency(str(WORKSHOP / "en.json"))  # the page is read again when it comes or goes
        words = listed(WORDS, self.env.config.language)
        page = PurePosixPath(self.env.docname)
        bug = page.name.partition("-")[2]
        known = bug in load_bugs()
        paper = f"<p>{escape(words['paper'])}</p>"  # in all of the book as one file, which runs nothing
        if not is_made():
            return [*_only("not whole", f"<p>{escape(words['without'])}</p>"), *_only("whole", paper)]
        text = OFFER.format(
            root="../" * (len(page.parts) - 1),
            language=self.env.config.language,
            bugs=f' data-bugs="{bug}"' if known else "",
            button=escape(words["try" if known else "open"]),
            says=escape(words["offer"].format(size=megabytes())),
            script=escape(words["script"]),
        )
        return [*_only("not whole", text), *_only("whole", paper)]


def _only(when: str, text: str) -> list[nodes.Node]:
    """Return HTML for some ways to build the book; it is of no page's catalogue."""
    return [addnodes.only("", nodes.raw("", text, format="html"), expr=when)]


def setup(app: Sphinx) -> dict[str, Any]:
    """Add it to Sphinx."""
    app.add_directive("workshop", Offer)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
