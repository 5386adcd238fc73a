"""The end: everything is verified again, a library learns to read, and its digits can be looked at."""

import io
import json
import os
import shutil
import signal
import subprocess
import sys

import numpy as np
import pytest
from rich.console import Console
from waiting import INTERRUPTIBLE, children_of, limit, none_left

from kata import ROOT
from kata.digits.gallery import Digit, choose, in_terminal, save_picture

PNG = b"\x89PNG"


pytestmark = pytest.mark.usefixtures("kept_trials")


def test_the_end(kata, tmp_path):
    """The accuracy, the original's failure, ten digits read and ten misread, and the picture."""
    shutil.copytree(ROOT / "fixed", tmp_path / "exercise")
    done = kata("finish")
    assert done.returncode == 0, done.stderr
    assert "All 12 bugs are fixed" in done.stdout
    assert "The original: ValueError" in done.stdout
    assert "It reads:" in done.stdout
    assert done.stdout.count(", read as ") == 10
    assert (tmp_path / "exercise" / ".kata" / "digits.png").read_bytes().startswith(PNG)


def test_the_end_for_a_program(kata, tmp_path):
    """JSON, and the picture where it was wanted; what is there is not written over."""
    shutil.copytree(ROOT / "fixed", tmp_path / "exercise")
    picture = tmp_path / "mine.png"
    done = kata("finish", "--json", "--picture", str(picture))
    found = json.loads(done.stdout)
    assert found["accuracy"] > 0.9
    assert found["picture"] == str(picture)
    assert picture.read_bytes().startswith(PNG)
    picture.write_text("my own")
    done = kata("finish", "--picture", str(picture))
    assert done.returncode == 2
    assert "exists already" in done.stderr
    assert picture.read_text() == "my own"


def test_it_is_not_the_end_while_a_bug_is_there(kata, tmp_path):
    """It says which is next, and trains nothing."""
    assert kata("start", "--bugs", "adam-shape").returncode == 0
    done = kata("finish")
    assert done.returncode == 1
    assert "0 of 1 fixed" in done.stdout
    assert "Next: adam-shape" in done.stdout
    assert not (tmp_path / "exercise" / ".kata" / "digits.png").exists()


@pytest.mark.skipif(os.name != "posix", reason="there are no such signals on Windows")
def test_ctrl_c_ends_the_children_too(tmp_path):
    """Nothing trains on in the background."""
    shutil.copytree(ROOT / "fixed", tmp_path / "exercise")
    command = [sys.executable, "-m", "kata", "finish"]
    silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, **silent, **INTERRUPTIBLE) as child:
        children = children_of(child)
        child.send_signal(signal.SIGINT)
        assert child.wait(limit()) == 130
    assert none_left(children)


def test_one_of_each_class_and_the_surest_mistakes():
    """Whatever the order; as many as there are."""
    truth, predicted = [1, 0, 1, 2, 2, 0], [1, 0, 0, 1, 0, 0]
    read, misread = choose(np.zeros((6, 784)), truth, predicted, [0.5, 0.9, 0.7, 0.8, 0.9, 0.6])
    assert [digit.caption for digit in read] == ["0", "1"]
    assert [digit.caption for digit in misread] == ["2, read as 0", "2, read as 1", "1, read as 0"]


DIGIT = Digit(np.tril(np.ones((28, 28))), 3, 8, 0.7)


@pytest.mark.parametrize(
    ("options", "encoding", "shades"),
    [
        ({"color_system": "truecolor"}, "utf-8", True),
        ({"color_system": "256"}, "utf-8", True),
        ({"color_system": "truecolor"}, "ascii", False),
        ({"color_system": "truecolor", "no_color": True}, "utf-8", False),
        ({"color_system": "standard"}, "utf-8", False),
        ({"color_system": None}, "utf-8", False),
    ],
)
def test_digits_in_every_terminal(options, encoding, shades):
    """Shades of grey where they can be had, characters elsewhere; never wider than the window."""
    file = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    console = Console(file=file, width=40, force_terminal=True, **options)
    console.print(in_terminal(console, [DIGIT] * 10))
    file.seek(0)
    shown = file.read()
    assert shown.count("3, read as 8") == 10
    assert ("▀" in shown) == shades
    assert ("@" in shown) == (not shades)


def test_a_picture_of_no_mistakes(tmp_path):
    """A row may be empty."""
    path = tmp_path / "digits.png"
    save_picture(path, {"read": [DIGIT], "misread": []})
    assert path.read_bytes().startswith(PNG)
    assert list(tmp_path.iterdir()) == [path]
