"""The student's commands, as typed: what they say, what they write, and their exit status."""

import json
import shutil
import sys

import pytest

from kata import ROOT
from kata.bugs import patches, variants
from kata.bugs.manifest import GROUPS, load_bugs
from kata.bugs.pages import page
from kata.student.code import look_at
from kata.student.exercise import Exercise

BUGS = load_bugs()

pytestmark = pytest.mark.usefixtures("kept_trials")


@pytest.fixture
def exercise(tmp_path):
    """The exercise of `kata`, with two bugs, judged."""
    return Exercise.start(tmp_path / "exercise", ["softmax-overflow", "adam-shape"])


def fix(exercise, *fixed):
    """Leave in the exercise all its bugs but these."""
    for module in variants.modules():
        text = variants.module_text(module, set(exercise.notes.origin.bugs) - set(fixed))
        (exercise.folder / f"{module}.py").write_text(text)


# ---------------------------------------------------------------- start


def test_start_writes_the_original(kata, tmp_path):
    """All twelve bugs, and what to do next."""
    status, said, _ = kata("start")
    assert status == 0
    assert "12 bugs" in said
    assert "kata watch" in said
    for path in (ROOT / "original").glob("*.py"):
        assert (tmp_path / "exercise" / path.name).read_bytes() == path.read_bytes()


def test_start_with_one_bug_tells_of_it(kata, tmp_path):
    """As its page begins."""
    _, said, _ = kata("start", "--bugs", "adam-shape")
    assert " ".join(page("adam-shape").text.split()[:5]) in " ".join(said.split())
    assert Exercise(tmp_path / "exercise").notes.origin.bugs == ["adam-shape"]


@pytest.mark.parametrize("group", GROUPS)
def test_start_with_a_group(kata, tmp_path, group):
    """Six bugs."""
    assert kata("start", "--group", group)[0] == 0
    chosen = Exercise(tmp_path / "exercise").notes.origin.bugs
    assert chosen == [bug.id for bug in BUGS.values() if bug.group == group]


def test_start_at_random_is_repeatable(kata, tmp_path):
    """The same seed, the same bugs."""
    chosen = []
    for _ in range(2):
        assert kata("start", "--random", "4", "--seed", "7")[0] == 0
        chosen.append(Exercise(tmp_path / "exercise").notes.origin.bugs)
        (tmp_path / "exercise").rename(tmp_path / f"done{len(chosen)}")
    assert chosen[0] == chosen[1]
    assert len(chosen[0]) == 4


def test_start_never_writes_over_work(kata, exercise):
    """It says what is there and how to go on."""
    path = exercise.folder / "adam.py"
    path.write_text("# my work\n")
    status, _, complaint = kata("start")
    assert status == 2
    assert "kata watch" in complaint
    assert "kata reset" in complaint
    assert path.read_text() == "# my work\n"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--bugs", "no-such-bug"], "no bug 'no-such-bug'"),
        (["--bugs", "adam-shape", "--group", "missed"], "in one way"),
        (["--random", "13"], "expected 1 to 12"),
        (["--group", "other"], "reported or missed"),
    ],
)
def test_start_says_what_is_wrong(kata, tmp_path, arguments, says):
    """And writes nothing."""
    status, _, complaint = kata("start", *arguments)
    assert status == 2
    assert says in complaint
    assert not (tmp_path / "exercise").exists()


# ---------------------------------------------------------------- where one stands


@pytest.mark.parametrize("empty", [False, True])
def test_without_an_exercise_it_says_how_to_begin(kata, tmp_path, empty):
    """`kata` alone welcomes; the other commands end with status 2. An empty folder of its name is none."""
    if empty:
        (tmp_path / "exercise").mkdir()
    status, said, _ = kata()
    assert status == 0
    assert "kata start" in said
    for command in ("watch", "test", "hint", "list", "next", "open", "diff", "reset", "--json"):
        status, _, complaint = kata(command)
        assert (status, "kata start" in complaint) == (2, True), command
    assert list(tmp_path.glob("exercise/*")) == []


