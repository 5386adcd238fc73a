"""Terms of the glossary: linked where a page uses one first, in both languages, and only in running text."""

import re

import pytest
from bs4 import BeautifulSoup

from book import LANGUAGES, SITE
from book.terms import ARXIV, pattern_of, place_of, split

TERMS = {"layer": "term-layer", "hidden layer": "term-hidden-layer", "nan": "term-NaN", "batch": "term-batch"}
NEW = ("hidden-layer", "derivative", "NaN", "machine-epsilon", "variance", "standard-error")


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("a hidden layer of ReLU", ["hidden layer"]),
        ("Hidden layers, and a layer", ["Hidden layers", "layer"]),
        ("two batches give NaN", ["batches", "NaN"]),
        ("player, batched, multi-layer", []),
    ],
)
def test_a_term_is_found(said, expected):
    """Whole, the longest first, in the singular and the plural, and not within another word."""
    found = [part for part, match in split(said, pattern_of(TERMS)) if match]
    assert found == expected


def test_every_way_to_write_a_term_leads_to_its_place():
    """So that the plural and the singular are one term."""
    said = {"Hidden layers": "term-hidden-layer", "BATCHES": "term-batch", "NaN": "term-NaN"}
    assert {word: place_of(word, TERMS) for word in said} == said


def test_nothing_is_lost_of_a_text_that_is_split():
    """The parts make the text again."""
    text = "See arXiv:1412.6980, algorithm 1, and arXiv:1502.01852."
    assert "".join(part for part, _ in split(text, ARXIV)) == text
    assert [match[1] for _, match in split(text, ARXIV) if match] == ["1412.6980", "1502.01852"]


def page(code, name):
    """Return a page of the site, parsed."""
    path = SITE / code / f"{name}.html"
    assert path.is_file(), "expected a site: run `python -m book build`"
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_glossary_has_the_terms(code):
    """Those that somebody who knows Python only asks for, under the same places in both languages."""
    places = {term["id"] for term in page(code, "glossary").select("dt[id^=term-]")}
    assert {f"term-{name}" for name in NEW} <= places


@pytest.mark.parametrize("code", LANGUAGES)
def test_terms_are_linked_once_a_page(code):
    """At their first use; never in a heading, in code or within another link."""
    for path in sorted((SITE / code / "bugs").glob("*.html")):
        links = page(code, f"bugs/{path.stem}").select("article a.term")
        places = [re.sub(".*#", "", link["href"]) for link in links]
        assert len(places) > 3, f"{path.stem}: expected links to the glossary"
        assert len(places) == len(set(places)), f"{path.stem}: {places}"
        assert not any(link.find_parent(["h1", "h2", "h3", "code", "pre"]) for link in links)
