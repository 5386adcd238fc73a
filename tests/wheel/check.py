"""Does the wheel work where there is nothing but itself? `python tests/wheel/check.py PYTHON`.

PYTHON is the interpreter of an environment into which the wheel was installed. The commands run one after the
other in folders that were empty; each has to end with its exit status, and none with a traceback. This needs the
standard library alone, any Python that NetKata runs on, and no checkout. The network is cut as far as a program
can do that for another one: what asks for a page by the usual ways finds a proxy that is not there.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
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
INERT = "def test_of_another_project():\n    pass\n"

Command = tuple[list[str], int]

AT_FIRST: list[Command] = [
    (["python", "-c", ALONE], 0),
    (["python", "-c", TYPED], 0),
    (["kata", "--version"], 0),
    (["netkata", "--version"], 0),
    (["kata", "compare"], 0),
    (["kata", "start"], 0),
    (["kata"], 0),
    (["kata", "list"], 0),
    (["kata", "test"], 1),
    (["kata", "hint"], 0),
    (["kata", "predict", "softmax-overflow", "--answer", "1"], 0),
    (["kata", "solution", "softmax-overflow"], 1),
    (["kata", "solution", "softmax-overflow", "--give-up"], 0),
    (["kata", "judge", "fixed"], 0),
    (["kata", "judge", "original"], 1),
    (["kata", "judge", "exercise"], 1),
    (["kata", "pytest", "-q", "--tb=no", "--bug", "softmax-shape"], 1),
    (["python", "-m", "pytest", "-q", "test_inert.py"], 0),
    (["kata", "update"], 0),
    (["kata", "build", "homework", "--bugs", "adam-shape"], 0),
    (["kata", "judge", "homework", "--bug", "adam-shape"], 1),
    (["kata", "judge", "homework", "--bug", "softmax-shape"], 0),
    (["kata", "matrix", "--sample", "0"], 0),
    (["kata", "train", "first", "--widths", "784-10", "--epochs", "1"], 0),
    (["kata", "evaluate", "first"], 0),
    (["kata", "table", "--networks", "Model_00", "--seeds", "1"], 0),
]
AT_LAST: list[Command] = [  # when every bug is fixed
    (["kata", "start", "--random", "0"], 0),
    (["kata", "test"], 0),
    (["kata", "finish"], 0),
]


def environment() -> dict[str, str]:
    """Return the variables of this process without those that lead to a checkout, and without a network."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("KATA_", "PYTHON"))}
    proxies = dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), NOWHERE)
    return kept | proxies | {"NO_COLOR": "1", "PYTHONIOENCODING": "utf-8"}


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
            [program, *arguments], cwd=folder, env=environment(), stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", errors="replace", timeout=SECONDS,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return f"no end after {SECONDS} seconds"
    if done.returncode != status:
        return f"exit status {done.returncode}, expected {status}:\n{done.stdout}"
    return f"a traceback:\n{done.stdout}" if TRACEBACK in done.stdout else ""


def main(python: Path) -> int:
    """Run all commands, tell of each how it went, and return how many went wrong."""
    wrong = 0
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as empty:
        for part, commands in {"at first": AT_FIRST, "at last": AT_LAST}.items():
            folder = Path(empty, part)
            folder.mkdir()
            (folder / "test_inert.py").write_text(INERT, encoding="utf-8")
            for command in commands:
                began = time.monotonic()
                said = complaint(command, python, folder)
                wrong += bool(said)
                shown = " ".join(argument if "\n" not in argument else "..." for argument in command[0])
                print(f"{'WRONG' if said else 'right'} {time.monotonic() - began:6.1f} s  {shown}", flush=True)
                if said:
                    print(said, flush=True)
    print(f"{wrong} of {len(AT_FIRST) + len(AT_LAST)} commands went wrong.")
    return wrong


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(1 if main(Path(sys.argv[1]).absolute()) else 0)
