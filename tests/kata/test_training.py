"""Training in a child process: whatever a library does, the training ends and says how."""

import shutil

import pytest

from kata import ROOT
from kata.plan import Plan
from kata.training import run_training


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("raise SystemExit(0)", "the child process ended early"),
        ("import os; os._exit(0)", "the child process ended early"),
        ("import os; os._exit(3)", "status 3"),
        ("while True: pass", "it was ended after 4 seconds"),
        ("raise KeyError('lost')", "KeyError in epoch 1, in adam.py line "),
    ],
)
def test_a_step_that_does_not_return(tmp_path, line, reason):
    """It is a failure in a sentence, and there is no accuracy."""
    library = tmp_path / "library"
    shutil.copytree(ROOT / "fixed", library, ignore=shutil.ignore_patterns("__pycache__"))
    adam = library / "adam.py"
    heading = "    def step(self, G: Array) -> None:\n"
    text = adam.read_text(encoding="utf-8")
    assert heading in text
    adam.write_text(text.replace(heading, f"{heading}        {line}\n"), encoding="utf-8")
    training = run_training(Plan(str(library), epochs=1), seconds=4)
    assert training.accuracy is None
    assert reason in training.failure


def test_digits_that_are_not_there(tmp_path):
    """The file is named."""
    training = run_training(Plan("fixed", data=str(tmp_path)))
    assert "FileNotFoundError" in training.failure
    assert "train-images-idx3-ubyte" in training.failure
