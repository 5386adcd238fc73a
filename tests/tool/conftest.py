"""What the tests of the tool share: a folder of their own, its commands, and what takes long and is made once."""

import hashlib
import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest
from filelock import FileLock
from lasting import Lasting, take_the_place_of_judges
from typed import Done, run_typed
from waiting import limit

from kata import DATA
from kata.digits.by_name import load_digits
from kata.digits.idx import as_idx
from kata.files import write_whole
from kata.judging.judge import Judge
from kata.places import answers_file
from kata.student.exercise import Exercise
from kata.training.kept import digest_of_library

# what a command says is compared word by word, on machines of every language; before commands have asked for it
os.environ["KATA_LANG"] = "en"


def pytest_addoption(parser):
    """Add the options that end commands at every moment, and read all digits in every kind of picture."""
    parser.addoption("--every-moment", action="store_true", help="end commands at every moment (some minutes)")
    parser.addoption("--every-digit", action="store_true", help="read 120 digits in every kind of picture")


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    """Work in a folder of the test's own, with an exercise in it, if there is one."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KATA_EXERCISE", str(tmp_path / "exercise"))


@pytest.fixture(scope="session")
def judge():
    """A judge that has the tests loaded, for whoever runs them in this process."""
    with Lasting(answers=answers_file()) as judge:
        yield judge


@pytest.fixture(scope="session")
def run_there(judge):
    """Return what takes the place of `Judge.run` for whoever can share that one, which takes a second to start."""
    one_at_a_time = threading.Lock()

    def run_there(_, request, on_event, **limits):
        with one_at_a_time:
            return judge.run(request, on_event, **limits)

    return run_there


@pytest.fixture(scope="session")
def kata(run_there):
    """Run a command as it is typed, in this process, with the judge that all share."""
    its_own = Judge.run

    def run(*arguments, typed="", **environment):
        judging = run_there if Judge.run is its_own else None  # not something that a test has put there
        return run_typed(arguments, typed, judging, environment)

    return run


@pytest.fixture(scope="session")
def kata_process():
    """Run a command in a process of its own, its output in pipes, and from another folder if one is named."""

    def run(*arguments, typed=None, cwd=None, **environment):
        done = subprocess.run(
            [sys.executable, "-m", "kata", *map(str, arguments)],
            cwd=cwd,
            capture_output=True,
            encoding="utf-8",
            input=typed,
            check=False,
            timeout=limit(600),
            env={**os.environ, **environment},
        )
        return Done(done.returncode, done.stdout, done.stderr)

    return run


@pytest.fixture(scope="session")
def kept(tmp_path_factory):
    """The folder of what is made once for all tests of a session, in however many processes these run."""
    folder = tmp_path_factory.getbasetemp()
    folder = (folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder) / "kept"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def few_digits(tmp_path_factory):
    """A folder with the first thousand of the embedded digits to train, and 500 to test."""
    folder = tmp_path_factory.mktemp("few")
    parts = load_digits(DATA)
    for name, (X, Y), rows in zip(("train", "t10k"), parts, (1_000, 500), strict=True):
        images = np.rint(255 * X[:rows]).astype(np.uint8).reshape(-1, 28, 28)
        (folder / f"{name}-images-idx3-ubyte").write_bytes(as_idx(images))
        (folder / f"{name}-labels-idx1-ubyte").write_bytes(as_idx(Y[:rows].argmax(axis=1).astype(np.uint8)))
    return folder


@pytest.fixture
def kept_trials(kept, run_there, monkeypatch):
    """Let this process run the tests on the same code once in a session: what happened then is told again."""

    def run(judge, request, on_event, **limits):
        folder = Path(request["library"][1])
        asked = request | {"library": digest_of_library(folder), "skip": sorted(request["skip"])}
        file = kept / f"{hashlib.sha256(json.dumps(asked).encode()).hexdigest()}.json"
        with FileLock(file.with_suffix(".lock")):
            if not file.is_file():
                told = []
                ended = run_there(judge, request, told.append, **limits)
                write_whole(file, json.dumps([told, ended]))
        told, ended = json.loads(file.read_text(encoding="utf-8"))
        for event in told:
            on_event(event)
        return ended

    take_the_place_of_judges(monkeypatch, run)


@pytest.fixture
def judged(kept_trials, tmp_path):  # noqa: ARG001 - judged by those
    """Start an exercise with some bugs, and judge it; its notes hold the verdict for other processes, too."""

    def start(*present):
        exercise = Exercise.start(tmp_path / "exercise", present)
        exercise.judge()
        return exercise

    return start
