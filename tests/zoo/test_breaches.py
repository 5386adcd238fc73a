"""Breaches of the contract: each is seen by a test of its clause, and goes by no bug's name.

A breach, of `breaches/` beside this file, is planted in the corrected library. First the tests of its clause are
run, as far as the first that fails, and then those that ask about a bug; of both only those that reach what
the breach changes: see `kata.proof.reach`. Bugs are looked for in a sample, and with `--whole` in all breaches.
"""

import pytest
from english import assert_spoken

from kata.bugs import variants
from kata.bugs.breaches import load_breaches, plant
from kata.bugs.clauses import load_clauses
from kata.judging.verdict import failure_in_words, verdict

BREACHES, CLAUSES = load_breaches(), load_clauses()
EVERY = 12  # of the breaches one is in the sample


@pytest.fixture(scope="session")
def trial(bench):
    """Return a function that runs some tests with a breach in its module."""

    def run(name, only, **options):
        breach = BREACHES[name]
        text = plant(variants.module_text(breach.module, present=()), breach)
        return bench(breach.module, text, short_cut=True, only=only, **options)

    return run


@pytest.fixture
def of_clause(reach):
    """Return a function that gives the tests of the clause of a breach."""

    def tests(name):
        functions = CLAUSES[BREACHES[name].clause].tests
        return {test for test in reach.bugs if test.partition("[")[0].removeprefix("tests/") in functions}

    return tests


def named(names):
    """Return breaches, each under its name with its module."""
    return [pytest.param(name, id=f"{BREACHES[name].module}: {name}") for name in names]


def pytest_generate_tests(metafunc):
    """Take all breaches for the sample, if asked for."""
    if "sampled" in metafunc.fixturenames:
        every = 1 if metafunc.config.getoption("whole", default=False) else EVERY
        metafunc.parametrize("sampled", named(list(BREACHES)[::every]))


@pytest.mark.parametrize("breach", named(BREACHES))
def test_a_breach_is_seen_by_a_test_of_its_clause(trial, of_clause, breach):
    """In the words of a failure: what was tried, and what came out."""
    found = trial(breach, of_clause(breach), first_failure=True)
    said = BREACHES[breach]
    assert found.failed, (
        f"no test of the clause {said.clause} sees this: {said.symptom} Write the test that does and name it in "
        "the clause; or, if the docstring leaves it open, say there what holds, or take the breach away"
    )
    message = found.messages[found.failed[0]]
    assert found.outcomes[found.failed[0]] == "failed", message
    assert_spoken(failure_in_words(message))


def test_a_breach_goes_by_no_bugs_name(trial, reach, sampled):
    """But by those whose own symptom it has: a test that is marked with a bug asks the bug's own question."""
    asking = {test for test, bugs in reach.bugs.items() if bugs} - {*reach.waiting}
    found = trial(sampled, asking)
    present = [bug for bug, said in verdict(found)["bugs"].items() if said["status"] == "present"]
    assert sorted(present) == sorted(BREACHES[sampled].bugs), (
        f"these make {present} present, so they ask for more than the bug's own question: {found.failed}"
    )
