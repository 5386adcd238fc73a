"""No mutant of `fixed` passes the tests, but for those listed in equivalent.toml, each with the reason why.

The tests of the module's own bugs come first, then all others; the first failure is the end of a mutant.
"""

import tomllib
from pathlib import Path

import pytest
from mutants.making import mutants_of

from kata.bugs import variants
from kata.bugs.manifest import load_bugs
from kata.proof.bench import workbench

EQUIVALENT = tomllib.loads(Path(__file__).with_name("equivalent.toml").read_text(encoding="utf-8"))["equivalent"]
LISTED = {(entry["module"], change) for entry in EQUIVALENT for change in entry["changes"]}
ALL = [mutant for module in variants.modules() for mutant in mutants_of(module)]
KILLED, SURVIVE = (
    [pytest.param(m, id=f"{m.module}:{m.line} {m}") for m in ALL if ((m.module, str(m)) in LISTED) == listed]
    for listed in (False, True)
)


@pytest.fixture(scope="session")
def trial(tmp_path_factory):
    """Runs the tests on a changed library."""
    with workbench(tmp_path_factory.mktemp("mutants") / "library") as trial:
        yield trial


def reason(trial, mutant):
    """Return how the tests find a mutant out, or nothing if they do not."""
    for bug in [*(bug.id for bug in load_bugs().values() if bug.module == mutant.module), None]:
        run = trial(mutant.module, mutant.text, bug=bug, first_failure=True)
        if run.failed or not run.complete:
            return run.messages.get(next(iter(run.failed), ""), run.reason)
    return ""


@pytest.mark.parametrize("mutant", KILLED)
def test_a_mutant_is_found_out(trial, mutant):
    """Some test does not pass."""
    assert reason(trial, mutant), (
        f"no test sees that {mutant.module}.py, line {mutant.line}, has changed: {mutant}"
    )


@pytest.mark.parametrize("mutant", SURVIVE)
def test_a_mutant_is_equivalent(trial, mutant):
    """All tests pass, as the list says; if not, its entry is wrong."""
    assert reason(trial, mutant) == "", f"{mutant.module}.py, line {mutant.line}: {mutant}"


def test_the_list_of_the_equivalent_is_not_stale():
    """Each entry is of a mutant that there is, and says why it is equivalent."""
    assert {(mutant.module, str(mutant)) for mutant in ALL} >= LISTED
    assert len(LISTED) == sum(len(entry["changes"]) for entry in EQUIVALENT)
    assert all(entry["reason"].strip() for entry in EQUIVALENT)
