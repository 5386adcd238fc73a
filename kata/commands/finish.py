"""`kata finish`."""

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from kata.commands.arguments import AsJson, started
from kata.commands.status import judge_with_progress, show
from kata.pictures import check_picture
from kata.student.exercise import Exercise
from kata.terminal import fail, new_console, say

LAST_WORD = (
    "Most of the twelve bugs raise nothing: they give numbers, of the right shape and wrong. What finds them are "
    "tests that ask what must hold for every input: rows that sum to 1, a gradient that is the slope of the cost, "
    "memory that grows with n and not with its square. Ask that of the next library, too."
)


def finish(
    picture: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Where to save the picture of the digits, PNG, PDF or SVG.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """See what you have made: all tests again, and then your library learns to read handwritten digits.

    Exit status 1: not everything is fixed yet.
    """
    exercise = started()
    if picture is not None and picture.exists():
        raise fail(f"{picture} exists already: give another name, or take it away first.")
    try:
        check_picture(picture)
    except ValueError as error:
        raise fail(str(error)) from error
    finish_exercise(exercise, picture or exercise.notes / "digits.png", as_json)


def finish_exercise(exercise: Exercise, picture: Path, as_json: bool = False) -> None:
    """Verify everything from scratch; if all is fixed, train, show the digits, and save their picture."""
    from kata.student.finish import keep_picture, read_digits, render

    console = Console(stderr=True) if as_json else new_console()
    judge_with_progress(exercise, console)
    if not exercise.finished:
        show(exercise, console)
        raise typer.Exit(1)
    number = len(exercise.bugs)
    console.print(
        Text(f"All {number} bugs are fixed, and nothing else broke: every test was run again.\n", "bold")
    )
    reading = read_digits(str(exercise.folder), console)
    if not reading.own.failure:
        keep_picture(reading, picture)
    if as_json:
        typer.echo(json.dumps(reading.as_data() | {"picture": str(picture)}, indent=2))
        raise typer.Exit(1 if reading.own.failure else 0)
    console.print(render(reading, console))
    if reading.own.failure:
        raise typer.Exit(1)
    say(f"\nThe digits as a picture: {picture}\n")
    say(LAST_WORD)
