"""`kata` alone: where the student stands."""

import json
from typing import Any

import typer
from rich.console import Console
from rich.progress import Progress
from rich.text import Text

from kata.commands.arguments import started
from kata.student.exercise import Exercise
from kata.student.findings import bar, bug_table, warnings
from kata.terminal import new_console, say

WELCOME = """\
NetKata: a small neural-network library with twelve real bugs, for you to fix.

Make your copy of it with:  kata start
All commands:               kata --help"""


def status(as_json: bool = False) -> None:
    """Show where the exercise stands: from the last verdict, or if something has changed since from a new one."""
    if not as_json and not Exercise().exists:
        say(WELCOME)
        return
    exercise = started()
    console = Console(stderr=True) if as_json else new_console()
    if not exercise.current:
        if exercise.state.verdict is not None and not as_json:
            console.print(Text("Before your last change: ", style="dim") + bar(exercise))
        judge_with_progress(exercise, console)
    if as_json:
        typer.echo(json.dumps(standing(exercise), indent=2))
        return
    show(exercise, console)


def judge_with_progress(exercise: Exercise, console: Console) -> None:
    """Run all tests, with a bar where there is a terminal."""
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("running the tests", total=None)
        exercise.judge(on_test=lambda done, total: progress.update(task, completed=done, total=total))


def show(exercise: Exercise, console: Console) -> None:
    """Show the bar, the bugs, what broke, and the one command to type next."""
    console.print(Text("NetKata  ", style="bold") + bar(exercise))
    console.print(Text(), bug_table(exercise), Text())
    for line in warnings(exercise):
        console.print(line)
    following = exercise.next_bug()
    if exercise.finished:
        console.print("All bugs are fixed. See your library read digits:  kata finish")
    elif following is not None:
        console.print(Text.assemble("Next: ", (following.id, "bold"), f", {following.symptom}."))
        console.print("Work on it with:  kata watch")
    else:
        console.print("All bugs are fixed, but something that worked is broken. See it with:  kata test")


def standing(exercise: Exercise) -> dict[str, Any]:
    """Return where the exercise stands, as plain data."""
    following = exercise.next_bug()
    return {
        "format": 1,
        "bugs": {bug.id: exercise.status(bug.id) for bug in exercise.bugs},
        "fixed": len(exercise.fixed),
        "broken": exercise.broken,
        "next": following.id if following else None,
        "finished": exercise.finished,
    }
