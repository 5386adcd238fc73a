"""Fixes as people write them, right and wrong, from `tests/zoo/`: each puts lines in the place of `fixed`'s."""

import difflib
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from kata import ROOT
from kata.bugs import variants
from kata.bugs.manifest import load_bugs

Fix = dict[str, Any]  # bug, name, whether it is right, old and new text, and what else it changes

ZOO = ROOT / "tests" / "zoo"


@cache
def load_fixes(folder: Path = ZOO) -> tuple[Fix, ...]:
    """Return all fixes, file by file, in their order."""
    return tuple(
        fix
        for file in sorted(folder.glob("*.toml"))
        for fix in tomllib.loads(file.read_text(encoding="utf-8"))["fix"]
    )


def text_of(fix: Fix) -> str:
    """Return the fix's module of `fixed`, with the lines of the fix in the place of its own."""
    text = variants.module_text(load_bugs()[fix["bug"]].module, present=())
    for old, new in [(fix["old"], fix["new"]), *fix.get("also", [])]:
        if text.count(old) != 1:
            raise ValueError(f"{old!r} stands {text.count(old)} times in the module")
        text = text.replace(old, new)
    return text


def diff(fix: Fix) -> str:
    """Return what a fix changes in the module with the bug, as the lines of a diff, and one line around them."""
    bug = load_bugs()[fix["bug"]]
    before = variants.module_text(bug.module, present={bug.id}).splitlines()
    lines = difflib.unified_diff(before, text_of(fix).splitlines(), n=1, lineterm="")
    return "\n".join(line for line in list(lines)[2:] if not line.startswith("@@"))
