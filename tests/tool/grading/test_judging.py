"""The judge of one submission: bugs given, come in and mended, breaches, and what cannot be judged, told apart."""

import json
import time

import pytest
from submitted import work

from kata.bugs.breaches import load_breaches, text_with
from kata.bugs.manifest import load_bugs
from kata.confined.walls import strongest
from kata.grading.exams import MOST
from kata.grading.judging import breach_status, described, judge_one, judge_there, judged_tests, settled
from kata.judging.judge import Judge
from kata.judging.trial import Trial
from kata.judging.verdict import WAITING
from kata.printable import printable
from kata.reviewing.drawing import drawn_for_exam
from kata.reviewing.record import Exam

BREACH = "initialised-by-fit"


class Shared:
    """The judge that all tests share, with a count of the tests that it was asked for."""

    def __init__(self, run):
        self._run, self.requests = run, []

    def run(self, request, on_event, **limits):
        """Pass a request on, and remember it."""
        self.requests.append(request)
        return self._run(None, request, on_event, **limits)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass


@pytest.fixture
def shared(run_there):
    """The judge of these tests."""
    return Shared(run_there)


def test_a_pass_is_confirmed(shared):
    """By a second seed, in the tests that draw examples; the others are not run again, and count all the same."""
    told = judge_one(work(), shared)
    assert told["status"] == "judged"
    assert set(told["bugs"].values()) == {"fixed"}
    assert (told["verdict"]["seed"], told["second"], told["verdict"]["confirmed"]) == (3, 4, 4)
    assert told["broken"] == []
    first, second = shared.requests
    assert (first["seed"], second["seed"]) == (3, 4)
    assert first["skip"] == []
    assert len(second["skip"]) > len(load_bugs())


def test_a_bug_and_a_breach(shared):
    """What is there is present, and what it breaks is the breach's; a failure is not judged twice."""
    submission = work(["derivative-name"], [BREACH])
    told = judge_one(submission, shared)
    assert [bug for bug, status in told["bugs"].items() if status != "fixed"] == ["derivative-name"]
    assert told["second"] is None
    assert len(shared.requests) == 1
    breach = load_breaches()[BREACH]
    assert breach_status(breach, told["verdict"], submission["files"]) == "present"
    assert told["broken"]


@pytest.mark.parametrize(
    ("given", "adam", "breach", "incomplete", "status"),
    [
        (["adam-shape"], "fixed", "present", "", "judged"),
        (["adam-shape"], "present", "fixed", "", "judged"),
        (["adam-shape"], "fixed", "fixed", "", "unclear"),
        (["ignored-penalty"], "present", "present", "", "unclear"),
        (["adam-shape"], "fixed", "present", "it was ended after 300 seconds", "unclear"),
    ],
)
def test_what_stands_leaves_what_counts_clear(given, adam, breach, incomplete, status):
    """It may keep the tests of a bug that was not given from asking anything: the marks of the others hold."""
    judged = {
        "status": "unclear",
        "reason": "ignored-penalty: skipped: the outputs do not depend on the parameters",
        "bugs": {"ignored-penalty": "unclear", "adam-shape": adam},
        "verdict": {"incomplete": incomplete},
    }
    told = settled(judged, given, {BREACH: breach})
    assert told["status"] == status
    assert (told["reason"] is None) == (status == "judged")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (b"def (", "SyntaxError"),
        (b"import os\nos._exit(3)\n", "exit status 3"),
        (b"raise SystemExit(0)\n", "cannot be imported"),
        (b"\0\xff", "cannot be imported"),
    ],
)
def test_what_cannot_be_judged_is_unclear(shared, text, reason):
    """With the reason, and every bug of it."""
    told = judge_one(work(adam=text), shared)
    assert told["status"] == "unclear"
    assert reason in told["reason"]
    assert set(told["bugs"].values()) == {"unclear"}


def test_names_that_lead_elsewhere(shared, tmp_path):
    """Are refused before anything is written, whoever has asked for them."""
    for name in ("../adam.py", "/adam.py", "a/../../adam.py", "a\\b.py", ""):
        told = judge_one(work() | {"files": {name: b""}}, shared)
        assert told["status"] == "unclear"
        assert "is no name of a file" in told["reason"]
    assert not shared.requests
    assert not list(tmp_path.rglob("*.py"))


def test_a_wall_that_there_is_not(shared):
    """Is a reason, and no exception."""
    told = judge_one(work() | {"require": "nonsense"}, shared)
    assert told["status"] == "unclear"
    assert "nonsense" in told["reason"]


