"""An exercise of another version: brought to the installed one, without loss of work, or refused."""

import json
from codecs import BOM_UTF8

import pytest
from rich.console import Console
from typer.testing import CliRunner

from kata.bugs import variants
from kata.cli import app
from kata.places import installed_version
from kata.student import notes
from kata.student.exercise import Exercise
from kata.student.notes import is_newer
from kata.student.standing import show
from kata.student.update import is_outdated, stale_modules, update

PRESENT = ["adam-shape", "softmax-overflow"]


@pytest.fixture
def exercise(tmp_path):
    """An exercise that was begun when the docstring of `adam` had a line less at its end."""
    exercise = Exercise.start(tmp_path / "exercise", PRESENT)
    today = exercise.notes.start_text("adam")
    before = today.replace('"""\n\nimport', 'Old.\n"""\n\nimport', 1).replace("class Adam", "class Adam", 1)
    assert before != today
    for path in (exercise.folder / "adam.py", exercise.notes.folder / "start" / "adam.py"):
        path.write_text(before, encoding="utf-8")
    return Exercise(exercise.folder)


def made_with(exercise, netkata):
    """Return the exercise as if that version of NetKata had made it."""
    file = exercise.notes.folder / "origin.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | {"netkata": netkata}))
    return Exercise(exercise.folder)


@pytest.mark.parametrize("netkata", ["0.0.1", installed_version()])
def test_an_exercise_in_which_nothing_has_changed_is_left_alone(tmp_path, netkata):
    """Nothing is written, not even into its notes: it may be one that can only be read."""
    exercise = made_with(Exercise.start(tmp_path / "exercise", PRESENT), netkata)
    before = {path: path.stat().st_mtime_ns for path in exercise.folder.rglob("*")}
    merged = update(exercise)
    assert (merged.modules, merged.conflicts, merged.backup) == ([], [], None)
    assert {path: path.stat().st_mtime_ns for path in exercise.folder.rglob("*")} == before


def test_an_exercise_that_was_handed_out_stays_what_it_was(tmp_path):
    """What it would be today nobody may know here: it is up to date if this version made it, or else refused."""
    exercise = Exercise.start(tmp_path / "exercise", PRESENT, hidden=True)
    start = exercise.notes.start_text("adam")
    assert update(exercise).modules == []
    exercise = made_with(exercise, "0.0.1")
    assert not is_outdated(exercise)
    with pytest.raises(ValueError, match="cannot be updated: which bugs were handed out in it is told nowhere"):
        update(exercise)
    assert Exercise(exercise.folder).notes.start_text("adam") == start


def test_what_cannot_be_compared_is_not_called_up_to_date(exercise):
    """An older exercise whose texts from the start are lost may be another today; one of today is not."""
    exercise.notes.start_file("adam").unlink()
    today = exercise.notes.origin.netkata
    exercise = made_with(exercise, "0.0.1")
    assert not is_outdated(exercise)
    with pytest.raises(ValueError, match=r"cannot be updated: .*, the text that adam\.py began with, is lost"):
        update(exercise)
    assert update(made_with(exercise, today)).modules == []


def test_a_module_that_netkata_has_got_since_comes_in(exercise):
    """Neither the code nor the texts from the start have it: it is new and not lost, and work on another stays."""
    exercise.notes.start_file("metrics").unlink()
    (exercise.folder / "metrics.py").unlink()
    exercise = made_with(exercise, "0.0.1")
    assert is_outdated(exercise)
    merged = update(exercise)
    assert (set(merged.modules), merged.conflicts) == ({"adam", "metrics"}, [])
    assert (exercise.folder / "metrics.py").read_text() == variants.module_text("metrics", PRESENT)
    assert update(Exercise(exercise.folder)).modules == []


@pytest.mark.parametrize("lost", [None, "garbage"])
@pytest.mark.parametrize("noted", [True, False])
def test_an_exercise_whose_beginning_is_lost_is_not_updated(tmp_path, lost, noted):
    """Bugs that were never in it would come into it: it is refused, and nobody is sent there."""
    exercise = Exercise.start(tmp_path / "exercise", PRESENT)
    file = exercise.notes.folder / "origin.json"
    file.unlink() if lost is None else file.write_text(lost)
    exercise = Exercise(exercise.folder)
    if noted:
        exercise.note_fixed(exercise.bugs[0])
    before = {path: path.read_text() for path in exercise.folder.glob("*.py")}
    assert not is_outdated(exercise)
    done = CliRunner().invoke(app, ["update"], env={"KATA_EXERCISE": str(exercise.folder)})
    assert done.exit_code == 2
    assert "which bugs it began with is not known any more" in " ".join(done.output.split())
    assert {path: path.read_text() for path in exercise.folder.glob("*.py")} == before
    assert not is_outdated(Exercise(exercise.folder))


def test_what_netkata_has_changed_comes_in_and_work_stays(exercise):
    """A fix elsewhere in the module is kept; a copy of all before is kept, too; the next time nothing is left."""
    path = exercise.folder / "adam.py"
    mine = path.read_text().replace("class Adam", "MINE = 1\n\n\nclass Adam")
    path.write_text(mine)
    assert stale_modules(exercise) == ["adam"]
    merged = update(exercise)
    assert (merged.modules, merged.conflicts) == (["adam"], [])
    today = variants.module_text("adam", PRESENT)
    assert path.read_text() == today.replace("class Adam", "MINE = 1\n\n\nclass Adam")
    assert (merged.backup / "adam.py").read_text() == mine
    assert stale_modules(Exercise(exercise.folder)) == []
    assert Exercise(exercise.folder).notes.origin.bugs == ["softmax-overflow", "adam-shape"]


