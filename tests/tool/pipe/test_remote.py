"""A subject in another process: what its library says arrives, and nothing that it does gets any further."""

import os
import re
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from kata.bugs import variants
from kata.confined.child import MEMORY
from kata.confined.supervision import THREADS
from kata.confined.walls import WALLS
from kata.pipe import deadline
from kata.pipe.deadline import FACTOR, PATIENCE, Deadline, place_in
from kata.pipe.raised import INNERMOST, LINE, MESSAGE, NAME, LibraryError, Lost, Void, exception_of
from kata.pipe.remote import Remote
from kata.pipe.workers import FORKS, Workers
from kata.subject.features import EVERYTHING
from kata.subject.interface import Network, Settings
from kata.subject.libraries import find_source
from kata.subject.local import load_subject

Z = np.array([[1.0, 0.0], [2.0, 2.0]])
WAYS = [pytest.param(True, marks=pytest.mark.skipif(not FORKS, reason="no worker is forked here")), False]


@pytest.fixture
def remote(tmp_path):
    """Load a corrected library with lines at the beginning of softmax behind a pipe."""
    opened = []

    def load(lines="pass", *, forks=FORKS, memory=MEMORY, reference=None):
        folder = tmp_path / "library"
        variants.build(folder, present=())
        path = folder / "activation_functions.py"
        text, heading = path.read_text(encoding="utf-8"), "exponentials: Array ="
        assert text.count(heading) == 1
        path.write_text(text.replace(heading, f"{lines}\n        {heading}"), encoding="utf-8")
        workers = Workers(find_source(folder), WALLS["process"], memory, forks=forks)
        deadline = Deadline(memory, reference)
        found = Remote(workers, deadline)
        opened.extend((found, deadline, workers))
        found.load()
        return found

    yield load
    for part in opened:
        part.close()


@pytest.mark.parametrize("forks", WAYS)
def test_it_says_what_the_library_says(remote, forks):
    """Forked or started, the values are those of the library in this process, bit for bit."""
    there, here = remote(forks=forks), load_subject("fixed")
    assert there.offers == here.offers == EVERYTHING
    assert there.softmax(Z).tobytes() == here.softmax(Z).tobytes()
    settings = Settings(epochs=2, batch_size=2, l2=0.1, test=(Z, np.eye(2)))
    arguments = ((2, 3, 2), ("relu", "softmax"), "adam", Z, np.eye(2), settings, 1)
    (w, log), (expected, its_log) = there.train(*arguments), here.train(*arguments)
    assert (w.tobytes(), log) == (expected.tobytes(), its_log)


def test_an_exception_is_raised_here_with_its_message_and_place(remote):
    """As the built-in one that it is a kind of, with its lines in the library and what was tried."""
    there = remote()
    with pytest.raises(ValueError, match="unknown activation 'nope'") as found:
        there.activation("nope", Z)
    assert found.value.place.startswith("activation_functions.py:")
    trace, tried = found.value.__notes__
    assert re.fullmatch(r"  activation_functions.py:\d+, in get:  raise ValueError\(.*", trace)
    assert tried == 'tried      ActivationFunctions.get("nope")([[1., 0.], [2., 2.]])'


def test_of_a_very_long_line_an_exception_tells_the_beginning(remote):
    """Generated code may have lines of any length, and the message is for a screen."""
    there = remote(f"raise ValueError('no' + '{'x' * 100_000}'[:0])")
    with pytest.raises(ValueError, match="no") as found:
        there.softmax(Z)
    assert len(found.value.__notes__[0]) < 300


