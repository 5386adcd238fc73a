"""The snippet of a failing test: what a student runs from it shows the bug, with nothing of ours in between."""

import os
import re
import subprocess
import sys

import pytest
from waiting import limit

from kata.bugs.manifest import load_bugs
from kata.confined.child import LAUNCH

MEMORY = 2**31
SHOWN = {
    "softmax-overflow": r"^\[\[nan ",
    "softmax-shape": r"^ValueError: operands could not be broadcast",
    "binary-cost": r"^(\d.*)\n\1$",
    "adam-shape": r"^7\d,\d{3},\d{3} bytes at most$",
    "gradient-norm": r"^1 1\.0 .*\n(.*\n)*1 1\.0 ",
    "binary-metrics": r"sensitivity=0\.66",
    "derivative-name": r"^NameError: name 'sigmoid' is not defined",
    "ignored-penalty": r"^(0\.81.*)\n\1$",
    "bias-correction": r"\A(rows .*\n)*1 2\.0 .*\n\[\[-0\.01[5-9]",
    "frozen-batches": r"^rows \[0\. 1\. 2\. 3\.\].*\nrows \[4\. 5\. 6\. 7\.\].*\nrows \[ 8\.  9\. 10\. 11\.\]",
    "naive-initialization": r"^\[\[ ?-?0\.[345]\d* .*\.\.\.",
    "unscaled-pixels": r"\b2[0-5]\d\.[,\]]",
}


@pytest.fixture
def run(tmp_path):
    """Return what runs a script beside the exercise, with a cap on its memory, and gives all that it says."""

    def run(script):
        (tmp_path / "attempt.py").write_text(script, encoding="utf-8")
        done = subprocess.run(
            [sys.executable, LAUNCH, str(MEMORY), str(os.getpid()), "attempt"],
            cwd=tmp_path,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            timeout=limit(120),
            check=False,
        )
        return done.stdout

    return run


@pytest.mark.parametrize("bug", load_bugs())
def test_the_snippet_of_a_bug_shows_it(kata, run, bug):
    """As plain Python in a fresh process: the symptom is there without the tests."""
    assert kata("start")[0] == 0
    status, script, _ = kata("test", bug, "--snippet")
    assert status == 0
    assert re.search(SHOWN[bug], run(script), re.MULTILINE)
