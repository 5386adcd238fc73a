"""Whatever is handed in, the judge answers: with a right verdict, or with one sentence that says what is wrong.

Each case makes something of a folder that holds a right library. It ends in one of three ways: the library is
judged and the bug is fixed; it is judged and all is unclear, since it cannot be imported or hangs; or it is
refused in a sentence.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from waiting import limit

from kata import ROOT
from kata.student.exercise import Exercise

CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")
MODULE = "activation_functions.py"
CASES = []


def case(name, ends, word="", name_of_folder="library"):
    """Note a case; `ends` is fixed, unclear or refused, and `word` is in what is said, if it is not fixed."""

    def note(make):
        CASES.append(pytest.param(make, ends, word, name_of_folder, id=name))
        return make

    return note


def change(folder, old, new):
    """Put bytes in the place of others in the module with softmax."""
    text = (folder / MODULE).read_bytes()
    assert old in text
    (folder / MODULE).write_bytes(text.replace(old, new, 1))


def replace(folder, make):
    """Take the folder away, and make something else of its name."""
    shutil.rmtree(folder)
    make(folder)


# ---------------------------------------------------------------- no library at all


@case("a file", "refused", "expected")
def _(folder):
    replace(folder, lambda path: path.write_text("def softmax(Z): ..."))


@case("an archive", "refused", "expected")
def _(folder):
    archive = shutil.make_archive(str(folder), "zip", folder)
    replace(folder, lambda path: Path(archive).rename(path))


@case("an empty folder", "refused", "__init__.py")
def _(folder):
    replace(folder, Path.mkdir)


@case("a broken link", "refused", "library")
def _(folder):
    replace(folder, lambda path: path.symlink_to("nowhere"))


@case("a loop of links", "refused", "library")
def _(folder):
    replace(folder, lambda path: path.symlink_to(path.name))


@case("a FIFO", "refused", "library")
def _(folder):
    replace(folder, os.mkfifo)


@case("a folder called __init__.py", "refused", "__init__.py")
def _(folder):
    (folder / "__init__.py").unlink()
    (folder / "__init__.py").mkdir()


@case("a FIFO called __init__.py", "refused", "__init__.py")
def _(folder):
    (folder / "__init__.py").unlink()
    os.mkfifo(folder / "__init__.py")


@case("a folder that may not be read", "refused", "library")
def _(folder):
    if os.getuid() == 0:
        pytest.skip("root may read everything")
    folder.chmod(0)


# ---------------------------------------------------------------- a library that cannot be imported


@case("binary junk", "unclear", "null bytes|SyntaxError|UTF-8|utf-8")
def _(folder):
    (folder / MODULE).write_bytes(bytes(range(256)) * 1000)


@case("noughts", "unclear", "null bytes")
def _(folder):
    (folder / MODULE).write_bytes(b"\0" * 4096)


@case("half a module", "unclear", "SyntaxError|never closed|IndentationError|unterminated")
def _(folder):
    text = (folder / MODULE).read_text()
    (folder / MODULE).write_text(text[: text.index("exponentials.sum(") + 17])


@case("latin-1 without a coding line", "unclear", "utf-8|UTF-8")
def _(folder):
    change(folder, b'"""Activation', '"""Activación'.encode("latin-1"))


@case("a coding that does not exist", "unclear", "nothing-at-all")
def _(folder):
    (folder / MODULE).write_bytes(b"# coding: nothing-at-all\n" + (folder / MODULE).read_bytes())


@case("a module that may not be read", "unclear", "PermissionError")
def _(folder):
    if os.getuid() == 0:
        pytest.skip("root may read everything")
    (folder / MODULE).chmod(0)


@case("a module that is a broken link", "unclear", "activation_functions")
def _(folder):
    (folder / MODULE).unlink()
    (folder / MODULE).symlink_to("nowhere")


@case("a module that is a FIFO", "unclear", "activation_functions")
def _(folder):
    (folder / MODULE).unlink()
    os.mkfifo(folder / MODULE)


@case("a module that is a folder", "unclear", "")
def _(folder):
    (folder / MODULE).unlink()
    (folder / MODULE).mkdir()


@case("a package that is not installed", "unclear", "ModuleNotFoundError.*torch_of_mine")
def _(folder):
    change(folder, b"import numpy as np", b"import numpy as np\nimport torch_of_mine")


@case("exit() at module level", "unclear", "exit|ended|end")
def _(folder):
    change(folder, b"Array = ", b"exit()\nArray = ")


@case("an endless loop that prints, at import", "unclear", "ended|seconds?|no answer")
def _(folder):
    flood = (
        b"print('training ...\\n' * 100_000)"  # and then it waits: to be busy for so long would cost us as much
    )
    change(folder, b"Array = ", b"import time\nwhile True:\n    %b\n    time.sleep(2)\nArray = " % flood)


@case("a circle of imports", "unclear", "ImportError")
def _(folder):
    change(folder, b"import numpy as np", b"import numpy as np\nfrom .feed_forward import FeedForward")


# ---------------------------------------------------------------- a library that is right, whatever it looks like


@case("lines that end as on Windows", "fixed")
def _(folder):
    for module in folder.glob("*.py"):
        module.write_bytes(module.read_bytes().replace(b"\n", b"\r\n"))


@case("a byte order mark", "fixed")
def _(folder):
    for module in folder.glob("*.py"):
        module.write_bytes(b"\xef\xbb\xbf" + module.read_bytes())


@case("tabs", "fixed")
def _(folder):
    for module in folder.glob("*.py"):
        module.write_bytes(module.read_bytes().replace(b"    ", b"\t"))


@case("latin-1 with a coding line", "fixed")
def _(folder):
    change(folder, b'"""Activation', '# -*- coding: latin-1 -*-\n"""Activación'.encode("latin-1"))


