"""What several commands take: a bug, by id, number or the beginning of its id; the exercise; a trained network."""

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kata import completion
from kata.bugs.clauses import load_clauses
from kata.bugs.manifest import GROUPS, Bug
from kata.bugs.names import find_bug, find_bugs
from kata.student.exercise import Exercise
from kata.terminal import fail, say
from kata.words.translation import phrase

if TYPE_CHECKING:
    from kata.training.folder import TrainedNetwork


def named_bug(name: str) -> Bug:
    """Return the bug that is meant; end the command if there is none, or more than one."""
    with _no_such_bug(name):
        return find_bug(name)


def named_bugs(names: Sequence[str] | None) -> list[Bug]:
    """Return the bugs that are meant, each once; end the command if one of them is none, or may be several."""
    with _no_such_bug(*names or ()):
        return find_bugs(names or ())


@contextmanager
def _no_such_bug(*names: str) -> Iterator[None]:
    """End the command with a sentence if a name is that of no bug."""
    try:
        yield
    except ValueError as error:
        if clause := next((name for name in names if name in load_clauses()), None):
            raise fail(
                f"{clause} is a clause of the contract and no bug: it has no page, no hint and no solution. "
                "`kata test` shows what its first failing test says."
            ) from error
        raise fail(str(error)) from error


def finite(value: float | None) -> float | None:
    """Return the value of an option, and refuse `nan` and `inf`: a range lets the one through, or both."""
    if value is not None and not math.isfinite(value):
        raise typer.BadParameter(phrase(f"{value} is not a finite number."))
    return value


ONE = "The bug's id, the beginning of it, or its number."
SOME = phrase("Bugs by id, the beginning of it, or number.")
BugArgument = Annotated[str, typer.Argument(metavar="BUG", help=ONE, autocompletion=completion.bugs)]
OptionalBug = Annotated[
    str | None, typer.Argument(metavar="BUG", help=f"{ONE} By default the next.", autocompletion=completion.bugs)
]
BugsArgument = Annotated[
    list[str] | None, typer.Argument(metavar="BUG", help=f"{SOME} By default all.", autocompletion=completion.bugs)
]
Group = Annotated[
    str,
    typer.Option(
        metavar="GROUP",
        help=f"The bugs of this group stay in: {', '.join(GROUPS)}.",
        autocompletion=lambda: [*GROUPS],
    ),
]
Number = Annotated[int | None, typer.Option("--random", metavar="N", help="N bugs drawn at random stay in.")]
Breaches = Annotated[
    int | None,
    typer.Option(
        metavar="N",
        help="N breaches of the contract, drawn at random and planted on top of the bugs; without a choice of "
        "bugs there are none.",
    ),
]
Seed = Annotated[
    int | None,
    typer.Option(
        metavar="S",
        help="The seed for --random and --breaches; for --breaches one is drawn, and told, if it is left out.",
        show_default="0, or drawn",
    ),
]
TrainedFolder = Annotated[
    Path, typer.Argument(help="The folder that `kata train` wrote.", autocompletion=completion.folders)
]
AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON, and nothing else.")]


def the_exercise() -> Exercise:
    """Return the exercise of the current folder, started or not.

    End the command if there are several, or if it is of a newer version of NetKata.
    """
    try:
        return Exercise()
    except ValueError as error:
        raise fail(str(error)) from error


def started() -> Exercise:
    """Return the exercise; end the command if there is none."""
    exercise = the_exercise()
    if not exercise.exists:
        raise fail("There is no exercise here yet. `kata start` makes one.")
    if exercise.notes.mended:
        say(exercise.notes.mended, err=True)
    return exercise


def chosen_bug(exercise: Exercise, name: str | None) -> Bug:
    """Return the bug that is named, or else the next one."""
    if name is not None:
        return named_bug(name)
    bug = exercise.next_bug()
    if bug is None and exercise.broken_clauses:
        clause, _ = exercise.broken_clauses[0]
        raise fail(
            f"All bugs are fixed. What is broken is {clause.id}, in {clause.where}: a clause of the contract, "
            "which has no page and no hint. `kata test` shows what its first failing test says."
        )
    if bug is None:
        raise fail("All bugs of this exercise are fixed: name one.")
    return bug


def find_trained(folder: Path) -> "TrainedNetwork":
    """Return the trained network in a folder; end the command if there is none."""
    from kata.training.folder import load_trained

    try:
        return load_trained(folder)
    except ValueError as error:
        raise fail(str(error)) from error
