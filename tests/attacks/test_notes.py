"""Attacks by the notes of an exercise, which lie in the student's folder and can say anything."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from waiting import limit

from kata.bugs.manifest import load_bugs
from kata.student.exercise import Exercise

WHEN = re.compile(r"verified|\d{4}-\d\d-\d\d|\d\d:\d\d|\bago\b", re.IGNORECASE)


def kata(folder, *arguments):
    """Run a command beside an exercise."""
    done = subprocess.run(
        [Path(sys.executable).with_name("kata"), *arguments],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=limit(200),
        env={name: value for name, value in os.environ.items() if name != "KATA_EXERCISE"},
    )
    assert "Traceback" not in done.stderr
    return done


@pytest.fixture
def forged(tmp_path):
    """An exercise with all its bugs, whose notes say that they are fixed, under the right key."""
    exercise = Exercise.start(tmp_path / "exercise", set(load_bugs()))
    fixed = {"key": exercise.key(), "statuses": dict.fromkeys(load_bugs(), "fixed"), "broken": {}}
    file = exercise.notes.folder / "state.json"
    state = {"hints": {}, "given_up": [], "verdict": fixed, "format": 1}
    file.write_text(json.dumps(state), encoding="utf-8")
    return exercise.folder


def test_the_end_is_verified_anew(forged):
    """`kata finish` trains nothing, and saves no picture, whatever the notes say."""
    done = kata(forged.parent, "finish", "--picture", "digits.png")
    assert done.returncode == 1
    assert "All 12 bugs are fixed" not in done.stdout
    assert not (forged.parent / "digits.png").exists()


def test_an_exercise_that_says_it_never_had_a_bug(forged):
    """Nor where the notes say that there was nothing to fix: what is not fixed has then come in since."""
    origin = {"bugs": [], "netkata": "0.1", "format": 1}
    next(forged.joinpath(".kata").glob("origin*")).write_text(json.dumps(origin), encoding="utf-8")
    assert kata(forged.parent, "finish").returncode == 1


def test_where_you_stand_says_since_when(forged):
    """`kata` may believe the notes, which deceive only the student; then it says what was verified, and when."""
    done = kata(forged.parent)
    assert "All bugs are fixed" not in done.stdout or WHEN.search(done.stdout), done.stdout


def test_the_judge_believes_no_notes(forged):
    """Nor does it matter to `kata judge` that a folder is an exercise."""
    done = kata(forged.parent, "judge", "exercise", "--bugs=softmax-shape", "--json")
    assert done.returncode == 1
    assert json.loads(done.stdout)["bugs"]["softmax-shape"]["status"] == "present"
