"""The judge: what tests say becomes a verdict, and nothing that did not run counts as fixed."""

import re
import shutil
from xml.etree import ElementTree

import pytest

from kata import ROOT
from kata.bugs.manifest import load_bugs
from kata.exports.junit import as_junit
from kata.judging.run import HANGS
from kata.judging.trial import SECONDS, Trial, run_tests
from kata.judging.verdict import exit_status, verdict

ONE, OTHER = "softmax-overflow", "softmax-shape"


def judged(outcomes, *, waiting=(), only=(), **extra):
    """Return the verdict on tests given as name: (bugs, outcome), some of which wait for their bugs."""
    run = Trial("made up", waiting={*waiting}, **extra)
    for test, (bugs, outcome) in outcomes.items():
        run.bugs[test] = bugs
        if outcome is not None:
            run.outcomes[test], run.messages[test] = outcome, f"{test} {outcome}"
    return verdict(run, only)


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


def test_nothing_that_was_told_before_an_interference_counts():
    """A test that had passed by then had nothing to say, and the verdict would give no reason for it."""
    trial = Trial("made up")
    trial.hear({"event": "collected", "tests": {"test": [ONE]}, "waiting": [], "sentences": {}, "drawn": []})
    ran = {
        "event": "test",
        "id": "test",
        "outcome": "passed",
        "message": "",
        "where": "adam.py:3",
        "printed": "hi",
    }
    trial.hear(ran | {"snippet": "adam()"})
    trial.end({"reason": "the library interferes with the judge", "void": True})
    assert [trial.outcomes, trial.messages, trial.places, trial.printed, trial.snippets] == [{}] * 5
    said = verdict(trial, only=[ONE])["bugs"][ONE]
    assert said["message"] == "missing: the library interferes with the judge"


@pytest.mark.parametrize(
    ("one", "together", "outcome", "broken"),
    [
        ("passed", "failed", "failed", ["c"]),
        ("passed", "error", "error", ["c"]),
        ("passed", "passed", "passed", []),
        ("passed", None, "missing", []),
        ("failed", "failed", "waiting", []),
        ("error", "passed", "waiting", []),
    ],
)
@pytest.mark.parametrize("bugs", [[ONE], [ONE, OTHER]])
def test_a_test_that_waits_counts_where_its_bugs_are_fixed_by_their_own(bugs, one, together, outcome, broken):
    """Its failure is then something else that is broken, and never the name of a bug."""
    tests = {"a": ([ONE], one), "b": ([OTHER], "passed"), "c": (bugs, together)}
    said = judged(tests, waiting={"c"})
    assert said["bugs"][OTHER]["status"] == "fixed"
    assert said["bugs"][ONE]["tests"] == {"a": one}
    assert (said["once_fixed"], said["broken"]) == ({"c": outcome}, broken)


def test_of_one_bug_those_count_that_wait_for_it_alone():
    """Of the others nobody has asked whether they are fixed."""
    tests = {"a": ([ONE], "passed"), "b": ([ONE], "failed"), "c": ([ONE, OTHER], "failed")}
    said = judged(tests, waiting={"b", "c"}, only=[ONE])
    assert (said["once_fixed"], said["broken"]) == ({"b": "failed", "c": "waiting"}, ["b"])
    assert exit_status(said) == 1


def test_an_unmarked_test_that_fails_is_broken():
    """It belongs to no bug: something that worked does not any more."""
    said = judged({"good": ([], "passed"), "bad": ([], "failed"), "skipped": ([], "skipped")})
    assert said["broken"] == ["bad"]
    assert said["unchanged"] == {"good": "passed", "bad": "failed", "skipped": "skipped"}


