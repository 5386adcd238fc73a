"""`kata ask`."""

import json
import sys
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.prompt import Prompt

from kata import completion
from kata.commands.arguments import ONE, AsJson, named_bug, started
from kata.terminal import fail, new_console, say
from kata.words.translation import tr

if TYPE_CHECKING:
    from kata.student.asking import Asked


def ask(
    bug: Annotated[
        str | None,
        typer.Argument(
            metavar="BUG", help=f"{ONE} By default the one that was fixed last.", autocompletion=completion.bugs
        ),
    ] = None,
    seed: Annotated[
        int | None,
        typer.Option(metavar="S", min=0, help="Ask the question with this number again.", show_default="drawn"),
    ] = None,
    guess: Annotated[
        str | None, typer.Option("--answer", metavar="TEXT", help="Your answer, with --seed, instead of asking.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Say what your own code makes of a small input, once a bug is fixed; then it is run.

    A value, a shape or a cost, of numbers drawn anew each time. Right or wrong is remembered, and never needed.

    Examples: kata ask · kata ask softmax-shape · kata ask 4 --seed 2 --answer 160
    """
    from kata.student.asking import Asked

    exercise = started()
    chosen = named_bug(bug) if bug is not None else exercise.fixed_last
    if chosen is None:
        say(
            "No bug of this exercise is fixed yet, as far as the last run of all tests tells: the questions come "
            "afterwards. Run them with:  kata",
            err=True,
        )
        raise typer.Exit(1)
    if exercise.status(chosen.id) != "fixed":
        say(
            f"{chosen.id} is not fixed yet, as far as the last run of all tests tells: its questions come "
            f"afterwards. Until then there is `kata predict {chosen.id}`.",
            err=True,
        )
        raise typer.Exit(1)
    if guess is not None and seed is None:
        raise fail("--answer needs the --seed of the question that it answers.")
    asked = Asked(exercise, chosen, seed)
    if as_json and guess is None:
        typer.echo(json.dumps(asked.as_data(), indent=2))
        return
    console = new_console(stderr=as_json)
    console.print(asked.posed())
    if guess is None:
        guess = _prompt(asked, console)
    try:
        asked.check(guess)
    except ValueError as error:
        raise fail(str(error)) from error
    answered = asked.answer(guess)
    if as_json:
        typer.echo(json.dumps(answered.as_data(), indent=2))
    else:
        console.print("", answered.told(), sep="\n")


def _prompt(asked: "Asked", console: Console) -> str:
    """Return what is typed, once it can be an answer."""
    if not sys.stdin.isatty():
        again = f"kata ask {asked.bug.id} --seed {asked.seed} --answer TEXT"
        raise fail(f"There is no terminal to ask in: give your answer, {asked.wanted}, with  {again}")
    while True:
        guess = Prompt.ask("\n" + tr(f"Your answer, {asked.wanted}"), console=console)
        try:
            asked.check(guess)
        except ValueError as error:
            console.print(tr(str(error)), markup=False)
        else:
            return guess
