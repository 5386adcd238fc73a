"""What is broken is told by the clauses that explain it, as few as do."""

import pytest

from kata.bugs.clauses import Clause
from kata.judging import clauses as module
from kata.judging.clauses import clauses_of, those_of
from kata.judging.trial import Trial
from kata.judging.verdict import verdict


def clause(name, *tests):
    return Clause(name, "adam", "Adam.step", f"{name}\n    holds", tests)


CLAUSES = {
    each.id: each
    for each in (
        clause("rate", "contract/a.py::rate"),
        clause("moments", "contract/a.py::moments", "contract/a.py::rate"),
        clause("everything", "contract/a.py::rate", "contract/a.py::moments", "contract/a.py::other"),
    )
}


@pytest.mark.parametrize(
    ("failing", "told"),
    [
        ([], []),
        (["rate"], ["rate"]),
        (["moments"], ["moments"]),
        (["rate", "moments"], ["moments"]),
        (["rate", "moments", "other"], ["everything"]),
        (["other"], ["everything"]),
        (["unknown"], []),
        (["unknown", "rate"], ["rate"]),
    ],
)
def test_as_few_as_explain_all(failing, told):
    """That which explains most comes first, and of several the one with the fewest tests that pass."""
    broken = [f"tests/contract/a.py::{name}" for name in failing]
    assert list(clauses_of(broken, {}, CLAUSES)) == told


def test_a_function_counts_once_whatever_it_was_tried_with():
    """Its words are told in a line, with all tests of the clause that fail, and what the first of them says."""
    broken = [f"tests/contract/a.py::rate[{number}]" for number in range(5)] + ["tests/contract/a.py::other"]
    told = clauses_of(broken, {broken[0]: "tried 0"}, CLAUSES)
    assert told == {
        "everything": {
            "says": "everything holds",
            "place": "adam.Adam.step",
            "tests": broken,
            "message": "tried 0",
        }
    }


def test_the_tests_of_a_clause():
    """Found by their function, whatever they are tried with."""
    tests = ["tests/contract/a.py::rate[1]", "tests/contract/a.py::rate", "tests/contract/a.py::rates"]
    assert those_of(CLAUSES["rate"], tests) == tests[:2]


def test_the_verdict_has_them(monkeypatch):
    """For what is broken, and not for what only bugs make fail."""
    monkeypatch.setattr(module, "load_clauses", lambda: CLAUSES)
    trial = Trial("made up")
    trial.bugs = {"tests/contract/a.py::rate": [], "tests/contract/a.py::moments": ["adam-shape"]}
    trial.outcomes = dict.fromkeys(trial.bugs, "failed")
    trial.messages = dict.fromkeys(trial.bugs, "tried")
    assert [*verdict(trial)["clauses"]] == ["rate"]
