"""`original` and `fixed` differ in the hunks of the twelve bugs and in nothing else; `bugs.toml` is true."""

import ast
import io
import itertools
import json
import subprocess
import sys
import tokenize
from collections import Counter

import pytest
from collecting import collect_events
from waiting import limit

from kata import ROOT
from kata.bugs.manifest import load_bugs
from kata.bugs.variants import hunks

MODULES = sorted(path.name for path in (ROOT / "fixed").glob("*.py"))
BUGS = load_bugs()


def source(library, module):
    return (ROOT / library / module).read_text(encoding="utf-8")


def test_both_have_the_same_modules():
    """Nine of them, of 15 to 150 lines."""
    assert sorted(path.name for path in (ROOT / "original").glob("*.py")) == MODULES
    assert len(MODULES) == 9
    for library in ("original", "fixed"):
        for module in MODULES:
            assert 15 <= len(source(library, module).splitlines()) <= 150, f"{library}/{module}"


@pytest.mark.parametrize("module", MODULES)
def test_every_hunk_belongs_to_one_bug(module):
    """To the one that `bugs.toml` says, and to no other."""
    claimed = sorted(number for bug in BUGS.values() if f"{bug.module}.py" == module for number in bug.hunks)
    assert claimed == list(range(1, len(hunks(module.removesuffix(".py"))) + 1))


@pytest.mark.parametrize("module", MODULES)
def test_between_hunks_stands_a_line_that_is_unique_in_its_file(module):
    """So that patches with one line of context apply in any order."""
    old = source("original", module).splitlines()
    counts = Counter(old)
    for (_, end, _), (start, _, _) in itertools.pairwise(hunks(module.removesuffix(".py"))):
        assert any(counts[line] == 1 for line in old[end:start]), f"{module}, between lines {end} and {start + 1}"


@pytest.mark.parametrize("module", MODULES)
def test_comments_and_docstrings_are_the_same(module):
    """They are the contract, right in both, and none of them hints at a bug."""
    told = []
    for library in ("original", "fixed"):
        text = source(library, module)
        tokens = tokenize.generate_tokens(io.StringIO(text).readline)
        comments = [token.string for token in tokens if token.type == tokenize.COMMENT]
        documented = (ast.Module, ast.ClassDef, ast.FunctionDef)
        docstrings = [
            ast.get_docstring(node) for node in ast.walk(ast.parse(text)) if isinstance(node, documented)
        ]
        told.append((comments, docstrings))
    assert told[0] == told[1]


def test_every_bug_has_a_test_file_and_every_file_a_bug():
    """There are no dead ids."""
    files = {
        path.stem.removeprefix("test_").replace("_", "-") for path in (ROOT / "tests" / "bugs").glob("test_*.py")
    }
    assert files == set(BUGS)


@pytest.fixture(scope="module")
def collected(tmp_path_factory):
    """What pytest says of the tests of the kata when it has collected them."""
    return collect_events(tmp_path_factory.mktemp("events"))


@pytest.mark.parametrize("bug", BUGS)
def test_every_bug_has_tests_that_ask_about_it(collected, bug):
    """In the file that is named after it, where the others wait for this bug alone."""
    file = f"tests/bugs/test_{bug.replace('-', '_')}.py"
    marked = {test for test, ids in collected["tests"].items() if ids == [bug]}
    own = marked.difference(collected["waiting"])
    assert len({test.partition("[")[0] for test in own}) >= 2, own
    assert {test.partition("::")[0] for test in own} == {file}
    assert marked >= {test for test in collected["tests"] if test.startswith(file)}


@pytest.mark.parametrize("bug", BUGS)
def test_no_hint_gives_the_line_away(bug):
    """Hints ask where to look; the text of the fix is in none of them."""
    old, new = (source(library, f"{BUGS[bug].module}.py").splitlines() for library in ("original", "fixed"))
    for line in set(new) - set(old):
        for hint in BUGS[bug].hints:
            assert line.strip() not in hint


def report(*command):
    return subprocess.run(
        [sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, check=False, timeout=limit(600)
    ).stdout


def test_ruff_reports_in_original_what_it_is_exempt_from_and_nothing_else():
    """Unused arguments and unknown names, which the bugs cause; in `fixed` there is nothing to report."""
    found = {}
    for library in ("original", "fixed"):
        no_exemptions = ("--config", "lint.per-file-ignores = {}")
        told = json.loads(report("ruff", "check", "--output-format=json", "--no-cache", *no_exemptions, library))
        found[library] = {entry["code"] for entry in told}
    assert found == {"original": {"ARG002", "F821"}, "fixed": set()}


def test_mypy_reports_in_original_what_it_is_exempt_from_and_nothing_else():
    """The unknown names, and that what they return is unknown as well."""
    found = {}
    for library in ("original", "fixed"):
        lines = report("mypy", "--strict", "--config-file=", library).splitlines()
        found[library] = {line.rpartition("[")[2].rstrip("]") for line in lines if ": error:" in line}
    assert found == {"original": {"name-defined", "no-any-return"}, "fixed": set()}
