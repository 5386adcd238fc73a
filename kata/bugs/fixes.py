"""Fixes as people write them, right and wrong, from `tests/zoo/`: each puts lines in the place of `fixed`'s.

A wrong one has the `kind` of its mistake, one of `KINDS`, says `why` it is wrong, and has a line of Python
by which it is `shown`: on the fixed library and on every right fix of the same bug it has
one answer, on this one another.
"""

import difflib
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from kata import ROOT
from kata.bugs import variants
from kata.bugs.manifest import load_bugs
from kata.words.translation import phrase

Fix = dict[str, Any]  # bug, name, whether it is right, old and new text, and what else it changes; see above

KINDS = {  # of mistakes
    "axis": phrase("the wrong axis, or a part for the whole"),
    "case": phrase("a case that is lost"),
    "chance": phrase("chance that is none"),
    "cover": phrase("a symptom covered up"),
    "formula": phrase("another formula"),
    "half": phrase("one place mended, another not"),
    "memory": phrase("far too much memory"),
    "state": phrase("something altered, or forgotten"),
}

ZOO = ROOT / "tests" / "zoo"


@cache
def load_fixes(folder: Path = ZOO) -> tuple[Fix, ...]:
    """Return all fixes, file by file, in their order."""
    return tuple(fix for content in _contents(folder) for fix in content["fix"])


@cache
def left_open(folder: Path = ZOO) -> dict[str, str]:
    """Return of each bug the id of the clause that right fixes fill in different ways."""
    return {bug: clause for content in _contents(folder) for bug, clause in content["open"].items()}


@cache
def _contents(folder: Path) -> tuple[dict[str, Any], ...]:
    return tuple(tomllib.loads(file.read_text(encoding="utf-8")) for file in sorted(folder.glob("*.toml")))


def text_of(fix: Fix) -> str:
    """Return the fix's module of `fixed`, with the lines of the fix in the place of its own."""
    text = variants.module_text(load_bugs()[fix["bug"]].module, present=())
    for old, new in [(fix["old"], fix["new"]), *fix.get("also", [])]:
        if text.count(old) != 1:
            raise ValueError(f"{old!r} stands {text.count(old)} times in the module")
        text = text.replace(old, new)
    return text


def diff(fix: Fix, context: int = 1) -> str:
    """Return what a fix changes in the module with the bug, as the lines of a diff, and some lines around them.

    With more than one line around them, it says where they are.
    """
    bug = load_bugs()[fix["bug"]]
    before = variants.module_text(bug.module, present={bug.id}).splitlines()
    lines = list(difflib.unified_diff(before, text_of(fix).splitlines(), n=context, lineterm=""))[2:]
    return "\n".join(line for line in lines if context > 1 or not line.startswith("@@"))
