"""`kata build`, and how bugs are chosen on the command line."""

from pathlib import Path
from typing import Annotated

import typer

from kata.bugs.choice import chosen
from kata.commands.arguments import Breaches, Seed
from kata.student.exercise import Exercise
from kata.terminal import fail


def build(
    dest: Annotated[Path, typer.Argument(help="The folder to write; it must not exist yet.")],
    bugs: Annotated[str, typer.Option(metavar="ID,ID", help="These bugs stay in; the others are fixed.")] = "",
    fixed: Annotated[str, typer.Option(metavar="ID,ID", help="These bugs are fixed; the others stay in.")] = "",
    number: Annotated[
        int | None, typer.Option("--random", metavar="N", help="N bugs drawn at random stay in.")
    ] = None,
    seed: Seed = None,
    group: Annotated[str, typer.Option(metavar="GROUP", help="This group stays in: reported or missed.")] = "",
    breaches: Breaches = None,
) -> None:
    """Build a variant: the library with some of the bugs, or breaches of its contract, as an ordinary package.

    Examples: kata build homework --bugs adam-shape,binary-cost · kata build second --breaches 3 --seed 7
    """
    try:
        choice = chosen(bugs, number, seed, group, breaches, fixed)
        Exercise.start(dest, choice.bugs, choice.breaches)
    except (ValueError, OSError) as error:
        raise fail(str(error)) from error
    typer.echo(f"Wrote {dest}.")
    if breaches is not None and seed is None:
        typer.echo(f"The same again: --seed {choice.seed}")
