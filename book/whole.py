"""All of the book in one file, in each language: an ePub, and a PDF that Chromium prints.

Both are made from what Sphinx has read for the site. The next build of the site takes them over, and its pages
offer them, if they are of the same text.
"""

import os
import re
import shutil
import subprocess
from pathlib import Path

from book.pages import DOCTREES, WHOLE, made_of, note_of, run_sphinx, whole_file

# that without windows first, which needs half as long for a page
CHROMIUM = (
    *("chromium-headless-shell", "chromium", "chromium-browser"),
    *("google-chrome", "google-chrome-stable", "chrome"),
)
SECONDS = 300  # for a print
CONTENTS = {"en": "Contents", "es": "Contenido"}
FIRST = '<div class="toctree-wrapper'  # what the pages of the book are in
CHAPTER = re.compile(
    r'<span id="(?P<place>document-[^"]+)"></span>.*?<h\d>(?P<title>.*?)<a class="headerlink"', re.DOTALL
)


class NoChromiumError(Exception):
    """There is nothing here that could print."""


def make_epub(code: str) -> int:
    """Make the ePub in a language; return an exit status, that of Sphinx if it fails."""
    out, today = DOCTREES / "epub" / code, made_of()
    shutil.rmtree(out, ignore_errors=True)
    status = run_sphinx("epub", out, *_options(code))
    if status == 0:
        _keep(next(out.glob("*.epub")), whole_file(code, "epub"), today)
    return status


def make_pdf(code: str) -> int:
    """Make the PDF in a language; return an exit status, that of Sphinx if it fails.

    Raises NoChromiumError where there is none. It is printed twice: the contents have the pages of the first.
    """
    chromium = find_chromium()
    out, today = DOCTREES / "print" / code, made_of()
    shutil.rmtree(out, ignore_errors=True)
    if status := run_sphinx("singlehtml", out, *_options(code)):
        return status
    page, printed = out / "index.html", out / "netkata.pdf"
    text = with_links(page.read_text(encoding="utf-8"))
    page.write_text(with_contents(text, code, {}), encoding="utf-8")
    _print(chromium, page, printed)
    page.write_text(with_contents(text, code, pages_of(printed)), encoding="utf-8")
    _print(chromium, page, printed)
    _keep(printed, whole_file(code, "pdf"), today)
    return 0


def _options(code: str) -> list[str]:
    return ["--tag=whole", f"--define=language={code}", f"--doctree-dir={DOCTREES / code}"]


def _keep(made: Path, kept: Path, made_of_this: str) -> None:
    """Keep a file, with what it has been made of."""
    WHOLE.mkdir(parents=True, exist_ok=True)
    shutil.copy(made, kept)
    note_of(kept).write_text(made_of_this, encoding="utf-8")


def find_chromium() -> str:
    """Return the Chromium of this machine; KATA_CHROMIUM can name one."""
    found = os.environ.get("KATA_CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM)), None)
    if found is None:
        raise NoChromiumError(f"none of {', '.join(CHROMIUM)} is on the path; KATA_CHROMIUM can name one")
    return found


def _print(chromium: str, page: Path, out: Path) -> None:
    """Have Chromium print a page; raise OSError if it does not."""
    out.unlink(missing_ok=True)
    options = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--no-pdf-header-footer",
        "--virtual-time-budget=10000",
    ]
    command = [chromium, *options, "--generate-pdf-document-outline", f"--print-to-pdf={out}", page.as_uri()]
    done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)  # noqa: S603
    if not out.exists():
        raise OSError(f"{chromium} has printed nothing: {done.stderr.strip()[-300:]}")


def with_links(text: str) -> str:
    """Return a page on which a link to a place of a chapter leads there: Sphinx writes chapter and place."""
    return re.sub(r'href="#document-[^"#]*#', 'href="#', text)


def pages_of(printed: Path) -> dict[str, int]:
    """Return the page that each link within a PDF leads to, by its name."""
    from pypdf import PdfReader  # needed for a print only

    reader = PdfReader(printed)
    found = {}
    for name, place in reader.named_destinations.items():
        number = reader.get_destination_page_number(place)
        if number is not None:
            found[name.removeprefix("/")] = number + 1
    return found


def with_contents(text: str, code: str, pages: dict[str, int]) -> str:
    """Return a page with its contents before the first chapter, with the numbers of printed pages, where known."""
    rows = [
        f'<li><a href="#{place}">{title}</a> <span class="page-number">{pages.get(place, "")}</span></li>'
        for place, title in chapters(text)
    ]
    contents = f'<nav class="contents"><h2>{CONTENTS[code]}</h2><ol>{"".join(rows)}</ol></nav>'
    return text.replace(FIRST, contents + FIRST, 1)


def chapters(text: str) -> list[tuple[str, str]]:
    """Return the place and the title of every page of the book, in their order."""
    return [(found["place"], found["title"]) for found in CHAPTER.finditer(text)]
