"""The pages, as Sphinx writes them from the folder `docs`."""

import shutil
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from sphinx.cmd.build import build_main

from book import SITE
from book.finish import finish
from kata import ROOT

DOCS = ROOT / "docs"
DOCTREES = DOCS / "_doctrees"


def write_pages(languages: Sequence[str]) -> int:
    """Write the pages in every language into the folder `site`; return an exit status, that of Sphinx if it fails.

    The languages are written side by side, each in a process of its own: Sphinx is not made for threads.
    """
    with ProcessPoolExecutor(len(languages), get_context("spawn")) as processes:
        return max(processes.map(_write_language, languages))


def _write_language(code: str) -> int:
    shutil.rmtree(SITE / code, ignore_errors=True)  # no page of yesterday stays
    status = run_sphinx("html", SITE / code, f"--define=language={code}", f"--doctree-dir={DOCTREES / code}")
    if status == 0:
        finish(SITE / code, code)
    return status


def run_sphinx(builder: str, out: Path, *options: str) -> int:
    """Run Sphinx on the pages; return its exit status. Every warning is an error."""
    return build_main([f"--builder={builder}", "--fail-on-warning", "--quiet", *options, str(DOCS), str(out)])
