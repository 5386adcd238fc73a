"""Every save is heard of, whoever tells of it: the system, or a look of our own."""

import shutil
import threading
from contextlib import closing

import pytest
from waiting import limit
from watchfiles import Change

from kata.watching import saves
from kata.watching.saves import saves as saves_of


@pytest.fixture
def folder(tmp_path):
    """A folder with a Python file."""
    (tmp_path / "exercise").mkdir()
    (tmp_path / "exercise" / "adam.py").write_text("old")
    return tmp_path / "exercise"


@pytest.fixture
def over():
    """What ends the listening: at the end of the test, or after a while in which nothing is heard."""
    over = threading.Event()
    too_long = threading.Timer(limit(30), over.set)
    too_long.start()
    yield over
    too_long.cancel()
    over.set()


def change(folder):
    """Save a file."""
    (folder / "adam.py").write_text("another text")


def add(folder):
    """Save a new file."""
    (folder / "new.py").write_text("new")


def remove(folder):
    """Remove a file."""
    (folder / "adam.py").unlink()


def go(folder):
    """Move the folder away."""
    folder.rename(folder.with_name("away"))


def change_within(folder):
    """Save a new file in a folder of the folder: the code there is judged, too."""
    (folder / "parts").mkdir()
    (folder / "parts" / "sums.py").write_text("new")


@pytest.mark.parametrize("what", [change, add, remove, go, change_within])
def test_what_is_done_before_anybody_listens_is_heard(folder, over, what):
    """It counts from when the question was asked, and not from when the system was told of it."""
    heard = saves_of(folder, over)
    what(folder)
    with closing(heard):
        next(heard)


def test_the_folder_may_go_and_come_back(folder, over):
    """Both is heard, and what is saved after that, too."""
    away = folder.with_name("away")
    with closing(saves_of(folder, over)) as heard:
        for what in (lambda: folder.rename(away), lambda: away.rename(folder), lambda: change(folder)):
            what()
            next(heard)


def scripted(monkeypatch, *sessions):
    """Have a system that tells only what these sessions say: each a list of what is done, and told then."""
    left, watched = iter(sessions), []

    def watch(*paths, **_):
        watched.append(paths)
        for what, changes in next(left):
            what()
            yield changes

    monkeypatch.setattr(saves, "watch", watch)
    return watched


def nothing():
    """Do nothing."""


def test_what_the_system_does_not_tell_of_is_seen(folder, over, monkeypatch):
    """By a look now and then, which says nothing where all is as it was."""
    done = []

    def last():
        done.append("looked")
        change(folder)

    scripted(monkeypatch, [(nothing, set()), (nothing, set()), (last, set())])
    with closing(saves_of(folder, over)) as heard:
        next(heard)
    assert done == ["looked"]


def test_a_folder_that_comes_back_before_it_is_watched_is_seen(folder, over, monkeypatch):
    """Nobody tells of it: it was gone when the first watch ended, and there when the second began."""
    kept = folder.with_name("away")

    def gone():
        folder.rename(kept)

    def back():
        kept.rename(folder)

    scripted(monkeypatch, [(gone, {(Change.deleted, str(folder))})], [(back, set())])
    with closing(saves_of(folder, over)) as heard:
        next(heard)
        assert not folder.exists()
        next(heard)
        assert folder.exists()


def test_a_folder_that_comes_unheard_is_watched_from_then_on(folder, over, monkeypatch):
    """And not only looked at now and then, which is slower."""
    kept = folder.rename(folder.with_name("away"))
    too_long = (lambda: pytest.fail("the folder above is watched alone, though this one is there"), set())
    first, then = [(lambda: kept.rename(folder), set()), too_long], [(lambda: change(folder), set())]
    watched = scripted(monkeypatch, first, then)
    with closing(saves_of(folder, over)) as heard:
        next(heard)
        next(heard)
    assert watched == [(folder.parent,), (folder.parent, folder)]


def test_other_files_are_not_heard_of(folder, over):
    """Notes of an editor, and what is hidden, such as what is kept of the exercise."""
    with closing(saves_of(folder, over)) as heard:
        (folder / "notes.txt").write_text("x")
        (folder / ".kata").mkdir()
        (folder / ".kata" / "adam.py").write_text("x")
        threading.Timer(2.5 * saves.LOOK / 1_000, over.set).start()
        assert [*heard] == []


def test_where_there_is_no_folder_it_is_waited_for(tmp_path, over):
    """It may come."""
    folder = tmp_path / "later"
    with closing(saves_of(folder, over)) as heard:
        threading.Timer(0.2, shutil.copytree, (_made(tmp_path / "made"), folder)).start()
        next(heard)


def _made(folder):
    folder.mkdir()
    change(folder)
    return folder
