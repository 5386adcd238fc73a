"""No mutant of `fixed` passes the tests, but for those listed in equivalent.toml, each with the reason why.

The tests of the module's own bugs come first, then all others; the first failure is the end of a mutant.
"""

import shutil
import tomllib
from pathlib import Path

import pytest
from mutants.making import mutants_of

from kata import variants
from kata.bugs import load_bugs
from kata.fork_server import ForkServer
from kata.judge import run_tests

if not ForkServer.available:
    pytest.skip("to start pytest anew for each mutant would take a day", allow_module_level=True)

TEST_SECONDS = 10  # without progress: a mutant that never ends
EQUIVALENT = tomllib.loads(Path(__file__).with_name("equivalent.toml").read_text(encoding="utf-8"))["equivalent"]
LISTED = {(entry["module"], change) for entry in EQUIVALENT for change in entry["changes"]}
ALL = [mutant for module in variants.modules() for mutant in mutants_of(module)]
KILLED, SURVIVE = (
    [pytest.param(m, id=f"{m.module}:{m.line} {m}") for m in ALL if ((m.module, str(m)) in LISTED) == listed]
    for listed in (False, True)
)


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    """A library with room for one mutant at a time."""
    folder = tmp_path_factory.mktemp("mutants") / "library"
    variants.build(folder, present=())
    return folder


@pytest.fixture(scope="session")
def server(folder):
    """Runs its tests."""
    with ForkServer(str(folder)) as server:
        yield server


@pytest.fixture
def reason(folder, server):
    """Return a function that says how the tests find a mutant out; it returns nothing if they do not."""

    def run(mutant):
        path = folder / f"{mutant.module}.py"
        path.write_text(mutant.text, encoding="utf-8")
        for bug in [*(bug.id for bug in load_bugs().values() if bug.module == mutant.module), None]:
            trial = run_tests(str(folder), bug=bug, first_failure=True, test_seconds=TEST_SECONDS, run=server)
            if trial.failed or not trial.complete:
                return trial.messages.get(next(iter(trial.failed), ""), trial.reason)
        return ""

    yield run
    shutil.rmtree(folder)
    variants.build(folder, present=())


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
