"""The README is true: its commands are those that CI runs, its table is bugs.toml, its output is the real one."""

import re
import shutil
import subprocess
import sys

import pytest

from kata import ROOT
from kata.bugs import load_bugs

README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS, EXERCISE = (
    re.findall(r"```sh\n(.*?)\n```", README, flags=re.DOTALL)[:2],
    README.partition("```text\n")[2],
)


def test_the_two_commands():
    """The first ends in `kata compare`; the second in tox, and is what CI runs."""
    first, second = COMMANDS
    assert first.endswith(".venv/bin/kata compare")
    assert second.endswith(".venv/bin/tox")
    assert second in (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert first in (ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8")


def test_the_table_is_the_list_of_bugs():
    """Ids, titles, sections and symptoms, in the order of the list."""
    rows = [tuple(cell.strip() for cell in line.split("|")[1:-1]) for line in README.splitlines()]
    expected = [(f"`{bug.id}`", bug.title, bug.report, bug.symptom) for bug in load_bugs().values()]
    assert [row for row in rows if row and row[0].strip("`") in load_bugs()] == expected


def test_what_it_links_and_lists_is_there():
    """Files and folders, in links and in the layout."""
    links = re.findall(r"\]\(([^)]+)\)", README)
    listed = re.findall(r"^\| (`[^|]+) \|", README.partition("## Layout")[2], flags=re.MULTILINE)
    paths = links + [path for cell in listed for path in re.findall(r"`([^`]+)`", cell)]
    assert len(paths) > 10
    for path in paths:
        assert (ROOT / path).exists(), path


@pytest.fixture
def exercise(tmp_path):
    """A copy of the original, as the README tells to make one."""
    shutil.copytree(ROOT / "original", tmp_path / "exercise")
    return tmp_path / "exercise"


def test_the_failure_it_shows_is_the_real_one(exercise):
    """Line by line, as pytest prints it."""
    command = [sys.executable, "-m", "pytest", f"--subject={exercise}", "tests/bugs/test_softmax_overflow.py"]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False).stdout
    for line in EXERCISE.partition("\n```")[0].splitlines():
        assert line in told, line
