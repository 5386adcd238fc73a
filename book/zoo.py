"""The zoo, `tests/zoo/`: fixes as people write them, right and wrong, and what the tests say of a wrong one."""

import atexit
import json
import tempfile
import textwrap
from collections.abc import Callable
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import NamedTuple

from filelock import FileLock

from book import fingerprint
from kata import ROOT
from kata.bugs.fixes import Fix, load_fixes, text_of
from kata.bugs.manifest import load_bugs
from kata.files import write_whole
from kata.judging.trial import Trial
from kata.judging.verdict import failure_in_words
from kata.proof.bench import workbench
from kata.words.failure import failure_shown
from kata.words.language import spoken

KEPT = ROOT / "docs" / "_doctrees" / "rejections"
REJECTED_BY = (  # what a rejection depends on, beside the fix
    "bugs.toml",
    "fixed/*.py",
    "kata/**/*.py",
    "pyproject.toml",
    "tests/*.py",
    "tests/bugs/*.py",
    "tests/contract/*.py",
    "tests/zoo/*.toml",
)
COLUMNS, MARGIN = 80, 11  # of a message on a page; what follows a label begins at the margin

FIXES = load_fixes()


def find(bug: str, name: str) -> Fix:
    """Return the fix of a bug with this name, right or wrong.

    Raises ValueError, with the names that there are, if there is none.
    """
    known = {fix["name"]: fix for fix in FIXES if fix["bug"] == bug}
    if name not in known:
        raise ValueError(f"no fix {name!r} of {bug} in the zoo: expected one of {', '.join(known)}")
    return known[name]


class Rejection(NamedTuple):
    """The first test that rejects a wrong fix, what it checks, and what it says."""

    test: str
    sentence: str
    message: str


@cache
def rejection(bug: str, name: str) -> Rejection:
    """Return what rejects a wrong fix; it is found once for both languages, as long as nothing has changed."""
    fix, path = find(bug, name), KEPT / f"{fingerprint((), _rejected_by(), bug, name)}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(path.with_suffix(".lock")):
        if not path.exists():
            write_whole(path, json.dumps(_first_rejection(fix)))
    return Rejection(*json.loads(path.read_text(encoding="utf-8")))


@cache
def _rejected_by() -> str:
    return fingerprint(REJECTED_BY)


def _first_rejection(fix: Fix) -> Rejection:
    """Run the tests on a wrong fix, as far as the first that rejects it."""
    module, text = load_bugs()[fix["bug"]].module, text_of(fix)
    trial = _bench()(module, text, bugs=[fix["bug"]], first_failure=True)
    if not trial.failed:
        trial = _bench()(module, text, first_failure=True)
    test = trial.failed[0]
    return Rejection(test, trial.sentences[test], trial.messages[test])


def said(bug: str, name: str, language: str = "en") -> str:
    """Return what the first test that rejects a wrong fix says of it, in a language."""
    with spoken(language):
        message = failure_shown(failure_in_words(rejection(bug, name).message))
    lines = textwrap.dedent(message).splitlines()
    return "\n".join(textwrap.fill(line, COLUMNS, subsequent_indent=" " * MARGIN) for line in lines)


@cache
def _bench() -> Callable[..., Trial]:
    """Return what runs the tests on a changed library; it lasts as long as this process."""
    stack = ExitStack()
    atexit.register(stack.close)
    folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="kata-"))
    return stack.enter_context(workbench(Path(folder, "library")))