@pytest.mark.parametrize(
    ("lines", "kind", "message"),
    [
        ("class ShapeError(ValueError): pass\n        raise ShapeError('of mine')", ValueError, "of mine"),
        ("raise KeyError('a key')", KeyError, "a key"),
        ("raise ExceptionGroup('two', [ValueError()])", LibraryError, "ExceptionGroup: two"),
        ("raise KeyboardInterrupt", LibraryError, "KeyboardInterrupt"),
        ("import sys; sys.exit('bye')", LibraryError, r"SystemExit: exit\('bye'\)"),
        ("return 'text' if len(Z) else 0\n        x = 1", None, ""),
        ("return {1, 2}", TypeError, "set is neither a number nor an array"),
        ("return np.array([object()])", TypeError, "an array of object has no numbers"),
        ("np.zeros(2**40)", MemoryError, "Unable to allocate"),
        ("breakpoint()", RuntimeError, "kata pytest --pdb"),
        ("input('?')", RuntimeError, "kata pytest --pdb"),
        (
            "class Bad(Exception):\n            def __str__(self): raise ValueError\n        raise Bad",
            LibraryError,
            "Bad",
        ),
    ],
)
def test_whatever_is_raised_is_an_exception_here(remote, lines, kind, message):
    """Of a kind that this process knows; nothing that would end it."""
    there = remote(lines)
    if kind is None:
        assert there.softmax(Z) == "text"
    else:
        with pytest.raises(kind, match=message):
            there.softmax(Z)
    assert there.activation("relu", Z).tolist() == Z.tolist()


def test_arguments_that_are_altered_are_named_and_stay_as_they_were(remote):
    """The library has others."""
    there, given = remote("Z += 1"), Z.copy()
    there.softmax(given)
    assert there.changed == ("Z",)
    assert given.tolist() == Z.tolist()
    there.activation("relu", Z)
    assert there.changed == ()


@pytest.mark.parametrize("forks", WAYS)
@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        ("import os; os._exit(3)", "ended its process with exit status 3 in softmax"),
        ("import os; os.kill(os.getpid(), 11)", "was ended by SIGSEGV in softmax"),
        ("while True: pass", r"did not answer within 1 second in softmax, at activation_functions.py:\d+"),
    ],
)
@pytest.mark.skipif(os.name != "posix", reason="there are no such signals on Windows")
def test_a_worker_that_is_gone_is_replaced(remote, forks, lines, reason):
    """The call is lost, with the reason; the next one has a new worker."""
    there = remote(lines, forks=forks)
    with pytest.raises(Lost, match=reason):
        there.softmax(Z)
    assert there.hung == ("while" in lines)
    assert there.activation("relu", Z).tolist() == Z.tolist()


def test_what_is_told_of_an_exception_is_cut():
    """Its words, its type, and all that it came through: what tells of it need not be a worker of ours."""
    much = "fixed " * 100_000
    error = exception_of({"types": [much], "message": much, "lines": [["x.py", 1, much, much]] * 10_000})
    assert len(error.kind) == NAME
    assert len(str(error)) <= NAME + len(": ") + MESSAGE
    assert len(error.trace) < INNERMOST * (NAME + LINE + 50)
    untold = exception_of({"types": ["ValueError"], "message": "", "lines": [["x" * 10**6 + ".py", 1, "", ""]]})
    assert untold.place == ""


@pytest.mark.parametrize("line", [0, -1, 10**4000, True, "1"])
def test_a_line_that_no_file_has_is_told_of_nobody(line):
    """It would go to the screen as it is, however many digits it has."""
    assert exception_of({"types": ["ValueError"], "message": "", "lines": [["adam.py", line, "", ""]]}).place == ""


@pytest.mark.parametrize(
    ("name", "place"), [("adam.py", "adam.py:7"), ("\x1b[2J\x1b[32mall is fixed", ""), ("all is fixed", "")]
)
def test_where_a_hang_was_is_told_by_the_name_of_a_module_alone(name, place):
    """What says it came out of the worker, and may be words of the library's own, or paint on the screen."""
    folder = Path("/where/library")
    trace = f'Current thread 0x1 (most recent call first):\n  File "{folder / name}", line 7 in step\n'
    assert place_in(trace, folder) == place


def test_threads_are_counted(remote):
    """A library that starts them by the thousand is ended: with small stacks no limit of memory does it."""
    sleeping = "threading.Thread(target=time.sleep, args=(60,), daemon=True).start()"
    started = f"threading.stack_size(2**15); [{sleeping} for _ in range({THREADS})]"
    there = remote(f"import threading, time; {started}; time.sleep(60)")
    with pytest.raises(Lost, match=f"started more than {THREADS} threads in softmax"):
        there.softmax(Z)