def test_seeds_that_disagree(monkeypatch):
    """Make the bug unclear, with both."""

    def run_tests(_, *, seed, skip, **__):
        trial = Trial("", seed=seed)
        trial.bugs = {"test_one": ["adam-shape"], "test_two": ["gradient-norm"], "test_three": []}
        trial.bugs |= {f"test_of_{bug}": [bug] for bug in load_bugs()}
        trial.drawn = {"test_one"}
        for test in trial.bugs.keys() - {*skip}:
            trial.outcomes[test] = "failed" if (test, seed) == ("test_one", 4) else "passed"
            trial.messages[test] = ""
        return trial

    monkeypatch.setattr("kata.grading.judging.run_tests", run_tests)
    told = judge_one(work(), Judge())
    assert [bug for bug, status in told["bugs"].items() if status != "fixed"] == ["adam-shape"]
    assert told["status"] == "unclear"
    assert "fixed with seed 3, present with seed 4" in told["reason"]


def test_another_version_is_refused_by_the_worker():
    """Before it judges: it says who it is."""
    other = work() | {"tool": described() | {"tool": "other"}}
    assert '"refused"' in judge_there(other)


@pytest.mark.parametrize(
    ("outcomes", "standing", "status"),
    [
        (["passed", "passed"], True, "fixed"),
        (["passed", "failed"], False, "present"),
        (["passed", WAITING], True, "present"),
        (["passed", WAITING], False, "unclear"),
        (["passed", "missing"], True, "unclear"),
        ([], True, "unclear"),
    ],
)
def test_the_status_of_a_breach(monkeypatch, outcomes, standing, status):
    """By the tests of its clause; where these wait for a bug, by its lines, if they stand as they were planted."""
    breach = load_breaches()[BREACH]
    tests = {f"test_{number}": outcome for number, outcome in enumerate(outcomes)}
    monkeypatch.setattr("kata.grading.judging.those_of", lambda _clause, _tests: [*tests])
    broken = [test for test, outcome in tests.items() if outcome == "failed"]
    told = {"bugs": {}, "unchanged": tests, "once_fixed": {}, "broken": broken}
    text = text_with(breach.module, [], [breach] if standing else [])
    assert breach_status(breach, told, {f"{breach.module}.py": text.encode()}) == status
    assert breach_status(breach, None, {}) == "unclear"


TESTS = {
    "dojo/test_softmax_overflow.py": b"""
from helper import LARGE

def test_it(subject):
    assert subject.softmax(LARGE)[0, 0] == 1

def test_wrong(subject):
    assert subject.softmax(LARGE)[0, 0] == 2
""",
    "dojo/helper.py": b"import numpy as np\nLARGE = np.array([[1e3, 0.0]])\n",
}


def test_tests_are_judged_without_a_library():
    """They are worth something by themselves, and no bug is unclear for want of a library."""
    told = judge_one(work() | {"files": TESTS}, None)
    assert (told["status"], told["reason"], told["bugs"], told["verdict"]) == ("judged", None, {}, None)
    (judged,) = told["dojo"]
    assert judged["target"] == "softmax-overflow"
    statuses = {test["name"]: test["status"] for test in judged["tests"]}
    assert statuses == {"test_it": "valid", "test_wrong": "invalid"}
    assert judged["points"] > 0
    assert told["seconds"] >= judged["seconds"] > 0


def test_tests_are_judged_beside_a_library(shared):
    """Neither is a part of the other."""
    submission = work(["derivative-name"])
    told = judge_one(submission | {"files": submission["files"] | TESTS}, shared)
    assert [bug for bug, status in told["bugs"].items() if status != "fixed"] == ["derivative-name"]
    assert [judged["file"] for judged in told["dojo"]] == ["test_softmax_overflow.py"]


def test_all_tests_of_a_submission_have_so_much_time(tmp_path):
    """Those for which nothing is left are not read, and say why they are worth nothing."""
    slow = "import time\n" + "".join(f"def test_{one}(subject): time.sleep(1)\n" for one in range(9))
    for name in ("adam_shape", "binary_cost"):
        (tmp_path / f"test_{name}.py").write_text(slow, encoding="utf-8")
    first, second = judged_tests(tmp_path, strongest(), seed=1, seconds=2)
    assert first["wrong"] == "its tests take longer than 2 seconds together"
    assert second["wrong"] == "the tests before these took the 2 seconds that all have together"
    assert first["seconds"] < 3 * 9, "expected an end in the midst of the draws on the first library"
    assert (first["points"], second["points"], second["target"], second["tests"]) == (0, 0, "binary-cost", [])


