"""The pages, as Sphinx writes them from the folder `docs`."""

import shutil
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache, partial
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path

from sphinx.cmd.build import build_main

from book import LANGUAGES, SITE, fingerprint
from book.finish import finish
from kata import ROOT

DOCS = ROOT / "docs"
DOCTREES = DOCS / "_doctrees"
WHOLE = DOCTREES / "whole"  # all of the book in one file, as `book.whole` makes it
MADE = DOCTREES / "made.txt"  # what the site has been made of
READ = DOCTREES / "read.txt"  # with what beside their text the pages were read that Sphinx keeps

WRITTEN = ("docs/**/*.md", "docs/**/*.po")  # their text: Sphinx sees for itself which pages are others
SHOWN = (  # what they show beside it
    "book/**/*.py",
    "book/*/*.toml",
    "book/workshop/page/*",
    "bugs.toml",
    "data/mnist/*.gz",
    "docs/*.html",
    "docs/*.py",
    "docs/*.svg",
    "docs/**/*.patch",
    "docs/**/*.toml",
    "docs/_static/**/*",
    "docs/_templates/**/*",
    "docs/proof/*.json",
    "experiments/**/*.py",
    "experiments/results/*.*",
    "fixed/*.py",
    "kata/**/*.json",
    "kata/**/*.py",
    "original/*.py",
    "pyproject.toml",
    "tests/**/*.py",
    "tests/contract/clauses/*.toml",
    "tests/zoo/*.toml",
)


def is_fresh() -> bool:
    """Tell whether the site, in every language, has been made of what is there now."""
    return (SITE / "index.html").exists() and MADE.exists() and MADE.read_text(encoding="utf-8") == made_of()


def made_of() -> str:
    """Return what stands for all that the pages depend on, as it is now."""
    return fingerprint((*WRITTEN, *SHOWN), *_versions())


def shown() -> str:
    """Return what stands for all that the pages show beside their text, as it is now."""
    return fingerprint(SHOWN, *_versions())


def _versions() -> list[str]:
    return [version(name) for name in ("sphinx", "myst-parser", "furo", "numpy")]


def is_read() -> bool:
    """Tell whether Sphinx has read the pages with what they show now; else all of them are read anew."""
    return READ.exists() and READ.read_text(encoding="utf-8") == shown()


def whole_file(code: str, kind: str) -> Path:
    """Return where the whole book in a language is kept."""
    return WHOLE / f"netkata-{code}.{kind}"


@cache
def whole_files(code: str) -> list[Path]:
    """Return the files with the whole book in a language that have been made of what is there now."""
    today, files = made_of(), [whole_file(code, kind) for kind in ("pdf", "epub")]
    return [
        path for path in files if (note := note_of(path)).exists() and note.read_text(encoding="utf-8") == today
    ]


def note_of(whole: Path) -> Path:
    """Return the file that says what such a file has been made of."""
    return whole.with_suffix(f"{whole.suffix}.txt")


def write_pages(languages: Sequence[str]) -> int:
    """Write the pages in every language into the folder `site`; return an exit status, that of Sphinx if it fails.

    The languages are written side by side, each in a process of its own: Sphinx is not made for threads.
    """
    today, seen = made_of(), shown()
    options = [] if is_read() else ["--fresh-env"]
    MADE.unlink(missing_ok=True)
    READ.unlink(missing_ok=True)
    with ProcessPoolExecutor(len(languages), get_context("spawn")) as processes:
        status = max(processes.map(partial(_write_language, options), languages))
    if status == 0:
        shutil.copy(DOCS / "choose.html", SITE / "index.html")
        if set(languages) == set(LANGUAGES):
            MADE.write_text(today, encoding="utf-8")
            READ.write_text(seen, encoding="utf-8")
    return status


def _write_language(options: Sequence[str], code: str) -> int:
    shutil.rmtree(SITE / code, ignore_errors=True)  # no page of yesterday stays
    of_language = [f"--define=language={code}", f"--doctree-dir={DOCTREES / code}"]
    status = run_sphinx("html", SITE / code, *of_language, *options)
    if status == 0:
        finish(SITE / code, code)
        for path in whole_files(code):
            shutil.copy(path, SITE / code)
    return status


def run_sphinx(builder: str, out: Path, *options: str) -> int:
    """Run Sphinx on the pages; return its exit status. Every warning is an error."""
    return build_main([f"--builder={builder}", "--fail-on-warning", "--quiet", *options, str(DOCS), str(out)])
