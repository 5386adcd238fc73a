"""Watching an exercise: after every save the current bug's tests run, and then all the others.

`Watcher` knows no terminal. It works in a thread of its own, changes its `Outlook` as it finds things out, and
says each time that it has. What is under way when the next save comes is called off.
"""

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from types import TracebackType
from typing import Any, Self

from kata.bugs.manifest import Bug
from kata.judging.clauses import those_of
from kata.judging.judge import Judge
from kata.judging.trial import Trial, run_tests
from kata.places import answers_file
from kata.student.broken import BrokenClause, about, find_broken
from kata.student.code import syntax_error
from kata.student.exercise import Exercise
from kata.student.findings import Finding, find
from kata.watching.saves import saves
from kata.words.translation import phrase

STEPS = 20  # in which it is told how far a run of all tests is


class CalledOff(Exception):  # noqa: N818 - nothing went wrong
    """Something newer is to be done."""


@dataclass(frozen=True)
class Outlook:
    """What there is to see."""

    bug: Bug | None = None  # the one that is worked on; None: all are fixed
    broken: tuple[BrokenClause, ...] = ()  # what else does not hold, by the last run of all tests
    finding: Finding | None = None  # what its tests say
    syntax: SyntaxError | None = None  # why no test can run
    running: str = phrase("starting")  # what is under way, in words that are no result, if anything is
    learnt: tuple[Bug, ...] = ()  # those fixed while we watched, the last one last
    lost: tuple[Bug, ...] = ()  # those that were fixed, and are not since a save
    seconds: float | None = None  # from the save to the finding
    checks: int = 0  # how many findings there were


@dataclass(frozen=True)
class _Job:
    """What is to be done: from when on it is counted, and with which bug, if not the one that is worked on."""

    since: float
    bug: Bug | None = None
    stays: bool = False  # with this bug, though it is known to be fixed: it was asked for
    everything: bool = False
    begun: threading.Event = field(default_factory=threading.Event)
    stop: threading.Event = field(default_factory=threading.Event)


