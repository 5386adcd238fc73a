"""The course library under the same tests: the verdict at two commits, and on a fork without bugs."""

import os
import shutil
import subprocess
import sys
import tarfile
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest

from kata.adapters import puj_ml, puj_ml_package
from kata.bugs.manifest import load_bugs
from kata.judging.trial import run_tests
from kata.judging.verdict import verdict
from kata.subject.local import load_subject

BEGINNING, HEAD = "be538dc", "b2609fb"
MENDED_SINCE = {BEGINNING: set(), HEAD: {"softmax-overflow", "softmax-shape"}}
# what the tests ask of a library beside the bugs and this one does otherwise, at both commits
OTHERWISE = {
    "test_the_reported_training_cost_is_the_mean_over_the_rows_seen",  # it is the last batch's
    "test_training_on_equal_rows_is_that_by_hand",  # and so is the cost by hand
    "test_biases_start_at_zero",  # biases are drawn like weights
    "test_every_label_has_its_column",  # there are as many columns as digits that occur
    "test_many_digits_load",  # likewise
}
LACKING = {"errors", "in_turn", "moved_copy", "parts", "replaced", "fits", "decay", "float32-networks"}


@pytest.fixture
def course_library(tmp_path):
    """Return a function that writes the course library at a commit into a folder."""
    clone = os.environ.get("KATA_PUJ_ML")
    if not clone:
        pytest.skip("the course library is not at hand: clone it, and give the folder in KATA_PUJ_ML")

    def extract(commit):
        command = ["git", "-C", clone, "archive", "--format=tar", commit, "lib/python3"]
        archived = subprocess.run(command, capture_output=True, check=False)
        if archived.returncode:
            pytest.skip(f"{clone} holds no commit {commit}: {archived.stderr.decode(errors='replace').strip()}")
        with tarfile.open(fileobj=BytesIO(archived.stdout)) as archive:
            archive.extractall(tmp_path, filter="data")
        return tmp_path

    return extract


def statuses(judged):
    """Return the status of each bug."""
    return {bug: said["status"] for bug, said in judged["bugs"].items()}


@pytest.mark.parametrize("commit", [BEGINNING, HEAD])
def test_the_verdict_on_the_published_library(course_library, commit):
    """All twelve bugs at the beginning, and two fixed since; beside them it does a few things otherwise."""
    judged = verdict(run_tests(f"puj_ml:{course_library(commit)}"))
    assert statuses(judged) == {bug: "fixed" if bug in MENDED_SINCE[commit] else "present" for bug in load_bugs()}
    assert {test.partition("::")[2] for test in judged["broken"]} == OTHERWISE
    for bug, said in judged["bugs"].items():
        assert ("failed" in said["tests"].values()) == (bug not in MENDED_SINCE[commit]), bug


def test_a_fork_without_bugs_passes_every_test(course_library):
    """The adapter itself makes no test fail: a mended fork is fixed in every bug, and nothing is broken."""
    package = course_library(HEAD) / "lib" / "python3" / "PUJ_ML"
    shutil.copy(Path(__file__).with_name("mended.py"), package)
    with (package / "__init__.py").open("a", encoding="utf-8") as file:
        file.write("from . import mended\n")
    trial = run_tests(f"puj_ml:{package}")
    judged = verdict(trial)
    assert (statuses(judged), judged["broken"]) == (dict.fromkeys(load_bugs(), "fixed"), [])
    skipped = {trial.messages[test] for test, outcome in trial.outcomes.items() if outcome == "skipped"}
    assert skipped == {f"the subject does not offer {what}" for what in LACKING}


def test_the_numbers_seen_by_running_it(course_library):
    """Of the first commit, by its own code: what the pages on the bugs may quote."""
    subject = load_subject(f"puj_ml:{course_library(BEGINNING)}")
    assert subject.softmax(np.array([[0.0, 1.0], [5.0, 5.0]])).sum(axis=1).round(3).tolist() == [0.278, 40.414]
    metrics = subject.metrics(np.eye(10), np.eye(10))
    assert metrics["confusion"].shape == (20, 20)
    assert [round(metrics[name], 4) for name in ("sensitivity", "specificity", "accuracy", "f1")] == [0.5294] * 4


def test_the_stand_in_reads_idx_files_as_idx2numpy_does(tmp_path):
    """Shape, type and bytes, for images and for labels."""
    idx2numpy = pytest.importorskip("idx2numpy")
    rng = np.random.default_rng(0)
    for shape in [(3, 28, 28), (5,)]:
        path = tmp_path / "file"
        idx2numpy.convert_to_file(str(path), rng.integers(0, 256, shape).astype(np.uint8))
        expected, got = idx2numpy.convert_from_file(str(path)), puj_ml_package.read_idx(str(path))
        assert (got.dtype, got.tolist()) == (expected.dtype, expected.tolist())


def test_stand_ins_are_gone_after_the_import(course_library, monkeypatch):
    """Of cv2, which says what it is when it is used; nobody else finds it."""
    monkeypatch.setattr(puj_ml_package, "find_spec", lambda _: None)
    puj_ml.load(course_library(HEAD) / "lib" / "python3" / "PUJ_ML")
    io = sys.modules["PUJ_ML.IO"]
    with pytest.raises(ImportError, match=r"cv2 is not installed: .* no imread"):
        io.ReadFromImage("image.png", 0)
    assert "cv2" not in sys.modules
    assert io.idx2numpy.convert_from_file is puj_ml_package.read_idx
