"""What a reader moves and answers on a page: it is true, it is told in words, and keys and a screen reader do."""

import re
from functools import cache, partial
from typing import NamedTuple

import numpy as np
import pytest
from browsing import unreadable

from book import LANGUAGES
from book.live.figures import INPUTS
from book.pictures.bias_correction import lengths
from book.pictures.naive_initialization import sizes
from book.specimens import library_with
from kata.bugs.manifest import load_bugs
from kata.bugs.patches import patch_file

PICTURES = {
    "softmax": "softmax-overflow",
    "adam": "bias-correction",
    "shuffling": "frozen-batches",
    "layers": "naive-initialization",
    "valley": "unscaled-pixels",
}


def page_of(bug, code="en"):
    """Return where the page on a bug is."""
    return f"{code}/bugs/{patch_file(bug).stem}.html"


class Shown(NamedTuple):
    """What a picture shows: where its sliders are, the values that a screen reader tells, the table, the words."""

    stops: tuple[int, ...]
    values: tuple[float, ...]
    rows: list[list[str]]  # the numbers of the table, without the first cell of each row
    told: str


SHOWN = """() => {
  const sliders = [...document.querySelectorAll(".moving input[type=range]")];
  const cells = row => [...row.querySelectorAll("td")].map(cell => cell.innerText);
  return [sliders.map(one => +one.value), sliders.map(one => +one.ariaValueText.replaceAll(",", "")),
    [...document.querySelectorAll(".moving tbody tr")].map(cells),
    document.querySelector(".moving-told").innerText];
}"""


class Picture:
    """A moving picture, and what somebody does who has a keyboard and a screen reader."""

    def __init__(self, page):
        self.page, self.sliders = page, page.locator(".moving input[type=range]")
        page.locator(".moving table td").first.wait_for()

    def shown(self):
        """Return what it shows."""
        stops, values, rows, told = self.page.evaluate(SHOWN)
        return Shown(tuple(stops), tuple(values), rows, told)

    def at(self, *stops):
        """Move the sliders to these stops by their keys; return what is shown then."""
        shown = self.shown()
        for slider, (stop, now) in enumerate(zip(stops, shown.stops, strict=True)):
            for _ in range(abs(stop - now)):
                self.sliders.nth(slider).press("ArrowRight" if stop > now else "ArrowLeft")
        if shown.stops != stops:
            shown = self.shown()
        assert shown.stops == stops
        return shown

    def stops(self, slider):
        """Return how many values it can have."""
        return int(self.sliders.nth(slider).get_attribute("max")) + 1


def to_and_fro(rows, columns):
    """Yield every pair of a row and a column, each beside the one before: a slider goes there by one key."""
    for row in rows:
        yield from ((row, column) for column in columns)
        columns = columns[::-1]


@pytest.fixture
def picture(turn_to):
    """Return a function that opens the page of a moving picture."""
    return lambda name, code="en", **how: Picture(turn_to(page_of(PICTURES[name], code), **how))


def written(value):
    """Return a number as the table has it."""
    if not np.isfinite(value):
        return {"nan": "NaN"}.get(str(value), str(value))
    size = abs(value)
    if size >= 1e6 or 0 < size < 1e-4:
        mantissa, _, exponent = f"{value:.1e}".partition("e")
        return f"{mantissa}e{int(exponent):+d}"
    if value == int(value):
        return f"{int(value):,}"
    return f"{value:,.{3 if size < 100 else 1 if size < 1000 else 0}f}"


def assert_shown(got, expected, at):
    """Each number to the digits that are shown: where two roundings differ, the last digit may."""
    for texts, values in zip(got, expected, strict=True):
        for text, value in zip(texts, values, strict=True):
            if text != written(value):
                apart = abs(float(text.replace(",", "")) - value)
                assert apart <= 0.0051 * abs(value) + 0.0006, f"{at}: shows {text}, expected {written(value)}"


