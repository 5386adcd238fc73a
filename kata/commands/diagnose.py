"""`kata diagnose`."""

import json
import secrets
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.prompt import Prompt
from rich.text import Text

from kata.commands.arguments import AsJson
from kata.terminal import fail, new_console, say
from kata.words.translation import tr

if TYPE_CHECKING:
    from kata.diagnosis.diagnosis import Diagnosis
    from kata.diagnosis.session import Session


def diagnose(
    seed: Annotated[
        int | None, typer.Option(metavar="S", min=0, help="The library of this number.", show_default="drawn")
    ] = None,
    calls: Annotated[
        list[str] | None,
        typer.Option("--call", metavar="LINE", help="Ask it this line of Python, with --seed; may be repeated."),
    ] = None,
    named: Annotated[
        str | None, typer.Option(metavar="N,N", help="What is wrong with it, by numbers of the list, with --seed.")
    ] = None,
    exam: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Say nothing of what is wrong, and write the answers into this record."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Find out from its symptoms what is wrong with a library that you cannot read.

    It has one to three faults. You see how a training with it went, may ask it up to twelve lines of Python, and
    name what is wrong from a list. The fewer calls, the more it is worth.

    Examples: kata diagnose · kata diagnose --seed 7 --call "network.cost(X, Y)" --named 2,5
    """
    from kata.diagnosis.diagnosis import SEEDS, numbers_of
    from kata.diagnosis.sealed import sealed
    from kata.diagnosis.session import Session
    from kata.lines.language import LineError, checked

    if seed is None and (calls or named is not None or exam):
        raise fail("Name the library by its --seed.")
    try:
        lines = [checked(line) for line in calls or []]
    except LineError as error:
        raise fail(str(error)) from error
    drawn, console = secrets.randbelow(SEEDS) if seed is None else seed, new_console(stderr=as_json)
    with ExitStack() as stack:
        with console.status(tr("A library is drawn, and sealed ...")):
            library = stack.enter_context(sealed(drawn))
        try:
            numbers = None if named is None else numbers_of(named, len(library.listed))
            session = Session(library, exam)
            if lines or numbers:
                _by_options(session, lines, numbers, as_json, console)
            elif as_json:
                typer.echo(json.dumps(session.as_data(), indent=2))
            else:
                _by_hand(session, console)
        except ValueError as error:
            raise fail(str(error)) from error


def _by_options(
    session: "Session", lines: list[str], numbers: tuple[int, ...] | None, as_json: bool, console: Console
) -> None:
    """Ask the lines, and name the numbers."""
    from kata.diagnosis.shown import answered

    answers = session.ask(*lines)
    told: dict[str, Any] = {
        "seed": session.library.seed,
        "answers": [{"line": line, "answer": answer.text} for line, answer in zip(lines, answers, strict=True)],
        "calls_left": session.left,
    }
    for line, answer in zip(lines, answers, strict=True):
        console.print(Text(f">>> {line}", "cyan"), answered(answer), sep="\n")
    if numbers is None and not as_json:
        console.print(Text(tr(f"Calls that are left: {session.left}."), "dim"))
    if numbers is not None:
        diagnosis = session.name(numbers)
        if session.exam is None:
            told |= diagnosis.as_data() | {"score": session.memory.score()}
        _tell(session, diagnosis, console)
    if as_json:
        typer.echo(json.dumps(told, indent=2))


def _by_hand(session: "Session", console: Console) -> None:
    """Show the symptoms, hear calls, and in the end what is wrong."""
    from kata.diagnosis.diagnosis import numbers_of
    from kata.diagnosis.shown import listed, report
    from kata.diagnosis.symptoms import symptoms

    with console.status(tr("A network learns with it ...")):
        trainings = symptoms(session.library)
    console.print(report(*trainings))
    if not sys.stdin.isatty():
        console.print("", listed(session.library), sep="\n")
        again = f"kata diagnose --seed {session.library.seed} --call LINE --named N,N"
        raise fail(f"There is no terminal to ask in: go on with  {again}")
    _hear_calls(session, console)
    console.print("", listed(session.library), sep="\n")
    while True:
        typed = Prompt.ask(tr("What is wrong with it? Numbers, as in 2 5"), console=console)
        try:
            numbers = numbers_of(typed, len(session.library.listed))
        except ValueError as error:
            console.print(tr(str(error)), markup=False)
        else:
            break
    _tell(session, session.name(numbers), console)


def _hear_calls(session: "Session", console: Console) -> None:
    """Hear lines, and show what the library says to them, until none is left or an empty one comes."""
    from kata.diagnosis.diagnosis import MOST_CALLS
    from kata.diagnosis.shown import answered, listed
    from kata.lines.language import LineError, checked
    from kata.lines.shown import names

    console.print(
        "",
        Text(tr(f"Ask it: a line of Python, {session.left} times at most. Each makes the diagnosis worth less.")),
        Text(tr("? tells the names, and what may be wrong with it; an empty line ends the asking."), "dim"),
        sep="\n",
    )
    while session.left:
        line = console.input(f"{len(session.calls) + 1}/{MOST_CALLS} >>> ", markup=False).strip()
        if not line:
            break
        if line == "?":
            console.print(names(), listed(session.library), sep="\n")
            continue
        try:
            [answer] = session.ask(checked(line))
        except LineError as error:
            console.print(tr(str(error)), style="yellow", markup=False)
        else:
            console.print(answered(answer))


def _tell(session: "Session", diagnosis: "Diagnosis", console: Console) -> None:
    """Tell what is wrong, or in an exam that it is over."""
    from kata.diagnosis.shown import explained, so_far

    if session.exam is not None:
        say(f"Noted. Hand in the record: {session.exam.path}", err=console.stderr)
    else:
        console.print("", explained(diagnosis), so_far(session.memory.score()), sep="\n")