def test_kata_alone_shows_where_one_stands(kata, exercise):
    """From a run of the tests, and then from the verdict that is kept."""
    status, said, _ = kata()
    assert status == 0
    assert "0 of 2 fixed" in said
    assert "Next: softmax-overflow" in said
    assert "kata watch" in said
    assert Exercise(exercise.folder).current
    fix(exercise, "softmax-overflow")
    said = kata()[1]
    assert said.index("0 of 2") < said.index("1 of 2"), "the old state is shown as old, before the new one"
    assert "Next: adam-shape" in said
    assert "0 of 2" not in kata()[1]


def test_kata_alone_for_a_program(kata, exercise):
    """JSON, and nothing else on the standard output."""
    fix(exercise, "adam-shape")
    status, said, _ = kata("--json")
    assert status == 0
    assert json.loads(said) == {
        "format": 1,
        "bugs": {"softmax-overflow": "present", "adam-shape": "fixed"},
        "fixed": 1,
        "given_up": [],
        "breaches": {"planted": 0, "mended": 0},
        "answers": {"right": 0, "given": 0},
        "broken": {},
        "clauses": {},
        "next": "softmax-overflow",
        "finished": False,
    }


def test_when_all_is_fixed_it_tells_of_the_end(kata, exercise):
    """And exit status 0 from `kata test`."""
    fix(exercise, "softmax-overflow", "adam-shape")
    status, said, _ = kata("test")
    assert status == 0
    assert "2 of 2 fixed" in said
    assert "kata finish" in said


def test_test_tells_of_a_bug(kata, exercise):
    """What was tried, got and expected, why, and where to look; the exit status says whether it is fixed."""
    status, said, _ = kata("test", "softmax-overflow")
    assert status == 1
    for label in ("tried", "got", "expected", "why", "look at   exercise/activation_functions.py:"):
        assert label in said
    fix(exercise, "softmax-overflow")
    status, said, _ = kata("test", "softmax-overflow", "adam-shape")
    assert status == 1
    assert "✓ 1 softmax-overflow" in said
    assert "✗ 4 adam-shape" in said
    assert kata("test", "1")[0] == 0
    status, said, _ = kata("test", "softmax-o", "adam-shape", "--json")
    assert [(found["bug"], found["status"]) for found in json.loads(said)] == [
        ("softmax-overflow", "fixed"),
        ("adam-shape", "present"),
    ]


def test_test_shows_what_python_cannot_read(kata, exercise):
    """File, line and caret, and exit status 2."""
    (exercise.folder / "adam.py").write_text("def f(:\n    pass\n")
    status, said, _ = kata("test")
    assert status == 2
    assert "exercise/adam.py:1" in said
    assert "def f(:" in said
    assert said.splitlines()[-1].index("^") == said.splitlines()[-2].index(":")


@pytest.mark.parametrize("command", [[], ["--json"], ["finish"], ["finish", "--json"]])
def test_code_that_cannot_be_read_is_not_judged(kata, exercise, command):
    """Where a student stands says which line it is, or which module is missing, and calls no bug unclear."""
    (exercise.folder / "adam.py").write_text("def f(:\n    pass\n")
    status, said, complaint = kata(*command)
    assert status == 2
    assert "exercise/adam.py:1" in said + complaint
    assert "--json" not in command or said == ""
    (exercise.folder / "__init__.py").unlink()
    status, said, complaint = kata(*command)
    assert status == 2
    assert "exercise/__init__.py:1  the file is missing; `kata reset` brings it back" in said + complaint
    assert Exercise(exercise.folder).notes.state.verdict is None


