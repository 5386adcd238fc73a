"""The trial: run the tests on a subject, in a confined child process, and collect how each of them ended."""

import json
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from kata.confined.child import Ending, run_confined
from kata.subject.libraries import absolute
from kata.subject.registry import memory_for

SECONDS = 300  # for all tests of one subject
TEST_SECONDS = 30  # for one of them
DEATHS = 3  # processes that may die one after the other without a single outcome between them

Run = Callable[..., Ending]  # (bug, skipped, first_failure, **limits of `run_confined`): runs the tests once


@dataclass
class Trial:
    """A run of the tests: those collected, with their bugs, and of those that ran outcome and message."""

    subject: str
    bugs: dict[str, list[str]] = field(default_factory=dict)
    outcomes: dict[str, str] = field(default_factory=dict)
    messages: dict[str, str] = field(default_factory=dict)
    sentences: dict[str, str] = field(default_factory=dict)  # what each test checks
    places: dict[str, str] = field(default_factory=dict)  # file:line of the library where an exception came up
    given_up: set[str] = field(default_factory=set)  # not waited for, since another of the same bugs hung
    reason: str = ""  # why tests are missing, if some are
    seconds: float = 0.0

    def outcome(self, test: str) -> str:
        """Return passed, failed, error or skipped; missing if the test did not run."""
        return self.outcomes.get(test, "missing")

    @property
    def failed(self) -> list[str]:
        """The tests that failed or did not come to their end, in their order."""
        return [test for test, outcome in self.outcomes.items() if outcome in ("failed", "error")]

    @property
    def complete(self) -> bool:
        """Whether there are tests, and all of them have an outcome or were given up."""
        return bool(self.bugs) and self.bugs.keys() == self.outcomes.keys() | self.given_up


def run_tests(
    subject: str,
    *,
    bug: str | None = None,
    memory: int | None = None,
    seconds: float = SECONDS,
    test_seconds: float = TEST_SECONDS,
    first_failure: bool = False,
    on_test: Callable[[int, int], None] | None = None,
    run: Run | None = None,
) -> Trial:
    """Run the tests on the subject, all or those of one bug; `on_test` hears how many of how many are done.

    A test in which the process dies, or is ended because it hangs, is an error; the others go on in a new process,
    but not those of the same bugs after a hang: one such wait is enough. With `first_failure` an error is the end.
    They may take `memory` bytes, if not what is usual for the subject. `run` starts such a process, instead of
    pytest from scratch.
    """
    run = run or partial(run_pytest, subject)
    trial, running, deaths = Trial(subject), "", 0
    began = time.monotonic()

    def note(event: dict[str, Any]) -> None:
        nonlocal running
        if event["event"] == "collected":
            trial.bugs = trial.bugs or event["tests"]
            trial.sentences = trial.sentences or event["sentences"]
        elif event["event"] == "begun":
            running = event["id"]
        else:
            trial.outcomes[event["id"]], trial.messages[event["id"]] = event["outcome"], event["message"]
            trial.places[event["id"]] = event["where"]
        if on_test is not None:
            on_test(len(trial.outcomes), len(trial.bugs))

    while not (trial.complete or deaths >= DEATHS or (first_failure and trial.failed)):
        left = seconds - (time.monotonic() - began)
        if left <= 0:
            break
        known, running = len(trial.outcomes), ""
        with tempfile.TemporaryDirectory(prefix="kata-") as folder:
            events, skipped = Path(folder, "events.jsonl"), Path(folder, "skipped.json")
            skipped.write_text(json.dumps([*trial.outcomes, *trial.given_up]), encoding="utf-8")
            ending = run(
                bug,
                skipped,
                first_failure,
                memory=memory or memory_for(subject),
                seconds=left,
                quiet=test_seconds,
                events=events,
                on_event=note,
            )
        trial.reason = ending.reason or "the tests ended early"
        deaths = deaths + 1 if len(trial.outcomes) == known else 0
        if running and running not in trial.outcomes:
            trial.outcomes[running], trial.messages[running] = "error", trial.reason
            if ending.stopped and trial.bugs[running]:
                trial.given_up |= {test for test, bugs in trial.bugs.items() if bugs == trial.bugs[running]}
    trial.seconds = time.monotonic() - began
    return trial


def run_pytest(
    subject: str, bug: str | None, skipped: Path, first_failure: bool, *, events: Path, **limits: Any
) -> Ending:
    """Run the tests on a subject, but those in the file `skipped`, by pytest in a confined child process."""
    options = ["-q", "--raw", f"--subject={absolute(subject)}", f"--events={events}", f"--skip-tests={skipped}"]
    options += ["-p", "no:cacheprovider", *([f"--bug={bug}"] if bug else []), *(["-x"] if first_failure else [])]
    return run_confined("pytest", *options, events=events, **limits)
