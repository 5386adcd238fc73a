"""The judge of one submission, as a worker process has it: it starts the judge, who has the code behind a pipe.

The process is ours, and never runs code of a submission. It keeps its judge, with the tests loaded, from one
submission to the next.
"""

import atexit
import json
import os
import shutil
import socket
import tempfile
import time
from collections.abc import Collection, Mapping
from importlib.metadata import version
from pathlib import Path, PurePosixPath
from typing import Any

from kata.bugs.breaches import Breach
from kata.bugs.clauses import load_clauses
from kata.bugs.manifest import load_bugs
from kata.collecting.beside import DOJO, RECORDS
from kata.confined.walls import Wall, chosen_wall
from kata.grading.exams import scored
from kata.grading.indifferent import indifferent
from kata.judging.clauses import those_of
from kata.judging.judge import Judge, JudgeError
from kata.judging.key import digest_of_tool
from kata.judging.secret import confirmed
from kata.judging.trial import Trial, run_tests
from kata.judging.verdict import WAITING, exit_status, verdict
from kata.places import answers_file, installed_version
from kata.sparring.cast import target_of
from kata.words.translation import phrase

TESTS_SECONDS = 1_200.0  # that all tests of a submission may take

Result = dict[str, Any]
_judges: list[Judge] = []  # of this process, once there is one


def described() -> dict[str, str]:
    """Return what a verdict of this process depends on, as far as it has to be the same everywhere."""
    names = ("numpy", "hypothesis", "pytest")
    return {"netkata": installed_version(), "tool": digest_of_tool(), **{name: version(name) for name in names}}


def where() -> str:
    """Return how this process is called in a sentence."""
    return f"{socket.gethostname()}, process {os.getpid()}"


def judge_there(work: Mapping[str, Any]) -> str:
    """Judge a submission in a worker process; return the result as JSON, or why this process is not the one."""
    if work["tool"] != described():
        return json.dumps({"refused": where(), "described": described()})
    return json.dumps(judge_one(work, _judge()))


def _judge() -> Judge:
    """Return the judge of this process, begun if there is none."""
    if not _judges:
        _judges.append(Judge(answers=answers_file()))
        atexit.register(_judges[0].close)
    return _judges[0]


def judge_one(work: Mapping[str, Any], judge: Judge | None = None) -> Result:
    """Return what the judge says of a submission: of its files, by one seed and, if it passes, by a second.

    `work` has `files` (name to bytes), `seed`, `second`, `wall`, `require`, and whether it is one of `many`.
    Whatever keeps it from being judged is a reason, and never an exception.
    """
    folder = Path(tempfile.mkdtemp(prefix="kata-"))
    try:
        library = folder / "submission"
        files = {name: text for name, text in work["files"].items() if not name.startswith(RECORDS)}
        for name, text in files.items():
            _write(folder if name.startswith(DOJO) else library, name, text)
        wall = chosen_wall(work["wall"], work["require"])
        result = _judged(work, str(library), judge) if library.is_dir() else nothing_given()
        tests = judged_tests(folder / DOJO, wall, work["seed"])
        begun = time.monotonic()
        exams = scored({name.removeprefix(RECORDS): work["files"][name] for name in work["files"].keys() - files})
        seconds = result["seconds"] + sum(told["seconds"] for told in tests) + time.monotonic() - begun
        return result | {"dojo": tests, "records": exams, "seconds": round(seconds, 3)}
    except (JudgeError, OSError, ValueError, RuntimeError) as error:
        return unjudged(phrase(f"It could not be judged: {error}"))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def judged_tests(folder: Path, wall: Wall, seed: int, seconds: float = TESTS_SECONDS) -> list[dict[str, Any]]:
    """Return what the tests for each bug or clause are worth, drawn by seeds that nobody knew before.

    Those for which nothing is left of the time that all have together are worth nothing.
    """
    from kata.dojo.judging import MOST_SECONDS, Dojo
    from kata.dojo.rules import Judgement

    told = []
    until = time.monotonic() + seconds
    for file in sorted(folder.glob("test_*.py")):
        if (target := target_of(file.name)) is None:
            continue
        left = until - time.monotonic()
        if left > 0:
            with Dojo(target, wall, seeds=(seed, seed + 1, seed + 2)) as dojo:
                judgement = dojo.judge(file, seconds=min(left, MOST_SECONDS))
        else:
            wrong = phrase(f"the tests before these took the {seconds:.0f} seconds that all have together")
            judgement = Judgement(target, wrong_with_file=wrong, wall=wall.name)
        told.append(judgement.as_dict())
    return told


