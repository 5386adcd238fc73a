"""The workshop in Firefox, where there is one: its Python is that of the same file, and its engine another.

It is driven by WebDriver BiDi, which every Firefox speaks; KATA_FIREFOX names one that is not on the path.
"""

import json
import os
import re
import shutil
import subprocess
import time

import pytest
import websocket
from browsing import served

from book import SITE
from book.workshop.making import is_made
from kata.bugs.manifest import load_bugs
from kata.bugs.variants import module_text

NAMES = ("firefox", "firefox-esr")
PATH = os.environ.get("KATA_FIREFOX") or next(filter(None, map(shutil.which, NAMES)), None)
pytestmark = [
    pytest.mark.skipif(not PATH, reason=f"none of {', '.join(NAMES)} is on the path; KATA_FIREFOX can name one"),
    pytest.mark.skipif(not is_made(), reason="the site was built without the workshop: no npm, or no registry"),
]
SECONDS = 180  # for whatever is waited for
WAIT = """async (condition, seconds) => {
  for (const end = Date.now() + 1000 * seconds; Date.now() < end; await new Promise(go => setTimeout(go, 50)))
    if (condition()) return true;
  return false;
}"""
LINE = "        exponentials"
LOOP = f"        while True:\n            pass\n{LINE}"


class Firefox:
    """A Firefox without a window, and one page in it."""

    def __init__(self, profile):
        options = ["--headless", "--no-remote", "--profile", str(profile), "--remote-debugging-port", "0"]
        self._process = subprocess.Popen([PATH, *options], stderr=subprocess.PIPE, text=True)
        told = (re.search(r"WebDriver BiDi listening on (\S+)", line) for line in self._process.stderr)
        address = next(filter(None, told))[1]
        self._socket = websocket.create_connection(f"{address}/session", timeout=SECONDS, suppress_origin=True)
        self._asked = 0
        self._ask("session.new", capabilities={})
        self._page = self._ask("browsingContext.getTree")["contexts"][0]["context"]

    def _ask(self, method, **parameters):
        self._asked += 1
        self._socket.send(json.dumps({"id": self._asked, "method": method, "params": parameters}))
        while (said := json.loads(self._socket.recv())).get("id") != self._asked:
            pass
        assert said["type"] == "success", said
        return said["result"]

    def open(self, address):
        """Go to a page."""
        self._ask("browsingContext.navigate", context=self._page, url=address, wait="complete")

    def run(self, script, *arguments):
        """Run a function of JavaScript on the page, with plain data, and return what it returns."""
        code = f"({script})(...{json.dumps(arguments)})"
        target = {"context": self._page}
        said = self._ask("script.evaluate", expression=code, target=target, awaitPromise=True)
        assert said["type"] == "success", said["exceptionDetails"]["text"]
        return said["result"].get("value")

    def wait(self, selector):
        """Wait until an element is there."""
        script = f"(selector, seconds) => ({WAIT})(() => document.querySelector(selector), seconds)"
        assert self.run(script, selector, SECONDS), f"expected {selector}"

    def press(self, selector):
        """Press a button."""
        self.run("selector => document.querySelector(selector).click()", selector)

    def close(self):
        """End it."""
        self._socket.close()
        self._process.terminate()
        self._process.wait()
        self._process.stderr.close()


@pytest.fixture(scope="module")
def firefox(tmp_path_factory):
    """Return a Firefox with the workshop open, in Spanish."""
    with served(SITE.parent) as address:
        firefox = Firefox(tmp_path_factory.mktemp("firefox"))
        firefox.open(f"{address}{SITE.name}/es/workshop.html")
        firefox.press(".workshop-offer button")
        firefox.wait(".workshop-check:enabled")
        yield firefox
        firefox.close()


def take(firefox, module, text):
    """Put a text in the place of a file's."""
    firefox.run("(module, text) => workshop.take(module, text)", module, text)


def check(firefox, bug=None):
    """Check a bug, or the one that is chosen; return what is told of it."""
    if bug is not None:
        firefox.run(
            "id => [...document.querySelectorAll('.workshop-bugs button')]"
            ".find(one => one.textContent.includes(` ${id}`)).click()",
            bug,
        )
    firefox.run("() => document.querySelector('.workshop-verdict > div').replaceChildren()")
    firefox.press(".workshop-check")
    firefox.wait(".workshop-found")
    return firefox.run("() => document.querySelector('.workshop-verdict').innerText")


def statuses(firefox):
    """Wait until all tests are through; return the signs of all bugs, as the list shows them."""
    firefox.wait(".workshop-stop:disabled")
    return firefox.run(
        "() => [...document.querySelectorAll('.workshop-bugs .workshop-sign')].map(one => one.innerText).join('')"
    )


def test_the_twelve_fixes_one_after_the_other(firefox):
    """Each is told, in the language of the page; and the list has what all tests say, of all bugs and of none."""
    left = list(load_bugs())
    assert f"{left[0]} sigue ahí" in check(firefox, left[0])
    assert statuses(firefox) == "✗" * 12
    for bug in load_bugs().values():
        left.remove(bug.id)
        take(firefox, bug.module, module_text(bug.module, left))
        told = check(firefox, bug.id)
        assert f"{bug.id} está corregido" in told, told
    assert statuses(firefox) == "✓" * 12


def test_a_loop_without_an_end_is_stopped(firefox):
    """And Python begins anew."""
    text = module_text("activation_functions", []).replace(
        "        exponentials", f"{LOOP}        exponentials", 1
    )
    assert LOOP in text
    take(firefox, "activation_functions", text)
    firefox.press(".workshop-check")
    time.sleep(1)  # in the loop
    firefox.press(".workshop-stop")
    firefox.wait(".workshop-check:enabled")
