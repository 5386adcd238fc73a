"""`kata start`."""

from typing import Annotated

import typer
from rich.markdown import Markdown

from kata.bugs.choice import chosen_bugs
from kata.bugs.pages import page
from kata.student.exercise import Exercise
from kata.terminal import fail, new_console, say


def start(
    bugs: Annotated[str, typer.Option(metavar="ID,ID", help="Only these bugs.")] = "",
    number: Annotated[int | None, typer.Option("--random", metavar="N", help="N bugs drawn at random.")] = None,
    seed: Annotated[int, typer.Option(help="The seed for --random.")] = 0,
    group: Annotated[str, typer.Option(metavar="GROUP", help="One group: reported or missed.")] = "",
) -> None:
    """Make an exercise: the library with all twelve bugs, or some of them.

    Writes the folder `exercise`, and never over one that is there.

    Examples: kata start · kata start --bugs adam-shape · kata start --random 4 --seed 7
    """
    exercise = Exercise()
    if exercise.exists:
        done = f"{len(exercise.fixed)} of {len(exercise.bugs)} bugs are fixed in it"
        raise fail(
            f"There is an exercise already, {exercise.folder}: {done}. Go on with `kata watch`, begin anew with "
            "`kata reset`, or move the folder away for another one."
        )
    try:
        present = chosen_bugs(bugs, number, seed, group)
        exercise.start(present)
    except (ValueError, OSError) as error:
        raise fail(str(error)) from error
    say(f"Wrote {exercise.folder}, a library with {_counted(len(present))}.\n")
    if len(present) == 1:
        new_console().print(Markdown(page(next(iter(present))).text), "")
    say("Open it in an editor, and beside it a terminal with:  kata watch")


def _counted(number: int) -> str:
    return "1 bug" if number == 1 else f"{number} bugs"
