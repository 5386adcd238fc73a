"""The site as it is built: every link leads somewhere, and nothing comes from elsewhere."""

import gc
import re
from functools import cache
from urllib.parse import unquote, urlsplit

import pytest
from bs4 import BeautifulSoup

from book import LANGUAGES, SITE

ALL_BUT_SPACES = re.compile("^m(?!space|text|n$)")
FILES = sorted(SITE.rglob("*.html"))


def named(path):
    """Return the name of a page of the site."""
    return str(path.relative_to(SITE))


def shape_of(formula):
    """Return the elements of a formula, without words, numbers, spaces and the commas between thousands."""
    return [tag.name for tag in formula.find_all(ALL_BUT_SPACES) if tag.get_text() != ","]


@cache
def places_in(path):
    """Return the names of all places in a page that a link can lead to."""
    return {tag["id"] for tag in soup_of(path).find_all(id=True)}


@cache  # six tests look at each
def soup_of(path):
    """Return a page of the site, parsed."""
    gc.freeze()  # those before it stay: nobody has to look at them again and again
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


def test_the_site_is_there():
    """Built by `python -m book build`, with the same pages in every language."""
    assert FILES, "expected a site: run `python -m book build`"
    pages = {code: {named(path).partition("/")[2] for path in (SITE / code).rglob("*.html")} for code in LANGUAGES}
    assert pages["es"] == pages["en"]
    assert len(pages["en"]) > 30


@pytest.mark.parametrize("path", FILES, ids=named)
def test_every_link_leads_somewhere(path):
    """To a file of the site and, where it names one, to a place in that."""
    for tag in soup_of(path).find_all(["a", "link", "script", "img"]):
        address = urlsplit(tag.get("href") or tag.get("src") or "")
        if address.scheme or tag.get("rel") == ["search"]:
            continue
        target = (path.parent / unquote(address.path)).resolve() if address.path else path
        assert target.is_file(), f"{tag} leads to nothing"
        if address.fragment and target.suffix == ".html":
            assert unquote(address.fragment) in places_in(target), f"{tag}: no such place"


@pytest.mark.parametrize("path", [path for path in FILES if path.parent != SITE], ids=named)
def test_the_language_is_switched_on_the_same_page(path):
    """Every page leads to itself in the other languages, and says which language is its own."""
    code, _, page = named(path).partition("/")
    links = {link["hreflang"]: path.parent / link["href"] for link in soup_of(path).select(".languages a")}
    others = {other: (SITE / other / page).resolve() for other in LANGUAGES if other != code}
    assert {other: target.resolve() for other, target in links.items()} == others
    assert soup_of(path).html["lang"] == code


@pytest.mark.parametrize("path", sorted((SITE / "en").rglob("*.html")), ids=named)
def test_the_formulas_are_those_of_the_english_page(path):
    """As many, each of the same shape; only words in them, and the thousands of numbers, may be others."""
    shapes = {}
    for code in LANGUAGES:
        page = soup_of(SITE / code / path.relative_to(SITE / "en"))
        shapes[code] = [shape_of(formula) for formula in page.find_all("math")]
    assert shapes["es"] == shapes["en"]


@pytest.mark.parametrize("path", sorted(SITE.glob("*/bugs/*.html")), ids=named)
def test_what_holds_the_answer_is_folded(path):
    """The change, the wrong ways, each hint and the answer are behind something to press, which names them."""
    page = soup_of(path)
    folds = page.select("article details")
    assert len(folds) >= 6, "expected the answer, three hints, the change and the wrong ways"
    for fold in folds:
        assert not fold.has_attr("open")
        assert fold.find(True).name == "summary"
        assert fold.summary.get_text(strip=True)
    for name in ("the-change", "ways-to-get-it-wrong"):
        section = page.find(id=name)
        assert [part.name for part in section.find_all(True, recursive=False)][1:] == ["details"]
    diffs = page.select("article .highlight-diff")
    assert diffs
    assert all(one.find_parent("details") for one in diffs)


@pytest.mark.parametrize("path", FILES, ids=named)
def test_nothing_comes_from_elsewhere(path):
    """Scripts, styles, fonts and pictures are files of the site; links to other places are for readers."""
    for tag in soup_of(path).find_all(["link", "script", "img", "iframe", "source"]):
        address = tag.get("href") or tag.get("src") or ""
        assert not urlsplit(address).netloc, tag


def test_no_style_asks_for_anything_elsewhere():
    """Nor do the style sheets."""
    styles = list(SITE.rglob("*.css"))
    assert styles
    for path in styles:
        elsewhere = re.findall(r"(?:url\(|@import)\s*[\"']?(?:\w+:)?//[^)]*", path.read_text(encoding="utf-8"))
        assert not elsewhere, path
