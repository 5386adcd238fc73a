"""`kata list` and `kata next`."""

import json

import typer
from rich.text import Text

from kata.commands.arguments import AsJson, started
from kata.student.code import line_of, look_at
from kata.student.exercise import Exercise
from kata.student.shown import answers_counted, bug_table, clause_table, faults
from kata.student.standing import standing
from kata.terminal import new_console
from kata.words.translation import tr


def list_bugs(as_json: AsJson = False) -> None:
    """List the bugs of the exercise, and the clauses that are broken, as of the last run of all tests."""
    exercise = started()
    if as_json:
        typer.echo(json.dumps(standing(exercise), indent=2))
        return
    following, console = exercise.next_bug(), new_console()
    console.print(bug_table(exercise, following.id if following else None))
    if exercise.broken_clauses:
        console.print(clause_table(exercise))
    if exercise.planted:
        console.print(tr(f"{exercise.mended} of {faults(0, exercise.planted)} mended."))
    for line in answers_counted(exercise):
        console.print(line)


def next_bug(as_json: AsJson = False) -> None:
    """Name the next bug that is not fixed, or else a clause that is broken, with where to look."""
    exercise = started()
    bug = exercise.next_bug()
    if bug is None:
        _tell_of_clause(exercise, as_json)
        return
    path, line = look_at(exercise.folder, bug)
    if as_json:
        place = {"file": str(path), "line": line}
        typer.echo(json.dumps({"bug": bug.id, "title": bug.title, "symptom": bug.symptom, **place}, indent=2))
        return
    console = new_console()
    console.print(Text.assemble((bug.id, "bold"), f"  {tr(bug.title)}: {tr(bug.symptom)}."))
    console.print(Text.assemble(tr("look at  "), (f"{exercise.folder.name}/{path.name}:{line}", "cyan")))


def _tell_of_clause(exercise: Exercise, as_json: bool) -> None:
    """Name the first clause that is broken, where there is no bug left."""
    if not exercise.broken_clauses:
        typer.echo("null" if as_json else tr("All bugs of this exercise are fixed."))
        return
    clause, _ = exercise.broken_clauses[0]
    path, line = line_of(exercise.folder, clause.module, clause.place)
    says = " ".join(clause.says.split())
    if as_json:
        told = {"clause": clause.id, "says": says, "place": clause.where, "file": str(path), "line": line}
        typer.echo(json.dumps(told, indent=2))
        return
    console = new_console()
    place = f"  {clause.id}, {tr('in')} {clause.where}"
    console.print(Text.assemble(tr("does not hold: "), tr(says).rstrip("."), (place, "dim")))
    console.print(Text.assemble(tr("look at  "), (f"{exercise.folder.name}/{path.name}:{line}", "cyan")))
