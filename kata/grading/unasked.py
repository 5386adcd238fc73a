"""Tests and exams that were handed in, but that most of a class have not: perhaps nobody has asked for them.

Each is worth points, and anybody may write tests for an easy clause, or draw an exam and take it at home. Tests
for a bug of one's own are always welcome.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from kata.collecting.words import Note, note
from kata.grading.results import Result

Asked = tuple[str, int | None, str]  # of an exam its kind, its seed and a hash of what it shows


def asked_of_most(results: Sequence[Result]) -> Collection[Asked]:
    """Return the exams and the targets of tests that most have handed something in for."""
    times = Counter(asked for result in results for asked in {*_asked(result)})
    return {asked for asked, number in times.items() if number > max(1, len(results) / 2)}


def _asked(result: Result) -> Iterator[Asked]:
    yield from map(_tests, result.dojo)
    yield from map(_exam, result.records)


def _tests(told: Mapping[str, Any]) -> Asked:  # in the place of the hash, what they are for
    return "tests", None, told["target"]


def _exam(told: Mapping[str, Any]) -> Asked:
    return told["kind"], told["seed"], told["digest"]


def look_at(result: Result, of_most: Collection[Asked]) -> list[Note]:
    """Return what somebody has to look at: tests and exams that most have not, and records without points."""
    notes = []
    others = [told for told in result.dojo if told["target"] not in result.given["bugs"]]
    if own := [told["file"] for told in others if _tests(told) not in of_most]:
        notes.append(note("own-tests", number=len(own), file=own[0]))
    for told in result.records:
        if told["points"] is None:
            continue
        if told["reason"]:
            notes.append(note("exam-unclear", file=told["file"], reason=told["reason"]))
        elif _exam(told) not in of_most:
            notes.append(note("own-exam", file=told["file"], seed=told["seed"]))
    if beside := [told["file"] for told in result.records if told["points"] is None]:
        notes.append(note("exams-beside", number=len(beside), file=beside[0]))
    return notes
