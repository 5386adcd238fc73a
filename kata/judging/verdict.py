"""The verdict: what a run of the tests says of each bug, as data.

A bug's status comes from the tests that ask about it. fixed: all of them ran and passed. present: one failed.
unclear: some did not run. A test that waits for bugs counts once each of them is fixed by its own tests: if it
fails then, something is broken that is none of them.
"""

import re
from collections.abc import Collection, Sequence
from textwrap import dedent
from typing import Any

from kata.bugs.manifest import load_bugs
from kata.judging.clauses import clauses_of
from kata.judging.sentences import without_example
from kata.judging.trial import Trial
from kata.words.translation import phrase

FORMAT = 2
TRACED = re.compile(r"\n +\S+\.py:\d+, in ")  # beside an exception of the library, whose type is told
WAITING = "waiting"  # for a bug that is not fixed


def verdict(trial: Trial, only: Collection[str] = ()) -> dict[str, Any]:
    """Return what the trial shows, as plain data: of all bugs, or of some only."""
    bugs = {bug: _status(trial, bug) for bug in load_bugs() if not only or bug in only}
    fixed = {bug for bug, said in bugs.items() if said["status"] == "fixed"}
    unchanged = {test: trial.outcome(test) for test, ids in trial.bugs.items() if not ids}
    once_fixed = {
        test: trial.outcome(test) if fixed.issuperset(ids) else WAITING
        for test, ids in trial.bugs.items()
        if test in trial.waiting
    }
    outcomes = unchanged | once_fixed
    broken = [test for test in trial.bugs if outcomes.get(test) in ("failed", "error")]
    return {
        "format": FORMAT,
        "subject": trial.subject,
        "isolation": trial.isolation,
        "seed": trial.seed,
        "confirmed": None,
        "bugs": bugs,
        "unchanged": unchanged,
        "once_fixed": once_fixed,
        "broken": broken,
        "clauses": clauses_of(broken, trial.messages),
        "incomplete": trial.reason,
        "seconds": round(trial.seconds, 2),
    }


def _status(trial: Trial, bug: str) -> dict[str, Any]:
    """Return what the tests that ask about this bug say of it."""
    tests = {test: trial.outcome(test) for test in trial.own(bug)}
    failed = [test for test, outcome in tests.items() if outcome == "failed"]
    if failed:
        return {"status": "present", "message": trial.messages[failed[0]], "tests": tests}
    if tests and all(outcome == "passed" for outcome in tests.values()):
        return {"status": "fixed", "message": "", "tests": tests}
    others = [
        f"{outcome}: {trial.messages.get(test, trial.reason)}"
        for test, outcome in tests.items()
        if outcome != "passed"
    ]
    return {"status": "unclear", "message": others[0] if others else trial.reason, "tests": tests}


def exit_status(judged: dict[str, Any]) -> int:
    """Return 0 if every bug is fixed and nothing else broke, 1 if not, 2 if the subject could not be judged."""
    statuses = [said["status"] for said in judged["bugs"].values()]
    if "present" in statuses or judged["broken"]:
        return 1
    return 2 if "unclear" in statuses or judged["incomplete"] else 0


def first_of_each_error(messages: Sequence[str]) -> dict[int, int]:
    """Return which of some failures to tell, and how many others end in an error of its type, at its place.

    One that does not end in an error of the library is like no other.
    """
    kinds: dict[str, list[int]] = {}
    for number, message in enumerate(messages):
        error, tried, _ = failure_in_words(message).partition("\ntried ")
        first, _, last = error.strip().rpartition("\n")
        kind = f"{first.partition(':')[0]} {last}" if tried else str(number)
        kinds.setdefault(kind, []).append(number)
    return {numbers[0]: len(numbers) - 1 for numbers in kinds.values()}


def alike(clauses: int) -> str:
    """Return how many other clauses the same error breaks."""
    return phrase(f"{clauses} more {'clauses are' if clauses > 1 else 'clause is'} broken by the same error")


def failure_in_words(message: str) -> str:
    """Return of a failure what the test says, without what pytest and Hypothesis add."""
    message = without_example(message.partition("\nassert ")[0])
    of_the_library = TRACED.search(message) is not None
    return message if of_the_library else dedent(message.removeprefix("AssertionError:")).strip()
