"""A class as there might be: variants with some bugs fixed, in the styles of the zoo, and breaches."""

import random
import tomllib
import zipfile
from pathlib import Path
from typing import Any

from benchmarks.handed import write_record
from kata import ROOT
from kata.bugs.breaches import drawn, text_with
from kata.bugs.manifest import load_bugs
from kata.bugs.variants import modules

REJECTED = "rejected"  # by the tests of the bug, or by those of what a fix must not break
GIVEN, FIXED, WRONG, WITH_BREACH = 4, 0.75, 0.1, 3  # bugs of each; shares of them; every third has a breach


def make_real_class(folder: Path, number: int, seed: int = 0) -> dict[str, dict[str, str]]:
    """Write submissions of so many students, and what they were given; return what is to come of it."""
    draw = random.Random(seed)  # noqa: S311 - nothing is secret
    zoo = [
        fix
        for file in sorted((ROOT / "tests" / "zoo").glob("*.toml"))
        for fix in tomllib.loads(file.read_text(encoding="utf-8"))["fix"]
    ]
    bugs, expected, students = list(load_bugs()), {}, []
    submissions = folder / "submissions"
    submissions.mkdir(parents=True)
    for index in range(number):
        student, given = f"s{index:05}", draw.sample(bugs, GIVEN)
        planted = drawn(1, seed + index, given) if index % WITH_BREACH == 0 else []
        whole = index % 2 == 0  # has fixed everything
        left = [] if whole else [bug for bug in given if draw.random() > FIXED]
        still = [] if whole else [breach for breach in planted if draw.random() > FIXED]
        statuses = {bug: "present" if bug in left else "fixed" for bug in bugs}
        texts = {module: text_with(module, left, still) for module in modules()}
        for bug in [bug for bug in given if bug not in left]:
            wrong = not whole and draw.random() < WRONG
            ways = [fix for fix in zoo if fix["bug"] == bug and fix["right"] != wrong]
            _fix_otherwise(texts, draw.choice(ways), statuses)
        with zipfile.ZipFile(submissions / f"{student}.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            for module, text in texts.items():
                archive.writestr(f"exercise/{module}.py", f"{text}\n# {student}\n")
        expected[student] = statuses
        breaches = [breach.name for breach in planted]
        students.append((student, given, breaches))
    write_record(folder, "variants", students)
    return expected


def _fix_otherwise(texts: dict[str, str], fix: dict[str, Any], statuses: dict[str, str]) -> None:
    """Put a fix of the zoo in the place of that of the corrected library, if that stands there as it is."""
    module = load_bugs()[fix["bug"]].module
    changes = [(fix["old"], fix["new"]), *(tuple(pair) for pair in fix.get("also", []))]
    if all(texts[module].count(old) == 1 for old, _ in changes):
        for old, new in changes:
            texts[module] = texts[module].replace(old, new)
        statuses[fix["bug"]] = "fixed" if fix["right"] else REJECTED
