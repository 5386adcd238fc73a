"""The workshop as a student uses it: on one page of the site, with Python in the browser.

Python takes seconds to start. So one page is shared by the tests of a process, and each says which bug it is
about, whatever was done there before. `--whole` compares the verdicts of the page with those of the judge, on
every bug and 16 mixtures.
"""

import random
import time

import pytest
from browsing import served, unreadable

from book import SITE
from book.workshop.making import is_made
from kata.bugs import variants
from kata.bugs.manifest import load_bugs
from kata.bugs.variants import module_text
from kata.judging.trial import run_tests
from kata.judging.verdict import verdict

pytestmark = pytest.mark.skipif(
    not is_made(), reason="the site was built without the workshop: no npm, or no registry"
)
START, CHECK = 120_000, 60_000  # milliseconds that Python may take to start, and a check
SIGNS = {"✓": "fixed", "✗": "present", "?": "unclear", "·": "open"}
BUGS = list(load_bugs())
MIXTURES = 16
# half a fix of `adam-shape`: m is a row, and v still a column
HALF = ("self.m: Array = np.zeros((n, 1), network.dtype)", "self.m: Array = np.zeros((1, n), network.dtype)")
STEP = "        self.m = self.beta1"  # the line of `Adam.step` before which a test puts its own


class Workshop:
    """A page with the workshop open, and what a student does there."""

    def __init__(self, page, path="workshop.html"):
        self.page, self.troubles, self.asked = page, [], []
        page.on("pageerror", lambda error: self.troubles.append(str(error)))
        page.on("request", lambda request: self.asked.append(request.url))
        page.goto(path)

    def open(self):
        """Press the button, and wait until Python is there."""
        self.page.locator(".workshop-offer button").click()
        self.ready()

    def ready(self):
        """Wait until it can be asked to check."""
        self.page.locator(".workshop-check:enabled").wait_for(timeout=START)

    def show(self, module):
        """Open the tab of a file."""
        self.page.locator(f"#workshop-tab-{module}").click()

    def write(self, module, text):
        """Put a text in the place of a file's, as somebody does who selects all and pastes."""
        self.show(module)
        self.page.locator(".cm-content").press("Control+a")
        self.page.keyboard.insert_text(text)

    def take(self, present):
        """Put the mixture of the two libraries with these bugs in the place of all files."""
        texts = {module: module_text(module, present) for module in variants.modules()}
        self.page.evaluate(
            "texts => Object.entries(texts).forEach(([name, text]) => workshop.take(name, text))", texts
        )

    def check(self, bug=None):
        """Check a bug, or the one that is chosen; return what is found."""
        if bug is not None:
            self.page.locator(".workshop-bugs button", has_text=f" {bug}").click()
        self.page.evaluate("document.querySelector('.workshop-verdict > div').replaceChildren()")
        self.page.locator(".workshop-check").click()
        self.page.locator(".workshop-found").wait_for(timeout=CHECK)
        return self.verdict

    def finish(self):
        """Wait until all tests are through."""
        self.page.locator(".workshop-stop:disabled").wait_for(timeout=CHECK)

    @property
    def verdict(self):
        """What the verdict says."""
        return self.page.locator(".workshop-verdict").inner_text()

    @property
    def statuses(self):
        """The status of every bug, as the list shows it."""
        signs = self.page.locator(".workshop-bugs .workshop-sign").all_inner_texts()
        return [SIGNS[sign] for sign in signs]


@pytest.fixture(scope="module")
def address():
    """Return where the site is: in a folder of a server, as a course may have it."""
    with served(SITE.parent) as found:
        yield f"{found}{SITE.name}/"


@pytest.fixture(scope="module")
def shared(browser, address):
    """Return the workshop with all bugs, which all tests share; nothing may be asked for from elsewhere."""
    context = browser.new_context(base_url=f"{address}en/", viewport={"width": 1280, "height": 900})
    workshop = Workshop(context.new_page())
    workshop.context = context
    before = [url for url in workshop.asked if "/workshop/" in url]
    workshop.open()
    assert {url.rpartition("/")[2] for url in before} == {"workshop.css", "offer.js"}
    yield workshop
    elsewhere = [url for url in workshop.asked if not url.startswith((address, "data:", "blob:"))]
    context.close()
    assert not elsewhere
    assert not workshop.troubles


def with_step(line):
    """Return the corrected Adam, with a line at the beginning of every step."""
    text = module_text("adam", [])
    assert text.count(STEP) == 1
    return text.replace(STEP, f"        {line}\n{STEP}")


def test_the_twelve_fixes_one_after_the_other(shared):
    """Each bug is there before its fix is typed, and gone after it; at the end everything is fixed."""
    left = list(BUGS)
    shared.take(left)
    for bug in BUGS:
        assert f"{bug} is still there" in shared.check(bug)
        left.remove(bug)
        module = load_bugs()[bug].module
        shared.write(module, module_text(module, left))
        assert f"{bug} is fixed" in shared.check(bug)
    shared.page.locator(".workshop-verdict .is-fixed", has_text="Everything is fixed").wait_for(timeout=CHECK)
    assert shared.statuses == ["fixed"] * 12


def test_a_half_fix(shared):
    """It is found, with the words of the terminal, and whoever asks where is led to the line."""
    text = module_text("adam", ["adam-shape"])
    assert HALF[0] in text
    shared.write("adam", text.replace(*HALF))
    said = shared.check("adam-shape")
    assert "adam-shape is still there" in said
    assert "an (n, 1) array and a (1, n) array make an (n, n) array" in said
    shared.show("metrics")
    shared.page.locator(".workshop-place").first.click()
    assert shared.page.locator(".workshop-tabs [aria-selected=true]").inner_text().startswith("adam.py")
    assert shared.page.locator(".cm-looked-at").count() == 1


