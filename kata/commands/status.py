"""`kata` alone: where the student stands."""

import json

import typer
from rich.console import Console
from rich.text import Text

from kata.commands.arguments import started, the_exercise
from kata.student.code import syntax_error
from kata.student.shown import bar
from kata.student.standing import judge_with_progress, show, standing
from kata.terminal import complain_of_syntax, new_console, say
from kata.words.translation import tr

WELCOME = """\
NetKata: a small neural-network library with twelve real bugs, for you to fix.

Make your copy of it with:  kata start
All commands:               kata --help"""


def status(as_json: bool = False) -> None:
    """Show where the exercise stands: from the last verdict, or if something has changed since from a new one."""
    if not as_json and not the_exercise().exists:
        say(WELCOME)
        return
    exercise = started()
    console = Console(stderr=True) if as_json else new_console()
    if not exercise.current:
        if exercise.notes.state.verdict is not None and not as_json:
            console.print(Text(tr("Before your last change: "), style="dim") + bar(exercise))
        if error := syntax_error(exercise.folder):
            raise complain_of_syntax(error, console)
        judge_with_progress(exercise, console)
    if as_json:
        typer.echo(json.dumps(standing(exercise), indent=2))
        return
    show(exercise, console)