def nothing_given() -> Result:
    """Return the result of a submission that has no library, and need not have one."""
    return unjudged("") | {"status": "judged", "reason": None, "bugs": {}}


def unjudged(reason: str) -> Result:
    """Return the result of what could not be judged: every bug is unclear, for this reason."""
    return {
        "second": None,
        "status": "unclear",
        "reason": reason,
        "bugs": dict.fromkeys(load_bugs(), "unclear"),
        "broken": [],
        "verdict": None,
        "seconds": 0.0,
        "dojo": [],
        "records": [],
    }


def _write(library: Path, name: str, text: bytes) -> None:
    """Write a file of a submission: a name is a relative one without surprises, whoever asks."""
    place = PurePosixPath(name)
    if place.is_absolute() or not place.parts or {"..", "."} & {*place.parts} or "\0" in name or "\\" in name:
        raise ValueError(f"{name!r} is no name of a file")
    path = library.joinpath(*place.parts)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text)


def _judged(work: Mapping[str, Any], library: str, judge: Judge | None) -> Result:
    def trial_with(seed: int, skip: Collection[str] = ()) -> Trial:
        options = {"wall": work["wall"], "require": work["require"]}
        passing = indifferent(work["files"], seed) if work["many"] else ()
        return run_tests(library, seed=seed, skip=skip, passing=passing, waiting=False, judge=judge, **options)

    first = trial_with(work["seed"])
    told = verdict(first)
    second = None
    if exit_status(told) == 0 and work["second"] is not None:
        second = work["second"]
        told = confirmed(told, verdict(_again(first, trial_with(second, set(first.bugs) - first.drawn))))
    told["subject"] = "submission"
    return {
        "second": second,
        **standing(told),
        "bugs": {bug: said["status"] for bug, said in told["bugs"].items()},
        "broken": told["broken"],
        "verdict": told,
        "seconds": told["seconds"],
    }


def _again(first: Trial, second: Trial) -> Trial:
    """Return a second trial with what the first said of the tests that nothing is drawn for."""
    second.bugs, second.waiting = first.bugs, first.waiting
    if second.outcomes or not first.drawn:
        for test in first.bugs:
            if test not in first.drawn and test in first.outcomes:
                second.outcomes.setdefault(test, first.outcomes[test])
                second.messages.setdefault(test, first.messages[test])
    return second


def standing(told: Mapping[str, Any]) -> dict[str, Any]:
    """Return whether a verdict is clear, and why not, whoever it is for: `settled` tells it for one of them."""
    unclear = [bug for bug, said in told["bugs"].items() if said["status"] == "unclear"]
    reason = str(told["incomplete"]) if told["incomplete"] else None
    if unclear and reason is None:
        message, _, _ = told["bugs"][unclear[0]]["message"].partition("\n")
        reason = f"{unclear[0]}: {message}"
    return {"status": "unclear" if reason else "judged", "reason": reason}


def breach_status(breach: Breach, told: Mapping[str, Any] | None, files: Mapping[str, bytes]) -> str:
    """Return whether a planted breach is mended: fixed, present or unclear, by the tests of its clause.

    Tests that wait for a bug say nothing of it; then its own lines do, if they stand there as they were planted.
    """
    if told is None:
        return "unclear"
    outcomes = {test: outcome for said in told["bugs"].values() for test, outcome in said["tests"].items()}
    outcomes |= told["unchanged"] | told["once_fixed"]
    clause = load_clauses().get(breach.clause)
    tests = those_of(clause, outcomes) if clause else []
    if any(test in told["broken"] for test in tests):
        return "present"
    if tests and all(outcomes[test] == "passed" for test in tests):
        return "fixed"
    text = files.get(f"{breach.module}.py", b"").decode("utf-8", "replace")
    waits = any(outcomes[test] == WAITING for test in tests)
    standing = all(new in text and (old in new or old not in text) for old, new in breach.changes if new.strip())
    return "present" if waits and standing else "unclear"


def settled(judged: Result, given: Collection[str], breaches: Mapping[str, str]) -> Result:
    """Return a result that is unclear for what was not given alone, and by something else, as one that is not.

    Where a bug or a planted breach stands, tests of other bugs may have nothing to ask; what counts is told all
    the same.
    """
    whole = judged["verdict"] is not None and not judged["verdict"]["incomplete"]
    known = all(judged["bugs"].get(bug) != "unclear" for bug in given)
    stands = "present" in (*breaches.values(), *judged["bugs"].values())
    if judged["status"] == "unclear" and whole and known and stands:
        return judged | {"status": "judged", "reason": None}
    return judged