def test_what_python_cannot_read(shared):
    """It is told with its line, and no test is run."""
    shared.write("adam", "def step(:\n    pass\n")
    said = shared.check()
    assert "Python cannot read this yet" in said
    assert "adam.py:1" in said


def test_memory_that_is_not_there(shared):
    """50 GiB are refused at once, and so is what is more than 2 GiB in the end; both are told as in a terminal."""
    for line in ("np.zeros((82_008, 1)) + G[:, :1] * np.ones((1, 82_008))", "[np.ones(10**8) for _ in range(10)]"):
        shared.write("adam", with_step(line))
        said = shared.check("adam-shape")
        assert "adam-shape is still there" in said
        assert "MemoryError: Unable to allocate" in said


def test_a_loop_without_an_end_is_stopped(shared):
    """By the button, after which the code is still there, and Python once it has begun anew."""
    shared.write("adam", with_step("while True: pass"))
    shared.page.locator(".workshop-check").click()
    time.sleep(1)
    shared.page.locator(".workshop-stop").click(timeout=1000)
    shared.page.locator(".workshop-found", has_text="Stopped").wait_for(timeout=1000)
    assert "while True" in shared.page.evaluate("workshop.files().adam")
    shared.ready()


def test_it_goes_on_without_a_network(shared):
    """Once it is loaded, it needs none."""
    shared.context.set_offline(True)
    try:
        shared.write("adam", module_text("adam", []))
        assert "adam-shape is fixed" in shared.check("adam-shape")
    finally:
        shared.context.set_offline(False)


@pytest.mark.parametrize(("scheme", "width"), [("light", 360), ("dark", 1280)])
def test_everybody_can_use_it(shared, scheme, width):
    """It fits the window, and axe finds nothing, with a verdict, a hint and a question in sight."""
    page = shared.page
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    shared.write("adam", module_text("adam", ["adam-shape"]))
    shared.check("adam-shape")
    page.locator(".workshop-hint").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert not unreadable(page, ".workshop")  # what is around it has its tests


def test_by_the_keyboard_alone(shared):
    """To another file, into the editor and out of it, to a check and its verdict: no mouse is needed."""
    page = shared.page
    page.locator(".workshop-tabs [aria-selected=true]").focus()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    assert page.locator(":focus").inner_text().startswith("activation_functions.py")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className").startswith("cm-content")
    assert "activation_functions.py" in page.locator(":focus").get_attribute("aria-label")
    page.evaluate("document.querySelector('.workshop-verdict > div').replaceChildren()")
    page.keyboard.press("Control+Enter")
    page.locator(".workshop-found").wait_for(timeout=CHECK)
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Check"


def test_a_reload_keeps_everything(shared, tmp_path):
    """The code, the hints, the file that was open, and what is fixed; Download gives the same."""
    shared.finish()
    before = shared.page.evaluate("[workshop.files(), workshop.kept.state]")
    statuses = shared.statuses
    shared.page.reload()
    shared.open()
    assert shared.page.evaluate("[workshop.files(), workshop.kept.state]") == before
    assert shared.statuses == statuses
    with shared.page.expect_download() as download:
        shared.page.locator(".workshop-download").click()
    packed = tmp_path / "exercise.zip"
    download.value.save_as(packed)
    assert download.value.suggested_filename == "exercise.zip"
    shared.page.locator(".workshop-reset").click()
    shared.page.locator("input[type=file]").set_input_files(packed)
    shared.page.locator(".workshop-notices", has_text="Taken").wait_for()
    assert shared.page.evaluate("workshop.files()") == before[0]


def test_a_link_with_bugs_and_language(browser, address):
    """It has these bugs and no other, in that language, and says which it does not know."""
    context = browser.new_context(base_url=f"{address}es/")
    workshop = Workshop(context.new_page(), "workshop.html?bugs=4,softmax-shape,13")
    workshop.page.locator(".workshop-offer button").click()
    chips = workshop.page.locator(".workshop-bugs button")
    chips.first.wait_for()
    assert [text.split()[2].strip(",") for text in chips.all_inner_texts()] == ["softmax-shape", "adam-shape"]
    assert "13" in workshop.page.locator(".workshop-notices").inner_text()
    files = workshop.page.evaluate("workshop.files()")
    assert files == {name: module_text(name, ["softmax-shape", "adam-shape"]) for name in variants.modules()}
    workshop.ready()
    said = workshop.check("adam-shape")
    assert "adam-shape sigue ahí" in said
    assert "un arreglo (n, 1) y un arreglo (1, n) dan un arreglo (n, n)" in said
    context.close()


def mixtures():
    """Return every bug alone, and some drawn mixtures of them."""
    draw = random.Random(19)  # noqa: S311 - nothing to be kept secret
    return [[bug] for bug in BUGS] + [sorted(draw.sample(BUGS, draw.randint(2, 11))) for _ in range(MIXTURES)]


@pytest.mark.parametrize("present", mixtures(), ids="+".join)
def test_the_verdict_is_that_of_the_judge(shared, request, tmp_path, present):
    """On a mixture of the two libraries: the status of every bug, and which tests fail."""
    if not request.config.getoption("--whole"):
        pytest.skip("with --whole")
    shared.take(present)
    shared.check(present[0])
    shared.finish()
    variants.build(tmp_path / "mixture", present)
    trial = run_tests(str(tmp_path / "mixture"))
    assert shared.statuses == [said["status"] for said in verdict(trial)["bugs"].values()]
    assert shared.page.evaluate("workshop.failed") == trial.failed
