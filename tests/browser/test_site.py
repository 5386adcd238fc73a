"""The book as a reader sees it, in a browser: every page, in both languages, narrow and wide, light and dark."""

import re

import pytest
from browsing import await_pictures, cut, unreadable

from book import LANGUAGES, SITE

PAGES = sorted(str(path.relative_to(SITE)) for code in LANGUAGES for path in (SITE / code).rglob("*.html"))
SWITCHED = ["en/index.html", "en/bugs/04-adam-shape.html", "en/testing/gradients.html", "en/search.html"]
WINDOWS = [("light", 360), ("light", 1280), ("dark", 1280)]
# what axe is to see: Spanish pages are made as the English ones, and so once, which finds what is in the words
READ = {"en": {("light", 360), ("dark", 1280)}, "es": {("light", 360)}}


def unset_formulas(page):
    """Return formulas without a size, and texts in which the source of one is seen."""
    script = "all => all.filter(one => one.getBoundingClientRect().height < 5).map(one => one.textContent)"
    prose = page.eval_on_selector_all("article p, article li", "all => all.map(one => one.innerText)")
    source = [text for text in prose if re.search(r"\$\$|\\(frac|sum|hat|text|sqrt)\b", text)]
    return page.eval_on_selector_all("math", script) + source


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_whole(turn_to, path):
    """It fits the window, everybody can read it, its formulas are set, and nothing comes from elsewhere.

    At no width a reader has to scroll to the side for a picture, a formula or a line, nor to take a glass.
    """
    page = turn_to(path)
    for scheme, width in WINDOWS:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 900})
        await_pictures(page)
        needed = page.evaluate("document.documentElement.scrollWidth")
        wrong = [f"needs {needed} pixels"] if needed > width else []
        wrong += cut(page)
        if (scheme, width) in READ[path[:2]]:
            wrong += unreadable(page)
        assert not wrong, f"{path} at {width} pixels, {scheme}: {wrong}"
    assert not unset_formulas(page)


def test_there_are_formulas_to_be_seen(visit):
    """On the page on Adam, in the font that comes with the site."""
    page = visit("en/bugs/04-adam-shape.html")
    assert page.locator("math").count() > 0
    assert page.evaluate("document.fonts.ready.then(() => document.fonts.check('16px \"STIX Two Math\"'))")


@pytest.mark.parametrize("path", SWITCHED)
def test_the_language_is_switched_on_the_same_page(visit, path):
    """There and back, on pages of every kind; that every page has such links is tested without a browser."""
    page = visit(path)
    for code in ("es", "en"):
        page.locator(f".languages a[hreflang={code}]").click()
        page.wait_for_url(f"**/{code}/{path.removeprefix('en/')}")
        assert page.locator("html").get_attribute("lang") == code


@pytest.mark.parametrize("code", LANGUAGES)
def test_search_finds_softmax(visit, code):
    """From the field on the first page to the page on the bug."""
    page = visit(f"{code}/index.html")
    page.locator("input[name=q]").fill("softmax")
    page.locator("input[name=q]").press("Enter")
    found = page.locator("#search-results a[href*='01-softmax-overflow']").first
    found.wait_for()
    found.click()
    page.wait_for_url("**/01-softmax-overflow.html*")


def test_light_and_dark(visit):
    """A reader's system says which, and the button on the page says otherwise."""
    background = "getComputedStyle(document.body).backgroundColor"
    light, dark = (visit("en/index.html", scheme=scheme).evaluate(background) for scheme in ("light", "dark"))
    assert light != dark
    page = visit("en/index.html")
    seen = {page.evaluate(background)}
    for _ in range(2):
        page.locator(".theme-toggle:visible").first.click()
        seen.add(page.evaluate(background))
    assert seen == {light, dark}


@pytest.mark.parametrize(("wanted", "code"), [("es-CO", "es"), ("en-GB", "en"), ("de", "en")])
def test_the_front_door_leads_to_the_language_of_the_browser(browser, address, wanted, code):
    """English for those whose language is not there."""
    context = browser.new_context(locale=wanted)
    page = context.new_page()
    page.goto(address)
    page.wait_for_url(f"**/{code}/index.html")
    context.close()


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_answer_is_seen_when_it_is_asked_for(visit, code):
    """By keyboard alone; and on paper, where nobody can ask."""
    page = visit(f"{code}/bugs/02-softmax-shape.html")
    change, summary = (page.locator(f"#the-change {part}") for part in (".highlight-diff", "summary"))
    assert not change.is_visible()
    page.emulate_media(media="print")
    assert change.is_visible()
    page.emulate_media(media="screen")
    summary.focus()
    page.keyboard.press("Enter")
    change.wait_for(state="visible")
    page.keyboard.press("Enter")
    change.wait_for(state="hidden")
