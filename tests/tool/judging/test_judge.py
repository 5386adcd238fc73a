"""The judge's process: the same outcomes as pytest in one process, again and again, whatever the library does."""

import array
import json
import os
import signal
import subprocess
import sys
import threading

import psutil
import pytest
from waiting import limit, until

from kata import ROOT
from kata.bugs import variants
from kata.bugs.manifest import load_bugs
from kata.confined.walls import TRIED, WALLS
from kata.judging.judge import ARGUMENTS, Judge
from kata.judging.trial import run_tests
from kata.judging.verdict import WAITING, failure_in_words, verdict
from kata.subject.libraries import OWN

PYTEST = [sys.executable, "-P", "-m", "pytest", *ARGUMENTS]
BUG = "softmax-overflow"
ASKED = [BUG, "softmax-shape", "binary-cost"]  # tests of all that wait for it, and of others
LINE = "exponentials: Array = np.exp(Z)"
MENDED = "exponentials: Array = np.exp(Z - Z.max(axis=1, keepdims=True))"
PIPE = 2**16  # bytes that a pipe holds
LOOP = "while True:\n            pass"


@pytest.fixture
def library(tmp_path):
    """A library with one bug."""
    variants.build(tmp_path / "library", [BUG])
    return tmp_path / "library"


def change(library, old, new):
    """Replace a piece of the activation functions."""
    path = library / "activation_functions.py"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_every_run_sees_the_code_as_it_is_then(library, judge):
    """Nothing of the library stays in the process."""
    outcomes = []
    for old, new in ((LINE, MENDED), (MENDED, LINE), (LINE, MENDED)):
        change(library, old, new)
        outcomes.append(bool(run_tests(str(library), bugs=[BUG], judge=judge).failed))
    assert outcomes == [False, True, False]


@pytest.mark.parametrize(
    "line", [LINE, "import os; os._exit(0)", f"{LOOP}\n        {LINE}"], ids=["bug", "exit", "loop"]
)
def test_the_first_failure_can_be_the_end(library, judge, line):
    """A test that does not come to its end is one, too. Then the rest is missing."""
    change(library, LINE, line)
    trial = run_tests(str(library), bugs=[BUG], first_failure=True, judge=judge)
    assert len(trial.failed) == 1
    assert len(trial.outcomes) == 1 < len(trial.bugs)


def test_what_is_drawn_depends_on_the_seed_and_on_nothing_else(library):
    """A judge that knows no answers gives a library the same numbers, whatever it holds and wherever it lies."""
    told = "globals().setdefault('seen', []).append(Z.tobytes())"
    raised = "if Z.shape == (10, 10): raise ValueError(__import__('zlib').crc32(b''.join(seen)))"
    change(library, LINE, f"{told}\n        {raised}\n        {LINE}")
    test = "tests/bugs/test_softmax_shape.py::test_as_many_rows_as_classes[10]"

    def seen(seed=None, loaded=("softmax-shape",)):
        with Judge(loaded) as judge:
            return run_tests(str(library), bugs=["softmax-shape"], seed=seed, judge=judge).messages[test]

    drawn, by_seed = seen(loaded=()), seen(1)
    assert seen(2) != by_seed
    change(library, LINE, f"constants = [17.25, -3.5, 1e7, 10]\n        {LINE}")
    assert seen(1) == by_seed
    assert seen() == drawn  # also by a judge that has the tests of this bug only
    beside = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "--raw", "--bugs", "softmax-shape", f"--subject={library}"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert drawn.partition("\n")[0] in beside.stdout


def test_what_the_library_prints_is_kept(library, judge):
    """The end of it, of the call that failed."""
    change(library, LINE, f"print('shape', Z.shape)\n        {LINE}")
    trial = run_tests(str(library), bugs=[BUG], first_failure=True, judge=judge)
    [failed] = trial.failed
    assert trial.printed[failed].startswith("shape (")
    assert trial.printed[failed].count("shape") == 1


def test_a_run_can_be_called_off(library, judge):
    """Soon, and the next one has all its tests."""
    change(library, LINE, LOOP)
    stop = threading.Event()
    trial = run_tests(
        str(library), bugs=[BUG], on_test=lambda *_: stop.set(), stop=stop, seconds=limit(), judge=judge
    )
    assert trial.reason == "it was called off"
    assert trial.seconds < limit()
    change(library, LOOP, MENDED)
    assert run_tests(str(library), bugs=[BUG], judge=judge).complete


def test_nothing_is_left_when_it_is_closed(library):
    """Neither its process nor a worker that is running."""
    change(library, LINE, LOOP)
    before = {child.pid for child in psutil.Process().children(recursive=True)}
    judge, begun = Judge(), threading.Event()
    options = {"bugs": [BUG], "on_test": lambda *_: begun.set(), "judge": judge}
    runner = threading.Thread(target=run_tests, args=(str(library),), kwargs=options)
    runner.start()
    assert begun.wait(limit())
    judge.close()
    runner.join(limit())
    until(lambda: not {child.pid for child in psutil.Process().children(recursive=True)} - before)


@pytest.mark.skipif(os.name != "posix", reason="there are no such signals on Windows")
def test_a_process_that_dies_takes_its_workers_along(library, tmp_path, monkeypatch):
    """Even in the midst of a call that never ends, and by a signal that it cannot hear; another follows."""
    change(library, LINE, LOOP)
    (tmp_path / "tmp").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    with Judge() as judge:

        def kill(*_):
            family = psutil.Process(judge.pid).children(recursive=True)
            if family:
                killed.update(family)
                os.kill(judge.pid, 9)

        killed = set()
        trial = run_tests(str(library), bugs=[BUG], on_test=kill, judge=judge)
        assert trial.reason == "the process that runs the tests has ended"
        until(lambda: not any(process.is_running() for process in killed))
        assert not list((tmp_path / "tmp").iterdir())
        change(library, LOOP, MENDED)
        assert run_tests(str(library), bugs=[BUG], judge=judge).complete


