"""A result as JSON for the platform that ran it: Gradescope, PrairieLearn, Classroom 50.

What each wants is told in the book with its source, on the page on exports.
"""

import os
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from kata.exports.findings import of_bug, of_clause, reason_of, shown_name, shown_status
from kata.exports.points import Item, Score, number
from kata.grading.results import Result
from kata.printable import printable
from kata.student.shown import SIGNS
from kata.words.language import ENGLISH, spoken
from kata.words.translation import tr

CLASSROOM50 = "classroom50/result/v1"
FROM_ITS_RUNNER = {
    "classroom": "CLASSROOM",
    "assignment": "ASSIGNMENT",
    "submission": "SUBMISSION_TAG",
    "commit": "COMMIT_URL",
    "release": "RELEASE_URL",
    "review": "REVIEW_URL",
}


def gradescope(
    result: Result, score: Score, language: str = "en", hide_values: bool = False, out_of: float | None = None
) -> dict[str, Any]:
    """Return the results.json of a Gradescope autograder."""
    tests = [
        {
            "name": shown_name(item, language),
            "score": item.points,
            "max_score": item.most,
            "status": "passed" if item.status == "fixed" else "failed",
            "output": _said(result, item, language, hide_values),
            "output_format": "text",
        }
        for item in score.items
    ]
    tests += [
        {"name": name, "status": "failed", "output": text, "output_format": "text"}
        for name, text in _beside(result, language, hide_values)
    ]
    return {
        "score": score.out_of(out_of),
        "execution_time": round(result.seconds or 0, 2),
        "output": _summary(result, score, language, hide_values, out_of),
        "output_format": "text",
        "stdout_visibility": "hidden",
        "tests": tests,
        "extra_data": {} if hide_values else {"seed": result.seed, "second": result.second},
    }


def prairielearn(
    result: Result, score: Score, language: str = "en", hide_values: bool = False, out_of: float | None = None
) -> dict[str, Any]:
    """Return the results.json of a grader of PrairieLearn; what could not be judged takes no attempt away."""
    if score.unclear:
        return {
            "gradable": False,
            "message": _summary(result, score, language, hide_values),
            "format_errors": [printable(reason_of(result, score.unclear, language, hide_values))],
        }
    tests = [
        {
            "name": shown_name(item, language),
            "points": item.points,
            "max_points": item.most,
            "message": shown_status(item, language),
            "output": _said(result, item, language, hide_values),
        }
        for item in score.items
    ]
    beside = _beside(result, language, hide_values)
    return {
        "gradable": True,
        "score": score.points / score.most if score.most else 1.0,
        "message": _summary(result, score, language, hide_values, out_of),
        "output": "\n\n".join(f"{name}\n{text}" for name, text in beside),
        "tests": tests,
    }


def classroom50(
    result: Result,
    score: Score,
    environment: Mapping[str, str] = os.environ,
    now: datetime | None = None,
    hide_values: bool = False,
) -> dict[str, Any]:
    """Return the result.json of Classroom 50, whose runner says in the environment whose work it is.

    Raises ValueError, with a sentence, where it does not say so, for points that are not whole, and for work that
    could not be judged: of an autograder that ends so the runner says that it has failed.
    """
    if score.unclear:
        raise ValueError(_summary(result, score, ENGLISH, hide_values))
    given = {**environment}
    given["REVIEW_URL"] = given.get("REVIEW_URL") or given.get("COMMIT_URL", "")
    if missing := [variable for variable in FROM_ITS_RUNNER.values() if not given.get(variable)]:
        raise ValueError(
            f"This is made by the runner of Classroom 50, which says whose work it is: {missing[0]} is not set."
        )
    if any(value != int(value) for item in score.items for value in (item.points, item.most)):
        raise ValueError("Classroom 50 takes whole points alone: give points without fractions, and none in part.")
    tests = [
        {
            "test-name": shown_name(item, ENGLISH),
            "passed": item.status == "fixed",
            "score": int(item.points),
            "max-score": int(item.most),
        }
        for item in score.items
    ]
    return {
        "schema": CLASSROOM50,
        **{name: given[variable] for name, variable in FROM_ITS_RUNNER.items()},
        "datetime": _moment(result, now or datetime.now(UTC)).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "score": int(score.points),
        "max-score": int(score.most),
        "tests": tests,
    }


def _moment(result: Result, now: datetime) -> datetime:
    return datetime.fromisoformat(result.submitted) if result.submitted else now


def _summary(result: Result, score: Score, language: str, hide_values: bool, out_of: float | None = None) -> str:
    with spoken(language):
        if score.unclear:
            reason = reason_of(result, score.unclear, language, hide_values)
            return tr(f"This could not be judged, and somebody has to look at it: {printable(reason)}")
        most = score.most if out_of is None else out_of
        return tr(f"{number(score.out_of(out_of))} of {number(most)} points.")


def _said(result: Result, item: Item, language: str, hide_values: bool) -> str:
    if item.kind != "bug" or item.status == "fixed":
        return f"{SIGNS[item.status]} {shown_status(item, language)}"
    return printable(of_bug(result, item.name, language, hide_values).as_text())


def _beside(result: Result, language: str, hide_values: bool) -> list[tuple[str, str]]:
    """Return what is wrong beside what there are points for: bugs that came in, and clauses that do not hold."""
    came_in = [(bug, of_bug(result, bug, language, hide_values)) for bug in result.came_in]
    clauses = (result.verdict or {}).get("clauses", {}).items()
    broken = [(name, of_clause(name, said, language, hide_values)) for name, said in clauses]
    return [(name, printable(told.as_text())) for name, told in [*came_in, *broken]]
