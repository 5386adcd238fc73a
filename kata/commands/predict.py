"""`kata predict`."""

import json
import sys
from typing import Annotated

import typer
from rich.prompt import IntPrompt

from kata.commands.arguments import AsJson, BugArgument, named_bug, the_exercise
from kata.terminal import fail, new_console
from kata.words.translation import tr


def predict(
    bug: BugArgument,
    number: Annotated[
        int | None, typer.Option("--answer", metavar="N", help="Your answer, instead of asking.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Say what the broken code will make of a small input; then it is run, and the difference explained.

    Runs on your exercise, or on the original if there is none.

    Examples: kata predict softmax-overflow · kata predict 4 --answer 2
    """
    from kata.student.prediction import question, run_on, told

    chosen = named_bug(bug)
    answers = chosen.predict.answers
    if number is not None and not 1 <= number <= len(answers):
        raise fail(f"--answer {number}: expected 1 to {len(answers)}")
    console = new_console(stderr=as_json)
    console.print(question(chosen))
    if number is None:
        if not sys.stdin.isatty():
            raise fail("There is no terminal to ask in: give your answer with --answer N.")
        console.print()
        number = IntPrompt.ask(
            tr("Your answer"), console=console, choices=list(map(str, range(1, len(answers) + 1)))
        )
    exercise = the_exercise()
    library = str(exercise.folder) if exercise.exists else "original"
    outcome = run_on(library, chosen.predict.code)
    guess = answers[number - 1]
    if as_json:
        said = {"bug": chosen.id, "answer": guess, "outcome": outcome.text, "right": guess == outcome.text}
        typer.echo(
            json.dumps({**said, "correct": chosen.predict.correct, "because": chosen.predict.because}, indent=2)
        )
        return
    console.print()
    console.print(told(chosen, guess, outcome))
