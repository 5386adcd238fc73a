"""What forks workers stays for the next library, where a wall keeps it out of the reach of the last one."""

import os
import signal
from contextlib import ExitStack, closing
from pathlib import Path

import psutil
import pytest
from waiting import until

from kata import ROOT
from kata.confined.child import MEMORY
from kata.confined.walls import WALLS
from kata.pipe import wire
from kata.pipe.workers import FORKS, Workers
from kata.subject.libraries import find_source

pytestmark = pytest.mark.skipif(not FORKS, reason="no worker is forked here")
THERE = [
    pytest.param(name, marks=pytest.mark.skipif(bool(wall.lacking()), reason=f"not here: {name}"))
    for name, wall in WALLS.items()
]


@pytest.fixture
def workers():
    """Return a function that gives the workers of a library behind a wall."""
    with ExitStack() as opened:
        yield lambda name, wall: opened.enter_context(
            closing(Workers(find_source(ROOT / name), WALLS[wall], MEMORY))
        )


def loaded(workers):
    """Start a worker, and return what forked it and what its library answers, when that is loaded."""
    with closing(workers.start()) as worker:
        return psutil.Process(worker.pid).ppid(), wire.read(worker.answers)


@pytest.mark.parametrize("wall", THERE)
def test_it_stays_where_it_is_out_of_reach(workers, wall):
    """And where it sees one library alone, or could be ended by that, each has its own."""
    first, second = workers("original", wall), workers("fixed", wall)
    before, _ = loaded(first)
    second.take_over(first)
    first.close()
    after, answer = loaded(second)
    assert "offers" in answer, f"expected a library that is loaded: {answer}"
    assert (before == after) == (wall == "landlock")
    assert psutil.pid_exists(before) == (wall == "landlock")


@pytest.mark.parametrize("wall", THERE)
def test_one_that_has_ended_is_not_taken_over(workers, wall):
    """The next library has another: it has done nothing."""
    first, second = workers("original", wall), workers("fixed", wall)
    loaded(first)
    os.kill(first._process.pid, signal.SIGKILL)
    until(lambda: first._process.poll() is not None)
    second.take_over(first)
    assert "offers" in loaded(second)[1]


@pytest.mark.parametrize("wall", ["landlock", "process"])
def test_a_worker_sees_its_own_library_alone(workers, wall, tmp_path):
    """Though it comes from the process that has forked for another: the rules are those of its own plan."""
    if WALLS[wall].lacking():
        pytest.skip(f"not here: {wall}")
    elsewhere = tmp_path / "library"
    elsewhere.mkdir()
    for file in (ROOT / "fixed").glob("*.py"):
        text = file.read_text(encoding="utf-8")
        (elsewhere / file.name).write_text(text, encoding="utf-8")
    (elsewhere / "metrics.py").write_text(f"open({str(ROOT / 'original' / 'adam.py')!r})\n", encoding="utf-8")
    first = workers("original", wall)
    loaded(first)
    with closing(Workers(find_source(Path(elsewhere)), WALLS[wall], MEMORY)) as second:
        second.take_over(first)
        first.close()
        _, answer = loaded(second)
    refused = "PermissionError" in str(answer.get("error"))
    assert refused == (wall == "landlock"), answer
