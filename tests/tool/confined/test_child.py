"""A confined child takes neither the machine's memory nor all its time, and tells how it ended."""

import json
import os
import subprocess
import sys
import threading
import time
from contextlib import suppress

import psutil
import pytest
from waiting import in_time, limit, until

from kata import ROOT
from kata.confined.child import run_confined
from kata.confined.supervision import GIB, THREADS


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Return a function that runs Python code as a confined module."""
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))

    def run_code(code, **limits):
        (tmp_path / "confined_code.py").write_text(code, encoding="utf-8")
        return run_confined("confined_code", **{"seconds": limit(), **limits})

    return run_code


def alive(pid):
    """Return whether a process still runs; a zombie does not, it only has not been waited for."""
    with suppress(psutil.NoSuchProcess):
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    return False


def test_a_good_end(run):
    """No reason to give, and the output."""
    ending = run("import sys; print('hello'); print('there', file=sys.stderr)")
    assert (ending.status, ending.reason, set(ending.output.split())) == (0, "", {"hello", "there"})


def test_a_module_gets_its_arguments(run, tmp_path):
    """As if it had been started with `python -m`."""
    (tmp_path / "echo_arguments.py").write_text("import sys; print(sys.argv[1:], __name__)", encoding="utf-8")
    run("pass")
    assert run_confined("echo_arguments", "a", "b c", seconds=limit()).output.strip() == "['a', 'b c'] __main__"


def test_a_failure_gives_its_last_line(run):
    """An exception that nobody caught."""
    ending = run("raise KeyError('lost')")
    assert ending.status == 1
    assert ending.reason == "the child process ended with status 1: KeyError: 'lost'"


def test_an_abrupt_end(run):
    """`os._exit`, without a word."""
    assert "status 3" in run("import os; os._exit(3)").reason


def test_an_endless_loop_is_ended(run):
    """After its time, and soon after."""
    began = time.monotonic()
    ending = run("while True: pass", seconds=0.5)
    assert ending.reason == "it was ended after 0.5 seconds"
    assert in_time(time.monotonic() - began, 30)


def test_silence_is_ended(run, tmp_path):
    """News keeps a child alive; when none comes for too long, it is ended."""
    events, quiet = tmp_path / "events.jsonl", limit(1.5)
    code = f"""
import time
for n in range(20):
    open({str(events)!r}, "a").write('{{"n": 1}}\\n'); time.sleep({0.1 * quiet})
time.sleep({limit()})
"""
    ending = run(code, events=events, on_event=lambda _: None, quiet=quiet)
    assert ending.reason == f"it was ended after {quiet:g} seconds without progress"
    assert ending.seconds > 2 * quiet


def test_endless_output_is_ended_and_cut(run):
    """It neither blocks the child nor fills our memory."""
    ending = run("while True: print('x' * 1000)", seconds=1)
    assert ending.reason == "it was ended after 1 seconds"
    assert len(ending.output) < 1_000_000


@pytest.mark.skipif(sys.platform != "linux", reason="the operating system caps address space on Linux only")
def test_too_large_an_array_is_a_memory_error(run):
    """The kata's own 50 GiB, which no machine here is to give."""
    ending = run("import numpy as np; np.zeros((82008, 1)) + np.ones((1, 82008))", memory=2 * GIB)
    assert "MemoryError: Unable to allocate 50.1 GiB for an array with shape (82008, 82008)" in ending.reason


def test_the_watchdog_sees_memory_of_children_too(run):
    """Address space is capped for each process; together two of them take more than they may."""
    code = """
import subprocess, sys, time
taker = "import time; held = bytearray(150_000_000); time.sleep(600)"
children = [subprocess.Popen([sys.executable, "-c", taker]) for _ in range(2)]
time.sleep(600)
"""
    ending = run(code, memory=int(0.25 * GIB))
    assert ending.reason == "it was ended when it took more than 0.25 GiB of memory"


def test_the_watchdog_counts_threads(run):
    """With small stacks they take next to no memory, and a machine has room for so many only."""
    code = f"""
import threading, time
threading.stack_size(2**15)
for _ in range({THREADS}):
    threading.Thread(target=time.sleep, args=(600,), daemon=True).start()
time.sleep(600)
"""
    assert run(code).reason == f"it was ended when it had more than {THREADS} threads"


@pytest.mark.parametrize(
    "end",
    [
        "time.sleep(600)",
        pytest.param("", marks=pytest.mark.skipif(sys.platform == "win32", reason="there are no process groups")),
    ],
    ids=["ended", "ends by itself"],
)
def test_grandchildren_are_ended_too(run, tmp_path, end):
    """What the code has started does not outlive it."""
    pid_file = tmp_path / "pid"
    events, there = tmp_path / "events.jsonl", threading.Event()
    code = f"""
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], stdout=subprocess.DEVNULL)
open({str(pid_file)!r}, "w").write(str(child.pid))
open({str(events)!r}, "w").write('{{"n": 1}}\\n')
{end}
"""
    run(code, events=events, on_event=lambda _: there.set(), stop=there)
    until(lambda: not alive(int(pid_file.read_text())), lambda: "the grandchild still runs")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a process with its parent")
def test_it_ends_with_whoever_has_started_it(tmp_path):
    """Even where that is killed, and can end nothing itself."""
    pid_file = tmp_path / "pid"
    (tmp_path / "lasting.py").write_text(
        f"import os, time; open({str(pid_file)!r}, 'w').write(f'{{os.getpid()}}\\n'); time.sleep(600)"
    )
    code = "from kata.confined.child import run_confined; run_confined('lasting', seconds=600)"
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    with subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, env=environment) as parent:
        until(lambda: pid_file.is_file() and pid_file.read_text().endswith("\n"))
        parent.kill()
    until(lambda: not alive(int(pid_file.read_text())), lambda: "the child still runs")


def test_events_come_whole_and_in_order(run, tmp_path):
    """Also one that is written in two pieces; one that is never finished does not come."""
    events, seen = tmp_path / "events.jsonl", []
    code = f"""
import time
with open({str(events)!r}, "w") as file:
    for piece in ['{{"n": 1}}\\n{{"n"', ': 2}}\\n', '{{"n": 3}}\\n{{"n": ']:
        file.write(piece); file.flush(); time.sleep(0.2)
"""
    run(code, events=events, on_event=seen.append)
    assert seen == [{"n": 1}, {"n": 2}, {"n": 3}]
    assert json.loads(events.read_text().splitlines()[0]) == {"n": 1}
