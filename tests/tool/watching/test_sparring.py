"""`kata dojo watch` in a real pseudo-terminal, and in a pipe: what is seen after each save."""

import os
import subprocess
import sys

import pytest
from waiting import INTERRUPTIBLE, limit, until

if sys.platform == "win32":
    pytest.skip("pseudo-terminals are not to be had on Windows", allow_module_level=True)

import signal

from pseudo_terminal import Terminal

FIRST = "import numpy as np\nLARGE = np.array([[1e3, 0.0]])\n"
WRONG = "\ndef test_it(subject):\n    assert subject.softmax(LARGE)[0, 0] == 2\n"
RIGHT = "\ndef test_it(subject):\n    assert subject.softmax(LARGE)[0, 0] == 1\n"


@pytest.fixture
def file(tmp_path):
    """A file with a test that no right library passes."""
    path = tmp_path / "dojo" / "test_softmax_overflow.py"
    path.parent.mkdir()
    path.write_text(FIRST + WRONG, encoding="utf-8")
    return path


def test_a_save_is_judged_on_the_screen(file):
    """What is invalid, with its input; then what is caught; a hint by its key; and the terminal is left."""
    environment = {**os.environ, "TERM": "xterm-256color"}
    for name in ("COLUMNS", "LINES", "NO_COLOR"):
        environment.pop(name, None)
    terminal = Terminal(sys.executable, "-m", "kata", "dojo", "watch", environment=environment)
    try:
        terminal.see("softmax-overflow", "invalid: a right library does not pass it", "answered", "[[1., 0.]]")
        file.write_text(FIRST + RIGHT, encoding="utf-8")
        terminal.see("1 of 1 tests pass on every right library", "told after", gone=["invalid"])
        terminal.press("h")
        terminal.see("activation_functions.py")
        file.write_text(FIRST + RIGHT + "\ndef test_(", encoding="utf-8")
        terminal.see("cannot be judged, or not all of it", "SyntaxError")
        terminal.press("q")
        assert terminal.end() == 0
    finally:
        terminal.child.close(force=True)


def test_a_save_is_judged_in_a_pipe(file):
    """A report after each, until Ctrl-C, which leaves nothing behind."""
    command = [sys.executable, "-m", "kata", "dojo", "watch"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8", **INTERRUPTIBLE
    ) as child:
        said = []
        try:
            until(lambda: said.append(child.stdout.readline()) or "0 of 10 points" in said[-1])
            file.write_text(FIRST + RIGHT, encoding="utf-8")
            until(lambda: said.append(child.stdout.readline()) or "catches" in said[-1])
        finally:
            child.send_signal(signal.SIGINT)
        assert child.wait(limit()) == 0
        assert "Traceback" not in child.stderr.read()