@pytest.mark.usefixtures("exercise")
def test_a_name_that_means_no_bug(kata):
    """Or two: it says what is expected."""
    for name in ("softmax", "13", "nonsense"):
        status, _, complaint = kata("test", name)
        assert status == 2
        assert "softmax-shape" in complaint


def test_list_and_next(kata, exercise):
    """The bugs as they stand, and the next one with where to look."""
    kata("test")
    said = kata("list")[1]
    assert "✗" in said
    assert "softmax-overflow" in said
    assert "binary-cost" not in said, "it is not part of this exercise"
    assert json.loads(kata("list", "--json")[1])["fixed"] == 0
    assert "exercise/activation_functions.py:" in kata("next")[1]
    found = json.loads(kata("next", "--json")[1])
    assert found["bug"] == "softmax-overflow"
    line = (exercise.folder / "activation_functions.py").read_text().splitlines()[found["line"] - 1]
    assert line.strip() == "exponentials: Array = np.exp(Z)", "the statement that the bug is in"


# ---------------------------------------------------------------- hints and solutions


@pytest.mark.usefixtures("exercise")
def test_hints_come_one_at_a_time(kata):
    """The next bug's, if none is named; after the third it says where the answer is."""
    hints = BUGS["softmax-overflow"].hints
    for number in (1, 2, 3):
        status, said, _ = kata("hint", "--json")
        assert status == 0
        assert json.loads(said)["hints"] == list(hints[:number])
    said = " ".join(kata("hint")[1].split())
    assert all(hint in said for hint in hints)
    assert "kata solution softmax-overflow --give-up" in said


def test_a_solution_is_free_once_fixed(kata, exercise):
    """Before that only for who gives up, which is remembered."""
    status, said, complaint = kata("solution", "adam-shape")
    assert (status, said) == (1, "")
    assert "kata hint adam-shape" in complaint
    status, said, _ = kata("solution", "adam-shape", "--give-up")
    assert status == 0
    assert "+++ b/adam.py" in said
    assert "Remember" in said
    assert kata("solution", "adam-shape")[0] == 0
    fix(exercise, "softmax-overflow")
    kata("test")
    assert kata("solution", "softmax-overflow")[0] == 0
    assert Exercise(exercise.folder).notes.state.given_up == ["adam-shape"]


def test_a_prediction_is_compared_with_what_comes_out(kata):
    """On the original, if there is no exercise."""
    status, said, _ = kata("predict", "adam-shape", "--answer", "4")
    assert status == 0
    assert "It says (5, 5). You were right." in said
    assert "A correct library says (1, 5)." in " ".join(said.split())
    assert "You said (5,)." in kata("predict", "adam-shape", "--answer", "1")[1]
    said = json.loads(kata("predict", "adam-shape", "--answer", "1", "--json")[1])
    assert (said["answer"], said["outcome"], said["right"], said["correct"]) == ("(5,)", "(5, 5)", False, "(1, 5)")


def test_a_prediction_for_what_is_fixed_tells_of_the_original(kata, exercise):
    """The exercise answers as a correct library does."""
    fix(exercise, "adam-shape")
    said = " ".join(kata("predict", "adam-shape", "--answer", "2")[1].split())
    assert "It says (1, 5). You were right." in said
    assert "The bug is not there: a correct library says (1, 5). The original says (5, 5)." in said


def test_a_prediction_needs_an_answer(kata):
    """One of those that there are; without a terminal it cannot ask."""
    status, said, complaint = kata("predict", "adam-shape")
    assert (status, "--answer" in complaint) == (2, True)
    assert "running mean" in said
    assert kata("predict", "adam-shape", "--answer", "5")[0] == 2


