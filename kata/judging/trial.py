"""The trial: run the tests on a subject behind a pipe, and collect how each of them ended."""

import threading
import time
from collections.abc import Callable, Collection
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import Any

from kata.confined.walls import TRIED
from kata.judging.judge import Judge, Judges, judge_of
from kata.subject.libraries import find_source
from kata.subject.registry import memory_for

SECONDS = 300  # for all tests of one subject


@dataclass
class Trial:
    """A run of the tests: those collected, with their bugs, and of those that ran outcome and message.

    A test in `waiting` does not ask about its bugs, but about what holds once they are fixed.
    """

    subject: str
    bugs: dict[str, list[str]] = field(default_factory=dict)
    waiting: set[str] = field(default_factory=set)
    drawn: set[str] = field(default_factory=set)  # the tests that draw their examples
    outcomes: dict[str, str] = field(default_factory=dict)
    messages: dict[str, str] = field(default_factory=dict)
    sentences: dict[str, str] = field(default_factory=dict)  # what each test checks
    places: dict[str, str] = field(default_factory=dict)  # file:line of the library where an exception came up
    printed: dict[str, str] = field(default_factory=dict)  # the end of what the library printed in the last call
    snippets: dict[str, str] = field(default_factory=dict)  # the calls that a test made which did not pass
    given_up: set[str] = field(default_factory=set)  # not waited for, since another of the same bugs hung
    reason: str = ""  # why tests are missing, if some are
    where: str = ""  # file:line of the library, where it cannot be imported
    isolation: str = ""  # the wall between us and the library
    seed: int | None = None  # of what was drawn; None: what is drawn for everybody
    calls: int = 0  # over the pipe
    seconds: float = 0.0

    def outcome(self, test: str) -> str:
        """Return passed, failed, error or skipped; missing if the test did not run."""
        return self.outcomes.get(test, "missing")

    def own(self, bug: str) -> list[str]:
        """Return the tests that ask whether this bug is there, in their order."""
        return [test for test, ids in self.bugs.items() if ids == [bug] and test not in self.waiting]

    @property
    def failed(self) -> list[str]:
        """The tests that failed or did not come to their end, in their order."""
        return [test for test in self.bugs if self.outcome(test) in ("failed", "error")]

    @property
    def complete(self) -> bool:
        """Whether there are tests, and all of them have an outcome or were given up."""
        return bool(self.bugs) and self.bugs.keys() == self.outcomes.keys() | self.given_up

    def hear(self, event: dict[str, Any]) -> None:
        """Take in what happens, as the judge tells of it."""
        if event["event"] == "collected":
            self.bugs, self.waiting, self.sentences = event["tests"], {*event["waiting"]}, event["sentences"]
            self.drawn = {*event["drawn"]}
        elif event["event"] == "given up":
            self.given_up = (self.given_up | {*event["ids"]}) - self.outcomes.keys()
        elif event["event"] == "test":
            test = event["id"]
            self.outcomes[test], self.messages[test] = event["outcome"], event["message"]
            self.places[test], self.printed[test] = event["where"], event.get("printed", "")
            self.snippets[test] = event.get("snippet", "")

    def end(self, ended: dict[str, Any]) -> None:
        """Take in how it ended; of what interfered with the judge nothing that was told before counts."""
        if ended.get("void"):
            for told in (self.outcomes, self.messages, self.places, self.printed, self.snippets):
                told.clear()
        self.reason, self.where = ended["reason"], ended.get("where", "")
        self.isolation, self.calls = ended.get("isolation", ""), ended.get("calls", 0)


def run_tests(
    subject: str,
    *,
    bugs: Collection[str] = (),
    memory: int | None = None,
    seconds: float = SECONDS,
    first_failure: bool = False,
    skip: Collection[str] = (),
    only: Collection[str] = (),
    wall: str | None = None,
    require: str | None = None,
    seed: int | None = None,
    waiting: bool = True,
    passing: Collection[str] = (),
    on_test: Callable[[int, int], None] | None = None,
    stop: threading.Event | None = None,
    judge: Judge | Judges | None = None,
) -> Trial:
    """Run the tests on the subject, all or those of some bugs; `on_test` hears how many of how many are done.

    A test in which the library ends its process, or does not answer, is an error; the others go on with a new one,
    but not those of the same bugs after a hang: one such wait is enough; of those of no bug a few may hang. With
    `first_failure` an error is the end.
    The library may take `memory` bytes, if not what is usual for it. `skip` names tests to leave out, and `only`
    the functions of those to run, if not all. It stands behind this `wall`, or else behind the strongest;
    `require` is the weakest that is good enough. With a `seed` Hypothesis draws other examples than for everybody.
    Without those `waiting`, a test is not run that waits for a bug which is present, and so decides nothing, nor
    are those that are known to be `passing`.
    Another thread may set `stop`. `judge` is one that is there already. Raises RuntimeError if none can be had.
    """
    trial, began = Trial(subject, seed=seed), time.monotonic()
    request = {
        "library": [str(part) for part in find_source(subject)],
        "memory": memory or memory_for(subject),
        "wall": wall,
        "require": require,
        "walls": TRIED,
        "bugs": [*bugs],
        "skip": [*skip],
        "only": [*only],
        "first_failure": first_failure,
        "seed": seed,
        "share": [0, 1],  # the first of one
        "waiting": waiting,
        "passing": [*passing],
    }

    def note(event: dict[str, Any]) -> None:
        trial.hear(event)
        if on_test is not None:
            on_test(len(trial.outcomes), len(trial.bugs))

    with nullcontext(judge) if judge else judge_of(bugs) as judging:
        ended = judging.run(request, note, seconds=seconds, stop=stop)
    trial.end(ended)
    trial.seconds = time.monotonic() - began
    return trial
