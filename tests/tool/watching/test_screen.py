"""What the screen of `kata watch` shows, and what its keys do: here without a terminal, and at every size."""

import errno
import io
import re
from base64 import b64encode
from dataclasses import replace

import pytest
from rich.console import Console

from kata import ROOT
from kata.bugs import variants
from kata.bugs.clauses import load_clauses
from kata.bugs.manifest import load_bugs
from kata.student.broken import BrokenClause
from kata.student.exercise import Exercise
from kata.student.findings import Finding
from kata.watching.bindings import KEYS
from kata.watching.screen import Screen

BUGS = load_bugs()
FIRST, SECOND = [*BUGS.values()][:2]


class Seen(Screen):
    """A screen that nobody runs: keys are pressed, the outlook is changed, and the text of it is read."""

    def set(self, **changes):
        """Let the watcher have found out something."""
        self.watcher.outlook = replace(self.outlook, **changes)
        self.press("")

    def text(self, width=80, height=24):
        """Return what it shows, at a size."""
        self.console.size = (width, height)
        with self.console.capture() as capture:
            self.console.print(self.frame())
        return capture.get()

    def words(self, **size):
        """Return what it shows, wherever lines end."""
        return " ".join(self.text(**size).split())


@pytest.fixture
def screen(tmp_path):
    """The screen of an exercise with all bugs, which is not judged."""
    exercise = Exercise.start(tmp_path / "exercise", BUGS)
    screen = Seen(exercise, Console(file=io.StringIO()), KEYS)
    yield screen
    screen.watcher._judge.close()


def test_a_hint_goes_when_its_bug_goes(screen):
    """And so does the question whether to give that up: `y` would be said of another."""
    screen.press("h")
    assert "hint 1 of 3" in screen.words()
    screen.set(seconds=1.0)
    assert "hint 1 of 3" in screen.words(), "another run of its tests is no reason to go"
    screen.set(bug=SECOND)
    assert "hint 1 of 3" not in screen.words()
    screen.press("s")
    assert f"Give up on {SECOND.id}" in screen.words()
    screen.set(bug=FIRST)
    screen.press("y")
    assert screen.exercise.notes.state.given_up == []


@pytest.mark.parametrize("key", ["h", "s", "r"])
def test_what_a_key_brings_up_can_be_seen_below_a_tall_finding(screen, key):
    """On a small screen it is on the last page, which is turned to."""
    screen.set(finding=Finding(FIRST.id, "present", message="\n".join(["tried 1"] * 30)))
    assert "page 1 of 4, space: more" in screen.text(height=15)
    screen.press(key)
    assert {"h": "hint 1 of 3", "s": "Give up", "r": "Put exercise/"}[key] in screen.text(height=15)
    screen.press("space")
    assert "page 1 of 4, space: more" in screen.text(height=15)


@pytest.mark.parametrize(
    ("key", "shows"), [("l", BUGS["adam-shape"].title), ("d", "Nothing has changed"), ("?", KEYS[0].does)]
)
def test_the_key_that_opened_something_closes_it(screen, key, shows):
    """As any other key that does nothing else."""
    for closing in (key, "x"):
        screen.press(key)
        assert shows in screen.words()
        screen.press(closing)
        assert shows not in screen.words()


@pytest.mark.parametrize("width", [60, 80, 120])
def test_nothing_is_cut(screen, width):
    """The symptom of each bug, in full; below it whole words for keys, and `?` for those that have no room."""
    screen.set(running="running all tests, 100% done")
    for bug in BUGS.values():
        screen.set(bug=bug)
        words = screen.words(width=width)
        assert f"{bug.symptom} " in words
        assert "running all tests, 100% done" in words
        assert "…" not in words
        assert max(map(len, screen.text(width=width).splitlines())) <= width
    below = screen.text(width=width).splitlines()[-1].strip().split("  ")
    assert {*below} <= {*(f"{key.key} {key.word}" for key in KEYS)}
    assert below[-2:] == ["? keys", "q quit"]


@pytest.mark.parametrize("width", [60, 80, 120])
def test_no_clause_is_cut_in_the_list(screen, monkeypatch, width):
    """Neither its id nor where it stands, which is a word, however long."""
    clauses = [max(load_clauses().values(), key=lambda clause: len(clause.where))]
    monkeypatch.setattr(Exercise, "broken_clauses", [(clause, [*clause.tests]) for clause in clauses])
    screen.press("l")
    shown = screen.text(width=width, height=60)
    assert "…" not in shown
    assert clauses[0].where in re.sub(r"\s", "", shown)


def test_help_tells_of_every_key(screen):
    """Of those, too, whose words have no room below."""
    screen.press("?")
    assert all(f"{key.key} {key.word} {key.does}" in screen.words() for key in KEYS)


