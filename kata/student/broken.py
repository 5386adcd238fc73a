"""What is broken, by clauses of the contract, in the words of the first test of each that fails.

A bug has a page and hints. What breaks a clause has neither, whether it was planted or is the student's own.
"""

from dataclasses import dataclass, replace
from typing import Any

from kata.bugs.clauses import Clause
from kata.judging.trial import Trial
from kata.judging.verdict import failure_in_words, first_of_each_error
from kata.student.code import line_of
from kata.student.exercise import Exercise
from kata.student.findings import Finding, find


@dataclass(frozen=True)
class BrokenClause:
    """A clause that does not hold: what its first failing test says, and how many others fail, too.

    `alike` is how many other clauses end in the same error.
    """

    clause: Clause
    finding: Finding
    others: int
    alike: int = 0

    def as_data(self) -> dict[str, Any]:
        """Return it as plain data."""
        told = {key: value for key, value in self.finding.as_data().items() if key not in ("bug", "status")}
        return {"clause": self.clause.id, "says": self.clause.says, "place": self.clause.where} | told


def find_broken(exercise: Exercise, trial: Trial) -> list[BrokenClause]:
    """Return what a run of all tests, which the exercise remembers, says of each clause that is broken.

    Of those that end in the same error it is the first.
    """
    broken = [about(exercise, trial, clause, tests) for clause, tests in exercise.broken_clauses]
    first = first_of_each_error([each.finding.message for each in broken])
    return [replace(broken[number], alike=alike) for number, alike in first.items()]


def first_findings(exercise: Exercise, trial: Trial) -> list[Finding]:
    """Return what a run of all tests says of the next bug, or of what else is broken."""
    bug = exercise.next_bug()
    return [find(exercise, trial, bug)] if bug else [broken.finding for broken in find_broken(exercise, trial)]


def about(exercise: Exercise, trial: Trial, clause: Clause, tests: list[str]) -> BrokenClause:
    """Return what a run of the tests says of a clause that these tests break."""
    test = tests[0]
    place = trial.places.get(test)
    if not place:
        path, line = line_of(exercise.folder, clause.module, clause.place)
        place = f"{path.name}:{line}"
    finding = Finding(
        "",
        "broken",
        test,
        trial.sentences.get(test, ""),
        failure_in_words(trial.messages.get(test, "")),
        f"{exercise.folder.name}/{place}",
        trial.printed.get(test, ""),
        trial.snippets.get(test, ""),
    )
    return BrokenClause(clause, finding, len(tests) - 1)
