"""The pages, as Sphinx writes them from the folder `docs`."""

import shutil
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache
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

MADE_OF = (  # what the pages depend on
    "book/**/*.py",
    "book/*/*.toml",
    "book/workshop/page/*",
    "bugs.toml",
    "data/mnist/*.gz",
    "docs/*.*",
    "docs/**/*.md",
    "docs/**/*.patch",
    "docs/**/*.po",
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
    return fingerprint(MADE_OF, *(version(name) for name in ("sphinx", "myst-parser", "furo", "numpy")))


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
    today = made_of()
    MADE.unlink(missing_ok=True)
    with ProcessPoolExecutor(len(languages), get_context("spawn")) as processes:
        status = max(processes.map(_write_language, languages))
    if status == 0:
        shutil.copy(DOCS / "choose.html", SITE / "index.html")
        if set(languages) == set(LANGUAGES):
            MADE.write_text(today, encoding="utf-8")
    return status


def _write_language(code: str) -> int:
    shutil.rmtree(SITE / code, ignore_errors=True)  # no page of yesterday stays
    status = run_sphinx("html", SITE / code, f"--define=language={code}", f"--doctree-dir={DOCTREES / code}")
    if status == 0:
        finish(SITE / code, code)
        for path in whole_files(code):
            shutil.copy(path, SITE / code)
    return status


def run_sphinx(builder: str, out: Path, *options: str) -> int:
    """Run Sphinx on the pages; return its exit status. Every warning is an error."""
    return build_main([f"--builder={builder}", "--fail-on-warning", "--quiet", *options, str(DOCS), str(out)])
