"""Which exercise is meant: the one of the current folder or of one above it, among several side by side."""

import errno
import shutil
from pathlib import Path

import pytest

from kata.places import find_exercise, is_exercise
from kata.student.exercise import Exercise


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder to work in, which becomes the current one."""
    monkeypatch.delenv("KATA_EXERCISE", raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_where_there_is_none_it_would_be_made_here(folder):
    """Under the usual name."""
    assert find_exercise() == folder / "exercise"


@pytest.mark.parametrize("name", ["exercise", "second"])
@pytest.mark.parametrize("within", ["", "NAME", "NAME/notebooks", "other/deep"])
def test_it_is_found_from_its_folder_from_within_and_from_beside(folder, monkeypatch, name, within):
    """Whatever it is called."""
    Exercise.start(folder / name, ["adam-shape"])
    here = folder / within.replace("NAME", name)
    here.mkdir(parents=True, exist_ok=True)
    monkeypatch.chdir(here)
    assert find_exercise() == folder / name


def test_of_several_the_one_that_we_are_in_is_meant(folder, monkeypatch):
    """From beside them none is: they are named."""
    for name in ("first", "second"):
        Exercise.start(folder / name, ["adam-shape"])
    with pytest.raises(ValueError, match=r"several exercises in .*: first, second"):
        find_exercise()
    monkeypatch.chdir(folder / "second")
    assert find_exercise() == folder / "second"


def test_one_with_a_link_to_it_is_one(folder):
    """Whatever the link is called, it is no second exercise, and nobody has to choose."""
    Exercise.start(folder / "second", ["adam-shape"])
    try:
        (folder / "first").symlink_to("second", target_is_directory=True)
    except OSError:
        pytest.skip("links cannot be made here")
    assert find_exercise() == folder / "second"


def test_the_environment_names_another(folder, monkeypatch):
    """In full, whatever the folder."""
    Exercise.start(folder / "first", ["adam-shape"])
    monkeypatch.setenv("KATA_EXERCISE", "elsewhere")
    assert find_exercise() == folder / "elsewhere"


def test_what_is_closed_to_us_is_passed_over(folder, monkeypatch):
    """Such as the home of somebody else beside ours: every command looks there for an exercise."""
    (folder / "theirs").mkdir()
    look = Path.is_file

    def closed(path):
        if "theirs" in path.parts:
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return look(path)

    monkeypatch.setattr(Path, "is_file", closed)
    assert find_exercise() == folder / "exercise"


def test_one_whose_notes_were_lost_is_found_by_its_name(folder):
    """Its code is all that counts, and some of that may be lost, too."""
    for name in ("exercise", "another"):
        Exercise.start(folder / name, ["adam-shape"])
        shutil.rmtree(folder / name / ".kata")
        (folder / name / "adam.py").unlink()
    assert find_exercise() == folder / "exercise"


@pytest.mark.parametrize("file", ["__init__.py", "metrics.py"])
def test_another_package_of_that_name_is_no_exercise(folder, file):
    """Nothing is to be written over in it."""
    (folder / "exercise").mkdir()
    (folder / "exercise" / file).touch()
    assert not is_exercise(folder / "exercise")
