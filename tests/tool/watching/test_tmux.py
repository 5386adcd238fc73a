"""A student's way from the first command to the last, typed in a shell in tmux, as the README tells it."""

import os
import random
import shlex
import shutil
import subprocess
import sys
import tempfile

import pytest
from waiting import limit, until

from kata.bugs import patches
from kata.bugs.manifest import load_bugs
from kata.student.exercise import Exercise
from kata.words.translation import tr

if shutil.which("tmux") is None or shutil.which("patch") is None:
    pytest.skip("tmux and patch are not both on this machine", allow_module_level=True)

BUGS = list(load_bugs())
TO_FIX = {  # all twelve, one after the other, are fixed in `test_watcher.py`; `words/test_spoken.py` looks at all
    "en": ["softmax-shape", "adam-shape", "naive-initialization", "binary-cost"],
    "es": ["softmax-overflow", "adam-shape", "ignored-penalty", "unscaled-pixels"],
}
PROMPT = "your turn:"


class Tmux:
    """A shell in tmux, in a window of a usual size."""

    def __init__(self, folder, socket, language="en"):
        self._command = ["tmux", "-S", socket, "-f", os.devnull]
        environment = dict(os.environ)
        for name in ("TMUX", "NO_COLOR", "COLUMNS", "LINES"):
            environment.pop(name, None)
        environment["KATA_LANG"] = self.language = language
        shell = ["new-session", "-d", "-x", "100", "-y", "30", "sh"]
        subprocess.run([*self._command, *shell], cwd=folder, env=environment, check=True, timeout=limit())
        self._tmux("send-keys", "-l", f"PS1='{PROMPT}'")
        self.press("Enter")

    def _tmux(self, *arguments):
        done = subprocess.run(
            [*self._command, *arguments], capture_output=True, encoding="utf-8", check=True, timeout=limit()
        )
        return done.stdout

    @property
    def screen(self):
        """What can be seen."""
        return self._tmux("capture-pane", "-p")

    def press(self, *keys):
        """Press keys, by their names in tmux."""
        self._tmux("send-keys", *keys)

    def type(self, command):
        """Type a command of `kata` in an empty window."""
        self._tmux("send-keys", "-l", f"clear; {shlex.quote(sys.executable)} -m kata {command}")
        self.press("Enter")

    def see(self, *texts, gone=()):
        """Wait until the window shows all these texts, wherever lines end, and none of those that should go.

        They are given in English, and looked for in the language of the screen.
        """
        texts, gone = ([self.said(text) for text in part] for part in (texts, gone))

        def seen():
            words = " ".join(self.screen.split())
            return all(text in words for text in texts) and not any(text in words for text in gone)

        until(seen, lambda: f"expected {texts}, without {gone}; the window shows\n{self.screen}", interval=0.1)

    def said(self, text):
        """Return an English text in the language of the screen."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("KATA_LANG", self.language)
            return " ".join(tr(text).split())

    def end(self):
        """End the shell and all in it."""
        self._tmux("kill-server")


@pytest.fixture(params=["en", "es"])
def tmux(request, tmp_path):
    """A shell, in each language; its socket has a name that is short enough for every system."""
    with tempfile.TemporaryDirectory(prefix="kata-") as short:
        shell = Tmux(tmp_path, f"{short}/tmux", request.param)
        yield shell
        shell.end()


def apply(folder, bug):
    """Fix a bug by its patch, as `patch` does it."""
    command = ["patch", "--fuzz=0", "--strip=1", "--no-backup-if-mismatch", f"--input={patches.patch_file(bug)}"]
    subprocess.run(command, cwd=folder, stdout=subprocess.DEVNULL, check=True, timeout=limit())


def test_from_start_to_finish(tmux, tmp_path):
    """Start, break something, ask for hints, fix all in a random order, leave and come back, and finish."""
    bugs = TO_FIX[tmux.language]
    number, half = len(bugs), len(bugs) // 2
    order = random.Random(11).sample(bugs, number)  # noqa: S311 - nothing is secret
    exercise = Exercise(tmp_path / "exercise")
    tmux.type(f"start --bugs {','.join(bugs)}")
    tmux.see(f"{number} bugs", "kata watch")
    tmux.type("watch")
    tmux.see(f"0 of {number} fixed", "tried", "expected", "look at", gone=["running all tests"])

    adam = exercise.folder / "adam.py"
    before = adam.read_text(encoding="utf-8")
    adam.write_text(before.replace("def step(self", "def step(self,,"), encoding="utf-8")
    tmux.see(f"exercise/adam.py:{before.partition('def step')[0].count(chr(10)) + 1}", "invalid syntax")
    adam.write_text(before, encoding="utf-8")
    tmux.see("tried", gone=["invalid syntax"])
    for hint in (1, 2, 3):
        tmux.press("h")
        tmux.see(f"{hint} of 3")

    for done, bug in enumerate(order):
        if done == half:  # enough for today
            tmux.press("q")
            tmux.see(f"{half} of {number} bugs are fixed. `kata watch` goes on from here.", PROMPT)
            tmux.type("list")
            tmux.see(*(f"✓ {BUGS.index(fixed) + 1} {fixed}" for fixed in order[:half]), PROMPT)
            tmux.type("watch")
        tmux.see(f"{done} of {number} fixed", "quit")  # the screen that takes keys, and not what `kata` printed
        tmux.press("j", *str(BUGS.index(bug) + 1), "Enter")
        tmux.see(load_bugs()[bug].symptom, "look at", gone=["To which bug? Type its number:"])
        apply(exercise.folder, bug)
        tmux.see(f"✓ {bug} is fixed.", f"{done + 1} of {number} fixed")

    tmux.see(f"All {number} bugs are fixed, and nothing else broke.")
    tmux.press("Enter")
    tmux.see(tmux.said("The digits as a picture: ?").removesuffix(" ?"), PROMPT)
    assert (exercise.notes.folder / "digits.png").read_bytes().startswith(b"\x89PNG")
    tmux.type("")
    tmux.see(f"{number} of {number} fixed")
    assert Exercise(exercise.folder).finished
