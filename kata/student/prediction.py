"""What a library makes of the small input of a bug's question: the student guesses first, and then it is run."""

import ast
import json
import re
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from kata import DATA
from kata.bugs.manifest import Prediction, load_bugs
from kata.confined.child import run_confined
from kata.subject.libraries import load_library

SECONDS = 30


@dataclass(frozen=True)
class Outcome:
    """What came out: a value as text, or an exception's type; and the exception in full, if it was one."""

    text: str
    exception: str = ""


def run_prediction(library: str, bug: str) -> Outcome:
    """Run the code of a bug's question on a library, in a confined child process."""
    with tempfile.TemporaryDirectory(prefix="kata-") as folder:
        answer = Path(folder, "answer.json")
        ending = run_confined("kata.student.prediction", library, bug, str(answer), seconds=SECONDS)
        if answer.exists():
            return Outcome(**json.loads(answer.read_text(encoding="utf-8")))
    return Outcome("no answer", ending.reason or "the child process ended early")


def _outcome(library: str, prediction: Prediction) -> Outcome:
    """Run the code in this process."""
    *statements, last = ast.parse(prediction.code).body
    assert isinstance(last, ast.Expr)
    try:
        names: dict[str, Any] = {"library": load_library(library), "np": np, "data": DATA}
        with np.errstate(all="ignore"), np.printoptions(precision=3, suppress=True):
            exec(compile(ast.Module(statements, []), "predict", "exec"), names)  # noqa: S102 - from bugs.toml
            text = str(eval(compile(ast.Expression(last.value), "predict", "eval"), names))  # noqa: S307 - likewise
    except Exception as error:
        return Outcome(type(error).__name__, f"{type(error).__name__}: {error}")
    return Outcome(re.sub(r"\s+", " ", text).replace("[ ", "["))


if __name__ == "__main__":
    outcome = _outcome(sys.argv[1], load_bugs()[sys.argv[2]].predict)
    Path(sys.argv[3]).write_text(json.dumps(vars(outcome)), encoding="utf-8")
