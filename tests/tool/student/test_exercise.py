"""The exercise and its notes: nothing of a student's work is lost, whatever happens to the notes."""

import json
import subprocess
import sys

import pytest
from waiting import limit

from kata.bugs import variants
from kata.bugs.breaches import drawn, text_with
from kata.bugs.manifest import load_bugs
from kata.bugs.variants import hunks
from kata.judging.trial import Trial
from kata.student.code import look_at, syntax_error
from kata.student.exercise import Exercise
from kata.student.shown import warnings

BUGS = list(load_bugs())
SOME = ["softmax-overflow", "adam-shape", "binary-cost"]
VERDICT = {"key": "", "statuses": {}, "broken": {}}


@pytest.fixture
def exercise(tmp_path):
    """An exercise with three bugs."""
    return Exercise.start(tmp_path / "exercise", SOME)


def again(exercise):
    """Return the exercise as the next command finds it."""
    return Exercise(exercise.folder)


def trial_of(fixed, broken=()):
    """Return a run of one test for each bug, and of one test for what should go on working."""
    trial = Trial("exercise", {f"test {bug}": [bug] for bug in BUGS} | {"test unmarked": []})
    trial.sentences = {"test unmarked": "Ten rows give ten rows."}
    for test, bugs in trial.bugs.items():
        passed = set(bugs) <= set(fixed) and test not in broken
        trial.outcomes[test], trial.messages[test] = ("passed" if passed else "failed"), ""
    return trial


def others(*fixed):
    """Return the bugs that are not part of the exercise, and those named."""
    return {*BUGS} - {*SOME} | {*fixed}


def test_it_begins_with_the_bugs_that_were_asked_for(exercise):
    """And knows them when it is opened again."""
    assert {bug.id for bug in again(exercise).bugs} == set(SOME)
    for module in variants.modules():
        assert (exercise.folder / f"{module}.py").read_text() == variants.module_text(module, SOME), module


def test_what_is_to_be_found_is_told_nowhere(tmp_path):
    """No file says which bugs and breaches were handed out; what the modules were is known all the same."""
    planted = drawn(2, seed=3, present=["adam-shape"])
    exercise = Exercise.start(tmp_path / "exercise", ["adam-shape"], planted, hidden=True)
    told = json.loads((exercise.folder / ".kata" / "origin.json").read_text())
    assert (told["bugs"], told["breaches"]) == (BUGS, [])
    path = exercise.folder / f"{planted[0].module}.py"
    start = path.read_text()
    assert start == text_with(planted[0].module, ["adam-shape"], planted)
    path.write_text("mine = 1\n")
    exercise.reset([planted[0].module])
    assert path.read_text() == start


def test_bugs_that_were_never_handed_out_are_not_called_fixed(tmp_path):
    """The first run of the tests shows which are there; what is fixed afterwards is the student's work."""
    exercise = Exercise.start(tmp_path / "exercise", SOME, hidden=True)
    exercise.remember("key", trial_of(fixed=set(BUGS) - set(SOME), broken=["test unmarked"]))
    assert exercise.just_fixed == []
    assert {bug for bug in BUGS if exercise.status(bug) == "present"} == {*SOME}
    assert not any("before" in str(line) for line in warnings(exercise))
    exercise.remember("later", trial_of(fixed=set(BUGS) - set(SOME[1:])))
    assert [bug.id for bug in exercise.just_fixed] == SOME[:1]


def test_it_is_never_written_over(exercise):
    """A second start is refused, and the code stays as it was."""
    path = exercise.folder / "adam.py"
    path.write_text("# my work\n")
    with pytest.raises(FileExistsError, match="exists already"):
        Exercise.start(exercise.folder, BUGS)
    assert path.read_text() == "# my work\n"
    assert {bug.id for bug in again(exercise).bugs} == set(SOME)


def test_a_verdict_is_kept_until_something_changes(exercise):
    """The code, and with it the key; not the dates of the files."""
    exercise.remember(exercise.key(), trial_of(others("adam-shape")))
    later = again(exercise)
    assert later.current
    assert [later.status(bug) for bug in SOME] == ["present", "fixed", "present"]
    assert [bug.id for bug in later.fixed] == ["adam-shape"]
    path = exercise.folder / "adam.py"
    path.touch()
    assert later.current, "the text is the same"
    path.write_text(path.read_text() + "\n")
    assert not later.current, "the text is another"


def test_the_next_bug_is_the_first_that_is_left_after_another(exercise):
    """And begins again at the first when there is none after it."""
    exercise.remember(exercise.key(), trial_of(others("binary-cost")))
    assert exercise.next_bug().id == "softmax-overflow"
    assert exercise.next_bug(after="softmax-overflow").id == "adam-shape"
    assert exercise.next_bug(after="adam-shape").id == "softmax-overflow"
    exercise.remember(exercise.key(), trial_of(BUGS))
    assert exercise.next_bug() is None
    assert exercise.finished


