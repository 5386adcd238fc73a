"""`kata diff`."""

from typing import Annotated

import typer

from kata import completion
from kata.bugs import variants
from kata.bugs.names import modules_of
from kata.commands.arguments import SOME, named_bugs, started
from kata.student.code import changes
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
    if text := changes(exercise, modules_of(named_bugs(bugs)) or variants.modules()):
        show_diff(text)
    else:
        say("Nothing has changed since the start.", err=True)
