"""Where a command is typed: within an exercise, in a folder that is gone, and where pytest writes to."""

import os
import subprocess
import sys

import pytest

from kata.cli import GONE
from kata.commands.pytest import _from_here


def test_no_exercise_is_begun_within_another(kata, tmp_path, monkeypatch):
    """Who types `kata start` once more wants to go on, and would work on a copy that no command finds."""
    monkeypatch.delenv("KATA_EXERCISE", raising=False)
    monkeypatch.chdir(tmp_path)
    assert kata("start").returncode == 0
    (tmp_path / "exercise" / "below").mkdir()
    for place in ("exercise", "exercise/below"):
        monkeypatch.chdir(tmp_path / place)
        status, _, complaint = kata("start", "another")
        assert status == 2
        assert f"would lie within an exercise, {tmp_path / 'exercise'}." in " ".join(complaint.split())
        assert not (tmp_path / place / "another").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="there the current folder cannot be deleted")
@pytest.mark.parametrize("command", ["list", "start"])
def test_the_current_folder_is_gone(tmp_path, command):
    """It is said what is wrong: the system says of no file that there is none."""
    (tmp_path / "gone").mkdir()
    code = f"import os, sys; os.rmdir({str(tmp_path / 'gone')!r}); sys.argv = ['kata', {command!r}]\n"
    code += "from kata.__main__ import main; main()"
    environment = {name: value for name, value in os.environ.items() if name != "KATA_EXERCISE"}
    command, here = [sys.executable, "-c", code], tmp_path / "gone"
    done = subprocess.run(command, cwd=here, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (2, f"{GONE}\n")


@pytest.mark.parametrize(
    ("typed", "passed"),
    [
        (["--junitxml=out.xml", "-q"], ["--junitxml={here}/out.xml", "-q"]),
        (["--junit-xml", "out.xml", "-q"], ["--junit-xml", "{here}/out.xml", "-q"]),
        (["--log-file", "/there/log", "--basetemp=t"], ["--log-file", "/there/log", "--basetemp={here}/t"]),
        (["tests/bugs", "-k", "softmax"], ["tests/bugs", "-k", "softmax"]),
    ],
)
def test_pytest_writes_where_one_is(tmp_path, monkeypatch, typed, passed):
    """It runs where the tests are, which is within the installed package: there nobody looks for a file."""
    monkeypatch.chdir(tmp_path)
    assert _from_here(typed) == [argument.format(here=tmp_path) for argument in passed]
