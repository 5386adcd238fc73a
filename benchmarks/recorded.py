"""A class without students, and a judge without a judge: to try all that is around the real ones, many times.

A submission of this kind says itself, in JSON in its `adam.py`, what its verdict is to be, how long it takes,
and whether its worker dies of it, each time or once. Verdicts have the form and the size of real ones.
"""

import json
import os
import random
import signal
import time
import zipfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from benchmarks.handed import write_record
from kata.bugs.clauses import load_clauses
from kata.bugs.manifest import load_bugs
from kata.grading.judging import standing
from kata.judging.verdict import FORMAT

MARK = b"RECORDED = "


def recorded(work: Mapping[str, Any]) -> str:
    """Return what a submission says of itself, in the place of `kata.grading.judging.judge_there`."""
    told = json.loads(work["files"]["adam.py"].removeprefix(MARK))
    time.sleep(told["seconds"])
    if told["deadly"] and not (told["died"] and Path(told["died"]).exists()):
        if told["died"]:
            Path(told["died"]).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    bugs = told["bugs"]
    second = work["second"] if set(bugs.values()) == {"fixed"} else None
    verdict = _verdict(bugs, work["seed"], second)
    return json.dumps(
        {
            "second": second,
            **standing(verdict),
            "bugs": bugs,
            "broken": [],
            "verdict": verdict,
            "seconds": told["seconds"],
        }
    )


@cache
def _tests() -> dict[str, str]:
    """Return the tests that hold the contract, as they are named, all passed."""
    names = {f"tests/{test}" for clause in load_clauses().values() for test in clause.tests}
    return {f"{name}[{number}]": "passed" for name in sorted(names) for number in range(2)}


def _verdict(bugs: Mapping[str, str], seed: int, second: int | None) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "subject": "submission",
        "isolation": "none",
        "seed": seed,
        "confirmed": second,
        "bugs": {bug: {"status": status, "message": "", "tests": {}} for bug, status in bugs.items()},
        "unchanged": _tests(),
        "once_fixed": {},
        "broken": [],
        "clauses": {},
        "incomplete": "",
        "seconds": 0.0,
    }


def make_class(
    folder: Path, number: int, seconds: float = 0.0, deadly: int = 0, once: bool = False, seed: int = 0
) -> dict[str, Any]:
    """Write submissions of so many students, the record of what they were given, and return what is to come of it.

    `deadly` of them kill the worker that has them, each time, or `once` only.
    """
    draw = random.Random(seed)  # noqa: S311 - nothing is secret
    bugs, expected = list(load_bugs()), {}
    students: list[tuple[str, list[str], list[str]]] = []
    submissions = folder / "submissions"
    submissions.mkdir(parents=True)
    for index in range(number):
        student = f"s{index:05}"
        statuses = {bug: draw.choice(("fixed", "fixed", "present")) for bug in bugs}
        died = str(folder / f"{student}.died") if once else ""
        told = {
            "bugs": statuses,
            "seconds": seconds * draw.uniform(0.5, 1.5),
            "deadly": index < deadly,
            "died": died,
        }
        with zipfile.ZipFile(submissions / f"{student}.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("exercise/adam.py", MARK + json.dumps(told | {"number": index}).encode())
            for module in ("__init__", "optimizer", "feed_forward", "metrics", "mnist", "gradient_descent"):
                archive.writestr(f"exercise/{module}.py", f'"""The same for all: {module}."""\n')
            for module in ("activation_functions", "parameter_row"):
                archive.writestr(f"exercise/{module}.py", f"NUMBER = {index}\n")
        expected[student] = dict.fromkeys(bugs, "unclear") if index < deadly and not once else statuses
        students.append((student, bugs[:4], []))
    write_record(folder, "recorded", students)
    return expected
