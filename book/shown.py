"""How pictures and code are written into the pages: so that nothing of them is cut, on any window.

A picture that has a narrow form is shown in that on a telephone; one that has none can be opened by itself. A line
of code that is too long goes on in the next, behind the place where it began.
"""

import re
from html import unescape
from pathlib import PurePosixPath
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator

TELEPHONE = "(max-width: 40rem)"
CODE = re.compile(r"(?<=<pre>)(?:<span></span>)?(.*?)(?=</pre>)", re.DOTALL)
SHORT = 36  # letters, which fit a telephone


def narrow_forms(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Have the narrow form of each picture of a page, if it has one, copied beside it."""
    for node in doctree.findall(nodes.image):
        narrow = narrow_form(node["uri"])
        if app.builder.name == "html" and (app.srcdir / narrow).exists():
            app.env.images.add_file(docname, narrow)
            app.builder.images[narrow] = app.env.images[narrow][1]
            node["narrow"] = narrow


def narrow_form(name: str) -> str:
    """Return the name of the narrow form of a picture: `x.narrow.es.svg` of `x.es.svg`."""
    path = PurePosixPath(name)
    return str(path.with_name(path.name.replace(".", ".narrow.", 1)))


def visit_image(translator: HTML5Translator, node: nodes.image) -> None:
    """Write a picture, and before it its narrow form, of which a browser takes what fits."""
    wide, narrow = (_address(translator, name) for name in (node["uri"], node.get("narrow")))
    if narrow:
        before, after = f'<picture><source media="{TELEPHONE}" srcset="{narrow}">', "</picture>"
    else:
        before, after = f'<a href="{wide}">', "</a>"
    translator.body.append(before)
    HTML5Translator.visit_image(translator, node)
    translator.body.append(after)


def _address(translator: HTML5Translator, name: str | None) -> str:
    """Return where a page finds a picture."""
    images = translator.builder.images
    return PurePosixPath(translator.builder.imgpath, images[name]).as_posix() if name in images else ""


def depart_image(translator: HTML5Translator, node: nodes.image) -> None:
    """Leave a picture."""
    HTML5Translator.depart_image(translator, node)


def visit_code(translator: HTML5Translator, node: nodes.literal_block) -> None:
    """Write code line by line, each with the width of what it is indented by."""
    try:
        HTML5Translator.visit_literal_block(translator, node)
    finally:
        translator.body[-1] = by_lines(translator.body[-1])


def depart_code(translator: HTML5Translator, node: nodes.literal_block) -> None:
    """Leave code."""
    HTML5Translator.depart_literal_block(translator, node)


def by_lines(html: str) -> str:
    """Return the HTML of code with every long line as an element."""
    return CODE.sub(lambda code: "".join(map(_line, code[1].splitlines(keepends=True))), html)


def _line(line: str) -> str:
    """Return a line of code, which Pygments has written, as an element if it is long."""
    shown = unescape(re.sub(r"<[^>]*>", "", line))
    if len(shown) <= SHORT:
        return line
    indent = len(re.match(r"(>>> |\.\.\. |[-+]? )? *", shown)[0])  # type: ignore[index]
    return f'<span class="line" style="--indent: {indent}ch">{line}</span>'


def setup(app: Sphinx) -> dict[str, Any]:
    """Add all this to Sphinx."""
    app.connect("doctree-resolved", narrow_forms)
    app.add_node(nodes.image, override=True, html=(visit_image, depart_image))
    app.add_node(nodes.literal_block, override=True, html=(visit_code, depart_code))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
