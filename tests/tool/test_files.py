"""What is written is written whole or not at all, whoever else writes it at the same time."""

import errno
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kata import files
from kata.files import check_writable, held, new_folder, whole_file, write_all, write_whole

WRITERS = 8


def test_what_fails_leaves_what_was_there(tmp_path):
    """And nothing beside it."""
    path = tmp_path / "a.txt"
    path.write_text("before")
    with pytest.raises(FileNotFoundError), whole_file(path) as part:
        (part / "a folder that is none").write_text("half")
    assert path.read_text() == "before"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("wrong", ["a folder", "not there/c.txt"])
def test_of_several_files_all_are_written_or_none(tmp_path, wrong):
    """Here a folder has the name of one, or there is no place for it: the others stay as they were."""
    (tmp_path / "a folder").mkdir()
    paths = [tmp_path / "a.txt", tmp_path / wrong, tmp_path / "b.txt"]
    for path in (paths[0], paths[2]):
        path.write_text("before")
    with pytest.raises(OSError, match=wrong):
        write_all(dict.fromkeys(paths, "after"))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a folder", "a.txt", "b.txt"]
    assert [paths[0].read_text(), paths[2].read_text()] == ["before", "before"]
    write_all(dict.fromkeys((paths[0], paths[2]), "after"))
    assert [paths[0].read_text(), paths[2].read_text()] == ["after", "after"]


def test_many_may_write_one_file(tmp_path):
    """One of them is the last, and each of them wrote a file of its own before."""
    path = tmp_path / "a.txt"
    texts = [f"{number}" * 100_000 for number in range(WRITERS)]
    with ThreadPoolExecutor(WRITERS) as threads:
        list(threads.map(lambda text: write_whole(path, text), texts * 5))
    assert path.read_text() in texts
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_is_held_by_one(tmp_path, monkeypatch):
    """Another waits, and says in a sentence of ours when it has waited long; afterwards it gets the file."""
    path = tmp_path / "a.json"
    monkeypatch.setattr(files, "SECONDS", 0.1)
    with held(path), pytest.raises(TimeoutError, match=f"Another command is writing {path}"), held(path):
        pass
    with held(path):
        pass


def test_a_folder_is_never_written_over(tmp_path):
    """Nor left half made."""
    with new_folder(tmp_path / "a") as part:
        (part / "file").touch()
    with pytest.raises(FileExistsError, match="exists already"), new_folder(tmp_path / "a"):
        pass
    with pytest.raises(ZeroDivisionError), new_folder(tmp_path / "b"):
        raise ZeroDivisionError
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def full(*_, **__):
    """Refuse as a full disk does, which tells no name."""
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_names_the_file(tmp_path):
    """By the name that it was to have; also in a folder that was to be made."""
    with pytest.raises(OSError, match="No space left") as told, whole_file(tmp_path / "a.txt"):
        full()
    assert told.value.filename == str(tmp_path / "a.txt")
    folder = new_folder(tmp_path / "made")
    with pytest.raises(OSError, match="No space left") as told, folder as made, whole_file(made / "a.txt"):
        full()
    assert told.value.filename == str(tmp_path / "made" / "a.txt")
    with pytest.raises(OSError, match="No such file") as told, new_folder(tmp_path / "made") as made:
        (made / "none" / "a.txt").touch()
    assert told.value.filename == str(tmp_path / "made" / "none" / "a.txt")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("words", [["start"], ["build", "homework", "--bugs", "1"]])
def test_a_command_on_a_full_disk(kata, tmp_path, monkeypatch, words):
    """Says which file there is no room for, and leaves nothing."""
    monkeypatch.setattr(Path, "write_text", full)
    status, _, complaint = kata(*words)
    assert status == 2
    assert "No space left on device: " in complaint
    assert "__init__.py" in complaint
    assert ".part" not in complaint
    assert list(tmp_path.iterdir()) == []


def test_what_cannot_be_written_is_known_before(tmp_path):
    """Here for want of a folder; what can be leaves nothing behind."""
    with pytest.raises(OSError, match="No such file") as told:
        check_writable(tmp_path / "missing" / "a.txt")
    assert told.value.filename == str(tmp_path / "missing" / "a.txt")
    with pytest.raises(OSError, match="Is a directory"):
        check_writable(tmp_path)
    check_writable(tmp_path / "a.txt")
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_process_was_writing_goes_with_the_next(tmp_path):
    """What another writes at the same time stays."""
    network = tmp_path / "network"
    begun = "import os, pathlib, sys; from kata import files\nwith files.new_folder(pathlib.Path(sys.argv[1])): "
    subprocess.run([sys.executable, "-c", f"{begun}os._exit(1)", str(network)], check=False)
    [left] = tmp_path.iterdir()

    def give_up():
        with new_folder(network):
            raise ZeroDivisionError

    with new_folder(network) as part:
        assert [*tmp_path.iterdir()] == [part] != [left]
        with pytest.raises(ZeroDivisionError):
            give_up()
        assert part.is_dir()
    assert [*tmp_path.iterdir()] == [network]
