"""`kata build`."""

from pathlib import Path
from typing import Annotated

import typer

from kata import completion
from kata.bugs.choice import chosen
from kata.commands.arguments import SOME, Breaches, Group, Number, Seed
from kata.student.exercise import Exercise
from kata.terminal import fail, say


def build(
    dest: Annotated[Path, typer.Argument(help="The folder to write; it must not exist yet.")],
    bugs: Annotated[
        list[str] | None,
        typer.Option(
            metavar="BUG,BUG",
            help=f"These bugs stay in; the others are fixed. {SOME}",
            autocompletion=completion.bugs,
        ),
    ] = None,
    fixed: Annotated[
        list[str] | None,
        typer.Option(
            metavar="BUG,BUG",
            help="These bugs are fixed; the others stay in.",
            autocompletion=completion.bugs,
        ),
    ] = None,
    number: Number = None,
    seed: Seed = None,
    group: Group = "",
    breaches: Breaches = None,
) -> None:
    """Build a variant: the library with some of the bugs, or breaches of its contract, as an ordinary package.

    Examples: kata build homework --bugs adam-shape,binary-cost · kata build second --breaches 3 --seed 7
    """
    try:
        choice = chosen(bugs or (), number, seed, group, breaches, fixed or ())
        Exercise.start(dest, choice.bugs, choice.breaches)
    except ValueError as error:
        raise fail(str(error)) from error
    say(f"Wrote {dest}.")
    if breaches is not None and seed is None:
        say(f"The same again: --seed {choice.seed}")
