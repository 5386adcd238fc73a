"""`kata reset`."""

import sys
from typing import Annotated

import typer

from kata import completion
from kata.bugs import variants
from kata.bugs.names import modules_of
from kata.commands.arguments import SOME, named_bugs, started
from kata.student.standing import taken_back
from kata.terminal import fail, refused, say
from kata.words.translation import phrase, tr


def reset(
    bugs: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="BUG", help=f"{SOME} By default the whole exercise.", autocompletion=completion.bugs
        ),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Put the exercise, or the modules of some bugs, back to how it was at the start. A copy of your work is kept.

    Examples: kata reset · kata reset adam-shape
    """
    exercise = started()
    meant = named_bugs(bugs)
    modules = modules_of(meant) or variants.modules()
    named = f" {tr('and')} ".join(f"{exercise.folder.name}/{module}.py" for module in modules)
    what = named if meant else phrase("the whole exercise")
    along = taken_back(exercise, modules, meant)
    if not yes:
        if not sys.stdin.isatty():
            raise fail(f"This puts {what} back to the start: say so with --yes.{along}")
        say(f"A copy of your work is kept.{along}")
        if not typer.confirm(tr(f"Put {what} back to how it was at the start?")):
            raise typer.Exit(1)
    try:
        backup = exercise.reset(modules)
    except OSError as error:
        raise fail(f"Nothing was put back. {refused(error)}") from error
    say(f"Done.{along} Your work is kept in {backup}")