@pytest.fixture
def broken(tmp_path):
    """Return a function that copies `fixed` and puts a line at the beginning of a function of it."""

    def break_it(module, function, line):
        shutil.copytree(ROOT / "fixed", tmp_path / "library", ignore=shutil.ignore_patterns("__pycache__"))
        path = tmp_path / "library" / f"{module}.py"
        text, heading = path.read_text(encoding="utf-8"), re.compile(rf"def {function}\(.*?:\n( +)", re.DOTALL)
        assert heading.search(text)
        text = heading.sub(lambda found: f"{found[0]}{line}\n{found[1]}", text, count=1)
        path.write_text(text, encoding="utf-8")
        return str(tmp_path / "library")

    return break_it


@pytest.mark.parametrize(
    ("death", "reason"),
    [
        ("import os; os._exit(0)", "the library ended its process with exit status 0 in "),
        ("import os; os.abort()", "the library was ended by SIGABRT in "),
        ("import ctypes; ctypes.string_at(0)", "the library was ended by SIGSEGV in "),
    ],
)
def test_a_test_in_which_the_process_dies_is_an_error_and_the_others_go_on(broken, judge, death, reason):
    """An exit without a word, a crash: never fixed, and the other tests run without it."""
    code = f"exec({death!r}) if Z.shape == (7, 10) else None"  # in one of the bug's tests
    trial = run_tests(broken("activation_functions", "softmax", code), bugs=[OTHER], judge=judge)
    said = verdict(trial, only=[OTHER])["bugs"][OTHER]
    assert trial.complete
    assert said["status"] == "unclear"
    assert reason in said["message"]
    assert list(said["tests"].values()).count("error") == 1
    assert set(said["tests"].values()) == {"error", "passed"}


@pytest.mark.parametrize("loop", ["pass", "print('x' * 1000)", "__import__('time').sleep(1)"])
def test_a_hang_costs_one_wait(broken, judge, loop):
    """In silence or not: it is an error that tells where, and the bug's other tests are not waited for."""
    library = broken("activation_functions", "softmax", f"while True: {loop}")
    trial = run_tests(library, bugs=[OTHER], judge=judge)
    said = verdict(trial, only=[OTHER])["bugs"][OTHER]
    assert said["status"] == "unclear"
    assert re.search(
        r"the library did not answer within [\d.]+ seconds? in softmax, at activation_functions.py:\d+",
        said["message"],
    )
    outcomes = list(said["tests"].values())
    assert (outcomes.count("error"), outcomes.count("missing")) == (1, len(outcomes) - 1)


def test_a_hang_in_one_place_leaves_the_other_bugs_their_verdict(broken, judge):
    """Here in softmax, for batches: the tests of four bugs meet it."""
    library = broken("activation_functions", "softmax", "while len(Z) > 1: pass")
    said = verdict(run_tests(library, judge=judge))
    statuses = {bug: of["status"] for bug, of in said["bugs"].items()}
    meet_it = ["softmax-overflow", "softmax-shape", "binary-cost", "ignored-penalty"]
    hung = dict.fromkeys(meet_it, "unclear")
    assert statuses == dict.fromkeys(load_bugs(), "fixed") | hung
    assert set(said["unchanged"].values()) == {"passed"}


def test_a_hang_outside_the_bugs_costs_a_few_waits(broken, judge):
    """All tests of what every network does meet it: after some the others are given up, and it is not passed."""
    files = (
        "feed_forward.py::test_the_gradient_of_every_parameter_block",
        "feed_forward_outputs.py::test_the_forward_pass",
    )
    library = broken("parameter_row", "__init__", "while True: pass")
    trial = run_tests(library, only=[f"tests/contract/test_{name}" for name in files], judge=judge)
    assert len(trial.bugs) > HANGS
    assert [*trial.outcomes.values()] == ["error"] * HANGS
    assert trial.complete
    assert exit_status(verdict(trial)) == 1


