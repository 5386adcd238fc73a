"""The judge: what tests say becomes a verdict, and nothing that did not run counts as fixed."""

import pytest

from kata.bugs import load_bugs
from kata.judge import Trial, run_tests, verdict

ONE, OTHER = "softmax-overflow", "softmax-shape"


def judged(outcomes, **extra):
    """Return the verdict on tests given as name: (bugs, outcome)."""
    run = Trial("made up", **extra)
    for test, (bugs, outcome) in outcomes.items():
        run.bugs[test] = bugs
        if outcome is not None:
            run.outcomes[test], run.messages[test] = outcome, f"{test} {outcome}"
    return verdict(run)


@pytest.mark.parametrize(
    ("outcomes", "status"),
    [
        (["passed", "passed"], "fixed"),
        (["passed", "failed"], "present"),
        (["failed", None], "present"),
        (["passed", None], "unclear"),
        (["passed", "skipped"], "unclear"),
        (["passed", "error"], "unclear"),
        ([], "unclear"),
    ],
)
def test_the_status_of_a_bug(outcomes, status):
    """Fixed if all of its tests ran and passed, present if one failed, else unclear."""
    tests = {f"test_{i}": ([ONE], outcome) for i, outcome in enumerate(outcomes)}
    assert judged(tests)["bugs"][ONE]["status"] == status


def test_a_test_that_did_not_run_is_missing_and_says_why():
    """With the reason for which the tests ended early."""
    said = judged({"test": ([ONE], None)}, reason="it was ended after 300 seconds")["bugs"][ONE]
    assert said["tests"] == {"test": "missing"}
    assert "it was ended after 300 seconds" in said["message"]


@pytest.mark.parametrize(
    ("one", "together", "statuses"),
    [
        ("passed", "failed", ("present", "present")),
        ("passed", "passed", ("fixed", "fixed")),
        ("failed", "failed", ("present", "fixed")),
    ],
)
def test_a_test_of_two_bugs_counts_only_where_both_are_fixed_by_their_own(one, together, statuses):
    """Elsewhere its failure is explained already."""
    bugs = judged({"a": ([ONE], one), "b": ([OTHER], "passed"), "c": ([ONE, OTHER], together)})["bugs"]
    assert (bugs[ONE]["status"], bugs[OTHER]["status"]) == statuses


def test_an_unmarked_test_that_fails_is_broken():
    """It belongs to no bug: something that worked does not any more."""
    said = judged({"good": ([], "passed"), "bad": ([], "failed"), "skipped": ([], "skipped")})
    assert said["broken"] == ["bad"]
    assert said["unchanged"] == {"good": "passed", "bad": "failed", "skipped": "skipped"}


def test_a_library_that_does_not_load_is_unclear_in_every_bug(tmp_path):
    """With the reason; nothing of it is fixed."""
    (tmp_path / "__init__.py").write_text("from .nothing import here", encoding="utf-8")
    bugs = verdict(run_tests(str(tmp_path)))["bugs"]
    assert set(bugs) == set(load_bugs())
    for said in bugs.values():
        assert said["status"] == "unclear"
        assert "ModuleNotFoundError" in said["message"]


def test_a_library_that_ends_the_process_is_unclear_in_every_bug(tmp_path):
    """Even with exit status 0."""
    (tmp_path / "__init__.py").write_text("import os; os._exit(0)", encoding="utf-8")
    assert {said["status"] for said in verdict(run_tests(str(tmp_path)))["bugs"].values()} == {"unclear"}


def test_tests_that_take_too_long_are_ended(tmp_path):
    """The verdict comes all the same."""
    (tmp_path / "__init__.py").write_text("import time; time.sleep(60)", encoding="utf-8")
    said = verdict(run_tests(str(tmp_path), seconds=3))
    assert {bug["status"] for bug in said["bugs"].values()} == {"unclear"}
    assert "it was ended after 3 seconds" in said["bugs"][ONE]["message"]
