"""What the tests in a browser share: a folder that is served on this machine, and what is wrong with a page."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe

OPEN = 'document.querySelectorAll("details").forEach(fold => { fold.open = true })'
LEAST = 0.7  # of the size for which a picture's letters were made: 12 pixels are still more than 8
CUT = """least => {
  const hides = one => getComputedStyle(one).overflowX !== "visible" && one.scrollWidth > one.clientWidth + 1;
  const name = one => one.getAttribute("src")?.split("/").pop() ?? one.innerText.trim().split("\\n")[0];
  const seen = all => [...document.querySelectorAll(all)].filter(one => one.getClientRects().length);
  const small = one => one.width < least * one.naturalWidth;
  const lost = one => small(one) || within(one).some(hides);
  const within = one => one.matches("article") ? [] : [one, ...within(one.parentElement)];
  return [
    ...seen("article pre").filter(hides).map(one => `block: ${name(one)}`),
    ...seen("article div.math").filter(hides).map(one => `formula: ${name(one)}`),
    ...seen("article img").filter(lost).map(one => `picture: ${name(one)}`),
  ];
}"""
# A picture has a file for narrow windows: a moment after a window has become narrow, the other is still shown.
SHOWN = """() => [...document.images].every(one => {
  const sources = [...one.closest("picture")?.querySelectorAll("source") ?? []];
  const source = sources.find(each => matchMedia(each.media).matches);
  const wanted = source ? source.srcset : one.getAttribute("src");
  return one.complete && one.currentSrc === new URL(wanted, document.baseURI).href;
})"""
# Axe takes most of its time for the contrast of ten thousand words of code, which are of few kinds. It is spared
# a word of which it is found here that it is painted as an earlier one, on nothing but the paper of their block.
ALIKE = """() => {
  const plain = {
    "position": "static", "float": "none", "overflow": "visible", "opacity": "1", "transform": "none",
    "filter": "none", "mix-blend-mode": "normal", "clip-path": "none", "mask-image": "none",
    "background-color": "rgba(0, 0, 0, 0)", "background-image": "none",
  };
  const painted = [
    "display", "visibility", "color", "-webkit-text-fill-color", "-webkit-text-stroke-width",
    "-webkit-text-stroke-color", "font-size", "font-weight", "text-shadow",
  ];
  const isPlain = style => Object.entries(plain).every(([name, value]) => style.getPropertyValue(name) === value);
  const without = one => ["::before", "::after"].every(part => getComputedStyle(one, part).content === "none");
  const letters = text => text === "" ? "none" : text.length < 2 || /[^\\s!-~]/.test(text) ? text : "some";
  const meet = (one, other) => one.left < other.right && other.left < one.right
    && one.top < other.bottom && other.top < one.bottom;
  const isIn = (one, other) => one.left >= other.left && one.right <= other.right
    && one.top >= other.top && one.bottom <= other.bottom;
  const boxes = new Map([...document.querySelectorAll("*")].map(one => [one, one.getBoundingClientRect()]));
  const sheet = { left: 0, right: document.documentElement.clientWidth, top: -Infinity, bottom: Infinity };
  boxes.set(document.documentElement, sheet);
  const upwards = one => one ? [one, ...upwards(one.parentElement)] : [];
  document.querySelectorAll("[data-alike]").forEach(one => one.removeAttribute("data-alike"));
  for (const block of document.querySelectorAll("pre")) {
    const words = [...block.querySelectorAll("*")];
    const styles = new Map(words.map(one => [one, getComputedStyle(one)]));
    const around = upwards(block);
    if (!words.every(one => isPlain(styles.get(one))) || ![...words, ...around].every(without)) continue;
    const paper = boxes.get(block), seen = new Set();
    const windows = around.filter(one => getComputedStyle(one).overflow !== "visible").map(one => boxes.get(one));
    const strangers = [...boxes].filter(([one, box]) =>
      meet(box, paper) && !one.contains(block) && !block.contains(one)).map(([, box]) => box);
    for (const word of words) {
      const box = boxes.get(word);
      if (word.childElementCount || word.getAttributeNames().some(name => name !== "class")) continue;
      if (![paper, ...windows].every(one => isIn(box, one)) || strangers.some(one => meet(box, one))) continue;
      const kind = [word.localName, letters(word.textContent.trim()),
        ...painted.map(name => styles.get(word).getPropertyValue(name))].join();
      if (seen.has(kind)) word.setAttribute("data-alike", "");
      seen.add(kind);
    }
  }
}"""
# of what passes nobody asks where it stands, which axe takes longer to find out than all else
OBJECTIONS = {"resultTypes": ["violations"], "selectors": False}
ONE_OF_EACH = 'axe.configure({ rules: [{ id: "color-contrast", selector: ":not([data-alike])" }] })'


class Quiet(SimpleHTTPRequestHandler):
    """Serves files, and says nothing of it."""

    def log_message(self, *_):
        """Write no line for a request."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Give the address at which a folder is served."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def unreadable(page, within=None):
    """Return what axe finds that shuts a reader out, on a page or a part of it: contrast, names, language."""
    page.evaluate(OPEN)
    page.evaluate(ALIKE)
    axe = Axe()
    axe.axe_script += ONE_OF_EACH
    found = axe.run(page, within, OBJECTIONS).response["violations"]
    return [(one["id"], one["help"], [node["html"][:200] for node in one["nodes"]]) for one in found]


def await_pictures(page):
    """Wait until every picture of a page is there, in the form that the window asks for."""
    page.wait_for_function(SHOWN)


def cut(page):
    """Return the code, formulas and pictures that reach over their edge, and pictures that are too small."""
    page.evaluate(OPEN)
    return page.evaluate(CUT, LEAST)