def test_a_place_that_both_have_changed_is_told(exercise):
    """With both texts, between marks."""
    path = exercise.folder / "adam.py"
    path.write_text(path.read_text().replace("Old.\n", "Mine.\n"))
    merged = update(exercise)
    [(where, line)] = merged.conflicts
    assert where == path
    lines = path.read_text().splitlines()
    assert lines[line - 1] == "<<<<<<< yours"
    assert "Mine." in lines[line:]


@pytest.mark.parametrize("mark", [b"", BOM_UTF8])
@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_what_an_editor_makes_of_a_text_stays(exercise, mark, end):
    """Its line ends, and the mark before it, which is no change of its first line."""
    path, start = exercise.folder / "adam.py", exercise.notes.start_file("adam")
    today = start.read_text().replace("Old.\n", "")
    start.write_text("# old\n" + start.read_text())
    path.write_bytes(mark + start.read_bytes().replace(b"\n", end))
    assert update(exercise).conflicts == []
    assert path.read_bytes() == mark + today.encode().replace(b"\n", end)
    start.write_text("# old\n" + today)
    path.write_bytes(mark + b"# mine" + end + today.encode().replace(b"\n", end))
    assert update(exercise).conflicts == [(path, 1)]


@pytest.mark.parametrize("mine", ["", "\n"])
def test_marks_have_lines_of_their_own(exercise, mine):
    """Also where the last line has no end and both have changed it; a form feed above does not count as one."""
    path, start = exercise.folder / "adam.py", exercise.notes.start_file("adam")
    path.write_text("# a\fb\n" + path.read_text() + f"# old mine{mine}")
    start.write_text(start.read_text() + "# old\n")
    [(where, line)] = update(exercise).conflicts
    lines = where.read_text().split("\n")
    marked = slice(line - 1, len(lines) - 1)
    assert [each[:11] for each in lines[marked]] == ["<<<<<<< you", "# old mine", "=======", ">>>>>>> Net"]


def test_what_is_no_text_changes_nothing(exercise):
    """It is named, in a sentence."""
    (exercise.folder / "adam.py").write_bytes(b"\xff\xfe")
    with pytest.raises(ValueError, match=r"adam\.py is not text in UTF-8: nothing was changed"):
        update(exercise)
    assert not (exercise.notes.folder / "backups").exists()
    assert stale_modules(exercise) == ["adam"]


def test_one_who_stands_there_is_told_of_it(exercise):
    """As long as it is so: if another version made it, and something has changed."""
    console = Console(width=100)

    def shown():
        with console.capture() as capture:
            show(Exercise(exercise.folder), console)
        return capture.get()

    assert "kata update" not in shown(), "it was made by this version"
    made_with(exercise, "0.0.1")
    assert "kata update" in shown()
    update(Exercise(exercise.folder))
    assert "kata update" not in shown()


@pytest.mark.parametrize(
    ("other", "installed", "newer"),
    [
        ("1.2.0", "1.1.9", True),
        ("1.1.9", "1.2.0", False),
        ("1.2.0", "1.2.0", False),
        ("1.10.0", "1.9.0", True),
        ("0.2.dev3+gabc", "0.2.dev1+gdef", False),
        ("0.2.0", "0.1.dev0", False),
        ("", "1.2.0", False),
        ("nonsense", "1.2.0", False),
    ],
)
def test_which_version_is_newer(monkeypatch, other, installed, newer):
    """By their numbers; what cannot be compared is not refused."""
    monkeypatch.setattr(notes, "installed_version", lambda: installed)
    assert is_newer(other) == newer


@pytest.mark.parametrize(
    ("newer", "says"),
    [
        ({"origin": {"netkata": "2.0"}}, "was made with NetKata 2.0, and this is 1.0"),
        ({"origin": {"netkata": "2.0", "more": 1}}, "was made with NetKata 2.0, and this is 1.0"),
        ({"origin": {"netkata": "2.0"}, "state": {"more": 1}}, "was made with NetKata 2.0, and this is 1.0"),
        ({"origin": {"netkata": "2.0"}, "state": None}, "was made with NetKata 2.0, and this is 1.0"),
        ({"origin": {"format": 2}}, "origin.json was written by a newer NetKata than 1.0"),
        ({"state": {"format": 2, "hints": None}}, "state.json was written by a newer NetKata than 1.0"),
        ({"state": {"more": 1}}, "state.json was written by a newer NetKata than 1.0"),
        ({"state": {"verdict": {"more": 1}}}, "state.json was written by a newer NetKata than 1.0"),
    ],
)
@pytest.mark.parametrize("command", ["list", "hint", "start"])
def test_an_exercise_of_a_newer_version_is_refused(tmp_path, monkeypatch, newer, says, command):
    """In a sentence, whatever that version has written into it: nothing is taken for damaged, nor touched."""
    exercise = Exercise.start(tmp_path / "exercise", PRESENT)
    exercise.note_fixed(exercise.bugs[0])
    files = {name: exercise.notes.folder / f"{name}.json" for name in ("origin", "state")}
    for name, more in newer.items():
        content = json.loads(files[name].read_text()) | (more or {})
        if name == "state" and more:
            content["verdict"] = json.loads(files[name].read_text())["verdict"] | more.get("verdict", {})
        files[name].write_text(json.dumps(content) if more else "[")
    before = {path: path.read_bytes() for path in exercise.folder.rglob("*") if path.is_file()}
    monkeypatch.setattr(notes, "installed_version", lambda: "1.0")
    done = CliRunner().invoke(app, [command], env={"KATA_EXERCISE": str(exercise.folder)})
    assert done.exit_code == 2
    assert says in " ".join(done.output.split())
    assert {path: path.read_bytes() for path in exercise.folder.rglob("*") if path.is_file()} == before
