"""The directive `workshop`: a button, behind which is the workshop; on the page of a bug, for that bug alone."""

from html import escape
from pathlib import PurePosixPath
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from book.workshop.making import WORKSHOP, megabytes
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
        if not (size := megabytes()):
            return [nodes.raw("", f"<p>{escape(words['without'])}</p>", format="html")]  # of no page's catalogue
        text = OFFER.format(
            root="../" * (len(page.parts) - 1),
            language=self.env.config.language,
            bugs=f' data-bugs="{bug}"' if known else "",
            button=escape(words["try" if known else "open"]),
            says=escape(words["offer"].format(size=size)),
            script=escape(words["script"]),
        )
        return [nodes.raw("", text, format="html")]


def setup(app: Sphinx) -> dict[str, Any]:
    """Add it to Sphinx."""
    app.add_directive("workshop", Offer)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