def test_the_page_on_the_commands_has_the_same_table():
    """A key that is added here is added there."""
    page = (ROOT / "docs" / "reference" / "commands.md").read_text(encoding="utf-8")
    rows = [line for line in page.partition("(keys)=")[2].partition("(notes)=")[0].splitlines() if "| `" in line]
    assert rows == [f"| `{key.key}` | {key.word} | {key.does} |" for key in KEYS]


def test_who_gave_up_sees_that_it_is_known(screen):
    """Beside the name of the bug, and in the list."""
    assert "given up" not in screen.text()
    for key in "sy":
        screen.press(key)
    assert f"{FIRST.id} given up" in screen.words()
    screen.press("l")
    assert f"{FIRST.title} given up" in screen.words()


def test_a_reset_names_what_else_it_takes_back(screen):
    """It asks first; then these bugs are neither said to be fixed nor to be lost."""
    exercise = screen.exercise
    path = exercise.folder / "activation_functions.py"
    mine = variants.module_text("activation_functions", set(BUGS) - {SECOND.id})
    path.write_text(mine)
    for bug in (SECOND, BUGS["adam-shape"]):
        exercise.note_fixed(bug)
    screen.press("r")
    words = screen.words()
    assert f"takes back the fix of {SECOND.id}." in words
    screen.press("n")
    assert path.read_text() == mine
    screen.press("r")
    screen.press("y")
    assert path.read_text() == exercise.notes.start_text("activation_functions")
    assert [bug.id for bug in exercise.fixed] == ["adam-shape"]
    assert "Your work is in" in screen.words()
    screen.set(learnt=(BUGS["adam-shape"], SECOND), lost=(SECOND,))
    screen.watcher._forget_what_was_put_back()
    assert (screen.outlook.learnt, screen.outlook.lost) == ((BUGS["adam-shape"],), ())


def test_a_reset_that_is_refused_says_why(screen, monkeypatch):
    """In the words of `kata reset`: with the file, and no number of the system."""

    def refuse(modules):
        raise PermissionError(errno.EACCES, "Permission denied", f"{modules[0]}.py")

    monkeypatch.setattr(screen.exercise, "reset", refuse)
    screen.press("r")
    screen.press("y")
    assert "Nothing was put back. Permission denied: activation_functions.py" in screen.words()


def test_a_prediction_is_run(screen):
    """The number of an answer is all that is typed."""
    screen.press("p")
    assert BUGS[FIRST.id].predict.question in screen.words()
    screen.press("2")
    assert "It says [[nan 0.]]. You were right." in screen.words()


def test_the_calls_of_the_failing_test_can_be_copied(screen):
    """They are shown, too: a terminal may not let programs copy."""
    screen.press("y")
    assert "there is nothing to copy" in screen.words()
    script = "import numpy as np\n"
    screen.set(finding=Finding(FIRST.id, "present", snippet=script))
    screen.console = Console(file=io.StringIO(), force_terminal=True)
    screen.press("y")
    assert "import numpy as np" in screen.words()
    assert f"\x1b]52;c;{b64encode(script.encode()).decode()}\a" in screen.console.file.getvalue()
    screen.press("y")
    assert "import numpy as np" not in screen.words()


def test_an_error_stays_on_the_first_page_below_all_that_it_broke(screen, monkeypatch):
    """Of what worked before it is the first that is told, in full where there is room; the others are counted."""
    error = (
        "NameError: name 'bias' is not defined\n  feed_forward.py:9, in _forward:  W + bias\ntried     network(X)"
    )
    clauses = [*load_clauses().values()][:20]
    monkeypatch.setattr(Exercise, "broken_clauses", [(clause, [*clause.tests]) for clause in clauses])
    broken = Finding("", "present", message=error, look_at="exercise/feed_forward.py:9")
    screen.set(broken=(BrokenClause(clauses[0], broken, 3),), finding=replace(broken, bug=FIRST.id))
    for height, whole in ((16, False), (24, True)):
        words = screen.words(height=height)
        assert ("got NameError: name 'bias' is not defined … exercise/feed_forward.py:9" in words) != whole
        assert words.count("tried network(X)") == 1 + whole
        assert "! and 19 more" in words
        assert "page" not in words


def test_a_hint_below_takes_the_room_of_what_broke(screen, monkeypatch):
    """All of it is told in full as long as it fits on one page with what a key has brought up."""
    clause = next(iter(load_clauses().values()))
    monkeypatch.setattr(Exercise, "broken_clauses", [(clause, [*clause.tests])])
    broken = Finding("", "present", message="got 1\n" + "tried network(X)\n" * 12)
    screen.set(broken=(BrokenClause(clause, broken, 0),), finding=Finding(FIRST.id, "present", message="got 2"))
    assert "tried network(X)" in screen.words(height=25)
    screen.press("h")
    words = screen.words(height=25)
    assert "tried network(X)" not in words
    assert "hint 1 of 3" in words
    assert "page" not in words


def test_a_clause_has_no_hint(screen):
    """Nor a solution: the keys say so."""
    screen.set(bug=None)
    for key in "hsp":
        screen.press(key)
        assert "There is no bug left" in screen.words()