def test_a_question_about_fixed_code_is_answered_by_that_code(kata, exercise):
    """Of the bug that was fixed last; what is right and wrong is remembered and counted."""
    fix(exercise, "adam-shape")
    assert "A question about your code, if you like:  kata ask adam-shape" in kata()[1]
    assert "kata ask" not in kata()[1], "once is enough"
    status, said, _ = kata("ask", "--seed", "2", "--answer", "160")
    assert status == 0
    assert "How many bytes" in said
    question = json.loads(kata("ask", "adam", "--seed", "2", "--json")[1])
    assert (question["bug"], question["kind"], question["seed"]) == ("adam-shape", "cost", 2)
    assert "working" not in question, "it would give the answer away"
    outcome = json.loads(kata("ask", "--seed", "2", "--answer", "7", "--json")[1])
    assert (outcome["answer"], outcome["right"]) == ("7", False)
    said = kata("ask", "--seed", "2", "--answer", outcome["outcome"])[1]
    assert f"It says {outcome['outcome']}. You were right." in said
    assert " ".join(outcome["because"].split()[:6]) in " ".join(said.split())
    right, *others = Exercise(exercise.folder).notes.state.answers["adam-shape"][::-1]
    assert (right, len(others), others[0]) == (True, 2, False)
    assert "of 3 answers about your code were right." in kata("list")[1]
    assert json.loads(kata("list", "--json")[1])["answers"]["given"] == 3


def test_a_question_waits_for_the_fix(kata, exercise):
    """Before it one sentence says so, and there is nothing to repeat."""
    assert kata("ask")[0] == 1
    fix(exercise, "adam-shape")
    kata()
    status, said, complaint = kata("ask", "softmax-overflow")
    assert (status, said) == (1, "")
    assert "softmax-overflow is not fixed yet" in complaint
    assert "answers" not in kata("list")[1]


def test_a_question_without_a_terminal_says_how_to_answer_it(kata, exercise):
    """With its seed, so that it is the same question; what can be no answer is refused."""
    fix(exercise, "adam-shape")
    kata()
    status, said, complaint = kata("ask", "adam-shape")
    assert (status, "learning_rate" in said) == (2, True)
    assert "--seed" in complaint
    assert "--answer" in complaint
    assert "--seed" in kata("ask", "--answer", "1")[2]
    assert kata("ask", "--seed", "0", "--answer", "much")[0] == 2
    assert not Exercise(exercise.folder).answers


# ---------------------------------------------------------------- the student's own work


def test_diff_is_a_patch_of_ones_own_work(kata, exercise):
    """Against the start, of all modules or of one bug's."""
    assert kata("diff")[1] == ""
    fix(exercise, "softmax-overflow", "adam-shape")
    said = kata("diff")[1]
    assert "--- a/activation_functions.py" in said
    assert "--- a/adam.py" in said
    said = kata("diff", "adam-shape")[1]
    assert "activation_functions" not in said
    removed = [
        line[1:] for line in patches.patch("adam-shape").splitlines() if line[:1] == "-" and line[:3] != "---"
    ]
    assert all(f"-{line}" in said.splitlines() for line in removed)


def test_diff_is_a_patch_whatever_ends_a_line(kata, exercise):
    """A last line without an end is said to have none, as in every patch, and a form feed ends none."""
    for module in ("activation_functions", "adam"):
        path = exercise.folder / f"{module}.py"
        path.write_text(path.read_text() + "# one\fline")
    said = kata("diff")[1].split("\n")
    assert [line for line in said if line.startswith(("+", "\\"))] == [
        "+++ b/activation_functions.py",
        "+# one\fline",
        "\\ No newline at end of file",
        "+++ b/adam.py",
        "+# one\fline",
        "\\ No newline at end of file",
    ]