@pytest.fixture
def right(tmp_path):
    """The record of an exam in reviews in which all fixes are told from one another."""
    exam = Exam(tmp_path / "review.json", seed=1, number=2)
    for fix in exam.fixes:
        exam.answer("right" if fix["right"] else "wrong")
    return json.loads((tmp_path / "review.json").read_text(encoding="utf-8"))


def judged(records):
    """Return what is told of records that are handed in without a library."""
    files = {f"records/{name}": json.dumps(record).encode() for name, record in records.items()}
    told = judge_one(work() | {"files": files}, None)
    assert told["status"] == "judged"
    return told["records"]


def test_records_of_exams_are_scored(right):
    """From their seed; what cannot be scored says why, and keeps nothing else from it."""
    files = {
        "records/a.json": b"\xef\xbb\xbf" + json.dumps(right).encode(),
        "records/b.json": b'{"record": "review", "seed": 2}',
    }
    deep = b"[" * 900 + b"]" * 900  # which would keep the results from being read
    files["records/c.json"] = b'{"record": "diagnosis", "seed": %b}' % deep
    told = judge_one(work() | {"files": files}, None)["records"]
    assert [(one["file"], one["kind"], one["seed"]) for one in told] == [
        ("a.json", "review", 1),
        ("b.json", "review", 2),
        ("c.json", "diagnosis", None),
    ]
    right_fixes = sum(fix["right"] for fix in drawn_for_exam(1, 2))
    assert told[0]["reason"] == ""
    assert told[0]["digest"] == right["digest"]
    assert right_fixes / 2 <= told[0]["points"] <= 1
    assert [bool(one["reason"]) for one in told[1:]] == [True, True]
    assert [one["points"] for one in told[1:]] == [0, 0]


def test_an_exam_counts_once(right):
    """However many records of its kind and seed there are, and whatever else they say."""
    told = judged({"a.json": right, "b.json": right, "c.json": right | {"number": 1, "answers": []}})
    assert [one["points"] is None for one in told] == [False, True, True]
    assert all("does not count" in one["reason"] for one in told[1:])


def test_a_handful_of_exams_is_looked_at(monkeypatch, right):
    """As many records as somebody likes would keep a worker busy for as long; their seconds are told."""
    looked_at = []
    monkeypatch.setattr("kata.reviewing.record.score", lambda record: looked_at.append(record["seed"]) or 1 / 0)
    told = judged({f"{seed:03}.json": right | {"seed": seed} for seed in range(100)})
    assert looked_at == [*range(MOST)]
    assert [one["points"] for one in told[: MOST + 1]] == [0] * MOST + [None]
    monkeypatch.setattr("kata.reviewing.record.score", lambda _: time.sleep(0.2) or 1 / 0)
    files = {"records/a.json": json.dumps(right).encode()}
    assert judge_one(work() | {"files": files}, None)["seconds"] >= 0.2


@pytest.mark.parametrize(
    "odd",
    [
        {"number": 1.0},
        {"number": 10**400},
        {"seed": 1.0},
        {"seed": True},
        {"answers": [{"said": "wrong", "call": "\ud800"}]},
        {"answers": [{"said": "wrong", "call": "(" * 400}]},
        {"netkata": "\ud800\x1b[2J", "digest": "0" * 16},
        {"netkata": "x" * 100_000, "digest": "0" * 16},
        {"bug": "\ud800\x1b[2J"},
    ],
)
def test_what_is_odd_in_a_record_is_its_own_matter(right, odd):
    """Neither its submission nor what is written of it comes to harm."""
    [told] = judged({"a\x1b.json": right | odd})
    assert told["file"] == "a\\x1b.json"
    assert told["points"] == 0 or not told["reason"]
    assert len(told["reason"]) < 500
    assert printable(told["reason"]) == told["reason"]


def test_a_long_name_is_no_harm(shared, right):
    """To the library that the record lies beside: no file of that name can be written."""
    submission = work(["derivative-name"])
    records = {f"records/{'a' * 300}.json": json.dumps(right).encode()}
    told = judge_one(submission | {"files": submission["files"] | records}, shared)
    assert told["status"] == "judged"
    assert told["records"][0]["points"] is not None