def test_what_breaks_is_told_by_what_it_checks(exercise):
    """A test that passed at the start, and a bug that was not part of the exercise."""
    fixed = others(*SOME) - {"frozen-batches"}
    exercise.remember(exercise.key(), trial_of(fixed, broken=["test unmarked"]))
    symptom = load_bugs()["frozen-batches"].symptom
    assert again(exercise).broken == {"test unmarked": "Ten rows give ten rows.", "frozen-batches": symptom}
    assert not exercise.finished
    assert exercise.next_bug() is None


@pytest.mark.parametrize("judged", [True, False])
def test_what_was_fixed_last_is_not_forgotten(exercise, judged):
    """Though not all tests were run since: it counts, but is neither the whole verdict nor the end."""
    bugs = load_bugs()
    if judged:
        exercise.remember(exercise.key(), trial_of(others("adam-shape")))
    for bug in SOME:
        exercise.note_fixed(bugs[bug])
    later = again(exercise)
    assert later.fixed == [bug for bug in bugs.values() if bug.id in SOME]
    assert (later.broken, later.current, later.finished) == ({}, False, False)


def test_hints_come_one_more_each_time(exercise):
    """Three in all; the third is the last."""
    bug = load_bugs()["adam-shape"]
    for count in (1, 2, 3, 3):
        assert again(exercise).more_hints(bug) == list(bug.hints[:count])


def test_a_solution_is_free_once_fixed_or_given_up(exercise):
    """And giving up is remembered."""
    bugs = load_bugs()
    exercise.remember(exercise.key(), trial_of(others("adam-shape")))
    assert exercise.may_see_solution(bugs["adam-shape"])
    assert not exercise.may_see_solution(bugs["binary-cost"])
    exercise.give_up(bugs["binary-cost"])
    exercise.give_up(bugs["adam-shape"])
    assert again(exercise).may_see_solution(bugs["binary-cost"])
    assert again(exercise).notes.state.given_up == ["binary-cost"], "what is fixed was not given up"


def test_two_commands_beside_each_other_lose_nothing(exercise):
    """What one has written meanwhile, the other keeps."""
    one, other = again(exercise), again(exercise)
    one.more_hints(load_bugs()["adam-shape"])
    other.remember(other.key(), trial_of(others()))
    assert again(exercise).notes.state.hints == {"adam-shape": 1}


def test_two_processes_beside_each_other_lose_nothing(exercise):
    """Each gives up its bugs one after the other; all of them are remembered."""
    shares = BUGS[::2], BUGS[1::2]
    code = (
        "import sys; from pathlib import Path; from kata.bugs.manifest import load_bugs;"
        "from kata.student.exercise import Exercise; exercise = Exercise(Path(sys.argv[1]));"
        "[exercise.give_up(load_bugs()[bug]) for bug in sys.argv[2:]]"
    )
    command = [sys.executable, "-c", code, str(exercise.folder)]
    children = [subprocess.Popen([*command, *share]) for share in shares]
    assert [child.wait(limit()) for child in children] == [0, 0]
    assert set(again(exercise).notes.state.given_up) == set(BUGS)


def test_an_exercise_that_was_moved_is_not_judged_anew(exercise, tmp_path):
    """Its verdict is of the same code, wherever that is."""
    exercise.remember(exercise.key(), trial_of(others()))
    moved = exercise.folder.rename(tmp_path / "elsewhere")
    assert Exercise(moved).current


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe",
        b'{"format": 1}',
        b'{"format": 0, "hints": {}, "given_up": [], "verdict": null}',
        b'{"format": 1, "hints": {}, "given_up": 3, "verdict": null}',
        b'{"format": 1, "hints": [], "given_up": [], "verdict": null}',
        b'{"format": 1, "hints": {}, "given_up": [], "verdict": {"key": ""}}',
        b'{"format": 1, "hints": {"adam-shape": Infinity}, "given_up": [], "verdict": null}',
        b'{"format": 1, "hints": {}, "given_up": [], "verdict": null, "answers": {"adam-shape": [1]}}',
        *(
            json.dumps({"format": 1, "hints": {}, "given_up": [], "verdict": VERDICT | wrong}).encode()
            for wrong in (
                {"key": None},
                {"statuses": []},
                {"statuses": None},
                {"statuses": {"adam-shape": "foo"}},
                {"broken": ["x"]},
                {"broken": {"t": 3}},
                {"clauses": ["x"]},
                {"clauses": {"mean-cost": "x"}},
                {"mended": None},
            )
        ),
        b"[" * 100_000,
    ],
    ids=lambda damage: damage.decode(errors="replace")[-60:],
)
def test_damaged_notes_are_begun_anew(exercise, damage):
    """They are kept aside, the code is not touched, and the verdict can be had from it again."""
    file = exercise.notes.folder / "state.json"
    file.write_bytes(damage)
    before = {path.name: path.read_bytes() for path in exercise.folder.glob("*.py")}
    later = again(exercise)
    assert "damaged" in later.notes.mended
    assert file.read_bytes() == damage, "to look at it changes nothing"
    assert {path.name: path.read_bytes() for path in exercise.folder.glob("*.py")} == before
    later.remember(later.key(), trial_of(others("adam-shape")))
    assert file.with_suffix(".damaged.json").read_bytes() == damage
    assert (later.notes.mended, again(exercise).notes.mended) == ("", "")
    assert again(exercise).status("adam-shape") == "fixed"


