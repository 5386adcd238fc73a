"""`kata hint`."""

import json

import typer
from rich.text import Text

from kata.commands.arguments import AsJson, OptionalBug, chosen_bug, started
from kata.student.shown import hints_shown
from kata.terminal import new_console
from kata.words.translation import tr


def hint(bug: OptionalBug = None, as_json: AsJson = False) -> None:
    """Give a hint, one more each time it is asked for, of three.

    Examples: kata hint · kata hint adam-shape
    """
    exercise = started()
    chosen = chosen_bug(exercise, bug)
    shown = exercise.more_hints(chosen)
    if as_json:
        typer.echo(json.dumps({"bug": chosen.id, "hints": shown, "of": len(chosen.hints)}, indent=2))
        return
    console = new_console()
    console.print(Text(chosen.id, style="bold"))
    console.print(hints_shown(chosen, shown))
    if len(shown) == len(chosen.hints):
        console.print(tr(f"That is all. To see the answer:  kata solution {chosen.id} --give-up"))
