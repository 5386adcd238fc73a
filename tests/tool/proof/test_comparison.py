"""`kata compare`, as a user sees it: in a pipe, as JSON, and when something is not as recorded."""

import json
import os
from importlib.metadata import version

import pytest
from rich.console import Console

from kata import ROOT
from kata.bugs.manifest import load_bugs
from kata.judging.trial import Trial
from kata.proof.comparison import Comparison, render
from kata.training.lesson import Training

EPOCH = {"epoch": 1, "cost": 0.5, "accuracy": 0.93}


def made_up(**statuses):
    """Return a comparison in which each bug has one test, in which `library__bug="outcome"` may be set."""
    runs = {}
    for library, outcome in (("original", "failed"), ("fixed", "passed")):
        run = runs[library] = Trial(library)
        for bug in load_bugs():
            run.bugs[bug] = [bug]
            run.outcomes[bug] = statuses.get(f"{library}__{bug.replace('-', '_')}", outcome)
            run.messages[bug] = "a message"
    return Comparison(runs, {"original": Training(failure="ValueError"), "fixed": Training(epochs=[EPOCH])})


def test_as_recorded():
    """Nothing surprises: exit status 0."""
    comparison = made_up()
    assert (comparison.surprises, comparison.status) == ([], 0)


@pytest.mark.parametrize(
    ("statuses", "sentence"),
    [
        ({"original__adam_shape": "passed"}, "adam-shape is fixed in original, not present"),
        ({"fixed__adam_shape": "failed"}, "adam-shape is present in fixed, not fixed"),
        ({"fixed__adam_shape": "skipped"}, "adam-shape is unclear in fixed, not fixed"),
    ],
)
def test_a_bug_that_does_not_behave_as_recorded(statuses, sentence):
    """It is named, on the screen and in the data, and the exit status is 1."""
    comparison = made_up(**statuses)
    assert comparison.surprises[0].startswith(sentence)
    assert comparison.status == 1
    console = Console(width=120, record=True, file=open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115
    console.print(render(comparison))
    assert f"Not as recorded: {sentence}" in console.export_text()
    console.file.close()
    assert comparison.as_data()["as_recorded"] is False


def test_a_training_that_does_not_go_as_recorded():
    """The corrected library must train, and the original must not."""
    comparison = made_up()
    comparison.trainings["fixed"].failure = "MemoryError"
    comparison.trainings["original"].failure = ""
    assert comparison.surprises == ["fixed did not train: MemoryError", "original trained, in spite of its bugs"]


def test_an_unmarked_test_that_fails_is_a_surprise():
    """What worked must go on working, in both."""
    comparison = made_up()
    comparison.runs["fixed"].bugs["test_xor"] = []
    comparison.runs["fixed"].outcomes["test_xor"] = "failed"
    assert comparison.surprises == ["test_xor fails on fixed"]


def test_tests_that_cannot_be_run():
    """There is nothing to compare: exit status 2."""
    comparison = made_up()
    comparison.runs["original"] = Trial("original", reason="no pytest")
    assert comparison.status == 2


@pytest.mark.usefixtures("kept_trials")
def test_in_a_pipe(kata, monkeypatch):
    """The whole command, from another folder: plain text without escape codes, each bug, and how training went."""
    monkeypatch.chdir(ROOT.parent)
    done = kata("compare")
    assert (done.returncode, done.stderr) == (0, "")
    assert "\x1b" not in done.stdout
    assert "\r" not in done.stdout
    for bug in load_bugs():
        assert bug in done.stdout
    assert "It cannot train: ValueError" in done.stdout
    assert "of 2,000 others" in done.stdout
    assert f"All {len(load_bugs())} bugs show themselves as recorded" in done.stdout


@pytest.mark.parametrize(("statuses", "status"), [({}, 0), ({"fixed__adam_shape": "failed"}, 1)])
def test_as_json(kata, monkeypatch, statuses, status):
    """The same as data, nothing else on standard output, and the exit status."""
    monkeypatch.setattr("kata.proof.comparison.compare", lambda _: made_up(**statuses))
    done = kata("compare", "--json")
    data = json.loads(done.stdout)
    assert done.returncode == status
    assert data["format"] == 2
    assert data["as_recorded"] is (status == 0)
    for library, recorded in (("original", "present"), ("fixed", "present" if status else "fixed")):
        assert data["verdicts"][library]["bugs"]["adam-shape"]["status"] == recorded
    assert data["trainings"]["fixed"] == {"accuracy": 0.93, "failure": "", "seconds": 0.0, "epochs": [EPOCH]}
    assert data["trainings"]["original"]["failure"] == "ValueError"


def test_as_a_picture(kata, monkeypatch, tmp_path):
    """What is shown, in colours, as SVG."""
    monkeypatch.setattr("kata.proof.comparison.compare", lambda _: made_up())
    done = kata("compare", "--svg", tmp_path / "picture.svg")
    assert done.returncode == 0
    picture = (tmp_path / "picture.svg").read_text(encoding="utf-8")
    assert picture.startswith("<svg")
    assert "adam-shape" in picture


def test_the_version(kata_process):
    """And where it runs from."""
    assert kata_process("--version").stdout == f"NetKata {version('netkata')}, {ROOT}\n"


def test_an_unknown_command(kata_process):
    """One sentence, exit status 2."""
    done = kata_process("compair")
    assert done.returncode == 2
    assert "compair" in done.stderr
