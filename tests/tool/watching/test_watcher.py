"""`kata watch` in a real pseudo-terminal: what is seen after each save, and that the terminal is restored."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from dataclasses import replace
from unittest import mock

import psutil
import pytest
from waiting import INTERRUPTIBLE, ignore_ctrl_c, limit, none_left, until

from kata.bugs import variants
from kata.bugs.manifest import load_bugs
from kata.bugs.pages import page

if sys.platform == "win32":
    pytest.skip("pseudo-terminals are not to be had on Windows", allow_module_level=True)

import termios

from pseudo_terminal import Terminal

from kata.student.exercise import Exercise
from kata.student.findings import Finding
from kata.watching.bindings import KEYS
from kata.watching.watcher import CalledOff, Watcher, _Job

BUGS = list(load_bugs())
ENTERED, LEFT = "\x1b[?1049h", "\x1b[?1049l"  # the alternate screen
HIDDEN, SHOWN = "\x1b[?25l", "\x1b[?25h"  # the cursor


@pytest.fixture
def exercise(request, judged):
    """The exercise with all bugs or some, judged: all tests run when it is saved, and not at the start."""
    return judged(*getattr(request, "param", BUGS))


@pytest.fixture
def watch(exercise):
    """Starts `kata watch`, and ends it after the test."""
    started = []

    def start(**options):
        environment = {**os.environ, "KATA_EXERCISE": str(exercise.folder), "TERM": "xterm-256color"}
        for name in ("COLUMNS", "LINES", "NO_COLOR"):  # the window itself should count
            environment.pop(name, None)
        terminal = Terminal(sys.executable, "-m", "kata", "watch", environment=environment, **options)
        terminal.modes = termios.tcgetattr(terminal.child.child_fd)
        started.append(terminal)
        return terminal

    yield start
    for terminal in started:
        terminal.close()


def save(exercise, module, text):
    """Save as most editors do: write another file and rename it."""
    path = exercise.folder / f"{module}.py"
    part = path.with_suffix(".py~")
    part.write_text(text)
    part.replace(path)


def fix(exercise, *fixed):
    """Leave in the exercise all its bugs but these."""
    present = set(exercise.notes.origin.bugs) - set(fixed)
    for module in {load_bugs()[bug].module for bug in fixed}:
        save(exercise, module, variants.module_text(module, present))


def change(exercise, module, old, new):
    """Replace a piece of a module."""
    text = (exercise.folder / f"{module}.py").read_text()
    assert old in text
    save(exercise, module, text.replace(old, new))


def restored(terminal):
    """Return whether the terminal was left as it was found."""
    whole = terminal.written.rfind(LEFT) > terminal.written.rfind(ENTERED) >= 0
    cursor = terminal.written.rfind(SHOWN) > terminal.written.rfind(HIDDEN)
    return whole and cursor and termios.tcgetattr(terminal.child.child_fd) == terminal.modes


def test_the_watcher_knows_no_terminal():
    """Its import loads nothing that shows or types: a window or a page could show what it finds out, too."""
    code = "import sys, kata.watching.watcher; print({'rich', 'typer'} & set(sys.modules))"
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=limit())
    assert done.stdout == "set()\n"


def test_it_shows_the_bug_and_goes_on_when_it_is_fixed(exercise, watch):
    """Symptom, what was tried, got and expected, why, where to look; then what was learnt, and the next bug."""
    terminal = watch()
    symptom = load_bugs()["softmax-overflow"].symptom
    terminal.see(
        "softmax-overflow", symptom, "tried", "got", "expected", "why", "exercise/activation_functions.py:"
    )
    terminal.see("0 of 12 fixed")
    fix(exercise, "softmax-overflow")
    terminal.see("softmax-shape", "1 of 12 fixed", "softmax-overflow is fixed")
    assert page("softmax-overflow").sections["Remember"].split()[0] in terminal.screen
    terminal.press("q")
    assert terminal.end() == 0


@pytest.mark.parametrize("exercise", [["softmax-shape", "adam-shape"]], indirect=True)
def test_another_bug_that_is_fixed_is_told(exercise, watch):
    """A student who mends another bug than the one that is shown hears of it as soon as all tests have run."""
    terminal = watch()
    terminal.see("softmax-shape", "0 of 2 fixed", "tried", gone=["all tests"])
    fix(exercise, "adam-shape")
    terminal.see("softmax-shape", "1 of 2 fixed", "adam-shape is fixed", "tried")


@pytest.mark.parametrize("exercise", [["softmax-shape", "adam-shape"]], indirect=True)
def test_a_save_that_breaks_what_worked_is_told(exercise, watch):
    """A bug that was fixed, by its name; and a test of what worked from the start, by what it checks."""
    fix(exercise, "softmax-shape")
    exercise.judge()
    terminal = watch()
    terminal.see("adam-shape", "1 of 2 fixed", gone=["all tests"])
    save(exercise, "activation_functions", exercise.notes.start_text("activation_functions"))
    terminal.see("softmax-shape was fixed, and is not any more")
    fix(exercise, "softmax-shape")
    change(exercise, "metrics", "return Metrics(K, *means)", "return Metrics(K / len(Y), *means)")
    terminal.see("1 of 2 fixed", "this worked before", "got  ", "exercise/metrics.py:", gone=["not any more"])


def test_what_python_cannot_read_is_shown_with_a_caret(exercise, watch):
    """File, line and caret; and the finding again when it is mended."""
    terminal = watch()
    terminal.see("tried")
    change(exercise, "adam", "def step(self, G: Array) -> None:", "def step(self, G: Array -> None:")
    terminal.see("exercise/adam.py:", "def step(self, G: Array -> None:", "^", gone=["tried"])
    change(exercise, "adam", "def step(self, G: Array -> None:", "def step(self, G: Array) -> None:")
    terminal.see("tried", gone=["cannot read"])


def test_a_file_written_in_two_halves_is_read_whole(exercise, watch):
    """As by an editor that empties the file first: the last word counts."""
    terminal = watch()
    terminal.see("tried")
    text = variants.module_text("activation_functions", set(BUGS) - {"softmax-overflow"})
    with (exercise.folder / "activation_functions.py").open("w") as file:
        file.write(text[:1000])
        file.flush()
        time.sleep(0.5)
        file.write(text[1000:])
    terminal.see("softmax-overflow is fixed", "1 of 12 fixed")


def test_files_may_go_and_come_back(exercise, watch):
    """A module, then the whole folder: it says what is missing, and goes on."""
    terminal = watch()
    terminal.see("tried")
    path = exercise.folder / "adam.py"
    text = path.read_text()
    path.unlink()
    terminal.see("exercise/adam.py:1", "the file is missing")
    path.write_text(text)
    terminal.see("tried", gone=["missing"])
    away = exercise.folder.rename(exercise.folder.with_name("away"))
    terminal.see("the file is missing", gone=["tried"])
    away.rename(exercise.folder)
    terminal.see("tried", gone=["missing"])
    fix(exercise, "softmax-overflow")
    terminal.see("1 of 12 fixed")


@pytest.mark.parametrize(
    ("work", "says"),
    [("while True:\n            pass", "did not answer within"), ("np.zeros(2**40)", "Unable to allocate")],
    ids=["endless loop", "too much memory"],
)
def test_runaway_code_is_ended(exercise, watch, work, says):
    """It says so, and the next save is judged as ever."""
    terminal = watch()
    terminal.see("tried")
    line = "exponentials: Array = np.exp(Z)"
    change(exercise, "activation_functions", line, f"{work}\n        {line}")
    terminal.see(says)
    fix(exercise, "softmax-overflow")
    terminal.see("1 of 12 fixed", "softmax-shape")


def test_a_save_calls_off_what_is_under_way(exercise, watch):
    """An endless loop need not be waited for."""
    terminal = watch()
    terminal.see("tried")
    line = "exponentials: Array = np.exp(Z)"
    change(exercise, "activation_functions", line, f"while True:\n            pass\n        {line}")
    terminal.see("its tests")
    fix(exercise, "softmax-overflow")
    terminal.see("softmax-overflow is fixed")
    assert "did not answer" not in terminal.written


def test_a_server_that_dies_is_replaced(exercise, watch):
    """Whoever ended it: the next save is judged."""
    terminal = watch()
    terminal.see("0 of 12 fixed", "tried", gone=["all tests"])
    for child in psutil.Process(terminal.child.pid).children():
        child.kill()
    fix(exercise, "softmax-overflow")
    terminal.see("1 of 12 fixed", "softmax-shape")


@pytest.mark.usefixtures("kept_trials")
def test_where_nothing_is_left_the_end_is_shown(tmp_path):
    """Though a bug was asked for: its last save may have been heard before the keys were."""
    exercise = Exercise.start(tmp_path / "exercise", ["softmax-shape"])
    fix(exercise, "softmax-shape")
    watcher = Watcher(exercise, on_change=lambda: None)
    bug = load_bugs()["softmax-shape"]
    watcher._check(_Job(time.monotonic(), bug, stays=True))
    watcher._judge.close()
    assert exercise.finished
    assert watcher.outlook.bug is None
    assert watcher.outlook.learnt == (bug,), "a fix that a save has brought is told of"


def test_whoever_asks_for_a_bug_gets_it(tmp_path):
    """Though a save is heard before that has begun; what is said of another bug goes at once."""
    first, second = [*load_bugs().values()][:2]
    watcher = Watcher(Exercise.start(tmp_path / "exercise", BUGS), on_change=lambda: shown.append(watcher.outlook))
    watcher.outlook, shown = replace(watcher.outlook, finding=Finding(first.id, "present", "test")), []
    watcher.run(second)
    watcher.run()
    with mock.patch.object(watcher, "_tests", side_effect=CalledOff), pytest.raises(CalledOff):
        watcher._check(watcher._job)
    assert (shown[-1].bug, shown[-1].finding) == (second, None)
    assert not watcher._job.stays, "a fix would not be told of, though a save brought it"


def test_every_key_does_what_the_line_below_says(exercise, watch):
    """Hints one by one, the list, a jump, a solution only when given up, all tests."""
    bugs = load_bugs()
    terminal = watch(columns=120, lines=40)
    terminal.see(*(f"{key.key} {key.word}" for key in KEYS), "tried")
    for number in (1, 2, 3):
        terminal.press("h")
        terminal.see(f"hint {number} of 3", bugs["softmax-overflow"].hints[number - 1].split("?")[0][:30])
    terminal.press("l")
    terminal.see(*BUGS, gone=["hint 3 of 3"])
    terminal.press("x")
    terminal.see("tried", gone=["unscaled-pixels"])
    terminal.press("j")
    terminal.see("Type its number")
    terminal.press("1")
    terminal.see("Type its number: 1")
    terminal.press("2")
    terminal.see(bugs["unscaled-pixels"].symptom, "tried", "exercise/mnist.py:", gone=["Type its number"])
    terminal.press("s")
    terminal.see("Give up on unscaled-pixels")
    terminal.press("n")
    terminal.see("tried", gone=["Give up"])
    assert not Exercise(exercise.folder).notes.state.given_up
    terminal.press("s")
    terminal.see("Give up on unscaled-pixels")
    terminal.press("y")
    terminal.see("+++ b/mnist.py", gone=["Give up"])
    assert Exercise(exercise.folder).notes.state.given_up == ["unscaled-pixels"]
    terminal.press("a")
    terminal.see("No bug is fixed yet: the questions about your code come afterwards")
    terminal.press("j1\r")
    terminal.see(bugs["softmax-overflow"].symptom, "tried")
    terminal.press("t")
    terminal.see("running all tests, ", "% done")
    terminal.press("q")
    assert terminal.end() == 0
    assert restored(terminal)


def test_an_editor_has_the_terminal_for_itself(exercise, watch, tmp_path, monkeypatch):
    """It is told the line to look at, what is typed is its own, and the screen comes back when it ends."""
    editor = tmp_path / "vi"
    editor.write_text(f"#!{sys.executable}\nimport sys\nprint(*sys.argv[1:], 'edited:', input('edit me '))\n")
    editor.chmod(0o755)
    monkeypatch.setenv("VISUAL", str(editor))
    terminal = watch()
    terminal.see("look at", "exercise/activation_functions.py:64")
    terminal.press("o")
    terminal.see("edit me")
    assert terminal.written.rindex(LEFT) > terminal.written.rindex(ENTERED), "it is the editor's now"
    terminal.press("quit\r")
    terminal.see("look at", gone=["edit me"])
    assert f"+64 {exercise.folder / 'activation_functions.py'} edited: quit" in terminal.written
    terminal.press("q")
    assert terminal.end() == 0
    assert restored(terminal)


@pytest.mark.parametrize("exercise", [["softmax-shape", "adam-shape"]], indirect=True)
def test_a_question_after_a_fix(exercise, watch):
    """It is offered, answered in the screen and remembered; then the keys are what they were."""
    terminal = watch(lines=40)
    terminal.see("0 of 2 fixed", "tried", gone=["all tests"])
    fix(exercise, "softmax-shape")
    terminal.see(
        "softmax-shape is fixed", "if you like:  a · kata ask softmax-shape", "1 of 2 fixed", gone=["all tests"]
    )
    terminal.press("?")
    terminal.see("once a bug is fixed: first say what your own code answers", gone=["tried"])
    terminal.press("a")
    terminal.see("softmax-shape", "Your answer, a number, right to within 2%", gone=["tried", "By hand"])
    terminal.press("hq\r")
    terminal.see("'hq' is no number")
    terminal.press("10\x7f 0\r")
    terminal.see("1 0' is no number")
    terminal.press("1/17\r")
    terminal.see("You said 1/17", "By hand: ")
    assert Exercise(exercise.folder).notes.state.answers == {"softmax-shape": [False]}
    terminal.press("a")
    terminal.see("What is the shape of that?", "Your answer, a shape", gone=["You said"])
    terminal.press("0 0\r")
    terminal.see("You said 0 0")
    assert Exercise(exercise.folder).notes.state.answers == {"softmax-shape": [False, False]}
    terminal.press("a")
    terminal.see("What does one of them cost", gone=["You said"])
    terminal.press("\x1b")
    terminal.see("tried", gone=["Your answer"])
    terminal.press("q")
    assert terminal.end() == 0


def test_a_tall_page_can_be_paged(watch):
    """In a small window there is more below."""
    terminal = watch(lines=10)
    terminal.see("1 of 3, space: more", "tried", gone=["look at"])
    terminal.press("  ")
    terminal.see("3 of 3, space: more", "look at", gone=["tried"])
    terminal.press(" ")
    terminal.see("1 of 3, space: more", "tried")


def test_it_follows_the_size_of_the_window(watch):
    """The bar stands at the right edge, whatever the width."""
    terminal = watch(columns=80)
    terminal.see("0 of 12 fixed", "tried", gone=["all tests"])
    for columns in (120, 60):
        terminal.resize(columns, 24)

        def fits(columns=columns):
            terminal.read()
            return len(terminal.screen.splitlines()[0].rstrip()) == columns - 1

        until(fits, lambda: terminal.screen)


@pytest.mark.parametrize(
    ("when", "how"),
    [
        ("at the start", "Ctrl-C"),
        ("in a run", "Ctrl-C"),
        ("in a run", "q"),
        ("in a run", "SIGTERM"),
        ("at rest", "Ctrl-C"),
        ("at rest", "SIGHUP"),
    ],
)
def test_the_terminal_is_always_restored(watch, how, when):
    """Screen, cursor and line discipline, and no process is left."""
    terminal = watch()
    terminal.see("h hint")
    if when != "at the start":
        terminal.see("tried", gone=["its tests"])
    if when == "in a run":
        terminal.press("t")
        terminal.see("all tests")
    children = psutil.Process(terminal.child.pid).children(recursive=True)
    if how == "q":
        terminal.press("q")
    elif how == "Ctrl-C":
        terminal.press("\x03")
    else:
        terminal.child.kill(getattr(signal, how))
    terminal.end()
    assert restored(terminal), terminal.written[-500:]
    assert none_left(children)


def test_ctrl_z_leaves_the_screen_and_comes_back(watch):
    """As any program of the terminal."""
    terminal = watch()
    terminal.see("tried")
    process = psutil.Process(terminal.child.pid)
    terminal.press("\x1a")

    def stopped():
        terminal.read()
        return process.status() == psutil.STATUS_STOPPED

    def left():
        terminal.read()  # what was written before it stopped may come in pieces
        return terminal.written.rfind(LEFT) > terminal.written.rfind(ENTERED)

    until(stopped)
    until(left)
    process.resume()
    terminal.press("l")
    terminal.see(*BUGS)
    assert terminal.written.rfind(ENTERED) > terminal.written.rfind(LEFT)


@contextmanager
def in_a_pipe(**started):
    """Start `kata watch` with its output in a pipe; give the child, and how to wait for a line with some words."""
    command = [sys.executable, "-m", "kata", "watch"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, **started) as child:
        lines = []

        def listen():
            lines.extend(iter(child.stdout.readline, ""))

        def see(words):
            until(lambda: any(words in line for line in lines), lambda: f"no {words} in {lines}")

        listener = threading.Thread(target=listen, daemon=True)
        listener.start()
        try:
            yield child, see
            child.wait(limit())
            listener.join(limit())
            assert not any("\x1b" in line for line in lines)
        finally:
            child.kill()


def test_in_a_pipe_it_prints_lines(exercise):
    """A report after each save, and no key is read; Ctrl-C ends it."""
    with in_a_pipe(**INTERRUPTIBLE) as (child, see):
        see("softmax-overflow")
        fix(exercise, "softmax-overflow")
        see("softmax-overflow is fixed")
        see("softmax-shape")
        child.send_signal(signal.SIGINT)
    assert child.returncode == 0


def test_in_the_background_ctrl_c_is_not_meant_for_it(exercise):
    """Where the shell has it ignore Ctrl-C, it watches on."""
    with in_a_pipe(preexec_fn=ignore_ctrl_c) as (child, see):
        see("softmax-overflow")
        child.send_signal(signal.SIGINT)
        fix(exercise, "softmax-overflow")
        see("softmax-overflow is fixed")
        child.terminate()
    assert child.returncode == 128 + signal.SIGTERM


def test_all_twelve_in_a_random_order(exercise, watch):
    """A student who jumps about, leaves and comes back, and ends with everything fixed."""
    order = random.Random(7).sample(BUGS, len(BUGS))  # noqa: S311 - nothing is secret
    terminal = watch(columns=120, lines=40)
    for number, bug in enumerate(order):
        terminal.see(f"{number} of 12 fixed")
        if number == 5:
            terminal.press("q")
            assert terminal.end() == 0
            terminal = watch(columns=120, lines=40)
            terminal.see("5 of 12 fixed")
        terminal.press(f"j{BUGS.index(bug) + 1}\r")
        terminal.see(load_bugs()[bug].symptom[:60], "tried", gone=["Type its number"])
        fix(exercise, *order[: number + 1])
        terminal.see(f"{bug} is fixed", f"{number + 1} of 12 fixed")
    terminal.see("All 12 bugs are fixed")
    assert Exercise(exercise.folder).finished
