"""The fork server: the same outcomes as pytest from scratch, again and again, under the same limits."""

import os
import threading

import psutil
import pytest
from waiting import limit, until

from kata.bugs import variants
from kata.judging.fork_server import ForkServer
from kata.judging.trial import run_tests

pytestmark = pytest.mark.skipif(not ForkServer.available, reason="this operating system cannot fork")

BUG = "softmax-overflow"
LINE = "exponentials: Array = np.exp(Z)"
MENDED = "exponentials: Array = np.exp(Z - Z.max(axis=1, keepdims=True))"
LOOP = "while True:\n            pass"


@pytest.fixture
def library(tmp_path):
    """A library with one bug."""
    variants.build(tmp_path / "library", [BUG])
    return tmp_path / "library"


@pytest.fixture
def server(library):
    """A server for it."""
    with ForkServer(str(library)) as server:
        yield server


def change(library, old, new):
    """Replace a piece of the activation functions."""
    path = library / "activation_functions.py"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_its_outcomes_are_those_of_pytest_from_scratch(library, server):
    """Of all tests, with their messages, sentences and places."""
    forked, anew = (run_tests(str(library), run=run) for run in (server, None))
    assert forked.outcomes == anew.outcomes
    assert forked.messages == anew.messages
    assert forked.bugs == anew.bugs
    assert forked.sentences == anew.sentences
    assert forked.places == anew.places


def test_every_run_sees_the_code_as_it_is_then(library, server):
    """Nothing of the library stays in the server."""
    outcomes = []
    for old, new in ((LINE, MENDED), (MENDED, LINE), (LINE, MENDED)):
        change(library, old, new)
        outcomes.append(bool(run_tests(str(library), bug=BUG, run=server).failed))
    assert outcomes == [False, True, False]


@pytest.mark.parametrize(
    "line", [LINE, "import os; os._exit(0)", f"{LOOP}\n        {LINE}"], ids=["bug", "exit", "loop"]
)
def test_the_first_failure_can_be_the_end(library, server, line):
    """A test that does not come to its end is one, too. Then the rest is missing."""
    change(library, LINE, line)
    seconds = limit(1) if "while" in line else limit()
    trial = run_tests(str(library), bug=BUG, first_failure=True, test_seconds=seconds, run=server)
    assert len(trial.failed) == 1
    assert len(trial.outcomes) == 1 < len(trial.bugs)


@pytest.mark.parametrize(
    ("work", "says"),
    [
        ("os._exit(0)", "the tests ended early"),
        ("os.kill(os.getpid(), 9)", "the child process ended with status -9"),
        (LOOP, "ended after {seconds:g} seconds without progress"),
        ("np.zeros(2**40)", "MemoryError"),
    ],
    ids=["exit", "kill", "loop", "memory"],
)
def test_a_fork_is_confined(library, server, work, says):
    """Whatever it does, its test does not pass, and the server goes on."""
    change(library, LINE, f"import os\n        {work}\n        {LINE}")
    seconds = limit(1) if work == LOOP else limit()
    trial = run_tests(str(library), bug=BUG, test_seconds=seconds, seconds=limit(300), run=server)
    assert trial.outcomes
    assert set(trial.outcomes.values()) <= {"failed", "error"}
    assert says.format(seconds=seconds) in " ".join([*trial.messages.values(), trial.reason])
    change(library, f"{work}\n        {LINE}", MENDED)
    assert not run_tests(str(library), bug=BUG, run=server).failed


def test_a_run_can_be_called_off(library, server):
    """Soon, and its process is gone."""
    change(library, LINE, LOOP)
    stop = threading.Event()
    endings = []

    def run(*asked, on_event, **limits):
        def hear(event):
            on_event(event)
            if event["event"] == "begun":
                stop.set()

        endings.append(server(*asked, stop=stop, on_event=hear, **limits))
        return endings[-1]

    soon = limit(60)
    run_tests(str(library), bug=BUG, first_failure=True, seconds=2 * soon, test_seconds=2 * soon, run=run)
    assert [ending.stopped for ending in endings] == ["it was called off"]
    assert endings[0].seconds < soon


def test_nothing_is_left_when_it_is_closed(library):
    """Neither the server nor a fork that is running."""
    change(library, LINE, LOOP)
    before = {child.pid for child in psutil.Process().children(recursive=True)}
    server = ForkServer(str(library))
    worker = threading.Thread(
        target=lambda: run_tests(str(library), bug=BUG, test_seconds=1, seconds=1, run=server)
    )
    worker.start()
    worker.join(limit())
    server.close()
    until(lambda: not {child.pid for child in psutil.Process().children(recursive=True)} - before)


def test_a_server_that_died_is_reported(library, server):
    """As an error that whoever runs the tests can act on."""
    os.kill(server.pid, 9)
    psutil.wait_procs([psutil.Process(server.pid)], timeout=limit())
    with pytest.raises((OSError, RuntimeError)):
        run_tests(str(library), bug=BUG, run=server)


def test_tests_that_cannot_be_loaded_are_reported(tmp_path):
    """With what pytest says."""
    with pytest.raises(RuntimeError, match="no library"):
        ForkServer(str(tmp_path / "missing"))