def test_one_that_does_not_say_where_it_is_is_waited_for_less_and_less(monkeypatch):
    """It may not hear the signal, by intent: many hangs would take minutes."""
    now = [0.0]
    clock = SimpleNamespace(monotonic=lambda: now[0], sleep=lambda seconds: now.__setitem__(0, now[0] + seconds))
    monkeypatch.setattr(deadline, "time", clock)
    deaf = SimpleNamespace(signal=lambda _: None, trace=SimpleNamespace(text=lambda: ""))
    with closing(Deadline(MEMORY)) as watch:
        for _ in range(20):
            assert watch._trace(deaf) == ""
    assert now[0] < 3 * deadline.TRACE_SECONDS


def test_a_lost_call_has_the_name_that_it_has_in_the_library(remote):
    """A student knows `fit`, and not what the tests ask an adapter for."""
    there = remote("import os; os._exit(3)")
    network, data = ((1, 2), ("softmax",)), (np.ones((1, 1)), np.array([[0.0, 1.0]]))
    with pytest.raises(Lost, match=r"exit status 3 in fit$"):
        there.train(*network, "adam", *data, Settings(epochs=1, batch_size=1), 0)


def test_an_honest_library_that_is_slow_is_waited_for(remote):
    """As long as it takes no more than many times what the corrected library takes for the same call."""
    lines = (
        f"import time; end = time.process_time() + {1.5 * PATIENCE}\n        while time.process_time() < end: pass"
    )
    asked = []

    def reference(method, arguments):
        asked.append((method, [*arguments]))
        return 2 * PATIENCE / FACTOR

    assert remote(lines, reference=reference).softmax(Z).shape == Z.shape
    assert asked == [("softmax", ["Z"])]


@pytest.mark.parametrize(
    "answer",
    [
        "b'garbage' * 100",
        "wire.pack({'call': 99, 'value': 1, 'changed': []})",
        "wire.pack([1, 2])",
        "wire.pack({'call': np.ones(2), 'value': 1, 'changed': []})",
        "wire.pack({'call': True, 'value': 1, 'changed': []})",
        "wire.pack({'call': 1, 'value': 1, 'changed': [np.ones(2)]})",
        "wire.pack({'call': 1, 'value': 1})",
        "wire.pack({'call': 1, 'value': 1, 'changed': ['Z', 'Z']})",
        "wire.pack({'call': 1, 'value': 1, 'changed': [], 'more': 'of the same'})",
        "wire.pack({'call': 1, 'error': {'types': 1, 'message': 2, 'lines': 3}, 'changed': []})",
        "b'\\xff' * 12",
    ],
)
def test_an_answer_that_is_none_is_void(remote, answer):
    """The library has got hold of the pipe: nothing that it says counts any more."""
    lines = (
        "import os, stat; from kata.pipe import wire\n"
        "        for fd in range(3, 30):\n"
        "            try:\n"
        f"                if stat.S_ISFIFO(os.fstat(fd).st_mode): os.write(fd, {answer})\n"
        "            except OSError: pass"
    )
    with pytest.raises(Void, match="interferes"):
        remote(lines).softmax(Z)


def test_answers_have_an_end_together(remote):
    """Large ones can be given again and again: the time of a run is not to go into reading them."""
    there = remote()
    before = there._bytes
    there.softmax(Z)
    there._most = there._bytes + 2.5 * (there._bytes - before)
    for _ in range(2):
        there.softmax(Z)
    with pytest.raises(Void, match="it answers with too much"):
        there.softmax(Z)


def test_one_that_sleeps_is_waited_for_less_and_less(remote):
    """As one that is busy: at first a second of sleep counts less, as it may be the machine's."""
    there = remote("import time; time.sleep(600)")
    for _ in range(2):
        with pytest.raises(Lost, match="did not answer"):
            there.softmax(Z)
    assert there._deadline._idle == 1


def test_half_an_answer_is_no_answer(remote):
    """It is waited for as long as for any."""
    lines = (
        "import os, stat, time\n"
        "        for fd in range(3, 30):\n"
        "            try:\n"
        "                if stat.S_ISFIFO(os.fstat(fd).st_mode): os.write(fd, b'half')\n"
        "            except OSError: pass\n"
        "        while True: pass"
    )
    with pytest.raises((Lost, Void)):
        remote(lines).softmax(Z)