def test_tests_that_cannot_be_loaded_are_reported(monkeypatch):
    """With what is said."""
    monkeypatch.setattr("kata.judging.ahead.COMMAND", ["python", "-c", "raise SystemExit('no pytest here')"])
    with pytest.raises(RuntimeError, match="no pytest here"):
        Judge().start()


def test_while_another_answers_none_is_begun(kata, judge, library, monkeypatch):
    """A command in the process of these tests asks the judge that lasts: each of its own would cost a second."""
    judge.start()
    monkeypatch.setattr("kata.judging.ahead.begun", lambda: pytest.fail("expected that no process is begun"))
    assert kata("judge", library, "--bugs", BUG).returncode == 1


def test_a_judge_for_one_bug_has_all_of_its_tests(library, judge):
    """It leaves out the files that do not name the bug, and with them no test."""
    with Judge([BUG]) as alone:
        trial = run_tests(str(library), bugs=[BUG], judge=alone)
    assert trial.complete
    assert trial.outcomes == run_tests(str(library), bugs=[BUG], judge=judge).outcomes


def test_a_file_names_the_bugs_of_its_tests(judge):
    """As `--bugs` looks for them: a mark that is put together elsewhere would be passed over."""
    off = threading.Event()  # which tests there are is told before the first of them has ended
    bugs = run_tests("fixed", judge=judge, on_test=lambda *_: off.set(), stop=off).bugs
    named = {(test.partition("::")[0], bug) for test, marks in bugs.items() for bug in marks}
    assert {bug for _, bug in named} == set(load_bugs())
    assert [(file, bug) for file, bug in sorted(named) if f'"{bug}"' not in (ROOT / file).read_text()] == []


@pytest.mark.parametrize("own", [[], ["--own-folder=there"]])
def test_a_folder_that_is_not_its_own_is_left_alone(own, tmp_path):
    """The process of a judge empties what it made, and neither what is beside it nor what was there before."""
    (tmp_path / "work").write_text("of others")
    own = [option.replace("there", str(tmp_path)) for option in own]
    done = subprocess.run(
        [*PYTEST, "--co", *own, f"--basetemp={tmp_path / 'tests'}"],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=limit(),
    )
    assert done.returncode != 0
    assert ("FileExistsError" if own else "--own-folder: ") in done.stderr
    assert (tmp_path / "work").read_text() == "of others"


def test_there_is_no_folder_before_there_is_who_takes_it_away(tmp_path, monkeypatch):
    """Whoever is killed while the process of a judge is started leaves nothing behind."""

    def killed():
        raise SystemExit

    monkeypatch.setattr("kata.judging.judge.taken", killed)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with pytest.raises(SystemExit):
        Judge().begin()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="no signal stops a process here")
def test_an_event_that_is_stopped_half_way_comes_to_its_end(tmp_path, library):
    """A pipe holds less than the list of all tests, and a signal ends the writing of what it does not hold."""
    command = [*PYTEST, f"--own-folder={tmp_path / 'own'}", f"--basetemp={tmp_path / 'own' / 'tests'}"]
    asked = {"library": [OWN, str(library)], "memory": 2**31, "wall": None, "require": None, "bugs": []}
    asked |= {"skip": [], "only": [], "first_failure": False, "seed": None, "share": [0, 1], "waiting": True}
    asked |= {"walls": {}, "passing": []}
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert json.loads(child.stdout.readline()) == {"event": "ready"}
        child.stdin.write(json.dumps(asked).encode() + b"\n")
        child.stdin.flush()
        process = psutil.Process(child.pid)
        until(lambda: process.status() == psutil.STATUS_SLEEPING and _held(child.stdout) >= PIPE)
        child.send_signal(signal.SIGSTOP)
        until(lambda: process.status() == psutil.STATUS_STOPPED)
        child.send_signal(signal.SIGCONT)
        collected = json.loads(child.stdout.readline())
        child.stdin.close()
        child.stdout.read()
    assert collected["event"] == "collected"
    assert len(json.dumps(collected)) > 2 * PIPE


def _held(stream):
    """Return how many bytes a pipe holds that nobody has read."""
    import fcntl
    import termios

    number = array.array("i", [0])
    fcntl.ioctl(stream.fileno(), termios.FIONREAD, number)
    return number[0]


def test_what_waits_for_a_bug_that_is_there_need_not_be_run(library, judge):
    """The verdict is the same word for word: such a test decides nothing."""
    whole, brief = (run_tests(str(library), bugs=ASKED, judge=judge, waiting=waiting) for waiting in (True, False))
    left_out = [test for test, outcome in brief.outcomes.items() if outcome == WAITING]
    assert {*left_out} == {test for test in whole.waiting if BUG in whole.bugs[test]} != set()
    assert brief.complete
    told, same = (verdict(trial) | {"seconds": 0} for trial in (whole, brief))
    for said in (told, same):
        for bug in said["bugs"].values():
            bug["message"] = failure_in_words(bug["message"])
    assert told == same


def test_what_is_known_of_the_walls_is_not_tried_again(library, monkeypatch):
    """To try one takes as long as to start a worker, which has to wait for it: who asks may have done so."""
    for name in [*WALLS][:-1]:
        monkeypatch.setitem(TRIED, name, "it is said to be lacking")
    with Judge([BUG]) as judge:
        assert run_tests(str(library), bugs=[BUG], judge=judge).isolation == [*WALLS][-1]