@case("LaTeX in a docstring", "fixed")
def _(folder):
    change(folder, b"f(z) = z,", rb"\sigma(z) = z, \mathbb{R} \to \mathbb{R},")


@case("a warning at import", "fixed")
def _(folder):
    change(folder, b"Array = ", b"import warnings\nwarnings.warn('soon', DeprecationWarning)\nArray = ")


@case("much that is printed", "fixed")
def _(folder):
    change(folder, b"Array = ", b"print('\\x1b[2J' + 'Z has the shape (m, n)\\n' * 100_000)\nArray = ")


@case(
    "a sum of 20,000 terms, called nowhere", "fixed|unclear", "RecursionError|MemoryError|too (many|deep)|nested"
)
def _(folder):
    (folder / "sum.py").write_text("total = " + " + ".join(["1"] * 20_000) + "\n")


@case("a sum of 20,000 terms", "fixed|unclear", "RecursionError|MemoryError|too (many|deep)|nested|ended")
def _(folder):
    change(folder, b"Array = ", b"total = " + b" + ".join([b"1"] * 20_000) + b"\nArray = ")


@case("its own conftest.py", "fixed")
def _(folder):
    for place in (folder, folder.parent):
        (place / "conftest.py").write_text("raise SystemExit(3)\n")
        (place / "pytest.ini").write_text("[pytest]\naddopts = --no-such-option\n")


@case("notebooks", "fixed")
def _(folder):
    for name in (
        ".ipynb_checkpoints/activation_functions-checkpoint.py",
        "notes/Untitled.ipynb",
        "Untitled 1.ipynb",
    ):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("{")


@case("fifty megabytes", "fixed")
def _(folder):
    (folder / "weights.npz").write_bytes(bytes(50_000_000))
    (folder / "digits.py").write_bytes(b"# " + b"0" * 50_000_000)


@case("a lock of an editor", "fixed")
def _(folder):
    (folder / ".#adam.py").symlink_to("somebody@somewhere.4711:1700000000")
    (folder / ".adam.py.swp").write_bytes(bytes(range(256)))
    (folder / "adam.py~").write_text("def")


@case("a folder called x.py", "fixed")
def _(folder):
    (folder / "x.py").mkdir()


@case("a FIFO called x.py", "fixed")
def _(folder):
    os.mkfifo(folder / "x.py")


