"""`kata list` and `kata next`."""

import json

import typer
from rich.text import Text

from kata.commands.arguments import AsJson, started
from kata.student.code import look_at
from kata.student.shown import bug_table
from kata.student.standing import standing
from kata.terminal import new_console


def list_bugs(as_json: AsJson = False) -> None:
    """List the bugs of the exercise as they stand since the last run of all tests."""
    exercise = started()
    if as_json:
        typer.echo(json.dumps(standing(exercise), indent=2))
        return
    following = exercise.next_bug()
    new_console().print(bug_table(exercise, following.id if following else None))


def next_bug(as_json: AsJson = False) -> None:
    """Name the next bug that is not fixed, with its symptom and where to look."""
    exercise = started()
    bug = exercise.next_bug()
    if bug is None:
        typer.echo("null" if as_json else "All bugs of this exercise are fixed.")
        return
    path, line = look_at(exercise.folder, bug)
    if as_json:
        place = {"file": str(path), "line": line}
        typer.echo(json.dumps({"bug": bug.id, "title": bug.title, "symptom": bug.symptom, **place}, indent=2))
        return
    console = new_console()
    console.print(Text.assemble((bug.id, "bold"), f"  {bug.title}: {bug.symptom}."))
    console.print(Text.assemble("look at  ", (f"{exercise.folder.name}/{path.name}:{line}", "cyan")))