@pytest.mark.parametrize(
    ("place", "line", "bug", "status", "word"),
    [
        (("adam", "step"), "np.zeros((300_000, 300_000))", "adam-shape", "present", "MemoryError"),
        (("adam", "step"), "np.zeros((300_000, 300_000))", "bias-correction", "unclear", "MemoryError"),
        (("mnist", "load_mnist"), "raise SystemExit(0)", "unscaled-pixels", "unclear", "SystemExit: exit(0)"),
    ],
)
def test_an_error_is_the_bug_only_where_the_bug_is_known_by_it(broken, judge, place, line, bug, status, word):
    """Memory that is not to be had is Adam's bug; elsewhere it tells of none, nor does an exit."""
    trial = run_tests(broken(*place, line), bugs=[bug], judge=judge)
    said = verdict(trial, only=[bug])["bugs"][bug]
    assert said["status"] == status
    assert word in said["message"]


@pytest.mark.parametrize(("statuses", "status"), [("fixed", 0), ("present", 1), ("unclear", 2)])
def test_the_exit_status(statuses, status):
    """0 if all is well, 1 if not, 2 if it could not be judged."""
    two = {ONE: {"status": statuses}, OTHER: {"status": "fixed"}}
    assert exit_status({"bugs": two, "broken": [], "incomplete": ""}) == status
    assert exit_status({"bugs": two, "broken": ["test"], "incomplete": ""}) == 1


def test_what_ended_early_is_no_pass():
    """Though every bug is fixed by its own tests: of what worked before, some was not looked at."""
    judged_in_part = judged({"a": ([ONE], "passed"), "b": ([], None)}, reason="it was ended after 300 seconds")
    judged_in_part["bugs"] = {ONE: judged_in_part["bugs"][ONE]}
    assert judged_in_part["bugs"][ONE]["status"] == "fixed"
    assert exit_status(judged_in_part) == 2


def test_as_junit():
    """Counts, and a reason for each that is not fixed; what XML cannot hold is there as its number."""
    tests = {"a": ([ONE], "failed"), "b": ([OTHER], "passed"), "c": ([], "passed"), "d": ([], "failed")}
    waiting = {"e": ([ONE], "failed"), "f": ([OTHER], "failed")}
    judged = judged_only(tests | waiting, ONE, OTHER, waiting={*waiting})
    judged["bugs"][ONE]["message"] = "got \x00 <nan> & co"
    suite = ElementTree.fromstring(as_junit(judged))  # noqa: S314 - our own
    assert {key: suite.get(key) for key in ("tests", "failures", "errors", "skipped")} == {
        "tests": "6",
        "failures": "3",
        "errors": "0",
        "skipped": "1",
    }
    assert suite.find(f"testcase[@name='{ONE}']/failure").text == r"got \x00 <nan> & co"


def judged_only(outcomes, *bugs, **extra):
    """Return the verdict on these bugs."""
    said = judged(outcomes, **extra)
    said["bugs"] = {bug: said["bugs"][bug] for bug in bugs}
    return said


@pytest.mark.parametrize(
    ("code", "reason", "where"),
    [
        ("from .nothing import here", "cannot be imported: ModuleNotFoundError: No module named", "__init__.py:1"),
        ("x = 1\ny = = 2", "cannot be imported: SyntaxError: invalid syntax", "__init__.py:2"),
        ("exit()", "cannot be imported: SystemExit: exit(None)", "__init__.py:1"),
        ("import os; os._exit(0)", "the library ended its process with exit status 0 in its import", ""),
        ("import time; time.sleep(1e6)", "it was ended after 2 seconds", ""),
    ],
)
def test_a_library_that_does_not_load_is_unclear_in_every_bug(tmp_path, judge, code, reason, where):
    """With the reason, and where that can be told with the line; nothing of it is fixed."""
    (tmp_path / "__init__.py").write_text(code, encoding="utf-8")
    trial = run_tests(str(tmp_path), seconds=2 if "sleep" in code else SECONDS, judge=judge)
    bugs = verdict(trial)["bugs"]
    assert set(bugs) == set(load_bugs())
    assert {said["status"] for said in bugs.values()} == {"unclear"}
    assert all(reason in said["message"] for said in bugs.values())
    assert trial.where == where
