"""`kata diff`."""

import difflib
from typing import Annotated

import typer

from kata.bugs import variants
from kata.bugs.names import modules_of
from kata.commands.arguments import SOME, named_bugs, started
from kata.student.exercise import Exercise
from kata.subject import completion
from kata.terminal import say, show_diff


def diff(
    bugs: Annotated[
        list[str] | None,
        typer.Argument(metavar="BUG", help=f"{SOME} By default all modules.", autocompletion=completion.bugs),
    ] = None,
) -> None:
    """Show what you have changed since the start, in all modules or in those of some bugs.

    In a pipe this is a patch.
    """
    exercise = started()
    modules = modules_of(named_bugs(bugs)) or variants.modules()
    text = "".join(changes(exercise, module) for module in modules)
    if text:
        show_diff(text)
    else:
        say("Nothing has changed since the start.", err=True)


def changes(exercise: Exercise, module: str) -> str:
    """Return what was changed in a module since the start, as a unified diff."""
    path = exercise.folder / f"{module}.py"
    now = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
    old, new = exercise.notes.start_text(module).splitlines(keepends=True), now.splitlines(keepends=True)
    return "".join(difflib.unified_diff(old, new, f"a/{path.name}", f"b/{path.name}"))
