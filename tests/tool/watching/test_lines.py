"""Every line that a fix changes is executed by tests that are marked with its bug alone, before and after."""

import ast
import json
import os
import subprocess
import sys

import pytest
from coverage import CoverageData
from waiting import limit

from kata import ROOT
from kata.bugs.manifest import load_bugs
from kata.bugs.variants import hunks


def executed(library, folder):
    """Return by module and line the bugs with a test that is marked with them alone and executes the line."""
    data, events, found = folder / "coverage", folder / "events.jsonl", {}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/bugs"]
    command += [f"--subject={library}", f"--events={events}", "--hypothesis-profile=hasty"]
    command += [f"--cov={library}", "--cov-context=test", "--cov-report="]
    environment = {**os.environ, "COVERAGE_FILE": str(data)}
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=limit(600)
    )
    assert done.returncode == 0, done.stdout
    marks = json.loads(events.read_text().partition("\n")[0])["tests"]
    coverage = CoverageData(str(data))
    coverage.read()
    for path in coverage.measured_files():
        for line, contexts in coverage.contexts_by_lineno(path).items():
            ids = [marks.get(context.rpartition("|")[0], []) for context in contexts]
            found[path, line] = {bug for bugs in ids if len(bugs) == 1 for bug in bugs}
    return found


def changed_lines(library, bug):
    """Return the numbers of the lines of the bug's hunks in which a statement begins."""
    shift, numbers = 0, set()
    for number, hunk in enumerate(hunks(bug.module), 1):
        start, end = hunk.start, hunk.end
        if library == "fixed":
            start += shift
            end = start + len(hunk.lines)
        shift += len(hunk.lines) - (hunk.end - hunk.start)
        if number in bug.hunks:
            numbers.update(range(start + 1, end + 1))
    tree = ast.parse((ROOT / library / f"{bug.module}.py").read_text(encoding="utf-8"))
    return numbers & {node.lineno for node in ast.walk(tree) if isinstance(node, ast.stmt)}


@pytest.mark.parametrize("library", ["original", "fixed"])
def test_the_tests_of_a_bug_execute_what_its_fix_changes(library, tmp_path):
    """Each line by itself; every fix has lines in `fixed`, though one that only adds has none in `original`."""
    by_whom = executed(library, tmp_path)
    changed = {bug: changed_lines(library, bug) for bug in load_bugs().values()}
    assert library == "original" or all(changed.values())
    missed = {
        f"{library}/{bug.module}.py:{line} by {bug.id}"
        for bug, lines in changed.items()
        for line in lines
        if bug.id not in by_whom.get((f"{library}/{bug.module}.py", line), ())
    }
    assert missed == set()
