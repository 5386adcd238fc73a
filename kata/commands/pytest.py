"""`kata pytest`."""

import os
import re
import subprocess
from itertools import pairwise
from pathlib import Path

import typer

from kata import ROOT
from kata.commands.arguments import started
from kata.confined.child import MEMORY, confined_command
from kata.confined.surroundings import THREADS

# what pytest writes to, which is meant to be where one is, and not where the tests are
WRITTEN = re.compile(r"(--(?:junit-?xml|log-file|basetemp))(?:=(.+))?")


def run_pytest(context: typer.Context) -> None:
    """Run pytest on the exercise yourself, in this terminal, for example with a debugger.

    What follows is for pytest. Memory is capped where the system can do that, as on Linux.

    Example: kata pytest --pdb --bugs softmax-shape
    """
    exercise = started()
    command = confined_command(
        MEMORY, "pytest", "-p", "no:cacheprovider", f"--subject={exercise.folder}", *_from_here(context.args)
    )
    environment = {**os.environ, **THREADS}
    done = subprocess.run(command, cwd=ROOT, env=environment, check=False)  # noqa: S603 - our own interpreter
    raise typer.Exit(done.returncode)


def _from_here(arguments: list[str]) -> list[str]:
    """Return the arguments of pytest with the paths that it writes to in full: it is run in another folder."""
    found = []
    for before, argument in pairwise(["", *arguments]):
        option, named = WRITTEN.fullmatch(before), WRITTEN.fullmatch(argument)
        if option and not option[2]:
            argument = str(Path(argument).absolute())
        elif named and named[2]:
            argument = f"{named[1]}={Path(named[2]).absolute()}"
        found.append(argument)
    return found
