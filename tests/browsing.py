"""What the tests in a browser share: a folder that is served on this machine, and what is wrong with a page."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from axe_playwright_python.base import AXE_SCRIPT
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
# Axe takes most of its time for the contrast of hundreds of paragraphs and ten thousand words of code, which are
# of few kinds. It is spared a text of which it is found here that it is painted as an earlier one, on the same
# colours: nothing but what it stands in is where its letters are, and that has nothing but a colour behind it.
ALIKE = """() => {
  const plain = {
    "float": "none", "opacity": "1", "transform": "none", "filter": "none", "mix-blend-mode": "normal",
    "clip-path": "none", "mask-image": "none", "background-image": "none",
  };
  const painted = [
    "display", "visibility", "position", "color", "-webkit-text-fill-color", "-webkit-text-stroke-width",
    "-webkit-text-stroke-color", "font-family", "font-size", "font-weight", "text-shadow",
  ];
  const special = "[aria-hidden], [aria-disabled], [disabled], [inert], label, button, svg";
  const clear = "rgba(0, 0, 0, 0)", ROW = 64;
  const all = [document.documentElement, document.body, ...document.body.querySelectorAll("*")];
  const isCommon = text => /^[\\s!-~\\u00a0-\\u017f\\u2010-\\u201f]{2,}$/.test(text) && /[a-z0-9]/i.test(text);
  const meet = (one, other) => one.left < other.right && other.left < one.right
    && one.top < other.bottom && other.top < one.bottom;
  const isIn = (one, other) => one.left >= other.left && one.right <= other.right
    && one.top >= other.top && one.bottom <= other.bottom;
  const rowsOf = ({ top, bottom }) => {
    const first = Math.floor(top / ROW), length = Math.floor(bottom / ROW) - first + 1;
    return Array.from({ length }, (_, number) => first + number);
  };
  const boxes = new Map();  // by the rows that they reach into, which spares most comparisons
  for (const one of all.slice(2)) for (const box of one.getClientRects()) for (const number of rowsOf(box)) {
    if (!boxes.has(number)) boxes.set(number, []);
    boxes.get(number).push([one, box]);
  }
  const isAlone = (one, box) => rowsOf(box).every(number => (boxes.get(number) ?? []).every(([other, around]) =>
    !meet(box, around) || other.contains(one)));
  const range = document.createRange();
  const linesOf = text => (range.selectNodeContents(text), [...range.getClientRects()]);
  // the colours behind what stands in an element, and where it has to stand; null if there is more behind it
  const grounds = new Map([[null, { colours: "", edges: [] }]]);
  const sheet = { left: 0, right: document.documentElement.clientWidth, top: -Infinity, bottom: Infinity };
  for (const one of all) {
    one.removeAttribute("data-alike");
    const style = getComputedStyle(one), below = grounds.get(one.parentElement);
    const isPlain = Object.entries(plain).every(([name, value]) => style.getPropertyValue(name) === value)
      && ["::before", "::after"].every(part => getComputedStyle(one, part).content === "none");
    const colour = style.backgroundColor;
    const isEdge = colour !== clear || style.overflow !== "visible";
    const isSheet = !one.parentElement || one === document.body && !below?.colours;  // whose colour is that of all
    const edge = isSheet ? sheet : one.getBoundingClientRect();
    grounds.set(one, below && isPlain ? {
      colours: colour === clear ? below.colours : `${below.colours} ${colour}`,
      edges: isEdge ? [...below.edges, edge] : below.edges,
    } : null);
  }
  const seen = new Set();
  for (const one of all) {
    const ground = grounds.get(one), texts = [...one.childNodes].filter(each => each.nodeType === Node.TEXT_NODE);
    const text = texts.map(each => each.data).join("").trim();
    if (!ground || !text || one.closest(special)) continue;
    const lines = texts.filter(each => each.data.trim()).flatMap(linesOf);
    const isClear = line => ground.edges.every(edge => isIn(line, edge)) && isAlone(one, line);
    if (!lines.length || !lines.every(isClear)) continue;
    const style = getComputedStyle(one);
    const look = painted.map(name => style.getPropertyValue(name));
    const kind = [isCommon(text) ? "" : text, ground.colours, ...look].join("; ");
    if (seen.has(kind)) one.setAttribute("data-alike", "");
    seen.add(kind);
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
    axe = Axe(ONE_OF_EACH if page.evaluate("'axe' in window") else AXE_SCRIPT + ONE_OF_EACH)
    found = axe.run(page, within, OBJECTIONS).response["violations"]
    return [(one["id"], one["help"], [node["html"][:200] for node in one["nodes"]]) for one in found]


def await_pictures(page):
    """Wait until every picture of a page is there, in the form that the window asks for."""
    page.wait_for_function(SHOWN)


def cut(page):
    """Return the code, formulas and pictures that reach over their edge, and pictures that are too small."""
    page.evaluate(OPEN)
    return page.evaluate(CUT, LEAST)
