"""`kata build`, and how bugs are chosen on the command line."""

from pathlib import Path
from typing import Annotated

import typer

from kata.bugs.choice import chosen_bugs
from kata.student.exercise import Exercise
from kata.terminal import fail


def build(
    dest: Annotated[Path, typer.Argument(help="The folder to write; it must not exist yet.")],
    bugs: Annotated[str, typer.Option(metavar="ID,ID", help="These bugs stay in; the others are fixed.")] = "",
    fixed: Annotated[str, typer.Option(metavar="ID,ID", help="These bugs are fixed; the others stay in.")] = "",
    number: Annotated[
        int | None, typer.Option("--random", metavar="N", help="N bugs drawn at random stay in.")
    ] = None,
    seed: Annotated[int, typer.Option(help="The seed for --random.")] = 0,
    group: Annotated[str, typer.Option(metavar="GROUP", help="This group stays in: reported or missed.")] = "",
) -> None:
    """Build a variant: the library with some of the bugs, as an ordinary package.

    Example: kata build homework --bugs adam-shape,binary-cost
    """
    try:
        Exercise.start(dest, chosen_bugs(bugs, number, seed, group, fixed))
    except (ValueError, OSError) as error:
        raise fail(str(error)) from error
    typer.echo(f"Wrote {dest}.")
