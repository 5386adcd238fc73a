"""Faults that are planted in a page: the looks at every page find them, and so what they pass is right."""

import pytest
from browsing import cut, unreadable

FIRST = "en/bugs/01-softmax-overflow.html"
LONG = "en/bugs/04-adam-shape.html"
PROSE = "en/decisions.html"
WORDS = "document.querySelectorAll('article pre .n')"
NAMES = "document.querySelectorAll('article p code')"
TEXTS = "document.querySelectorAll('article p')"
RULE = "document.head.append(Object.assign(document.createElement('style'), { textContent: '%s' }))"
PALE = RULE % ".pale { color: #bbb !important }"
UNREADABLE = {
    "no words for a picture": (FIRST, "document.querySelector('article img').removeAttribute('alt')", "image-alt"),
    "a page without a language": (FIRST, "document.documentElement.removeAttribute('lang')", "html-has-lang"),
    "pale prose": (FIRST, RULE % "article p { color: #bbb }", "color-contrast"),
    "a kind of word": (FIRST, RULE % "pre .n { color: #bbb !important }", "color-contrast"),
    "one word of thousands": (LONG, f"{WORDS}[100].style.color = '#bbb'", "color-contrast"),
    "one word by its name": (LONG, f"{WORDS}[100].className += ' pale'; {PALE}", "color-contrast"),
    "one word by its place": (LONG, RULE % "pre .n:nth-child(20n) { color: #bbb !important }", "color-contrast"),
    "the paper of a word": (LONG, f"{WORDS}[100].style.background = '#333'", "color-contrast"),
    "a word half seen": (LONG, f"{WORDS}[100].style.opacity = 0.3", "color-contrast"),
    "one paragraph of many": (PROSE, f"{TEXTS}[7].style.color = '#bbb'", "color-contrast"),
    "the paper of a paragraph": (PROSE, f"{TEXTS}[7].style.background = '#555'", "color-contrast"),
    "the paper of a section": (PROSE, RULE % "article section:last-child { background: #555 }", "color-contrast"),
    "a paragraph half seen": (PROSE, f"{TEXTS}[7].style.opacity = 0.3", "color-contrast"),
    "a paragraph behind glass": (PROSE, f"{TEXTS}[7].parentElement.style.opacity = 0.3", "color-contrast"),
    "the paper of a name": (PROSE, f"{NAMES}[3].style.background = '#555'", "color-contrast"),
    "the paper of a block": (LONG, RULE % ".highlight:last-of-type pre { background: #555 }", "color-contrast"),
}
CUT_OFF = {
    "a wide picture": RULE % "article img { min-width: 500px } article figure { overflow: auto }",
    "a small picture": "document.querySelector('article img').style.width = '60px'",
    "a line of code": RULE % "pre, pre * { white-space: pre !important }",
}


@pytest.mark.parametrize("fault", UNREADABLE)
def test_what_shuts_a_reader_out_is_found(turn_to, fault):
    """By the rule of axe that is about it, however many like it are right."""
    path, plant, rule = UNREADABLE[fault]
    page = turn_to(path)
    page.evaluate(plant)
    assert rule in [found[0] for found in unreadable(page)]


@pytest.mark.parametrize("fault", CUT_OFF)
def test_what_is_cut_is_found(turn_to, fault):
    """On a telephone."""
    page = turn_to(FIRST)
    page.set_viewport_size({"width": 360, "height": 900})
    page.evaluate(CUT_OFF[fault])
    assert cut(page)


@pytest.mark.parametrize(
    "fault",
    [
        "setTimeout(() => { throw new Error('planted') })",
        "console.error('planted')",
        "fetch('/planted')",
        "fetch('http://127.0.0.2:9/').catch(() => {})",
    ],
)
def test_what_goes_wrong_on_a_page_is_noted(tab, turn_to, fault):
    """An error, a file that is not there, and a request to elsewhere."""
    turn_to(FIRST).evaluate(fault)
    tab[0].wait_for_timeout(200)
    assert tab[1]
    tab[1].clear()
