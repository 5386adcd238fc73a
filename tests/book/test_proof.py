"""The proofs: the figures that are kept are of today's tests, and nothing is kept that proves nothing."""

import copy
import json
import tomllib
from collections import Counter
from functools import partial

import pytest
from attacks.attempt import load_attacks
from collecting import collect, collect_events
from flakes.test_flakes import LIBRARIES, SEEDS
from typer.testing import CliRunner

from book import proof
from book.proof import (
    ATTACK,
    FLAKES,
    KILLED,
    LISTED,
    PROOFS,
    PYTORCH,
    RIGHT,
    SEEN,
    WRONG,
    figures,
    kept,
    objection,
    rows,
)
from book.zoo import FIXES
from kata import ROOT
from kata.bugs.breaches import load_breaches
from kata.bugs.manifest import load_bugs
from kata.proof.matrix import every_variant
from kata.sparring.cast import cast_for, find_target

SUITES = [name for name in PROOFS if name != "matrix"]
# a file of tests, and why its run proves nothing
TINY = {
    "passes": (
        "def test_one(record_property):\n    record_property('seeds', 3)\n    record_property('of', {})\n",
        "",
    ),
    "fails": ("def test_one():\n    pass\n\ndef test_two():\n    assert 1 == 2\n", "failed (1)"),
    "is skipped": ("import pytest\n\ndef test_one():\n    pytest.skip('no clone')\n", "skipped: no clone (1)"),
    "needs what is missing": ("import no_such_module\n", "No module named 'no_such_module' (1)"),
    "holds no test": ("", "there are no tests"),
}


@pytest.fixture(scope="module")
def collected(tmp_path_factory):
    """What pytest says of today's tests."""
    return collect_events(tmp_path_factory.mktemp("events"))


@pytest.fixture(scope="module")
def marks(collected):
    """The tests of today, each with its bugs."""
    return collected["tests"]


@pytest.fixture(scope="module")
def mutants():
    """The mutants of today: those that a test must find out, and those that are listed."""
    pytest.importorskip("cosmic_ray", reason="cosmic-ray is not installed: it is of the group `mutants`")
    from mutants import test_mutants

    return test_mutants.KILLED, test_mutants.SURVIVE


def suite(name):
    """Return what is kept of a suite of pytest."""
    return {part: found for proved in SUITES for part, found in kept(proved)["suites"].items()}[name]


def by_group(name, function):
    """Return how many tests of a function passed, for each bug or module."""
    return Counter(
        {group: sum(found.get(function, {}).values()) for group, found in suite(name)["groups"].items()}
    )


@pytest.mark.parametrize("name", PROOFS)
def test_what_is_kept_holds(name):
    """Every outcome in it is as it should be."""
    assert objection(PROOFS[name].outcomes(kept(name))) == ""


@pytest.mark.parametrize("outcome", ["failed", "skipped: no clone", "error: no such module"])
@pytest.mark.parametrize("name", SUITES)
def test_one_wrong_outcome_of_a_suite_is_too_many(name, outcome):
    """Whatever else passed, the objection names it."""
    result = copy.deepcopy(kept(name))
    found = next(iter(result["suites"].values()))
    next(iter(found["tests"].values()))[outcome] = 1
    assert objection(PROOFS[name].outcomes(result)) == f"{outcome} (1)"


@pytest.mark.parametrize("kind", ["breaches", "disagreements"])
def test_one_breach_of_the_matrix_is_too_many(kind):
    """Of the rule, or of the short cut: the objection names the test."""
    result = copy.deepcopy(kept("matrix"))
    result["matrix"][kind] = [{"test": "test_one", "outcome": "failed", "expected": "passed"}]
    assert objection(PROOFS["matrix"].outcomes(result)) == "test_one failed instead of passed (1)"


def test_the_matrix_is_of_todays_tests(marks, collected):
    """On all variants, with the marks that the tests have; where a bug is alone, exactly its tests fail."""
    matrix = kept("matrix")["matrix"]
    assert matrix["variants"] == len(every_variant())
    assert {test: said["bugs"] for test, said in matrix["tests"].items()} == marks
    assert [test for test, said in matrix["tests"].items() if said["waits"]] == collected["waiting"]
    assert {test: set(said["fails_with_only"]) for test, said in matrix["tests"].items()} == {
        test: set(bugs) for test, bugs in marks.items()
    }