def test_softmax_is_that_of_both_libraries(picture):
    """At every shift, and at several sizes of the third logit."""
    here = picture("softmax")
    broken, fixed = library_with("softmax-overflow"), library_with()
    for logit, shift in to_and_fro((0, 5, here.stops(1) - 1), range(here.stops(0))):
        shown = here.at(shift, logit)
        at = shown.values
        Z = np.array([[0.0, 1.0, at[1]]]) + at[0]
        with np.errstate(all="ignore"):
            bug, corrected = (library.ActivationFunctions.softmax(Z)[0] for library in (broken, fixed))
            expected = np.transpose([np.exp(Z[0]), bug, corrected])
        assert_shown(shown.rows, expected, at)
        assert ("is NaN" in shown.told) == bool(np.isnan(bug).any())


def test_the_steps_of_adam_are_those_of_both_libraries(picture):
    """At every stop, in epochs of every length that can be chosen."""
    here = picture("adam")
    broken, fixed = library_with("bias-correction"), library_with()
    right, wrong = lengths(fixed, batches=10), cache(partial(lengths, broken))
    for epoch, stop in to_and_fro(range(here.stops(1)), range(here.stops(0))):
        shown = here.at(stop, epoch)
        step, batches = map(int, shown.values)
        assert_shown(shown.rows[-1:], [[wrong(batches)[step - 1], right[step - 1]]], (epoch, step))


def test_the_layers_are_those_of_both_libraries(picture):
    """For all numbers of inputs, up to the last layer, to three digits; and the words have the right direction."""
    here = picture("layers")
    broken, fixed = library_with("naive-initialization"), library_with()
    last = here.stops(0) - 1
    for stop, inputs in enumerate(INPUTS):
        shown = here.at(last, stop)
        assert shown.values[1] == inputs
        assert_shown(shown.rows, np.transpose([sizes(broken, inputs), sizes(fixed, inputs)]), inputs)
        word = "fit by luck" if inputs == 24 else "have grown" if inputs > 24 else "have shrunk"
        assert word in shown.told


def test_the_way_through_the_valley_is_that_of_gradient_descent(picture):
    """Twenty steps of the corrected library with the gradient of the valley, at every rate and size."""
    here, library = picture("valley"), library_with()
    for rate, size in to_and_fro(range(here.stops(0)), range(here.stops(1))):
        shown = here.at(rate, size)
        at = shown.values
        network = library.FeedForward((1, 1), ["sigmoid"])
        curve = np.array([[at[1] ** 2, 1.0]])
        network -= network.parameters - 1
        descent = library.GradientDescent(network, at[0])
        for _ in range(20):
            descent.step(curve * network.parameters)
        last = network.parameters[0]
        before, after = curve.sum() / 2, float((curve * last**2).sum() / 2)
        numbers = [[1, last[0]], [1, last[1]], [before, after], [at[0] * at[1] ** 2] * 2]
        assert_shown(shown.rows, numbers, at)
        flies, swings = at[0] * at[1] ** 2 > 2 + 1e-9, at[0] * at[1] ** 2 > 1
        assert ("flies off" in shown.told, "crosses the valley" in shown.told) == (flies, swings)


def test_the_batches_are_those_of_fit(picture):
    """With the bug every batch of a class alone and the same each epoch; corrected, the rows that `fit` takes."""
    here = picture("shuffling")
    classes = "aaaabbbbcccc"
    rng, order = np.random.default_rng(0), np.arange(12)  # what the docstring of fit promises of rng
    orders = []
    for _ in range(here.stops(0)):
        rng.shuffle(order)
        orders.append(order.copy())
    for epoch, stop in to_and_fro(range(here.stops(0)), range(here.stops(1))):
        shown = here.at(epoch, stop)
        rows = int(shown.values[1])
        cut = [(classes[at : at + rows], orders[epoch][at : at + rows]) for at in range(0, 12, rows)]
        expected = [[" ".join(bug), " ".join(classes[row] for row in mixed)] for bug, mixed in cut]
        assert shown.rows == expected, (epoch, rows)


