"""What is broken, by clauses of the contract: as few as explain all tests that fail."""

from collections.abc import Collection, Mapping
from typing import Any

from kata.bugs.clauses import Clause, load_clauses

TESTS = "tests/"  # the folder that the names of a clause's tests begin in


def function_of(test: str) -> str:
    """Return the function of a test as clauses name it: without the folder, and what it was tried with."""
    return test.partition("[")[0].removeprefix(TESTS)


def those_of(clause: Clause, tests: Collection[str]) -> list[str]:
    """Return of these tests, which are named as pytest does, those that hold a clause."""
    return [test for test in tests if function_of(test) in clause.tests]


def clauses_of(
    broken: Collection[str], messages: Mapping[str, str], clauses: Mapping[str, Clause] | None = None
) -> dict[str, dict[str, Any]]:
    """Return the clauses that explain the broken tests, by id: what each says, where, and its tests that fail.

    The clause that explains most of the failing functions comes first, and of several the one with the fewest that
    pass; then that which explains most of what is left. `message` is what the first failing test says.
    """
    known = load_clauses() if clauses is None else clauses
    failing = {function_of(test) for test in broken}
    left, found = set(failing), {}
    while left:

        def merit(clause: Clause, left: Collection[str] = frozenset(left)) -> tuple[int, int]:
            explained = sum(test in left for test in clause.tests)
            return explained, -sum(test not in failing for test in clause.tests)

        best = max(known.values(), key=merit, default=None)
        if best is None or not left.intersection(best.tests):
            break
        left.difference_update(best.tests)
        tests = those_of(best, broken)
        found[best.id] = {
            "says": " ".join(best.says.split()),
            "place": best.where,
            "tests": tests,
            "message": messages.get(tests[0], ""),
        }
    return found