def test_the_libraries_are_judged_by_todays_tests(marks):
    """The marked ones are expected to fail on `original`; all pass on `fixed`, and reach every line and branch."""

    def expected(outcome_of):
        counts = {}
        for test, bugs in marks.items():
            function = test.partition("::")[2].partition("[")[0]
            counts.setdefault(function, Counter())[outcome_of(bugs)] += 1
        return counts

    assert suite("original")["tests"] == expected(lambda bugs: "xfailed" if bugs else "passed")
    assert suite("fixed")["tests"] == expected(lambda _: "passed")
    coverage = suite("fixed")["coverage"]
    assert coverage["covered_lines"] == coverage["num_statements"] > 0
    assert coverage["covered_branches"] == coverage["num_branches"] > 0


@pytest.mark.parametrize(("function", "right"), [(RIGHT, True), (WRONG, False)])
def test_the_zoo_is_todays(function, right):
    """As many right and wrong fixes of each bug."""
    assert by_group("zoo", function) == Counter(fix["bug"] for fix in FIXES if fix["right"] == right)


def test_the_breaches_are_todays():
    """As many of each module."""
    assert by_group("zoo", SEEN) == Counter(breach.module for breach in load_breaches().values())


def test_the_attacks_are_todays():
    """All of them, behind one wall at least."""
    assert max(by_group("attacks", ATTACK).values()) == len(list(load_attacks()))


def test_the_dojo_is_todays():
    """As many right and wrong libraries for each bug, and with another bug."""
    recorded = {name.partition("[")[2].rstrip(":]"): said for name, said in suite("dojo")["recorded"].items()}
    for bug in load_bugs():
        number = Counter(library.role for library in cast_for(find_target(bug)))
        assert {role: recorded[bug][role] for role in number} == number
    assert recorded.keys() == load_bugs().keys()


@pytest.mark.parametrize(("function", "which"), [(KILLED, 0), (LISTED, 1)])
def test_the_mutants_are_todays(mutants, function, which):
    """As many of each module, of those that a test finds out and of those that are listed."""
    assert by_group("mutants", function) == Counter(mutant.values[0].module for mutant in mutants[which])


def test_the_listed_mutants_are_todays():
    """Of the same modules, and at least as many as the list has changes: one may be of several lines."""
    listed = tomllib.loads((ROOT / "tests" / "mutants" / "equivalent.toml").read_text(encoding="utf-8"))
    changes = Counter()
    for entry in listed["equivalent"]:
        changes[entry["module"]] += len(entry["changes"])
    found = +by_group("mutants", LISTED)
    assert found.keys() == changes.keys()
    assert found >= changes


def test_the_flakes_are_of_todays_properties(tmp_path):
    """All of them, on both libraries, with as many seeds as are drawn today."""
    properties = len(collect(tmp_path, "-m", "hypothesis"))
    expected = {"seeds": SEEDS, "tests": properties, "runs": SEEDS * properties * len(LIBRARIES)}
    assert suite("flakes")["recorded"] == {FLAKES: expected}


def test_pytorch_is_judged_by_todays_tests(marks):
    """Each of them has passed, or is of what PyTorch does not offer."""
    assert sum(suite("adapters")["recorded"][PYTORCH].values()) == len(marks)


def test_the_figures(marks):
    """Texts under names that a template can use; numbers have their thousands apart, as the language does it."""
    said = figures()
    assert all(name.isidentifier() and isinstance(text, str) for name, text in said.items()), said
    assert (said["variants"], figures(" ")["variants"]) == ("4,096", "4 096")
    assert (said["tests"], said["breaches"], said["differences"]) == (str(len(marks)), "0", "0")
    assert said["expected_failures"] == str(sum(bool(bugs) for bugs in marks.values()))
    assert said["right_fixes"] == str(sum(fix["right"] for fix in FIXES))
    assert said["wrong_fixes"] == str(sum(not fix["right"] for fix in FIXES))
    assert said["planted"] == f"{len(load_breaches()):,}"
    assert said["matrix_date"] == kept("matrix")["date"]


def test_the_rows(marks, collected):
    """One for each bug, in order; together they have all fixes, and all tests that ask about a bug."""
    table = rows()
    assert [row.bug for row in table] == list(load_bugs())
    assert sum(row.right_fixes + row.wrong_fixes for row in table) == len(FIXES)
    asked = Counter(bugs[0] for test, bugs in marks.items() if bugs and test not in collected["waiting"])
    assert {row.bug: row.tests for row in table} == asked
    killed = {row.module: row.killed for row in table}
    assert killed.items() <= by_group("mutants", KILLED).items()


