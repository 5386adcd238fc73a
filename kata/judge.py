"""The judge: run the tests on a subject, in a confined child process, and say of each bug what they show.

A bug's status comes from the tests marked with it alone. fixed: all of them ran and passed. present: one failed.
unclear: some did not run. A test of several bugs counts only where each of them is fixed by its own tests.
"""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kata.bugs import load_bugs
from kata.confined import MEMORY, run_confined

FORMAT = 1
SECONDS = 300  # for all tests of one subject


@dataclass
class Trial:
    """A run of the tests: those collected, with their bugs, and of those that ran outcome and message."""

    subject: str
    bugs: dict[str, list[str]] = field(default_factory=dict)
    outcomes: dict[str, str] = field(default_factory=dict)
    messages: dict[str, str] = field(default_factory=dict)
    reason: str = ""  # why tests are missing, if some are
    seconds: float = 0.0

    def outcome(self, test: str) -> str:
        """Return passed, failed, error or skipped; missing if the test did not run to its end."""
        return self.outcomes.get(test, "missing")


def run_tests(
    subject: str,
    *,
    memory: int = MEMORY,
    seconds: float = SECONDS,
    on_test: Callable[[int, int], None] | None = None,
) -> Trial:
    """Run all tests on the subject; `on_test` hears how many of how many are done."""
    run = Trial(subject)

    def note(event: dict[str, Any]) -> None:
        if event["event"] == "collected":
            run.bugs = event["tests"]
        else:
            run.outcomes[event["id"]], run.messages[event["id"]] = event["outcome"], event["message"]
        if on_test is not None:
            on_test(len(run.outcomes), len(run.bugs))

    with tempfile.TemporaryDirectory(prefix="kata-") as folder:
        events = Path(folder, "events.jsonl")
        options = ["-q", "--raw", f"--subject={subject}", f"--events={events}", "-p", "no:cacheprovider"]
        ending = run_confined("pytest", *options, memory=memory, seconds=seconds, events=events, on_event=note)
    run.seconds = ending.seconds
    if not run.bugs or len(run.outcomes) < len(run.bugs):
        run.reason = ending.reason or "the tests ended early"
    return run


def verdict(run: Trial) -> dict[str, Any]:
    """Return what the run shows, as plain data."""
    bugs = {bug: _status(run, bug) for bug in load_bugs()}
    for test, ids in run.bugs.items():
        together = len(ids) > 1 and all(bugs[bug]["status"] == "fixed" for bug in ids)
        if together and run.outcome(test) in ("failed", "error"):
            for bug in ids:
                bugs[bug].update(status="present", message=run.messages[test])
    unchanged = {test: run.outcome(test) for test, ids in run.bugs.items() if not ids}
    return {
        "format": FORMAT,
        "subject": run.subject,
        "bugs": bugs,
        "unchanged": unchanged,
        "broken": [test for test, outcome in unchanged.items() if outcome in ("failed", "error")],
        "seconds": round(run.seconds, 2),
    }


def _status(run: Trial, bug: str) -> dict[str, Any]:
    """Return what the tests marked with this bug alone say of it."""
    tests = {test: run.outcome(test) for test, ids in run.bugs.items() if ids == [bug]}
    failed = [test for test, outcome in tests.items() if outcome == "failed"]
    if failed:
        return {"status": "present", "message": run.messages[failed[0]], "tests": tests}
    if tests and all(outcome == "passed" for outcome in tests.values()):
        return {"status": "fixed", "message": "", "tests": tests}
    others = [
        f"{outcome}: {run.messages.get(test, run.reason)}"
        for test, outcome in tests.items()
        if outcome != "passed"
    ]
    return {"status": "unclear", "message": others[0] if others else run.reason, "tests": tests}