def test_reset_asks_and_keeps_a_copy(kata, exercise, tmp_path):
    """Without a terminal to ask in it wants --yes."""
    fix(exercise, "softmax-overflow", "adam-shape")
    mine = (exercise.folder / "adam.py").read_text()
    status, _, complaint = kata("reset")
    assert status == 2
    assert "--yes" in complaint
    status, said, _ = kata("reset", "adam-shape", "--yes")
    assert status == 0
    (copy,) = (tmp_path / "exercise" / ".kata" / "backups").iterdir()
    assert str(copy) in said
    assert (copy / "adam.py").read_text() == mine
    assert (exercise.folder / "adam.py").read_text() == variants.module_text("adam", exercise.notes.origin.bugs)
    kept = (exercise.folder / "activation_functions.py").read_text()
    assert kept != exercise.notes.start_text("activation_functions"), "only what was asked for"


def test_reset_that_is_refused_puts_nothing_back(kata, exercise):
    """As it says, though the module that cannot be put back comes after others."""
    mine = exercise.folder / "adam.py"
    mine.write_text("# my work\n")
    (exercise.folder / "mnist.py").unlink()
    (exercise.folder / "mnist.py").mkdir()
    status, _, complaint = kata("reset", "--yes")
    assert status == 2
    assert "Nothing was put back. Is a directory: " in complaint
    assert "mnist.py" in complaint
    assert mine.read_text() == "# my work\n"


def test_reset_takes_back_what_was_said(kata, exercise):
    """It names the other fixes that go with a module, and no command calls those fixed any more."""
    exercise = Exercise.start(
        exercise.folder.with_name("three"), ["softmax-overflow", "adam-shape", "bias-correction"]
    )
    for bug in ("softmax-overflow", "bias-correction"):
        exercise.note_fixed(BUGS[bug])
    there = {"KATA_EXERCISE": str(exercise.folder)}
    for typed in (["reset", "adam-shape"], ["reset", "adam-shape", "--yes"]):
        said = kata(*typed, **there)
        assert "This takes back the fix of bias-correction." in said.stdout + said.stderr
    listed = kata("list", **there).stdout
    assert "✓   1  softmax-overflow" in listed
    assert "·   9  bias-correction" in listed
    assert kata("solution", "bias-correction", **there).returncode == 1
    assert "the fix of softmax-overflow." in kata("reset", "--yes", **there).stdout
    assert "✓" not in kata("list", **there).stdout


@pytest.mark.parametrize(
    ("editor", "form"),
    [("vim", "+{line} {path}"), ("code --wait", "--wait --goto {path}:{line}"), ("strange", "{path}")],
)
def test_open_tells_the_editor_file_and_line(kata_process, exercise, tmp_path, editor, form):
    """In the form that it understands, if that is known."""
    program, *options = editor.split()
    script = tmp_path / program
    script.write_text(f"#!{sys.executable}\nimport sys\nprint(*sys.argv[1:])\nsys.exit(3)\n")
    script.chmod(0o755)
    path, line = look_at(exercise.folder, BUGS["adam-shape"])
    status, said, _ = kata_process("open", "adam-shape", VISUAL=" ".join([str(script), *options]))
    assert said.strip() == form.format(path=path, line=line)
    assert status == 3, "the editor's own"


@pytest.mark.usefixtures("exercise")
def test_open_without_an_editor_says_which_file(kata):
    """And how to name an editor."""
    for blank in ("", " "):
        status, _, complaint = kata("open", VISUAL=blank, EDITOR=blank, PATH="")
        assert status == 2
        assert "EDITOR" in complaint
        assert "activation_functions.py" in complaint


@pytest.mark.usefixtures("exercise")
def test_an_editor_that_cannot_be_read_is_named(kata):
    """With the variable that names it: nobody has typed it just now."""
    status, _, complaint = kata("open", VISUAL="", EDITOR='"vim')
    assert status == 2
    assert complaint == 'VISUAL or EDITOR says "vim, which is no command: No closing quotation.\n'


# ---------------------------------------------------------------- every terminal


def test_a_paragraph_of_help_is_broken_where_the_line_ends(kata):
    """Wherever it is broken in the code; and in a pipe nothing fills up its lines."""
    said = kata("watch", "--help", COLUMNS="80").stdout
    assert "worked. In a pipe it prints a report after every save, until Ctrl-C.\n" in said
    assert [line for line in said.splitlines() if line != line.rstrip()] == []


