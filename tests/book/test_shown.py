"""What makes pictures and code fit: narrow and dark forms of every picture, and lines that go on in the next."""

import re

import pytest
from bs4 import BeautifulSoup

from book import LANGUAGES, SITE
from book.pictures import FOLDER
from book.pictures.dark import DARK
from book.shown import SHORT, by_lines, narrow_form
from kata.pictures import INK, NARROW

KEPT = {INK}  # what is the same on dark paper
PIXELS = 96  # an inch
PICTURES = sorted(path for path in FOLDER.glob("*.svg") if ".narrow" not in path.name)


@pytest.mark.parametrize("path", PICTURES, ids=lambda path: path.name)
def test_a_picture_has_a_narrow_form(path):
    """Which is as wide as the page of a telephone, in the language of the wide one."""
    narrow = path.with_name(narrow_form(path.name))
    (width,) = re.findall(r'<svg [^>]*width="([\d.]+)pt"', narrow.read_text(encoding="utf-8"))
    assert float(width) / 72 * PIXELS <= NARROW * PIXELS + 1


@pytest.mark.parametrize("path", PICTURES, ids=lambda path: path.name)
def test_every_colour_of_a_picture_is_known_in_the_dark(path):
    """A colour that nobody thought of may be black on black."""
    svg = path.read_text(encoding="utf-8")
    assert "prefers-color-scheme: dark" in svg
    drawn = set(re.findall(r"(?:fill|stroke): (#[0-9a-f]{6})", svg.partition("</style>")[2]))
    assert drawn <= set(DARK) | KEPT, (
        f"no dark form of {sorted(drawn - set(DARK) - KEPT)} in book/pictures/dark.py"
    )


@pytest.mark.parametrize("code", LANGUAGES)
def test_pages_show_the_narrow_form(code):
    """Beside the wide one, in the same language."""
    page = BeautifulSoup((SITE / code / "proof.html").read_text(encoding="utf-8"), "html.parser")
    (source,) = page.select("picture source")
    assert (
        narrow_form(page.select_one("picture img")["src"].rpartition("/")[2])
        == source["srcset"].rpartition("/")[2]
    )


def test_lines_of_code_keep_their_text():
    """What is shown, and what is copied, is what Pygments wrote; a long line hangs behind its own beginning."""
    lines = ["<span class='k'>def</span> f():\n", "\n", f"    {'x' * SHORT} &gt; <span>1</span>\n", ">>> 1\n"]
    html = f"<div><pre><span></span>{''.join(lines)}</pre></div>"
    before, after = (BeautifulSoup(text, "html.parser") for text in (html, by_lines(html)))
    assert after.get_text() == before.get_text()
    (long,) = after.select(".line")
    assert long["style"] == "--indent: 4ch"
