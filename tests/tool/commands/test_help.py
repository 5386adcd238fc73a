"""Help, however it is asked for, and what the shell completes."""

import pytest
from typer.main import get_command

from kata.bugs.manifest import load_bugs
from kata.cli import app

BUGS = [*load_bugs()]


@pytest.mark.parametrize("words", [["--help"], ["-h"], ["help"]])
def test_help_names_the_commands(kata, words):
    """By either option or as a command."""
    status, said, _ = kata(*words)
    assert status == 0
    assert "kata COMMAND" in " ".join(said.split()).replace("[OPTIONS] ", "")
    assert "judge" in said


@pytest.mark.parametrize("words", [["hint", "--help"], ["hint", "-h"], ["help", "hint"]])
def test_help_on_a_command(kata, words):
    """The same text in each way."""
    assert kata(*words) == kata("hint", "--help")
    assert "one more each time" in kata(*words).stdout


def test_help_on_no_command(kata):
    """Says which one may have been meant."""
    status, _, complaint = kata("help", "hnt")
    assert status == 2
    assert "Did you mean 'hint'?" in complaint


def completed(*words):
    """Return what bash would offer for the last of these words."""
    from typer._completion_classes import BashComplete

    shell = BashComplete(get_command(app), {}, "kata", "_KATA_COMPLETE")
    return [item.value for item in shell.get_completions([*words[:-1]], words[-1])]


@pytest.mark.parametrize(
    "words",
    [
        *(["hint"], ["predict"], ["solution"], ["open"], ["reset"], ["diff"], ["test", "adam-shape"]),
        *(["start", "--bugs"], ["build", "homework", "--bugs"], ["build", "homework", "--fixed"]),
        *(["judge", "exercise", "--bugs"], ["judge", "--bugs", "softmax-shape", "fixed", "--bugs"]),
    ],
    ids=" ".join,
)
def test_bugs_are_completed(words):
    """Wherever one is named: all of them, and those that begin with what is typed."""
    assert completed(*words, "") == BUGS
    assert completed(*words, "bina") == ["binary-cost", "binary-metrics"]


def test_a_list_of_bugs_is_completed():
    """Behind a comma, and with no bug for the second time."""
    assert completed("start", "--bugs", "adam-shape,softmax-") == [
        "adam-shape,softmax-overflow",
        "adam-shape,softmax-shape",
    ]
    assert completed("judge", "fixed", "--bugs", "softmax-shape,soft") == ["softmax-shape,softmax-overflow"]


def test_subjects_are_completed(tmp_path):
    """The libraries by name, adapters, and the folders that are there; no files, and what is hidden stays so."""
    for name in ("fixtures", "homework/anna", ".kata"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "file.py").touch()
    assert completed("judge", "") == [
        *("original", "fixed", "exercise", "puj_ml:", "pytorch", "adapter:", "fixtures/", "homework/")
    ]
    assert completed("judge", "fi") == ["fixed", "fixtures/"]
    assert completed("judge", "homework/") == ["homework/anna/"]
    assert completed("judge", "puj_ml:ho") == ["puj_ml:homework/"]
    assert completed("judge", "no-such-folder/") == []
    assert completed("judge", ".k") == [".kata/"]


def test_what_can_be_trained_is_completed(tmp_path):
    """No adapters, but variants, by their bugs."""
    (tmp_path / "adapted").mkdir()
    for words in (["train", "first", "--subject"], ["table", "--subject"]):
        assert completed(*words, "ad") == ["adam-shape", "adapted/"]
        assert completed(*words, "rep") == ["reported"]


@pytest.mark.parametrize(
    "words", [["evaluate"], ["classify"], ["train", "first", "--data"], ["evaluate", "first", "--data"]]
)
def test_folders_are_completed(tmp_path, words):
    """Of trained networks, and of digits."""
    (tmp_path / "first").mkdir()
    assert completed(*words, "fi") == ["first/"]


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (["help", "pre"], ["predict"]),
        (["start", "--group", ""], ["reported", "missed"]),
        (["judge", "fixed", "--wall", "land"], ["landlock"]),
        (["judge", "fixed", "--require", "proc"], ["process"]),
    ],
)
def test_what_has_few_values_is_completed(words, offered):
    """Commands, groups, walls."""
    assert completed(*words) == offered