class Watcher:
    """Runs the tests when the exercise is saved, and tells `on_change` that its outlook has changed."""

    def __init__(self, exercise: Exercise, on_change: Callable[[], None]) -> None:
        self.exercise = exercise
        self.outlook = Outlook(bug=exercise.next_bug())
        self._on_change = on_change
        self._judge = Judge(answers=answers_file())
        self._known: list[str] = []  # the tests that there are
        self._lock = threading.Lock()
        self._job: _Job | None = None
        self._wake, self._over = threading.Event(), threading.Event()
        self._saves = saves(exercise.folder, self._over)
        self._threads = [threading.Thread(target=work, daemon=True) for work in (self._work, self._listen)]

    def __enter__(self) -> Self:
        self.run()
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self.run()
        for thread in self._threads:
            thread.join()
        self._judge.close()

    # ---------------------------------------------------------------- what may be asked of it

    def run(self, bug: Bug | None = None, everything: bool = False) -> None:
        """Run the tests of a bug, or of the current one, and then all that the code has not had yet.

        Who has asked for a bug gets it, though a save comes before that has begun.
        """
        with self._lock:
            left = None
            if (before := self._job) is not None:
                before.stop.set()
                left = None if before.begun.is_set() else before.bug
            self._job = _Job(time.monotonic(), bug or left, bug is not None, everything)
        self._wake.set()

    # ---------------------------------------------------------------- the two threads

    def _listen(self) -> None:
        for _ in self._saves:
            self.run()

    def _work(self) -> None:
        while not self._over.is_set():
            self._wake.wait()
            self._wake.clear()
            with self._lock:
                if (job := self._job) is not None:
                    job.begun.set()
            if job is None or self._over.is_set():
                continue
            try:
                with suppress(CalledOff):
                    self._check(job)
            except Exception as error:  # the watcher outlives whatever happens to a run
                self._show(running="", finding=self._told_of(error))

    def _told_of(self, error: Exception) -> Finding | None:
        bug = self.outlook.bug
        return Finding(bug.id, "unclear", message=phrase(f"The tests could not be run: {error}")) if bug else None

    # ---------------------------------------------------------------- a run of the tests

    def _show(self, **changes: Any) -> None:
        self.outlook = replace(self.outlook, **changes)
        self._on_change()

    def _tests(self, job: _Job, **options: Any) -> Trial:
        trial = run_tests(str(self.exercise.folder), judge=self._judge, stop=job.stop, **options)
        if job.stop.is_set():
            raise CalledOff
        return trial

    def _check(self, job: _Job) -> None:
        """Run the tests of the current bug, go on to the next if it is fixed, and then run all tests."""
        exercise, bug = self.exercise, job.bug or self.outlook.bug or self.exercise.next_bug()
        self._forget_what_was_put_back()
        if error := syntax_error(exercise.folder):
            checks = self.outlook.checks + 1
            self._show(bug=bug, syntax=error, finding=None, running="", seconds=None, checks=checks)
            return
        key = exercise.key()
        its = self.outlook.finding if bug == self.outlook.bug else None  # and not that of another
        running = phrase("running its tests" if bug else "running all tests")
        self._show(bug=bug, syntax=None, finding=its, running=running)
        finding = self._find(job, bug) if bug else None
        if bug is None and self.outlook.broken:
            self._look_at_clause(job, self.outlook.broken[0])
        while bug and finding and finding.status == "fixed":
            was_there = bug in self._there()
            if job.stays and (exercise.status(bug.id) == "fixed" or not was_there):
                break  # or else it is news, of a save that was not heard yet when the bug was asked for
            exercise.note_fixed(bug)
            if was_there:
                learnt = tuple(known for known in self.outlook.learnt if known != bug)
                self._show(learnt=(*learnt, bug))
            bug = exercise.next_bug(after=bug.id)
            finding = self._find(job, bug) if bug else None
        if job.everything or not exercise.current:
            self._check_all(job, key)
        self._show(running="")

    def _there(self) -> list[Bug]:
        """Return the bugs that are or were in the code, as far as is known: some of a draw never were."""
        status, hidden = self.exercise.status, self.exercise.notes.origin.hidden
        return [bug for bug in self.exercise.bugs if not hidden or status(bug.id) != "open"]

    def _forget_what_was_put_back(self) -> None:
        """Tell no more of bugs whose module was reset, here or by a command: nothing is known of them."""
        self.exercise.notes.read_again()
        known = {bug for bug in self.exercise.bugs if self.exercise.status(bug.id) != "open"}
        told = {name: getattr(self.outlook, name) for name in ("learnt", "lost")}
        self._show(**{name: tuple(bug for bug in bugs if bug in known) for name, bugs in told.items()})

    def _find(self, job: _Job, bug: Bug) -> Finding:
        finding = find(self.exercise, self._tests(job, bugs=[bug.id], first_failure=True), bug)
        checks, seconds = self.outlook.checks + 1, time.monotonic() - job.since
        self._show(bug=bug, finding=finding, seconds=seconds, checks=checks)
        return finding

    def _look_at_clause(self, job: _Job, broken: BrokenClause) -> None:
        """Run the tests of the clause that is worked on, to say soon whether it still does not hold."""
        others = [test for test in self._known if not those_of(broken.clause, [test])]
        trial = self._tests(job, skip=others, first_failure=True)
        seconds = time.monotonic() - job.since
        if trial.failed:
            now = replace(about(self.exercise, trial, broken.clause, trial.failed), others=broken.others)
            self._show(broken=(now, *self.outlook.broken[1:]), seconds=seconds, checks=self.outlook.checks + 1)
        else:
            self._show(seconds=seconds)

    def _check_all(self, job: _Job, key: str) -> None:
        """Run all tests, remember the verdict, and see whether something is not fixed any more."""
        exercise = self.exercise
        before, there = {*exercise.fixed, *self.outlook.lost}, self._there()

        shown = 0

        def tell(done: int, total: int) -> None:
            nonlocal shown
            if total and (step := done * STEPS // total) > shown:  # to draw takes longer than most tests
                shown = step
                self._show(running=phrase(f"running all tests, {done / total:.0%} done"))

        trial = self._tests(job, on_test=tell)
        exercise.remember(key, trial)
        self._known = [*trial.bugs]
        broken = tuple(find_broken(exercise, trial))
        fixed = exercise.fixed
        lost = tuple(bug for bug in exercise.bugs if bug in before and bug not in fixed)
        learnt = tuple(bug for bug in self.outlook.learnt if bug in fixed)
        learnt += tuple(bug for bug in exercise.just_fixed if bug in there and bug not in learnt)
        bug = self.outlook.bug
        following = exercise.next_bug(after=bug.id if bug else None)
        if following is None or (not job.stays and (bug is None or bug in fixed)):
            bug = following  # where nothing is left, that is what there is to see, whatever was asked for
        finding = find(exercise, trial, bug) if bug and bug != self.outlook.bug else self.outlook.finding
        first = [each.clause.id for each in broken[:1]]
        news = bug is None and first != [] and first != [each.clause.id for each in self.outlook.broken[:1]]
        checks = self.outlook.checks + news
        self._show(
            bug=bug, finding=finding if bug else None, lost=lost, learnt=learnt, broken=broken, checks=checks
        )
