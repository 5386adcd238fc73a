"""What several commands take: a bug, by id, number or the beginning of its id; the exercise; a trained network."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kata.bugs.clauses import load_clauses
from kata.bugs.manifest import Bug, load_bugs
from kata.places import installed_version
from kata.student.exercise import Exercise
from kata.terminal import fail

if TYPE_CHECKING:
    from kata.training.folder import TrainedNetwork


def find_bug(name: str) -> Bug:
    """Return the bug that is meant; end the command if there is none, or more than one."""
    bugs = list(load_bugs().values())
    if name.isdecimal() and 1 <= int(name) <= len(bugs):
        return bugs[int(name) - 1]
    meant = [bug for bug in bugs if bug.id == name] or [bug for bug in bugs if bug.id.startswith(name)]
    if len(meant) != 1:
        if name in load_clauses():
            raise fail(
                f"{name} is a clause of the contract and no bug: it has no page, no hint and no solution. "
                "`kata test` shows what its first failing test says."
            )
        known = ", ".join(bug.id for bug in bugs)
        raise fail(f"There is no bug {name!r}: expected a number or one of {known}.")
    return meant[0]


def complete_bug(incomplete: str) -> Iterator[tuple[str, str]]:
    """Return the bugs that may be meant, with their titles, for the completion of the shell."""
    for bug in load_bugs().values():
        if bug.id.startswith(incomplete):
            yield bug.id, bug.title


ONE = "The bug's id, the beginning of it, or its number."
BugArgument = Annotated[str, typer.Argument(metavar="BUG", help=ONE, autocompletion=complete_bug)]
OptionalBug = Annotated[
    str | None, typer.Argument(metavar="BUG", help=f"{ONE} By default the next.", autocompletion=complete_bug)
]
BugsArgument = Annotated[
    list[str] | None, typer.Argument(metavar="BUG", help=f"{ONE} By default all.", autocompletion=complete_bug)
]
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
TrainedFolder = Annotated[Path, typer.Argument(help="The folder that `kata train` wrote.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON, and nothing else.")]


def the_exercise() -> Exercise:
    """Return the exercise of the current folder, started or not; end the command if there are several."""
    try:
        return Exercise()
    except ValueError as error:
        raise fail(str(error)) from error


def started() -> Exercise:
    """Return the exercise; end the command if there is none."""
    from kata.student.update import is_newer

    exercise = the_exercise()
    if not exercise.exists:
        raise fail("There is no exercise here yet. `kata start` makes one.")
    if is_newer(exercise.notes.origin):
        raise fail(
            f"{exercise.folder} was made with NetKata {exercise.notes.origin.netkata}, and this is "
            f"{installed_version()}: install the newer one."
        )
    if exercise.notes.mended:
        typer.echo(exercise.notes.mended, err=True)
    return exercise


def chosen_bug(exercise: Exercise, name: str | None) -> Bug:
    """Return the bug that is named, or else the next one."""
    if name is not None:
        return find_bug(name)
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
