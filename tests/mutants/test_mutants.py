"""No mutant of `fixed` passes the tests, but for those listed in equivalent.toml, each with the reason why.

Of the tests that reach the change those of the module's clauses come first, then all others; the first failure is
the end of a mutant.
"""

import tomllib
from pathlib import Path

import pytest
from mutants.making import mutants_of

from kata.bugs import variants
from kata.bugs.clauses import load_clauses
from kata.judging.clauses import those_of
from kata.proof.bench import workbench

EQUIVALENT = tomllib.loads(Path(__file__).with_name("equivalent.toml").read_text(encoding="utf-8"))["equivalent"]
LISTED = {(entry["module"], change) for entry in EQUIVALENT for change in entry["changes"]}
ALL = [mutant for module in variants.modules() for mutant in mutants_of(module)]
KILLED, SURVIVE = (
    [pytest.param(m, id=f"{m.module}:{m.line} {m}") for m in ALL if ((m.module, str(m)) in LISTED) == listed]
    for listed in (False, True)
)


@pytest.fixture(scope="session")
def reason(tmp_path_factory, reach):
    """Return a function that tells how the tests find a mutant out, or nothing if they do not."""

    def first(module):
        clauses = [clause for clause in load_clauses().values() if clause.module == module]
        return {test for clause in clauses for test in those_of(clause, reach.bugs)}

    with workbench(tmp_path_factory.mktemp("mutants") / "tests" / "library", reach, hasty=True) as trial:

        def run(mutant):
            of_clauses = first(mutant.module)
            for only in (of_clauses, reach.bugs.keys() - of_clauses):
                options = {"short_cut": True, "first_failure": True}
                found = trial(mutant.module, mutant.text, only=only, **options)
                if found.failed or not found.complete:
                    return found.messages.get(next(iter(found.failed), ""), found.reason)
            return ""

        yield run


@pytest.mark.parametrize("mutant", KILLED)
def test_a_mutant_is_found_out(reason, mutant):
    """Some test does not pass."""
    assert reason(mutant), f"no test sees that {mutant.module}.py, line {mutant.line}, has changed: {mutant}"


@pytest.mark.parametrize("mutant", SURVIVE)
def test_a_mutant_is_equivalent(reason, mutant):
    """All tests pass, as the list says; if not, its entry is wrong."""
    assert reason(mutant) == "", f"{mutant.module}.py, line {mutant.line}: {mutant}"


def test_the_list_of_the_equivalent_is_not_stale():
    """Each entry is of a mutant that there is, and says why it is equivalent."""
    assert {(mutant.module, str(mutant)) for mutant in ALL} >= LISTED
    assert len(LISTED) == sum(len(entry["changes"]) for entry in EQUIVALENT)
    assert all(entry["reason"].strip() for entry in EQUIVALENT)