@pytest.mark.parametrize(
    "wrong",
    [{"bugs": "adam-shape"}, {"bugs": [["adam-shape"]]}, {"breaches": None}, {"netkata": 1}, {"hidden": 0}, None],
)
def test_a_damaged_beginning_ends_no_command(exercise, wrong):
    """Whatever JSON it holds, it is taken for one that is lost."""
    file = exercise.notes.folder / "origin.json"
    file.write_text("[" * 100_000 if wrong is None else json.dumps(json.loads(file.read_text()) | wrong))
    later = again(exercise)
    assert "damaged" in later.notes.mended
    assert [bug.id for bug in later.bugs] == BUGS
    later.give_up(later.bugs[0])
    assert again(exercise).notes.mended == ""
    assert file.with_suffix(".damaged.json").is_file()
    assert file.is_file(), "an exercise is known by it"


def test_a_verdict_of_an_older_version_is_read(exercise):
    """It tells of no clauses yet, nor when it was made."""
    file = exercise.notes.folder / "state.json"
    verdict = VERDICT | {"statuses": {"adam-shape": "fixed"}}
    file.write_text(json.dumps({"format": 1, "hints": {}, "given_up": [], "verdict": verdict}))
    later = again(exercise)
    assert (later.notes.mended, later.status("adam-shape"), later.mended) == ("", "fixed", 0)


def test_notes_are_written_whole_or_not_at_all(exercise, monkeypatch):
    """Where the disk is full, the old ones stay."""
    monkeypatch.setattr(json, "dumps", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        exercise.more_hints(load_bugs()["adam-shape"])
    monkeypatch.undo()
    assert {bug.id for bug in again(exercise).bugs} == set(SOME)
    assert again(exercise).notes.state.hints == {}


def test_a_reset_keeps_a_copy(exercise):
    """Of the whole exercise, each time in a folder of its own."""
    path = exercise.folder / "adam.py"
    copies = []
    for work in ("# first\n", "# second\n"):
        path.write_text(work)
        copies.append(exercise.reset(["adam"]))
        assert path.read_text() == variants.module_text("adam", SOME)
    assert [(copy / "adam.py").read_text() for copy in copies] == ["# first\n", "# second\n"]


def test_a_copy_of_work_is_one_of_code(exercise):
    """An environment in the exercise, as editors make it, and a checkout are no work that a reset could lose."""
    for name in ("parts/sums.py", ".venv/lib/numpy.py", "env/lib/numpy.py", "env/pyvenv.cfg", ".git/config"):
        (exercise.folder / name).parent.mkdir(parents=True, exist_ok=True)
        (exercise.folder / name).touch()
    copy = exercise.back_up()
    assert {path.name for path in copy.iterdir()} == {"parts", *(f"{name}.py" for name in variants.modules())}
    assert (copy / "parts" / "sums.py").is_file()


def test_a_copy_of_work_goes_along_no_link_to_a_folder(exercise):
    """Which may lead back to the exercise, or to all that there is."""
    try:
        (exercise.folder / "around").symlink_to(exercise.folder, target_is_directory=True)
    except OSError:
        pytest.skip("links cannot be made here")
    assert not (exercise.back_up() / "around").exists()


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        (b"def f(:\n", 1, "invalid syntax"),
        (b"x = 1\nif x:\ny = 2\n", 3, "expected an indented block"),
        (b"x = '\0'\n", 1, "null bytes"),
        (b"x = '\xff'\n", 1, "utf-8"),
        (None, 1, "missing"),
    ],
)
def test_what_python_cannot_read_is_named(exercise, text, line, says):
    """With file and line; a missing file, too."""
    assert syntax_error(exercise.folder) is None
    path = exercise.folder / "adam.py"
    path.unlink() if text is None else path.write_bytes(text)
    error = syntax_error(exercise.folder)
    assert (error.filename, error.lineno or 1) == (str(path), line)
    assert says in error.msg


@pytest.mark.parametrize("bug", BUGS)
def test_where_to_look_is_a_statement_that_the_fix_changes(bug, tmp_path):
    """Wherever it has moved meanwhile, and whatever stands in its place: there is code in that line."""
    exercise = Exercise.start(tmp_path / "exercise", BUGS)
    bug = load_bugs()[bug]
    path, before = look_at(exercise.folder, bug)
    assert before - 1 in {line for hunk in hunks(bug.module) for line in range(hunk.start, hunk.end + 1)}
    path.write_text("# one line\n# and another\n" + path.read_text())
    assert look_at(exercise.folder, bug) == (path, before + 2)
    statement = path.read_text().splitlines()[before + 1]
    path.write_text(path.read_text().replace(statement, f"{statement}  # mine"))
    line = look_at(exercise.folder, bug)[1]
    assert path.read_text().splitlines()[line - 1].endswith("# mine")
