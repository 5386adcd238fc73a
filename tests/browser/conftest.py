"""A browser that reads the book: Chromium, on the site that `python -m book build` makes, served on this machine.

Where there is no Chromium all this is skipped. KATA_CHROMIUM names one that is not on the path.
"""

import pytest
import shares
from browsing import served
from playwright.sync_api import sync_playwright

from book import SITE, outcomes
from book.proof import kept
from book.whole import NoChromiumError, find_chromium

# a sandbox needs rights that a container does not have; what is shown is our own
OPTIONS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update"]
TIMES = pytest.StashKey[dict[str, float]]()


def pytest_addoption(parser):
    """Add the option that compares all verdicts of the workshop, which takes minutes."""
    parser.addoption("--whole", action="store_true", help="compare the workshop with the judge on 28 mixtures")
    shares.add_options(parser)


@pytest.fixture(scope="session")
def address():
    """Return where the site is served."""
    assert (SITE / "index.html").is_file(), "expected a site: run `python -m book build`"
    with served(SITE) as found:
        yield found


@pytest.fixture(scope="session")
def browser():
    """Return a browser."""
    try:
        path = find_chromium()
    except NoChromiumError as error:
        pytest.skip(f"no browser: {error}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=OPTIONS)
        yield browser
        browser.close()


def watched(page, address, troubles):
    """Return a page that notes what is wrong with it.

    Wrong is an error on the console, an answer other than that a file is there, and any request to elsewhere.
    """

    def own(url):
        return url.startswith((address, "data:", "blob:"))

    page.on("console", lambda said: troubles.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("response", lambda got: troubles.append(f"{got.status} {got.url}") if got.status >= 400 else None)
    page.on("request", lambda sent: troubles.append(sent.url) if not own(sent.url) else None)
    return page


def go(page, address, path, config):
    """Go to a page of the site, and note how long it takes."""
    page.goto(address + path, wait_until="load")
    took = page.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd")
    times = config.stash[TIMES]
    times[path] = max(took, times.get(path, 0.0))
    return page


@pytest.fixture
def visit(browser, address, request):
    """Return a function that opens a page for a new reader, and fails at the end if anything was wrong with it."""
    troubles, contexts = [], []

    def open_page(path, *, width=1280, scheme="light"):
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
        contexts.append(context)
        return go(watched(context.new_page(), address, troubles), address, path, request.config)

    yield open_page
    for context in contexts:
        context.close()
    assert not troubles, f"expected a page of the site alone, without errors: {troubles}"


@pytest.fixture(scope="session")
def tab(browser, address):
    """Return a page in which a reader turns to one after the other, and what is wrong with them."""
    troubles = []
    with browser.new_page() as page:
        yield watched(page, address, troubles), troubles


@pytest.fixture
def turn_to(tab, address, request):
    """Return a function as `visit`, for what leaves nothing behind: the reader is always the same."""
    page, troubles = tab

    def open_page(path, *, width=1280, scheme="light"):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        return go(page, address, path, request.config)

    yield open_page
    wrong = troubles.copy()
    troubles.clear()
    assert not wrong, f"expected a page of the site alone, without errors: {wrong}"


def pytest_configure(config):
    """Settle which share is looked at of the pages that are proved, and begin to note how long each takes."""
    config.stash[TIMES] = {}
    shares.settle(config, lambda: True)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node):
    """Tell each process of pytest-xdist which share is looked at."""
    shares.tell(node)


def pytest_report_header(config):
    """Say how much is looked at."""
    return shares.header(config, "pages")


def pytest_collection_modifyitems(config, items):
    """Leave out the other shares of the pages that are as they were when all were found to be whole."""
    if config.option.share and (SITE / "index.html").is_file():
        as_then = dict(kept("pages")["content"].items() & outcomes.pages().items())
        shares.leave_out(config, items, lambda item: is_whole(item) and item.callspec.params["path"] in as_then)


def is_whole(item):
    """Whether a test is the look at a page."""
    return item.originalname == "test_a_page_is_whole"


def pytest_sessionfinish(session):
    """Hand on what a worker has noted, if this is one."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["times"] = session.config.stash[TIMES]


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node):
    """Take what a worker has noted."""
    times = node.config.stash[TIMES]
    for path, took in getattr(node, "workeroutput", {}).get("times", {}).items():
        times[path] = max(took, times.get(path, 0.0))


def pytest_terminal_summary(terminalreporter, config):
    """Name the page that took longest."""
    if times := config.stash[TIMES]:
        slowest = max(times, key=times.get)
        terminalreporter.write_line(
            f"{len(times)} pages; the slowest, {slowest}: loaded in {times[slowest]:.0f} ms"
        )
