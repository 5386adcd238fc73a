"""Make docs/watch.svg: the screen of `kata watch` in a real run, just after the third bug was fixed.

Run it in the checkout: python docs/watch_picture.py
"""

import io
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import MONOKAI

from kata import ROOT
from kata.bugs.manifest import load_bugs
from kata.bugs.variants import module_text
from kata.student.exercise import Exercise
from kata.watching.bindings import KEYS
from kata.watching.screen import Screen

COLUMNS, LINES = 96, 19
BEFORE, JUST_NOW = ["softmax-overflow", "softmax-shape"], "binary-cost"


def main() -> None:
    """Fix a bug while a screen is watching, and keep what it shows."""
    with tempfile.TemporaryDirectory() as folder:
        exercise = Exercise.start(Path(folder, "exercise"), list(load_bugs()))
        fix(exercise, *BEFORE)
        exercise.judge()
        console = Console(record=True, width=COLUMNS, height=LINES, file=io.StringIO(), color_system="truecolor")
        screen = Screen(exercise, console, KEYS)
        with screen.watcher:
            settle(screen)
            fix(exercise, *BEFORE, JUST_NOW)
            while not screen.outlook.learnt:
                time.sleep(0.05)
            settle(screen)
            console.print(screen.frame())
    console.save_svg(str(ROOT / "docs" / "watch.svg"), title="kata watch", theme=MONOKAI)


def fix(exercise: Exercise, *bugs: str) -> None:
    """Leave in the exercise all bugs but these."""
    for module in {load_bugs()[bug].module for bug in bugs}:
        text = module_text(module, set(exercise.notes.origin.bugs) - set(bugs))
        (exercise.folder / f"{module}.py").write_text(text, encoding="utf-8")


def settle(screen: Screen) -> None:
    """Wait until the watcher has nothing more to do."""
    while screen.outlook.running:
        time.sleep(0.05)


if __name__ == "__main__":
    main()
