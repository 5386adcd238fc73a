"""The verdict: what a run of the tests says of each bug, as data.

A bug's status comes from the tests marked with it alone. fixed: all of them ran and passed. present: one failed.
unclear: some did not run. A test of several bugs counts only where each of them is fixed by its own tests.
"""

from typing import Any

from kata.bugs.manifest import load_bugs
from kata.judging.trial import Trial

FORMAT = 2


def verdict(trial: Trial, only: str | None = None) -> dict[str, Any]:
    """Return what the trial shows, as plain data: of all bugs, or of one only."""
    bugs = {bug: _status(trial, bug) for bug in load_bugs() if only in (None, bug)}
    for test, ids in trial.bugs.items():
        together = len(ids) > 1 and all(bug in bugs and bugs[bug]["status"] == "fixed" for bug in ids)
        if together and trial.outcome(test) in ("failed", "error"):
            for bug in ids:
                bugs[bug].update(status="present", message=trial.messages[test])
    unchanged = {test: trial.outcome(test) for test, ids in trial.bugs.items() if not ids}
    return {
        "format": FORMAT,
        "subject": trial.subject,
        "isolation": trial.isolation,
        "seed": trial.seed,
        "confirmed": None,
        "bugs": bugs,
        "unchanged": unchanged,
        "broken": [test for test, outcome in unchanged.items() if outcome in ("failed", "error")],
        "incomplete": trial.reason,
        "seconds": round(trial.seconds, 2),
    }


def _status(trial: Trial, bug: str) -> dict[str, Any]:
    """Return what the tests marked with this bug alone say of it."""
    tests = {test: trial.outcome(test) for test, ids in trial.bugs.items() if ids == [bug]}
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


def failure_in_words(message: str) -> str:
    """Return of a failure what the test says, without what pytest and Hypothesis add."""
    for added in ("\nassert ", "\nFailing "):
        message = message.partition(added)[0]
    return message.removeprefix("AssertionError:").strip()