@pytest.mark.usefixtures("exercise")
def test_no_colour_where_it_is_not_wanted(kata):
    """By option and by environment, though colours are forced otherwise."""
    kata("test")
    assert "\x1b[3" in kata("list", FORCE_COLOR="1")[1]
    assert "\x1b[3" not in kata("list", FORCE_COLOR="1", NO_COLOR="1")[1]
    assert "\x1b[3" not in kata("--no-color", "list", FORCE_COLOR="1")[1]


def test_a_terminal_without_unicode_is_no_obstacle(kata_process, exercise):
    """What is fixed and what is not have signs of their own there, and the bar is no row of questions."""
    fix(exercise, "adam-shape")
    exercise.judge()
    status, said, complaint = kata_process("list", PYTHONIOENCODING="ascii")
    assert (status, complaint) == (0, "")
    first, second = said.splitlines()
    assert first.startswith("x   1  softmax-overflow")
    assert second.startswith("+   4  adam-shape")
    assert "1 of 2 fixed  ######------" in kata_process(PYTHONIOENCODING="ascii").stdout


@pytest.mark.parametrize("command", [["list"], ["test", "1", "4"], ["test"], []], ids=" ".join)
def test_in_a_pipe_no_line_ends_in_spaces(kata, exercise, command):
    """A table is as wide as its longest row on a screen only."""
    exercise.judge()
    said = kata(*command).stdout
    assert "adam-shape" in said
    assert [line for line in said.splitlines() if line != line.rstrip()] == []


def test_notes_that_were_damaged_are_told_of(kata, exercise):
    """With where they are kept, until a command writes new ones."""
    files = [exercise.notes.folder / name for name in ("origin.json", "state.json")]
    for file in files:
        file.write_text("{")
    for command in ("list", "hint"):
        complaint = kata(command)[2]
        assert all(str(file) in complaint for file in files), command
        assert "are kept as origin.damaged.json, state.damaged.json when" in complaint
    assert "damaged" not in kata("list")[2]
    assert all(file.with_suffix(".damaged.json").read_text() == "{" for file in files)


@pytest.mark.parametrize("command", ["start", "hint", "test"])
def test_what_cannot_be_written_is_named(kata, tmp_path, command):
    """Here a file stands where a folder should go: one sentence, and exit status 2."""
    place = tmp_path / "exercise" / ".kata"
    if command == "start":
        place = tmp_path / "exercise"
    else:
        kata("start", "--bugs", "softmax-overflow,adam-shape")
        shutil.rmtree(place)
    place.write_text("")
    status, _, complaint = kata(command)
    assert status == 2
    assert str(place) in complaint.replace("\n", "")
    assert "Traceback" not in complaint


@pytest.mark.parametrize("command", ["hint", "test", "predict", "ask", "open", "diff", "solution", "reset"])
def test_the_shell_completes_bugs(kata, command):
    """Each command that takes one knows their ids."""
    words = {"_KATA_COMPLETE": "complete_bash", "COMP_WORDS": f"kata {command} adam", "COMP_CWORD": "2"}
    assert kata(**words).stdout.split() == ["adam-shape"]


def test_every_command_has_help_with_an_example(kata):
    """`--help` says what it does; those that take arguments show how."""
    status, said, _ = kata("--help")
    assert status == 0
    for command in (
        "start",
        "watch",
        "test",
        "hint",
        "predict",
        "ask",
        "list",
        "next",
        "open",
        "diff",
        "solution",
        "reset",
    ):
        assert command in said
        status, text, _ = kata(command, "--help")
        assert status == 0
        assert "Example" in text or "[OPTIONS]\n" in text.replace(" ", "").replace("[OPTIONS]", "[OPTIONS]\n"), (
            command
        )