@pytest.mark.skipif(not FORKS, reason="only Linux tells of the peak of another process")
def test_memory_is_seen_from_outside(remote):
    """Also where the library has stopped the counting inside."""
    there = remote()
    settings = Settings(epochs=1, batch_size=1, measured=True)
    honest = there.fit_trace("adam", np.ones((1, 1250)), 1, settings, 0).peak
    path = there._workers.folder / "adam.py"
    text = path.read_text(encoding="utf-8")
    heading = "self.m = "
    assert heading in text
    path.write_text(
        text.replace(heading, f"import tracemalloc; tracemalloc.stop(); np.ones((1250, 1250)); {heading}", 1),
        encoding="utf-8",
    )
    there.close()
    hidden = there.fit_trace("adam", np.ones((1, 1250)), 1, settings, 0).peak
    assert honest < 1e6
    assert hidden > 8e6 > honest


@pytest.mark.skipif(not FORKS, reason="only Linux tells of the peak of another process")
@pytest.mark.parametrize(
    "use",
    [
        "np.negative(HELD, out=HELD)",
        "globals().pop('HELD'); HELD = np.ones((3000, 3000)); globals().update(HELD=HELD)",
    ],
    ids=["written over", "let go, and taken again"],
)
def test_memory_that_was_held_before_counts_where_it_is_used(remote, use):
    """Nothing rises then; what is held and left alone is no matter of the step."""
    there = remote()
    settings = Settings(epochs=1, batch_size=1, measured=True)
    path = there._workers.folder / "adam.py"
    text = path.read_text(encoding="utf-8")
    heading = "self.m = self.beta1"
    assert text.count(heading) == 1
    holding = f"{text}\n\nHELD = np.ones((3000, 3000))\n"
    for code, least, most in [
        (holding, 0, 1e6),
        (holding.replace(heading, f"import tracemalloc; tracemalloc.stop(); {use}; {heading}"), 5e7, 9e7),
    ]:
        path.write_text(code, encoding="utf-8")
        there.close()
        assert least <= there.fit_trace("adam", np.ones((1, 1250)), 1, settings, 0).peak < most


@pytest.mark.parametrize("memory", ["float('-inf')", "float('nan')", "-1", "True"])
def test_memory_is_a_number_of_bytes(remote, memory):
    """Whatever else the worker tells, or less than there can be, would take the place of what the kernel saw."""
    there = remote()
    there.close()
    path = there._workers.folder / "adam.py"
    own = "__import__('sys').modules['kata.subject.own']"
    with path.open("a", encoding="utf-8") as file:
        file.write(f"\n{own}.measured = lambda fit, settings: (fit(), {memory})\n")
    with pytest.raises(Void, match="it tells of memory that is no number of bytes"):
        there.fit_trace("adam", np.ones((1, 3)), 1, Settings(epochs=1, batch_size=1, measured=True), 0)


@pytest.mark.skipif(not FORKS, reason="only Linux tells of the peak of another process")
def test_memory_that_cannot_be_seen_is_not_nought(remote, monkeypatch):
    """Of a process that hides the kernel tells nothing: who asks may be neither its owner nor root."""
    there = remote()
    settings = Settings(epochs=1, batch_size=1, measured=True)
    monkeypatch.setattr("kata.pipe.remote.HighWater.used", lambda _: None)
    with pytest.raises(Void, match="it hides its memory"):
        there.fit_trace("adam", np.ones((1, 3)), 1, settings, 0)
    monkeypatch.setattr("kata.pipe.remote.tells", lambda: False)  # of nobody, on this system
    assert there.fit_trace("adam", np.ones((1, 3)), 1, settings, 0).peak > 0


def exchanged(there):
    """Return the calls of a test that calls softmax twice, and once with what makes it a long frame."""
    there.begin()
    for rows in (1, 2, 20_000):
        there.softmax(np.zeros((rows, 2)))
    return there.exchanged


def test_calls_that_are_made_again_have_the_same_answers(remote):
    """Sent together or one by one, short and long, whatever was called in between; the next call has its own."""
    there = remote()
    before = exchanged(there)
    assert all(each.lasting for each in before)
    calls, answers = [each.call for each in before], [each.answer for each in before]
    there.begin()
    assert there.repeat(calls, answers) == answers
    assert there.softmax(Z).tobytes() == load_subject("fixed").softmax(Z).tobytes()
    assert [each.answer for each in exchanged(there)] == [each.answer for each in before]


