"""Each command is a program, too: most of its tests run it within their own process, and one as a student does."""

import os
import subprocess
import sys

import pytest
import typer
from waiting import limit

from kata.cli import app

ELSEWHERE = {"classify", "doctor", "list", "matrix", "open", "search", "train", "watch"}
HERE = {  # a command that soon ends, with its exit status, and a word of what it says
    "start": (["start"], 2, "exercise already"),
    "test": (["test", "nonsense"], 2, "no bug 'nonsense'"),
    "hint": (["hint"], 0, "1 of 3"),
    "predict": (["predict", "adam-shape", "--answer", "4"], 0, "You were right"),
    "ask": (["ask", "adam-shape"], 1, "not fixed yet"),
    "diagnose": (["diagnose", "--named", "1"], 2, "--seed"),
    "review": (["review", "--seed", "1", "--answer", "right"], 0, "So far"),
    "next": (["next"], 0, "softmax-shape"),
    "diff": (["diff"], 0, ""),
    "solution": (["solution", "adam-shape"], 1, "kata hint adam-shape"),
    "reset": (["reset"], 2, "--yes"),
    "update": (["update"], 0, "exercise"),
    "pytest": (["pytest", "--version"], 0, "pytest"),
    "finish": (["finish", "--picture", "digits.gif"], 2, ".png"),
    "evaluate": (["evaluate", "nowhere"], 2, "no trained network"),
    "table": (["table", "--networks=Model_9"], 2, "no network Model_9"),
    "judge": (["judge", "nowhere"], 2, "no library 'nowhere'"),
    "build": (["build", "homework", "--random", "1"], 0, "homework"),
    "hand-out": (["hand-out", "nowhere.csv", "--out", "class"], 2, "nowhere.csv"),
    "grade": (["grade", "nowhere", "--out", "results"], 2, "neither a folder nor an archive"),
    "exam": (["exam", "--questions", "0", "--out", "exam"], 2, "expected 1 to 48"),
    "export": (["export", "nothing", "results"], 2, "no format nothing"),
    "template": (["template", "nowhere"], 2, "no template for nowhere"),
    "compare": (["compare", "--nonsense"], 2, "No such option"),  # the README's own command runs the whole in CI
    "dojo": (["dojo", "start", "nonsense"], 2, "no bug 'nonsense'"),
    "help": (["help", "hint"], 0, "Give a hint"),
    "patches": (["patches"], 0, ""),
}


def test_every_command_is_tried_as_a_program():
    """Here, or in a test of its own, where its streams, signals or children are the point."""
    assert HERE.keys() | ELSEWHERE == set(typer.main.get_group(app).commands)
    assert not HERE.keys() & ELSEWHERE


@pytest.mark.parametrize("command", HERE)
def test_a_command_in_a_process_of_its_own(kata_process, judged, command):
    """Its exit status, and what it says."""
    judged("softmax-shape", "adam-shape")
    arguments, status, word = HERE[command]
    done = kata_process(*arguments)
    assert done.returncode == status, done.stderr
    assert word in " ".join((done.stdout + done.stderr).split())
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "words",
    [["judge", "fixed", "--bugs", "softmax-shape", *json] for json in (["--json"], [])] + [["--help"]],
    ids=" ".join,
)
@pytest.mark.skipif(os.name != "posix", reason="pipes are broken otherwise on Windows")
def test_a_pipe_that_nobody_reads_is_no_verdict(words):
    """The exit status is that of programs which SIGPIPE ends, and not 1, whatever would have been printed."""
    read, written = os.pipe()
    os.close(read)
    with os.fdopen(written, "wb") as nobody:
        command = [sys.executable, "-m", "kata", *words]
        done = subprocess.run(command, stdout=nobody, stderr=subprocess.PIPE, timeout=limit(60), check=False)
    assert (done.returncode, done.stderr) == (141, b"")


def test_no_command_waits_for_what_only_another_needs():
    """What takes a tenth of a second to load is loaded by who asks for it: that is what every start would cost."""
    every = "[command.function for table in (kata.cli.COMMANDS, kata.cli.DOJO) for command in table.values()]"
    loaded = f"import sys, kata.cli; {every}; print(*sorted({{name.partition('.')[0] for name in sys.modules}}))"
    done = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True)
    found = {*done.stdout.split()}
    assert "typer" in found
    assert not {"numpy", "jsonschema", "hypothesis", "pytest", "PIL", "dask", "markdown_it", "pydantic"} & found


def test_to_start_loads_no_command():
    """Each is loaded when it is typed: all of them would take as long as the rest of the start."""
    loaded = "import sys, kata.cli; print(*(name for name in sys.modules if name.startswith('kata.commands.')))"
    done = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["kata.commands.loading"]
