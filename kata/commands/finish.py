"""`kata finish`."""

from pathlib import Path
from typing import Annotated

import typer

from kata.commands.arguments import AsJson, started
from kata.pictures import check_picture
from kata.terminal import fail


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
    from kata.student.finish import finish_exercise

    raise typer.Exit(finish_exercise(exercise, picture or exercise.notes.folder / "digits.png", as_json))
