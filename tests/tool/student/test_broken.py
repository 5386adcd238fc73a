"""An exercise with breaches: planted, remembered, brought back, and told of by the clauses that they break."""

import json

import pytest

from kata.bugs import breaches as of_breaches
from kata.bugs import clauses as of_clauses
from kata.bugs import variants
from kata.bugs.breaches import load_breaches, text_with
from kata.bugs.choice import chosen
from kata.judging import clauses as of_judging
from kata.student.exercise import Exercise
from kata.student.update import is_outdated, stale_modules, update

CLAUSES = """format = 1

[[clause]]
id = "against-the-gradient"
place = "GradientDescent.step"
says = "Move the network's parameters by -alpha G"
tests = ["contract/test_gradient_descent.py::test_gradient_descent_goes_alpha_times_the_gradient"]

[[clause]]
id = "a-rate-of-its-own"
place = "GradientDescent"
says = "`learning_rate` is alpha"
tests = ["contract/test_gradient_descent.py::test_gradient_descent_has_a_learning_rate_of_its_own"]
"""
BREACHES = """format = 1

[[breach]]
name = "uphill"
clause = "against-the-gradient"
symptom = "The cost grows with every step."
old = "self.network -= self.learning_rate * G"
new = "self.network -= -self.learning_rate * G"

[[breach]]
name = "another-rate"
clause = "a-rate-of-its-own"
symptom = "Steps are ten times as long, if none is asked for."
old = "learning_rate: float = 1e-2"
new = "learning_rate: float = 1e-1"
"""
NAMES = ["another-rate", "uphill"]


@pytest.fixture(autouse=True)
def two(tmp_path_factory, monkeypatch):
    """Have two clauses, and a breach of each, in the place of the real ones."""
    folders = []
    for kind, text in (("clauses", CLAUSES), ("breaches", BREACHES)):
        folder = tmp_path_factory.mktemp(kind)
        (folder / "gradient_descent.toml").write_text(text, encoding="utf-8")
        folders.append(folder)
    monkeypatch.setattr(of_clauses.load_clauses, "__defaults__", (folders[0],))
    monkeypatch.setattr(of_breaches.load_breaches, "__defaults__", (folders[1],))
    assert of_judging.load_clauses is of_clauses.load_clauses
    return folders


@pytest.fixture
def exercise(tmp_path):
    """An exercise with both breaches and no bug."""
    return Exercise.start(tmp_path / "exercise", [], load_breaches().values())


def mend(exercise, *left):
    """Leave in an exercise only these breaches."""
    known = load_breaches()
    text = text_with("gradient_descent", (), [known[name] for name in left])
    (exercise.folder / "gradient_descent.py").write_text(text, encoding="utf-8")


# ------------------------------------------------------------------------------------------- how it begins


@pytest.mark.parametrize("command", ["build", "start"])
def test_breaches_are_planted_on_top_of_bugs(kata, tmp_path, command):
    """Those that are asked for; without a choice there are none."""
    place = tmp_path / "exercise"
    assert kata(command, place, "--bugs", "adam-shape", "--breaches", "1", "--seed", "1").returncode == 0
    exercise = Exercise(place)
    assert exercise.notes.origin.bugs == ["adam-shape"]
    assert exercise.planted == 1
    assert (place / "adam.py").read_text() == variants.module_text("adam", ["adam-shape"])
    changed = (place / "gradient_descent.py").read_text()
    assert changed == exercise.notes.start_text("gradient_descent") != variants.module_text("gradient_descent", ())
    assert kata(command, tmp_path / "second", "--breaches", "2", "--seed", "1").returncode == 0
    second = Exercise(tmp_path / "second")
    assert (second.notes.origin.bugs, second.notes.origin.breaches) == ([], NAMES)


def test_the_seed_is_drawn_and_told_if_there_is_none(kata, tmp_path):
    """It plants the same breaches again; one that was given is not told."""
    done = kata("build", tmp_path / "one", "--breaches", "1")
    seed = done.stdout.rpartition("--seed ")[2].strip()
    assert seed.isdecimal()
    said = kata("build", tmp_path / "other", "--breaches", "1", "--seed", seed).stdout
    assert "--seed" not in said
    assert Exercise(tmp_path / "one").notes.origin == Exercise(tmp_path / "other").notes.origin


def test_start_tells_how_many_there_are(kata):
    """Bugs and breaches, in words."""
    said = kata("start", "--random", "3", "--breaches", "1", "--seed", "4").stdout
    assert "a library with 3 bugs and 1 breach" in " ".join(said.split())


