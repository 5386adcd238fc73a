"""Code blocks of the book, run by Sybil: sessions of Python and of the shell, and their output compared.

A page has a folder of its own to run in, with an exercise of its own. In expected output ``...`` stands for
anything.
"""

import doctest
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from sybil import Example, Sybil
from sybil.parsers.myst import CodeBlockParser, PythonCodeBlockParser

from kata import ROOT

SECONDS = 300  # for a command
CHECKER, FLAGS = doctest.OutputChecker(), doctest.ELLIPSIS


def begin(namespace: dict[str, Any]) -> None:
    """Give a page its folder; numpy's warnings are told in the text, and do not end a session."""
    folder = tempfile.TemporaryDirectory(prefix="kata-")
    namespace.update(_folder=folder, _before=(Path.cwd(), np.seterr(all="ignore")))
    os.chdir(folder.name)


def end(namespace: dict[str, Any]) -> None:
    """Go back, and take the folder away."""
    back, settings = namespace["_before"]
    os.chdir(back)
    np.seterr(**settings)
    namespace["_folder"].cleanup()


def run_commands(example: Example) -> str | None:
    """Run the commands of a block; return what differs from the output that it shows, or nothing."""
    for part in ("\n" + example.parsed).split("\n$ ")[1:]:
        command, _, expected = part.partition("\n")
        got = run(command, Path(example.namespace["_folder"].name))
        if not CHECKER.check_output(expected.rstrip() + "\n", got.rstrip() + "\n", FLAGS):
            return f"$ {command}\nexpected:\n{expected}\ngot:\n{got}"
    return None


def run(command: str, folder: Path) -> str:
    """Return what a command of the shell prints, with the tools of this environment."""
    environment = {
        **os.environ,
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
        "TERM": "dumb",
        "COLUMNS": "100",
    }
    environment.pop("KATA_EXERCISE", None)  # a page has the exercise of its own folder
    ended = subprocess.run(  # noqa: S603 - what the page tells a reader to type
        ["bash", "-c", command],  # noqa: S607
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    return "\n".join(line.rstrip() for line in ended.stdout.splitlines())


PARSERS: list[Any] = [PythonCodeBlockParser(doctest_optionflags=FLAGS), CodeBlockParser("console", run_commands)]

collect_file = Sybil(
    parsers=PARSERS,
    path=str(ROOT / "docs"),
    pattern="*.md",
    excludes=["README.md"],
    setup=begin,
    teardown=end,
).pytest()
