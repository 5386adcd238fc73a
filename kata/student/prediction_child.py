"""The child process of `kata.student.prediction`: run the code of a bug's question, and write what came out.

Its arguments are the library, the bug, and the file for the answer.
"""

import ast
import json
import re
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from kata import DATA
from kata.bugs.manifest import Prediction, load_bugs
from kata.student.prediction import Answer
from kata.subject.libraries import load_library


def answer_of(library: str, prediction: Prediction) -> Answer:
    """Run the code in this process."""
    *statements, last = ast.parse(prediction.code).body
    assert isinstance(last, ast.Expr)
    try:
        names: dict[str, Any] = {"library": load_library(library), "np": np, "data": DATA}
        with np.errstate(all="ignore"), np.printoptions(precision=3, suppress=True):
            exec(compile(ast.Module(statements, []), "predict", "exec"), names)  # noqa: S102 - from bugs.toml
            text = str(eval(compile(ast.Expression(last.value), "predict", "eval"), names))  # noqa: S307 - likewise
    except Exception as error:
        return Answer(type(error).__name__, f"{type(error).__name__}: {error}")
    return Answer(re.sub(r"\s+", " ", text).replace("[ ", "["))


def main(library: str, bug: str, answer: str) -> None:
    """Do what the arguments ask for."""
    found = answer_of(library, load_bugs()[bug].predict)
    Path(answer).write_text(json.dumps(asdict(found)), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
