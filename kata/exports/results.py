"""Results as they are read: those that grading wrote, or a verdict of `kata judge --json` as the only one."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kata.bugs.breaches import load_breaches
from kata.bugs.clauses import load_clauses
from kata.bugs.manifest import load_bugs
from kata.classroom.record import HandedOut
from kata.judging.clauses import those_of

FORMAT = 1
JOURNAL, SUMMARY = "results.jsonl", "summary.json"

Result = Mapping[str, Any]  # as grading writes it


@dataclass(frozen=True)
class Results:
    """The last result of each student, who handed in nothing, and how many submissions nobody is known for."""

    results: list[Result]
    without: list[str]
    unmatched: int = 0
    single: bool = False  # a verdict


def read_results(place: Path, student: HandedOut | None = None, submitted: str | None = None) -> Results:
    """Read results from a folder or a file; raise ValueError, with a sentence, if there are none.

    A verdict does not say whose it is, nor when the work was handed in: it is told here. A line that was being
    written when the machine stopped is left out.
    """
    path = place
    if place.is_dir():
        path = place / SUMMARY if (place / SUMMARY).is_file() else place / JOURNAL
    try:
        text = path.read_text(encoding="utf-8")
        data = _lines(text) if path.suffix == ".jsonl" else json.loads(text)
        return _results(data, student, submitted)
    except FileNotFoundError as error:
        raise ValueError(f"There are no results in {place}: expected {SUMMARY} or {JOURNAL}.") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"{path} is no file of results: {error!r}.") from error


def _lines(text: str) -> dict[str, Any]:
    """Return what a journal comes to: the last line of each student counts."""
    whole = text[: text.rfind("\n") + 1]
    last: dict[str | None, dict[str, Any]] = {}
    unmatched = []
    for line in whole.splitlines():
        result = json.loads(line)
        if result["student"] is None:
            unmatched.append(result)
        else:
            last[result["student"]] = result
    return {"format": FORMAT, "results": [*last.values()], "without_submission": [], "unmatched": unmatched}


def _results(data: dict[str, Any], student: HandedOut | None, submitted: str | None) -> Results:
    if is_verdict(data):
        return Results([of_verdict(data, student, submitted)], [], single=True)
    if data["format"] != FORMAT:
        raise ValueError(f"format {data['format']!r}: expected {FORMAT}")
    known = [result for result in data["results"] if result["student"] is not None]
    for result in known:
        if result["format"] != FORMAT or result["status"] not in ("judged", "unclear"):
            raise ValueError(f"the result of {result['student']} has an unknown form")
    return Results(known, [str(identity) for identity in data["without_submission"]], len(data["unmatched"]))


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
    return {
        "format": FORMAT,
        "student": student.id if student else "",
        "submission": verdict["subject"],
        "submitted": submitted,
        "seed": verdict["seed"],
        "second": verdict["confirmed"],
        "status": "unclear" if broken_off else "judged",
        "reason": verdict["incomplete"] or _first_message(verdict) if broken_off else None,
        "bugs": statuses,
        "given": {"bugs": bugs, "breaches": breaches},
        "breaches": {name: _breach_status(name, verdict) for name in breaches},
        "came_in": [bug for bug, status in statuses.items() if status == "present" and bug not in bugs],
        "broken": verdict["broken"],
        "verdict": verdict,
        "seconds": verdict["seconds"],
        "notes": [],
    }


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
