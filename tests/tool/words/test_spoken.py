"""Is all that a command shows in Spanish, where that is the language of the screen? As one works with it."""

import pytest
from english import english_in
from speaking import speaker
from typed import Done

from kata.bugs.manifest import load_bugs
from kata.bugs.questions import KINDS
from kata.cli import COMMANDS, DOJO
from kata.student.asking import Asked
from kata.student.exercise import Exercise
from kata.words.translation import tr

BUGS = list(load_bugs())


def assert_spanish(done):
    """Assert that what a command has shown, or complained of, is something, and has no English in it."""
    shown = done.stdout + done.stderr
    assert shown, "it shows nothing"
    assert not english_in(shown), "\n".join(english_in(shown))


@pytest.fixture(scope="module")
def spanish():
    """Return what types a command in a process that speaks Spanish."""
    with speaker("es") as run:
        yield run


@pytest.fixture
def typed(spanish):
    """Type a command there, in the folder of the test; return its exit status."""

    def run(*arguments):
        done = Done(*spanish(*arguments))
        assert_spanish(done)
        return done.returncode

    return run


@pytest.fixture
def at_work(kata):
    """Type a command about an exercise, with the judge that all share."""

    def run(*arguments):
        done = kata(*arguments, KATA_LANG="es")
        assert_spanish(done)
        return done.returncode

    return run


@pytest.mark.parametrize(
    "command", [*((name,) for name in COMMANDS), *(("dojo", name) for name in DOJO)], ids=" ".join
)
def test_the_help_of_every_command(typed, command):
    """What it does, and what each of its parameters is for."""
    assert typed(*command, "--help") == 0


def test_an_exercise_from_its_start_to_its_end(at_work, judged):
    """Where one stands, what fails, hints, predictions, solutions, changes; then the whole is put back."""
    exercise = judged(*BUGS)
    for words, status in {
        (): 0,
        ("list",): 0,
        ("next",): 0,
        ("test",): 1,
        ("ask",): 1,
        ("diff",): 0,
        ("judge", "exercise"): 1,
        ("reset",): 2,
        ("update",): 0,
    }.items():
        assert at_work(*words) == status, words
    (exercise.folder / "adam.py").write_text("def broken(:", encoding="utf-8")
    assert at_work("test") == 2
    assert at_work("reset", "adam-shape", "--yes") == 0


@pytest.mark.parametrize("bug", BUGS)
def test_all_that_is_said_of_a_bug(at_work, tmp_path, bug):
    """Its failing test, its hints, its question before the fix, and its solution."""
    Exercise.start(tmp_path / "exercise", [bug])
    assert at_work("test", bug) == 1
    for _ in load_bugs()[bug].hints:
        assert at_work("hint", bug) == 0
    assert at_work("predict", bug, "--answer", "1") == 0
    assert at_work("solution", bug, "--give-up") == 0


@pytest.mark.parametrize("bug", BUGS)
def test_the_questions_after_a_fix(bug, tmp_path, monkeypatch):
    """One of each kind, with what came out and why."""
    exercise = Exercise.start(tmp_path / "exercise", [])
    monkeypatch.setenv("KATA_LANG", "es")
    for seed, kind in enumerate(KINDS):
        asked = Asked(exercise, load_bugs()[bug], seed)
        told = asked.answer("(7, 7)" if kind == "shape" else "7.5").told()
        assert not english_in(f"{asked.posed()}\n{tr(asked.wanted)}\n{told}"), (asked.posed(), told)


@pytest.mark.parametrize(
    "wrong",
    [
        ("hint", "nothing-like-it"),
        ("start", "--bugs", "adam-shape"),
        ("start", "--random", "99", "elsewhere"),
        ("judge", "nowhere"),
        ("build", "variant", "--bugs", "nothing"),
        ("train", "net", "--widths", "3"),
        ("train", "net", "--dtype", "float16"),
        ("train", "net", "--data", "nowhere"),
        ("evaluate", "nowhere"),
        ("classify", "nowhere", "picture.png"),
        ("matrix", "--picture", "matrix.txt"),
        ("table", "--networks", "nothing"),
        ("table", "--format", "pdf"),
        ("unknown",),
        ("hint", "--unknown"),
        ("train",),
        ("matrix", "--sample", "many"),
        ("predict", "adam-shape", "--answer", "9"),
    ],
)
def test_a_complaint(typed, judged, wrong):
    """What cannot be done is said in Spanish, too."""
    judged("softmax-shape", "adam-shape")
    assert typed(*wrong) == 2
