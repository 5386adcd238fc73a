"""Pictures and code of the book fit every light, and what is shown can be taken along."""

import inspect
import re
import textwrap

import pytest
from browsing import await_pictures

from original import ActivationFunctions

FIRST = "en/bugs/01-softmax-overflow.html"
INK = "one => { const place = document.createElement('canvas').getContext('2d'); place.drawImage(one, 0, 0); \
    return place.getImageData(1, 1, 1, 1).data[0] }"


@pytest.mark.parametrize("system", ["light", "dark"])
def test_a_picture_has_the_light_of_the_page(visit, system):
    """That of the system, and the other one when a reader presses the button: its paper tells."""
    page = visit(FIRST, scheme=system)
    picture = page.locator("article figure img")
    picture.scroll_into_view_if_needed()
    await_pictures(page)
    is_dark = {"light": False, "dark": True}[system]
    assert (picture.evaluate(INK) < 128) == is_dark, "expected the light of the system"
    while page.locator("body").get_attribute("data-theme") != ("light" if is_dark else "dark"):
        page.locator(".theme-toggle:visible").first.click()
    page.wait_for_timeout(200)
    assert (picture.evaluate(INK) < 128) != is_dark, "expected the light that was chosen"


@pytest.mark.parametrize(("code", "button"), [("en", "Copy to clipboard"), ("es", "Copiar al portapapeles")])
def test_code_is_copied_as_it_is_typed(visit, code, button):
    """By the keyboard, with a word in the page's language: no prompts, no output, no breaks of long lines."""
    page = visit(FIRST.replace("en", code, 1))
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])

    def copied(beginning):
        block = page.locator("article .highlight", has_text=beginning).first
        block.get_by_role("button", name=button).press("Enter")
        page.locator(".copybtn.success").wait_for()
        page.locator(".copybtn.success").wait_for(state="detached")
        return page.evaluate("navigator.clipboard.readText()")

    source = textwrap.dedent(inspect.getsource(vars(ActivationFunctions)["softmax"].__func__))
    assert copied("def softmax").strip() == source.strip()
    assert copied(">>> import numpy").splitlines() == [
        "import numpy as np",
        "from original import ActivationFunctions",
        "ActivationFunctions.softmax(np.array([[2.0, 1.0, 0.0]])).round(3)",
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_in_code_looks_like_a_link(turn_to, scheme):
    """Underlined is what leads somewhere, whatever the colours of the theme make of a name."""
    page = turn_to("en/bugs/04-adam-shape.html", scheme=scheme)
    assert page.locator("pre .nn").count(), "expected names of modules, which the dark theme underlines"
    script = (
        "all => all.filter(one => getComputedStyle(one).textDecorationLine !== 'none').map(one => one.textContent)"
    )
    assert page.eval_on_selector_all("pre span", script) == []


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("en/search.html?q=softmax", r"^\d+ pages have what you look for\.$"),
        ("es/search.html?q=softmax", r"^\d+ páginas tienen lo que buscas\.$"),
        ("en/search.html?q=xyzzy", "^No page has all of these words"),
        ("es/search.html?q=xyzzy", "^Ninguna página tiene todas estas palabras"),
    ],
)
def test_search_says_how_many_it_found(turn_to, query, said):
    """In the language of the page, and to a screen reader, too."""
    page = turn_to(query)
    summary = page.get_by_role("status").filter(has_text=re.compile(said))
    summary.wait_for()
    if "softmax" in query:
        told = int(summary.inner_text().partition(" ")[0])
        assert told == page.locator("#search-results li").count() > 1
