"""`kata pytest`."""

import os
import subprocess

import typer

from kata import ROOT
from kata.commands.arguments import started
from kata.confined.child import MEMORY, confined_command
from kata.confined.surroundings import THREADS


def run_pytest(context: typer.Context) -> None:
    """Run pytest on the exercise yourself, in this terminal, for example with a debugger.

    What follows is for pytest. Memory is capped where the system can do that, as on Linux.

    Example: kata pytest --pdb --bugs softmax-shape
    """
    exercise = started()
    command = confined_command(
        MEMORY, "pytest", "-p", "no:cacheprovider", f"--subject={exercise.folder}", *context.args
    )
    environment = {**os.environ, **THREADS}
    done = subprocess.run(command, cwd=ROOT, env=environment, check=False)  # noqa: S603 - our own interpreter
    raise typer.Exit(done.returncode)
