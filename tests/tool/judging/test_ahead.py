"""A judge's process can begin before it is known what for: it is soon there, and leaves with who began it."""

import os
import signal
import subprocess
import sys
from contextlib import suppress

import psutil
import pytest
from waiting import limit, until

from kata import __main__ as kata
from kata.judging import ahead
from kata.judging.ahead import begin_ahead
from kata.judging.judge import Judge
from kata.judging.trial import run_tests

ENDED = "from kata.judging.ahead import begin_ahead; begin_ahead(2)"
KILLED = f"{ENDED}; import os; os.kill(os.getpid(), {signal.SIGKILL:d})"


@pytest.fixture
def nobodys(monkeypatch):
    """The processes that were begun ahead; those that nobody has taken are ended."""
    monkeypatch.setattr(ahead, "_ahead", [])
    monkeypatch.setattr("atexit.register", lambda _: None)
    yield ahead._ahead
    ahead._end_ahead()


def test_who_begins_a_judge_takes_one_that_is_there(nobodys):
    """As if it had been begun for the tests that are asked for; who comes next begins another."""
    begin_ahead(1)
    (there,) = nobodys
    with Judge(["softmax-shape"]) as one, Judge(["adam-shape"]) as another:
        one.begin()
        another.begin()
        assert one.pid == there.pid != another.pid
        assert not nobodys
        for judge, bug in ((one, "softmax-shape"), (another, "adam-shape")):
            trial = run_tests("original", bugs=[bug], judge=judge)
            assert trial.complete
            assert all(bug in bugs for bugs in trial.bugs.values())


def marked(mark):
    """Return the processes of which the environment has this mark."""
    found = []
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            if process.environ().get("MARK") == mark:
                found.append(process)
    return found


@pytest.mark.parametrize(
    ("command", "status"),
    [
        (["-m", "kata", "judge", "nowhere"], 2),
        (["-m", "kata", "test", "--no-such-option"], 2),
        (["-c", ENDED], 0),
        (["-c", KILLED], -signal.SIGKILL),
    ],
    ids=["refused", "mistyped", "ended", "killed"],
)
def test_one_that_nobody_takes_is_not_left_behind(command, status, tmp_path):
    """Whether the command ends by itself or is killed."""
    environment = {**os.environ, "MARK": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, *command], env=environment, capture_output=True, check=False, timeout=limit()
    )
    assert done.returncode == status
    until(lambda: not marked(str(tmp_path)))


@pytest.mark.parametrize(
    ("arguments", "number"),
    [
        (["judge", "exercise"], ahead.AT_ONCE),
        (["judge", "exercise", "--bugs", "4"], 1),
        (["judge", "--bugs=adam-shape", "exercise"], 1),
        (["test", "4"], 1),
        (["watch"], 1),
        (["finish"], ahead.AT_ONCE),
        (["judge", "--help"], 0),
        (["hint", "4"], 0),
        ([], 0),
    ],
)
def test_commands_that_will_need_judges_begin_them(arguments, number, monkeypatch):
    """As many as they will need, before the command line is loaded; others begin none."""
    begun = []
    monkeypatch.setattr(ahead, "begin_ahead", begun.append)
    kata._begin_judges(arguments)
    assert sum(begun) == number
