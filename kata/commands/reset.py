"""`kata reset`."""

import sys
from typing import Annotated

import typer

from kata.bugs import variants
from kata.commands.arguments import ONE, complete_bug, find_bug, started
from kata.terminal import fail, say


def reset(
    bug: Annotated[
        str | None,
        typer.Argument(metavar="BUG", help=f"{ONE} By default the whole exercise.", autocompletion=complete_bug),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Put the exercise, or the module of a bug, back to how it was at the start. A copy of your work is kept.

    Examples: kata reset · kata reset adam-shape
    """
    exercise = started()
    modules = variants.modules() if bug is None else [find_bug(bug).module]
    what = "the whole exercise" if bug is None else f"{exercise.folder.name}/{modules[0]}.py"
    if not yes:
        if not sys.stdin.isatty():
            raise fail(f"This puts {what} back to the start: say so with --yes.")
        if not typer.confirm(f"Put {what} back to how it was at the start? A copy of your work is kept."):
            raise typer.Exit(1)
    try:
        backup = exercise.reset(modules)
    except OSError as error:
        raise fail(f"Nothing was put back: {error}") from error
    say(f"Done. Your work is kept in {backup}")
