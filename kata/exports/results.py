"""Results as they are exported: those that grading wrote, or a verdict of `kata judge --json` as the only one."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kata.bugs.breaches import load_breaches
from kata.bugs.clauses import load_clauses
from kata.bugs.manifest import load_bugs
from kata.classroom.record import HandedOut
from kata.grading.complete import read_complete
from kata.grading.results import RESULTS, Result
from kata.judging.clauses import those_of
from kata.places import installed_version


@dataclass(frozen=True)
class Results:
    """The results of what was handed in, and how many submissions belong to nobody who is known."""

    results: list[Result]
    unmatched: int = 0
    single: bool = False  # a verdict


def read_results(place: Path, student: HandedOut | None = None, submitted: str | None = None) -> Results:
    """Read results from their folder, their journal, or a verdict; raise ValueError, in a sentence, if it is none.

    Those of a class are read when all are there. A verdict does not say whose it is, nor when the work was handed
    in: it is told here.
    """
    try:
        if place.is_dir() or place.name == RESULTS:
            complete = read_complete(place if place.is_dir() else place.parent)
            return Results(complete.results, len(complete.unmatched))
        return Results([_only(place, student, submitted)], single=True)
    except FileNotFoundError as error:
        raise ValueError(f"There are no results in {place}: expected {RESULTS}, or a verdict.") from error


def _only(path: Path, student: HandedOut | None, submitted: str | None) -> Result:
    """Return the verdict of a file as the result of a student."""
    try:
        verdict = json.loads(path.read_text(encoding="utf-8"))
        if not is_verdict(verdict):
            raise ValueError("expected a verdict")
        return of_verdict(verdict, student, submitted)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"{path} is no file of results: {error!r}.") from error


def is_verdict(data: Any) -> bool:
    """Return whether this is a verdict, and no results of a class."""
    return isinstance(data, dict) and "bugs" in data and "subject" in data and "results" not in data


def of_verdict(
    verdict: Mapping[str, Any], student: HandedOut | None = None, submitted: str | None = None
) -> Result:
    """Return a verdict as the result of a student; of one who is not known all bugs that there are count."""
    bugs = student.bugs if student else [bug for bug in load_bugs() if bug in verdict["bugs"]]
    breaches = student.breaches if student else []
    statuses = {bug: said["status"] for bug, said in verdict["bugs"].items()}
    broken_off = all(status == "unclear" for status in statuses.values())
    return Result(
        student=student.id if student else "",
        submission=verdict["subject"],
        submitted=submitted,
        fingerprint="",
        netkata=installed_version(),
        seed=verdict["seed"],
        second=verdict["confirmed"],
        status="unclear" if broken_off else "judged",
        reason=verdict["incomplete"] or _first_message(verdict) if broken_off else None,
        bugs=statuses,
        given={"bugs": bugs, "breaches": breaches},
        breaches={name: _breach_status(name, verdict) for name in breaches},
        came_in=[bug for bug, status in statuses.items() if status == "present" and bug not in bugs],
        broken=verdict["broken"],
        broken_besides=verdict["broken"],
        seconds=verdict["seconds"],
        judged=dict(verdict),
    )


def _first_message(verdict: Mapping[str, Any]) -> str:
    return next((said["message"] for said in verdict["bugs"].values() if said["message"]), "no test ran")


def _breach_status(name: str, verdict: Mapping[str, Any]) -> str:
    """Return whether the clause that a breach breaks holds, by all of its tests."""
    outcomes = {**verdict["unchanged"], **verdict["once_fixed"]}
    for said in verdict["bugs"].values():
        outcomes |= said["tests"]
    breach = load_breaches().get(name)
    clause = load_clauses().get(breach.clause) if breach else None
    told = [outcomes[test] for test in those_of(clause, outcomes)] if clause else []
    if any(outcome == "failed" for outcome in told):
        return "present"
    return "fixed" if told and all(outcome == "passed" for outcome in told) else "unclear"