@case("links that go round", "fixed")
def _(folder):
    (folder / "again").symlink_to(".")
    (folder / "a.py").symlink_to("b.py")
    (folder / "b.py").symlink_to("a.py")


@case("a link to the folder", "fixed")
def _(folder):
    folder.rename(folder.with_name("elsewhere"))
    folder.symlink_to("elsewhere")


@case("other folders and tests in it", "fixed")
def _(folder):
    shutil.copytree(ROOT / "original", folder / "original")
    shutil.copytree(ROOT / "tests" / "bugs", folder / "tests" / "bugs")


@case("no right to write", "fixed")
def _(folder):
    for module in folder.iterdir():
        module.chmod(0o444)
    folder.chmod(0o555)


@case("a path with spaces, quotes and accents", "fixed", name_of_folder="mi práctica 'final' (2) [ok] %s {x}")
def _(folder):
    pass


@case("a path that is not UTF-8", "fixed|refused", name_of_folder=os.fsdecode(b"pr\xe1ctica"))
def _(folder):
    pass


@case("a path with control characters", "fixed|refused", name_of_folder="one\x1b[2Jtwo\nthree\r\x07")
def _(folder):
    pass


@case("a path that looks like an option", "fixed|refused", name_of_folder="--help-me")
def _(folder):
    pass


# ---------------------------------------------------------------- and a library that hangs


@case("an endless loop that prints, in a call", "unclear", "ended|seconds?|no answer")
def _(folder):
    change(folder, b"        exponentials", b"        while True:\n            print(Z)\n        exponentials")


@pytest.mark.parametrize(("make", "ends", "word", "name"), CASES)
def test_whatever_is_handed_in(kata, tmp_path, monkeypatch, make, ends, word, name):
    """One of the three ends, with the exit status that `kata judge --help` promises; no traceback of ours."""
    folder = tmp_path / "work" / name
    shutil.copytree(ROOT / "fixed", folder, ignore=shutil.ignore_patterns("__pycache__"))
    make(folder)
    monkeypatch.chdir(folder.parent)
    done = kata("judge", "--json", "--bugs=softmax-shape", "--", name)
    assert "Traceback" not in done.stderr
    if done.stdout:
        said = json.loads(done.stdout)["bugs"]["softmax-shape"]
        came = said["status"]
        assert done.returncode == {"fixed": 0, "unclear": 2}[came]
        told = said["message"]
        assert (said["tests"] == {}) <= (came != "fixed")
    else:
        came, told = "refused", " ".join(done.stderr.split())
        assert done.returncode == 2
        assert 0 < len(told) < 400
        assert not CONTROL.search(done.stderr)
    assert came in ends.split("|"), told
    if came != "fixed":
        assert re.search(word, told, re.DOTALL), told


@pytest.mark.parametrize("name", [of.values[3] for of in CASES if "path" in of.id])
def test_what_is_shown_of_a_path(kata, tmp_path, monkeypatch, name):
    """No character of it reaches the terminal that could do anything there."""
    folder = tmp_path / "work" / name
    folder.mkdir(parents=True)
    monkeypatch.chdir(folder.parent)
    done = kata("judge", "--", name)
    assert done.returncode == 2
    assert not CONTROL.search(done.stdout + done.stderr)


@pytest.mark.parametrize(
    "name",
    ["a lock of an editor", "a folder called x.py", "a FIFO called x.py", "links that go round", "notebooks"],
)
def test_whatever_lies_in_an_exercise(tmp_path, name):
    """The tool knows whether the code has changed, and does not wait for ever for what is no code."""
    exercise = Exercise.start(tmp_path / "exercise", set())
    next(of for of in CASES if of.id == name).values[0](exercise.folder)
    program = "import sys; from kata.student.exercise import Exercise as E; from pathlib import Path as P"
    command = [sys.executable, "-c", f"{program}; print(E(P(sys.argv[1])).key())", str(exercise.folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=limit(20))
    assert done.returncode == 0, done.stderr
    assert re.fullmatch(r"[0-9a-f]{64}\n", done.stdout)
