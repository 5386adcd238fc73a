"""`kata start`."""

import os
import shlex
from pathlib import Path
from typing import Annotated

import typer

from kata import completion
from kata.bugs.choice import chosen
from kata.bugs.pages import page
from kata.commands.arguments import SOME, Breaches, Group, Number, Seed
from kata.places import EXERCISE, find_exercise, is_exercise
from kata.student.exercise import Exercise
from kata.student.shown import counted, faults
from kata.terminal import fail, new_console, say
from kata.words.translation import phrase


def start(
    folder: Annotated[
        Path | None, typer.Argument(metavar="FOLDER", help="The folder to write. By default exercise.")
    ] = None,
    bugs: Annotated[
        list[str] | None,
        typer.Option(metavar="BUG,BUG", help=f"Only these bugs. {SOME}", autocompletion=completion.bugs),
    ] = None,
    number: Number = None,
    seed: Seed = None,
    group: Group = "",
    breaches: Breaches = None,
) -> None:
    """Make an exercise: the library with all twelve bugs, or some of them, or with breaches of its contract.

    Writes the folder `exercise` where you are, or FOLDER, and never over one that is there.

    Examples: kata start · kata start second --bugs adam-shape · kata start --random 4 --seed 7 ·
    kata start third --breaches 3
    """
    place = Path(os.environ.get("KATA_EXERCISE") or EXERCISE) if folder is None else folder
    try:
        exercise = Exercise(place.resolve())
    except ValueError as error:
        raise fail(str(error)) from error
    if is_exercise(exercise.folder):
        fixed, total = counted(exercise)
        done = phrase(f"{fixed} of {total} bugs are fixed in it")
        raise fail(
            f"There is an exercise already, {exercise.folder}: {done}. Go on with `kata watch`, begin anew with "
            "`kata reset`, or name another folder: `kata start FOLDER`."
        )
    if around := next(filter(is_exercise, exercise.folder.parents), None):
        raise fail(
            f"{exercise.folder} would lie within an exercise, {around}. Go on with that by `kata watch`, or begin "
            "another one beside it."
        )
    try:
        choice = chosen(bugs or (), number, seed, group, breaches)
        exercise = Exercise.start(exercise.folder, choice.bugs, choice.breaches)
    except ValueError as error:
        raise fail(str(error)) from error
    say(f"Wrote {exercise.folder}, a library with {faults(len(choice.bugs), len(choice.breaches))}.\n")
    if breaches is not None and seed is None:
        say(f"The same again: --seed {choice.seed}\n")
    if len(choice.bugs) == 1:
        from rich.markdown import Markdown

        new_console().print(Markdown(page(next(iter(choice.bugs))).text), "")
    inside = "" if exercise.folder == _found_from_here() else f"cd {shlex.quote(str(exercise.folder))} && "
    say(f"Open it in an editor, and beside it a terminal with:  {inside}kata watch")


def _found_from_here() -> Path | None:
    """Return the exercise that the other commands find from here, if it is one only."""
    try:
        return find_exercise()
    except ValueError:
        return None