@pytest.mark.parametrize("number", ["0", "3", "-1"])
@pytest.mark.parametrize("command", ["build", "start"])
def test_how_many_can_be_had_is_told(kata, tmp_path, command, number):
    """And nothing is written."""
    done = kata(command, tmp_path / "exercise", f"--breaches={number}")
    assert done.returncode == 2
    assert f"--breaches {number}: expected 1 to 2 breaches" in " ".join(done.stderr.split())
    assert not (tmp_path / "exercise").exists()


def test_without_breaches_the_choice_is_as_ever():
    """All bugs if none are named, and the seed is 0."""
    choice = chosen([], None, None, "", None)
    assert (len(choice.bugs), choice.breaches, choice.seed) == (12, [], 0)
    assert chosen([], 3, None, "", None).bugs == chosen([], 3, 0, "", None).bugs


# ------------------------------------------------------------------------------------------- what is remembered


def test_reset_brings_back_just_these(kata, exercise):
    """Also where the texts from the start are lost."""
    begun = (exercise.folder / "gradient_descent.py").read_text()
    for lost in (False, True):
        mend(exercise)
        if lost:
            (exercise.notes.folder / "start" / "gradient_descent.py").unlink()
        assert kata("reset", "--yes").returncode == 0
        assert (exercise.folder / "gradient_descent.py").read_text() == begun


def test_an_exercise_from_before_there_were_breaches(exercise):
    """Has none."""
    file = exercise.notes.folder / "origin.json"
    content = json.loads(file.read_text())
    del content["breaches"]
    file.write_text(json.dumps(content))
    again = Exercise(exercise.folder)
    assert (again.planted, again.notes.mended) == (0, "")


def test_update_keeps_them(exercise):
    """The text that NetKata has changed comes in, and what was planted stays."""
    for path in (exercise.folder / "adam.py", exercise.notes.folder / "start" / "adam.py"):
        path.write_text(path.read_text() + "# old\n")
    assert stale_modules(exercise) == ["adam"]
    assert update(exercise).modules == ["adam"]
    assert "-self.learning_rate * G" in (exercise.folder / "gradient_descent.py").read_text()
    assert Exercise(exercise.folder).notes.origin.breaches == NAMES


def test_update_says_when_a_breach_is_none_any_more(kata, exercise, two):
    """And leaves the exercise as it is; nobody is sent to it."""
    (two[1] / "gradient_descent.toml").write_text("format = 1\n")
    done = kata("update")
    assert done.returncode == 2
    assert "does not have what was planted: another-rate, uphill" in " ".join(done.stderr.split())
    assert not is_outdated(Exercise(exercise.folder))


# ------------------------------------------------------------------------------------------- where one stands


@pytest.mark.usefixtures("kept_trials")
def test_the_walk_through_an_exercise(kata, exercise):
    """Clause by clause, to the end; what has no page, hint or solution says so."""
    done = kata("test")
    told = " ".join(done.stdout.split())
    assert done.returncode == 1
    for words in (
        "✗ against-the-gradient gradient_descent.GradientDescent.step",
        "Move the network's parameters by -alpha G",
        "tried GradientDescent(network",
        "look at exercise/gradient_descent.py:",
        "0 of 2 fixed",
        "kata watch",
    ):
        assert words in told
    assert "a-rate-of-its-own" in kata("list").stdout
    assert "0 of 2 breaches mended" in kata("list").stdout
    assert "does not hold: Move the network's parameters" in kata("next").stdout
    assert json.loads(kata("next", "--json").stdout)["place"] == "gradient_descent.GradientDescent.step"
    for command in (["hint"], ["solution", "against-the-gradient"]):
        done = kata(*command)
        assert done.returncode == 2
        assert "kata test" in done.stderr
    mend(exercise, "another-rate")
    assert "1 of 2 fixed" in kata().stdout
    assert list(json.loads(kata("--json").stdout)["clauses"]) == ["a-rate-of-its-own"]
    mend(exercise)
    done = kata("test")
    assert done.returncode == 0
    assert "Everything is mended" in done.stdout
    assert json.loads(kata("--json").stdout)["breaches"] == {"planted": 2, "mended": 2}


@pytest.mark.usefixtures("kept_trials")
def test_the_judge_names_clauses(kata, exercise):
    """In words, with the first failing test, and as data."""
    told = " ".join(kata("judge", exercise.folder).stdout.split())
    assert "broken: against-the-gradient, in gradient_descent.GradientDescent.step" in told
    assert "tried GradientDescent(network" in told
    judged = json.loads(kata("judge", exercise.folder, "--json").stdout)
    assert set(judged["clauses"]) == {"against-the-gradient", "a-rate-of-its-own"}
    said = judged["clauses"]["a-rate-of-its-own"]
    assert said["says"] == "`learning_rate` is alpha"
    assert said["place"] == "gradient_descent.GradientDescent"
    assert set(said["tests"]) <= set(judged["broken"])
