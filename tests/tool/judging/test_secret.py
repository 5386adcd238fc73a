"""Secret draws: a pass is confirmed under a second seed, and where the two differ nothing is fixed."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from collecting import collect
from waiting import limit

from kata import ROOT
from kata.bugs.manifest import load_bugs
from kata.judging.secret import confirmed, judge_secretly
from kata.judging.verdict import exit_status

ONE, OTHER = "softmax-overflow", "softmax-shape"


def said(seed, *, one="fixed", broken=(), incomplete=""):
    """Return a verdict with a seed, on two bugs."""
    bugs = {ONE: {"status": one, "message": f"{one} here", "tests": {}}}
    bugs[OTHER] = {"status": "fixed", "message": "", "tests": {}}
    clauses = {"a-clause": {"tests": [*broken]}} if broken else {}
    told = {"bugs": bugs, "broken": [*broken], "clauses": clauses, "incomplete": incomplete, "seconds": 1.5}
    return told | {"seed": seed, "confirmed": None}


def test_a_pass_is_confirmed_under_another_seed():
    """Both are told; nobody knows them before."""
    seeds = []

    def judge(seed):
        seeds.append(seed)
        return said(seed)

    first, second = judge_secretly(judge), judge_secretly(judge)
    assert len(set(seeds)) == len(seeds) == 4
    assert (first["seed"], first["confirmed"], second["seed"], second["confirmed"]) == tuple(seeds)
    assert exit_status(first) == 0
    assert first["seconds"] == 3


def test_what_is_no_pass_needs_no_second_look():
    """It is told as it is."""
    asked = []
    told = judge_secretly(lambda seed: asked.append(seed) or said(seed, one="present"))
    assert len(asked) == 1
    assert (told["bugs"][ONE]["status"], told["confirmed"]) == ("present", None)


@pytest.mark.parametrize(
    ("second", "status"),
    [
        ({"one": "present"}, 2),
        ({"one": "unclear"}, 2),
        ({"broken": ["test"]}, 1),
        ({"incomplete": "it was ended after 300 seconds"}, 2),
    ],
)
def test_where_the_two_differ_it_is_no_pass(second, status):
    """A bug that is fixed with one seed only is unclear, and whatever broke with one is broken."""
    told = confirmed(said(1), said(2, **second))
    assert exit_status(told) == status
    assert told["bugs"][OTHER]["status"] == "fixed"
    assert bool(told["clauses"]) == bool(told["broken"])
    if "one" in second:
        assert told["bugs"][ONE]["status"] == "unclear"
        assert f"fixed with seed 1, {second['one']} with seed 2" in told["bugs"][ONE]["message"]


def test_whoever_knows_the_public_answers_by_heart_has_fixed_nothing(tmp_path):
    """Each bug has a test whose examples nobody knows beforehand, and finds it."""
    script, seed = Path(__file__).parent / "by_heart.py", 4
    command = [sys.executable, str(script), str(seed)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=limit(300))
    learning, exam = json.loads(done.stdout.splitlines()[-1])
    marks = collect(tmp_path)
    assert learning == []
    assert [bug for bug in load_bugs() if not any(marks[test] == [bug] for test in exam)] == []


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--secret", "--seed=1"], "--secret draws a seed of its own"),
        (["--wall=process", "--require=landlock"], "is weaker than 'landlock', which is required"),
        (["--wall=paper"], "There is no wall 'paper', only namespaces, landlock, process"),
        (["--require=paper"], "There is no wall 'paper'"),
    ],
)
def test_what_makes_no_sense(kata, options, sentence):
    """One sentence, and exit status 2, before anything is judged; a machine without Landlock says that instead."""
    done = kata("judge", "fixed", "--bugs=adam-shape", *options)
    assert (done.returncode, done.stdout) == (2, "")
    assert sentence in done.stderr or "is not available here" in done.stderr
