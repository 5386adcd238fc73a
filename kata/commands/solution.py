"""`kata solution`."""

from typing import Annotated

import typer

from kata.commands.arguments import BugArgument, named_bug, started
from kata.student.shown import explanation
from kata.terminal import new_console, say


def solution(
    bug: BugArgument,
    give_up: Annotated[
        bool, typer.Option("--give-up", help="Show it before the bug is fixed; this is remembered.")
    ] = False,
) -> None:
    """Show the fix of a bug and the explanation: when you have fixed it, or given up.

    Example: kata solution adam-shape --give-up
    """
    exercise, chosen = started(), named_bug(bug)
    if give_up:
        exercise.give_up(chosen)
    if not exercise.may_see_solution(chosen):
        say(
            f"{chosen.id} is not fixed yet, as far as the last run of all tests tells. `kata hint {chosen.id}` "
            f"helps; `kata solution {chosen.id} --give-up` shows the answer.",
            err=True,
        )
        raise typer.Exit(1)
    new_console().print(explanation(chosen))