def test_no_more_calls_are_made_again_once_an_answer_is_another(remote):
    """But those that were sent with it: here the first two, as the third is long."""
    there = remote()
    calls, answers = zip(*((each.call, each.answer) for each in exchanged(there)), strict=True)
    there.begin()
    assert there.repeat(calls, [b"another", *answers[1:]]) == [*answers[:2]]
    assert there.repeat(calls, [*answers[:2], b"another"]) == [*answers]


def test_what_calls_print_that_are_made_again_is_known(remote):
    """Of all calls since the test began, however they are sent; of another test's nothing is left."""
    there = remote("print(len(Z))")
    calls, answers = zip(*((each.call, each.answer) for each in exchanged(there)), strict=True)
    there.begin()
    assert there.printed == ""
    there.repeat(calls, [*answers])
    assert there.printed.split() == ["1", "2", "20000"]
    there.begin()
    assert there.printed == ""


OFTEN = "import builtins, os; builtins.n = getattr(builtins, 'n', 0) + 1"


@pytest.mark.parametrize(
    "lines",
    [
        "while True: pass",
        "os._exit(0)",
        "for fd in range(3, 20):\n"
        "                try: os.write(fd, b'x' * 100)\n"
        "                except OSError: pass",
        "os.kill(os.getpid(), 19)",
    ],
    ids=["a hang", "an end", "garbage", "a stop"],
)
def test_calls_that_cannot_be_made_again_are_none(remote, lines):
    """From the fourth on the library does something else; a new worker makes the next three."""
    there = remote(f"{OFTEN}\n        if builtins.n > 3:\n            {lines}")
    calls, answers = zip(*((each.call, each.answer) for each in exchanged(there)), strict=True)
    there.begin()
    assert there.repeat(calls, [*answers]) is None
    assert there.repeat(calls, [*answers]) == [*answers]


def test_an_import_that_fails_the_second_time_is_told_by_the_test(remote, tmp_path):
    """To make calls again raises nothing: the first call of the test does."""
    there = remote("__import__('os')._exit(0) if len(Z) == 3 else None")
    calls, answers = zip(*((each.call, each.answer) for each in exchanged(there)), strict=True)
    with pytest.raises(Lost):
        there.softmax(np.zeros((3, 2)))
    (tmp_path / "library" / "adam.py").write_text("raise ValueError('not again')", encoding="utf-8")
    assert there.repeat(calls, [*answers]) is None
    with pytest.raises(ValueError, match="not again"):
        there.softmax(Z)


def test_floods_are_kept_short(remote):
    """However much is printed, the end is shown, and the call goes on."""
    there = remote("print('x' * 1_000_000); print('the end')")
    there.softmax(Z)
    assert there.printed.endswith("xxx\nthe end\n")
    assert len(there.printed) < 5_000


@pytest.mark.skipif(not FORKS, reason="only Linux can be told to refuse it")
@pytest.mark.parametrize("forks", WAYS)
@pytest.mark.parametrize("lines", ["import os; os.fork()", "import subprocess; subprocess.run(['true'])"])
def test_a_worker_starts_no_other_process(remote, forks, lines):
    """So that none is left behind, and none fills the machine."""
    with pytest.raises(PermissionError, match="not permitted"):
        remote(lines, forks=forks).softmax(Z)


def test_a_network_goes_there_and_back(remote):
    """As plain data."""
    network = Network((2, 2), ("softmax",), np.zeros(6))
    with closing(remote()) as there:
        assert there.predict(network, Z).tolist() == [0, 0]


def test_a_library_of_ours_lacks_nothing(remote, monkeypatch):
    """It can neither have a test skipped by an exception, nor say that it cannot be asked for something."""
    raised = "from kata.subject.interface import NotOfferedError\n        raise NotOfferedError('softmax')"
    there = remote(raised)
    with pytest.raises(NotImplementedError, match="the subject does not offer softmax") as found:
        there.softmax(Z)
    assert type(found.value) is NotImplementedError
    there.close()
    monkeypatch.setattr("kata.pipe.remote.EVERYTHING", EVERYTHING | {"more"})
    with pytest.raises(Void, match="it says that it lacks more"):
        there.load()