def test_the_picture_of_the_matrix_is_drawn_from_what_is_kept(tmp_path):
    """Without a run: it names every bug."""
    proof.draw_matrix(tmp_path / "matrix.svg")
    picture = (tmp_path / "matrix.svg").read_text(encoding="utf-8")
    assert [bug for bug in load_bugs() if f">{bug}<" not in picture] == []


@pytest.fixture
def prove(tmp_path, monkeypatch):
    """Return a function that proves a tiny file of tests: exit status, what was said, and what is kept."""
    monkeypatch.setattr(proof, "FOLDER", tmp_path / "kept")

    def run(text, *options):
        file = tmp_path / "test_tiny.py"
        file.write_text(text, encoding="utf-8")
        arguments = ["--config-file", str(ROOT / "pyproject.toml"), str(file), *options]
        suites = partial(proof.run_suites, tiny=arguments)
        monkeypatch.setitem(PROOFS, "tiny", PROOFS["zoo"]._replace(run=suites))
        done = CliRunner().invoke(proof.app, ["tiny"])
        path = tmp_path / "kept" / "tiny.json"
        return done.exit_code, done.output, json.loads(path.read_text(encoding="utf-8")) if path.exists() else None

    return run


@pytest.mark.parametrize("case", TINY)
def test_only_what_proves_something_is_kept(prove, case):
    """A run with a failure, one that skips, and one without tests are not, and a sentence says why."""
    text, why = TINY[case]
    status, said, result = prove(text)
    if not why:
        assert (status, "tiny holds, and is kept. Tests: 1." in said) == (0, True), said
        counts = {"tests": {"test_one": {"passed": 1}}, "groups": {}, "recorded": {"test_one": {"seeds": 3}}}
        assert (result["format"], result["suites"]) == (1, {"tiny": counts})
    else:
        assert (status, result) == (1, None)
        assert said.startswith("tiny is not kept: "), said
        assert said.rstrip().endswith(why), said


def test_too_little_coverage_is_not_kept(prove):
    """Nor whatever else pytest says in its exit status alone."""
    status, said, result = prove(TINY["passes"][0], "--cov=fixed", "--cov-fail-under=100")
    assert (status, result) == (1, None)
    assert said.strip() == "tiny is not kept: pytest ended with exit status 1"


def test_a_run_that_is_not_kept_leaves_the_last_one(prove):
    """What has been proved before stays, with its day."""
    _, _, before = prove(TINY["passes"][0])
    status, _, after = prove(TINY["fails"][0])
    assert status == 1
    assert before is not None
    assert after == before


def test_a_proof_that_there_is_not():
    """It is named, with those that there are; exit status 2."""
    done = CliRunner().invoke(proof.app, ["matrix", "zoos"])
    assert done.exit_code == 2
    assert "there is no proof zoos: expected some of libraries, " in done.output


@pytest.mark.parametrize("changed", [False, True])
def test_a_proof_says_of_what_content_it_is(monkeypatch, changed):
    """It stands as long as that is there; a run in which it was changed proves nothing."""
    contents = ["first", "second" if changed else "first"]
    monkeypatch.setitem(proof.CONTENTS, "zoo", lambda: contents.pop(0) if contents else "today")
    monkeypatch.setattr(proof, "run_suites", lambda **suites: {"suites": suites})
    if changed:
        with pytest.raises(RuntimeError, match="changed meanwhile"):
            PROOFS["zoo"].run()
        return
    result = PROOFS["zoo"].run()
    assert (result["content"], result["suites"]["zoo"][0]) == ("first", "tests/zoo")
    for content in ("today", "first"):
        monkeypatch.setattr(proof, "kept", lambda _, content=content: {"content": content})
        assert proof.stands("zoo") == (content == "today")


def test_another_format(tmp_path, monkeypatch):
    """It is not read as if it were ours."""
    monkeypatch.setattr(proof, "FOLDER", tmp_path)
    (tmp_path / "zoo.json").write_text('{"format": 2}', encoding="utf-8")
    with pytest.raises(ValueError, match="format 2: expected 1"):
        kept("zoo")