@pytest.mark.parametrize("name", PICTURES)
def test_a_key_changes_what_is_seen_and_what_is_told(picture, name):
    """In both languages the slider has a name, and what it does is drawn, written and said."""
    for code in LANGUAGES:
        here = picture(name, code)
        slider = here.sliders.nth(0)
        assert here.page.get_by_role("slider").count() == here.sliders.count() == 2
        slider.press("Home")
        before = here.page.locator(".moving svg").inner_html(), *here.shown()[2:]
        slider.press("End")
        after = here.page.locator(".moving svg").inner_html(), *here.shown()[2:]
        assert all(one != other for one, other in zip(before, after, strict=True)), name
        assert not re.search(r"[{}]|undefined", here.page.locator(".moving").inner_text())


@pytest.mark.parametrize("name", PICTURES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_use_it_on_a_telephone(picture, name, scheme):
    """At 360 pixels nothing reaches over the edge, whatever is shown, and axe has no objection."""
    here = picture(name, width=360, scheme=scheme)
    for key in ("Home", "End"):
        for slider in here.sliders.all():
            slider.press(key)
        assert here.page.evaluate("document.documentElement.scrollWidth") <= 360
        edge = here.page.locator(".moving").bounding_box()
        for part in here.page.locator(".moving svg, .moving table").all():
            box = part.bounding_box()
            assert edge["x"] <= box["x"]
            assert box["x"] + box["width"] <= edge["x"] + edge["width"]
        assert not unreadable(here.page, ".moving")


def test_it_plays_for_whoever_wants_that(visit):
    """From stop to stop, silent meanwhile, and never where a reader wants stillness; on paper it is not there."""
    here = Picture(visit(page_of("frozen-batches")))
    here.page.get_by_role("button", name="Play").press("Enter")
    assert here.page.locator(".moving-told").get_attribute("aria-live") == "off"
    here.page.wait_for_function("document.querySelector('.moving input').value === '2'")
    here.sliders.nth(0).press("ArrowLeft")
    assert here.page.get_by_role("button", name="Play").count() == 1, "expected that a key stops it"
    assert here.page.locator(".moving-told").get_attribute("aria-live") is None
    here.page.emulate_media(reduced_motion="reduce")
    here.page.get_by_role("button", name="Play").wait_for(state="hidden")
    here.page.emulate_media(media="print")
    assert not here.page.locator(".moving").is_visible()
    assert here.page.locator("article figure").first.is_visible()


@pytest.mark.parametrize("bug", load_bugs())
def test_a_question_is_answered_on_its_page(turn_to, bug):
    """By keys; nothing tells the answer before, and then the verdict has its reason."""
    asked = load_bugs()[bug].predict
    page = turn_to(page_of(bug))
    form, told = page.locator(".predict form"), page.locator(".predict [role=status]")
    assert form.get_by_role("radio").count() == len(asked.answers)
    assert page.locator(".predict details").count() == 0
    reason = asked.because[:20].replace("`", "")
    assert reason not in form.inner_text()
    form.get_by_role("button").press("Enter")
    assert told.inner_text() == "Choose an answer first."
    for number in ((asked.right + 1) % len(asked.answers), asked.right):
        form.get_by_role("radio").nth(number).press("Space")
        form.get_by_role("button").press("Enter")
        verdict = told.locator("p").first.inner_text()
        assert verdict == ("Right." if number == asked.right else "Not so.")
        assert reason in told.inner_text()
    assert not unreadable(page, ".predict")


def test_without_javascript_the_answer_is_folded_away(browser, address):
    """And the picture that stands still tells what the moving one would."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + page_of("softmax-overflow"))
    answer = page.locator(".predict details")
    assert answer.locator("p").last.is_visible() is False
    answer.locator("summary").click()
    assert answer.locator("p").last.is_visible()
    assert not page.locator(".moving").is_visible()
    assert page.locator("article figure").first.is_visible()
    context.close()
