"""The zoo: fixes as people write them. Every right one is accepted, and every wrong one rejected.

An entry of the TOML files beside this one names the bug, the fix, and whether it is right, and gives the lines
that it puts in the place of those of `fixed` (`old`, `new`, and `also` for further places, all of them in the
bug's module). So all other bugs are fixed, and the tests that are marked with the bug alone decide. A right fix
breaks nothing else either.
"""

import json
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from kata import ROOT
from kata.bugs import load_bugs

FIXES = [
    fix for file in sorted(Path(__file__).parent.glob("*.toml")) for fix in tomllib.loads(file.read_text())["fix"]
]


def build(fix, folder):
    """Write `fixed` with the lines of the fix in the place of its own."""
    shutil.copytree(ROOT / "fixed", folder, ignore=shutil.ignore_patterns("__pycache__"))
    path = folder / f"{load_bugs()[fix['bug']].module}.py"
    text = path.read_text(encoding="utf-8")
    for old, new in [(fix["old"], fix["new"]), *fix.get("also", [])]:
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path.name}"
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")


def failures(folder, events, *paths):
    """Run the tests in these paths on a library; return the bugs and the message of each that does not pass."""
    command = [sys.executable, "-m", "pytest", "-q", f"--subject={folder}", f"--events={events}", *paths]
    subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    collected, *others = map(json.loads, events.read_text().splitlines())
    results = [event for event in others if event["event"] == "test"]
    assert len(results) == len(collected["tests"])
    return [(collected["tests"][r["id"]], r["message"]) for r in results if r["outcome"] != "passed"]


@pytest.mark.parametrize("fix", FIXES, ids=lambda fix: f"{fix['bug']}: {fix['name']}")
def test_the_verdict_on_a_fix(fix, tmp_path):
    """A right fix passes every test; a wrong one fails those of its bug, or breaks what worked."""
    build(fix, tmp_path / "library")
    failed = []
    if not fix["right"]:
        failed = failures(
            tmp_path / "library", tmp_path / "own", f"tests/bugs/test_{fix['bug'].replace('-', '_')}.py"
        )
    if not failed:
        failed = failures(tmp_path / "library", tmp_path / "all")
    if fix["right"]:
        assert failed == []
    else:
        assert {bug for bugs, _ in failed for bug in bugs} <= {fix["bug"]}
        assert failed, "nothing rejects this fix"
        assert all(message for _, message in failed)


def test_every_bug_has_right_and_wrong_fixes():
    """At least one right and four wrong ones of each."""
    for bug in load_bugs():
        assert sum(fix["bug"] == bug and fix["right"] for fix in FIXES) >= 1, bug
        assert sum(fix["bug"] == bug and not fix["right"] for fix in FIXES) >= 4, bug
