"""What a library makes of the small input of a bug's question: the student guesses first, and then it is run."""

import json
import tempfile
from dataclasses import dataclass
from pathlib import Path

from kata.confined.child import run_confined

SECONDS = 30


@dataclass(frozen=True)
class Answer:
    """What came out: a value as text, or an exception's type; and the exception in full, if it was one."""

    text: str
    exception: str = ""


def run_prediction(library: str, bug: str) -> Answer:
    """Run the code of a bug's question on a library, in a confined child process."""
    with tempfile.TemporaryDirectory(prefix="kata-") as folder:
        answer = Path(folder, "answer.json")
        ending = run_confined("kata.student.prediction_child", library, bug, str(answer), seconds=SECONDS)
        if answer.exists():
            return Answer(**json.loads(answer.read_text(encoding="utf-8")))
    return Answer("no answer", ending.reason or "the child process ended early")
