"""Does the wheel work where there is nothing but itself? `python tests/wheel/check.py PYTHON [--thorough]`.

PYTHON is the interpreter of an environment into which the wheel was installed. Commands run one after the other in
a folder that was empty, and such parts beside each other; each command has to end with its exit status, and none
with a traceback. This needs the standard library alone, any Python that NetKata runs on, and no checkout. What
takes minutes is left to `--thorough`. The network is cut as far as a program can do that for another one: what
asks for a page by the usual ways finds a proxy that is not there.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

SECONDS = 1800  # for one command, on a slow machine
TRACEBACK = "Traceback (most recent call last)"
NOWHERE = "http://127.0.0.1:9"

# nothing of ours but the package, its metadata and its commands; and no module that a user might have, too
ALONE = """
import importlib.metadata, importlib.util, sys
tops = {file.parts[0] for file in importlib.metadata.files("netkata")}
ours = {top for top in tops if top not in ("kata", "..") and not top.endswith(".dist-info")}
ours |= {name for name in ("original", "fixed", "bugs", "experiments", "book") if importlib.util.find_spec(name)}
sys.exit(f"at the top of site-packages: {sorted(ours)}" if ours else 0)
"""
TYPED = "import kata, pathlib, sys; sys.exit(not pathlib.Path(kata.__file__).with_name('py.typed').is_file())"
SPANISH = "from kata.words.language import languages; import sys; sys.exit('es' not in languages())"
# what a judge has found out is kept where this system keeps such files, if the wall hides them
KEPT = """
from kata.confined.walls import strongest
from kata.places import answers_file
import sys
sys.exit(strongest().hides and not answers_file().is_file())
"""
SOLVED = """
from kata.bugs.variants import FIXED
from kata.places import find_exercise
import shutil
shutil.copytree(FIXED, find_exercise(), dirs_exist_ok=True)
"""
INERT = "def test_of_another_project():\n    pass\n"

Command = tuple[list[str], int]

STUDENT: list[Command] = [
    (["python", "-c", ALONE], 0),
    (["python", "-c", TYPED], 0),
    (["python", "-c", SPANISH], 0),
    (["python", "-m", "pytest", "-q", "test_inert.py"], 0),
    (["netkata", "--version"], 0),
    (["kata", "start", "--bugs", "softmax-shape"], 0),
    (["kata"], 0),
    (["kata", "test", "softmax-shape"], 1),
    (["kata", "hint"], 0),
    (["kata", "predict", "softmax-overflow", "--answer", "1"], 0),
    (["kata", "solution", "softmax-shape"], 1),
    (["kata", "solution", "softmax-shape", "--give-up"], 0),
    (["kata", "diff"], 0),
    (["kata", "update"], 0),
    (["kata", "pytest", "-q", "--tb=no", "--bugs", "softmax-shape"], 1),
    (["kata", "train", "first", "--widths", "784-10", "--epochs", "1"], 0),
    (["kata", "evaluate", "first"], 0),
]
INSTRUCTOR: list[Command] = [
    (["kata", "start", "--bugs", "softmax-shape"], 0),
    (["kata", "build", "homework", "--bugs", "adam-shape"], 0),
    (["kata", "review", "--seed", "1", "--answer", "wrong", "--call", "network.cost(X, Y)"], 0),
    (["kata", "diagnose", "--seed", "1", "--json"], 0),
    (["kata", "list"], 2),  # which of the two?
    (["kata", "judge", "homework", "--bugs", "adam-shape"], 1),
    (["kata", "judge", "homework", "--bugs", "softmax-shape"], 0),
    (["python", "-c", KEPT], 0),
    (["kata", "hand-out", "roster.csv", "--out", "autumn", "--kinds", "--breaches", "1"], 0),
    (
        ["kata", "exam", "--questions", "4", "--bugs", "softmax-shape", "--roster", "roster.csv", "--out", "exam"],
        0,
    ),
    (["kata", "template", "gradescope", "--handed-out", "autumn"], 0),
]
FINISH: list[Command] = [
    (["kata", "start", "--bugs", "softmax-shape"], 0),
    (["python", "-c", SOLVED], 0),
    (["kata", "test"], 0),
    (["kata", "finish"], 0),
]
THOROUGH: list[Command] = [
    (["kata", "compare"], 0),
    (["kata", "judge", "fixed"], 0),
    (["kata", "judge", "original"], 1),
    (["kata", "matrix", "--sample", "0"], 0),
    (["kata", "table", "--networks", "Model_00", "--seeds", "1"], 0),
]


def environment(home: Path) -> dict[str, str]:
    """Return the variables of this process, without those that lead to a checkout, a network or a home."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("KATA_", "PYTHON"))}
    proxies = dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), NOWHERE)
    homes = dict.fromkeys(("HOME", "XDG_CACHE_HOME", "LOCALAPPDATA"), str(home))
    return kept | proxies | homes | {"NO_COLOR": "1", "KATA_LANG": "en", "PYTHONIOENCODING": "utf-8"}


def find(name: str, python: Path) -> str | None:
    """Return the program of that name in the environment of an interpreter, if there is one."""
    return str(python) if name == "python" else shutil.which(name, path=str(python.parent))


def complaint(command: Command, python: Path, folder: Path) -> str:
    """Run a command in a folder; return what is wrong with how it ends, or nothing."""
    (name, *arguments), status = command
    program = find(name, python)
    if program is None:
        return f"there is no {name} beside {python}"
    try:
        done = subprocess.run(
            [program, *arguments], cwd=folder, env=environment(folder.parent / "home"), stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", errors="replace", timeout=SECONDS,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return f"no end after {SECONDS} seconds"
    if done.returncode != status:
        return f"exit status {done.returncode}, expected {status}:\n{done.stdout}"
    return f"a traceback:\n{done.stdout}" if TRACEBACK in done.stdout else ""


def wrong_of(part: list[Command], python: Path, folder: Path) -> int:
    """Run the commands of a part in a folder; tell of each how it went, and return how many went wrong."""
    folder.mkdir()
    (folder / "test_inert.py").write_text(INERT, encoding="utf-8")
    (folder / "roster.csv").write_text("id,name\na1,Ana\n", encoding="utf-8")
    wrong = 0
    for command in part:
        began = time.monotonic()
        said = complaint(command, python, folder)
        wrong += bool(said)
        shown = " ".join(argument if "\n" not in argument else "..." for argument in command[0])
        told = f"{'WRONG' if said else 'right'} {time.monotonic() - began:6.1f} s  {shown}"
        print("\n".join([told, said] if said else [told]), flush=True)
    return wrong


def main(python: Path, *parts: list[Command]) -> int:
    """Run all commands, the parts beside each other; return how many went wrong."""
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as empty,
        ThreadPoolExecutor(len(parts)) as beside,
    ):
        Path(empty, "home").mkdir()
        running = [
            beside.submit(wrong_of, part, python, Path(empty, f"folder {number}"))
            for number, part in enumerate(parts)
        ]
        wrong = sum(part.result() for part in running)
    print(f"{wrong} of {sum(map(len, parts))} commands went wrong.")
    return wrong


if __name__ == "__main__":
    arguments = [argument for argument in sys.argv[1:] if argument != "--thorough"]
    if len(arguments) != 1:
        sys.exit(__doc__)
    thorough = [THOROUGH] if "--thorough" in sys.argv else []
    sys.exit(1 if main(Path(arguments[0]).absolute(), STUDENT, INSTRUCTOR, FINISH, *thorough) else 0)
