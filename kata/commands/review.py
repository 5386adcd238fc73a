"""`kata review`."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.prompt import Prompt

from kata import completion
from kata.commands.arguments import ONE, AsJson, named_bug
from kata.terminal import fail, highlighted_diff, new_console, say
from kata.words.translation import phrase, tr

if TYPE_CHECKING:
    from kata.reviewing.review import Review
    from kata.reviewing.trial import Tried

LINES = 3  # that may be tried on a fix
SAID = (phrase("right"), phrase("wrong"))


def review(
    bug: Annotated[
        str | None,
        typer.Argument(metavar="BUG", help=f"{ONE} By default any.", autocompletion=completion.bugs),
    ] = None,
    number: Annotated[
        int | None, typer.Option(metavar="N", min=1, help="How many fixes.", show_default="1")
    ] = None,
    seed: Annotated[
        int | None,
        typer.Option(metavar="S", min=0, help="The fix of this number, and those after it.", show_default="drawn"),
    ] = None,
    said: Annotated[
        str | None,
        typer.Option("--answer", metavar="right|wrong", help="Your answer, with --seed, instead of asking."),
    ] = None,
    call: Annotated[
        str | None, typer.Option(metavar="LINE", help="With --answer wrong, the line of Python that shows it.")
    ] = None,
    exam: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Say nothing of what is right, and write the answers into this record."),
    ] = None,
    score: Annotated[bool, typer.Option("--score", help="Show your points by kind of mistake.")] = False,
    as_json: AsJson = False,
) -> None:
    """Tell a right fix from one that only looks right, and show what is wrong by a line of Python.

    The line calls the library by its own names, and counts if all right libraries give one answer and this fix
    another. No fix comes twice before all have been seen.

    Examples: kata review · kata review softmax-overflow --number 5 · kata review --score
    """
    from kata.lines.language import LineError, checked

    chosen = "" if bug is None else named_bug(bug).id
    if score:
        _show_score(as_json)
        return
    if said is not None and said not in SAID:
        raise fail(f"--answer {said}: expected right or wrong")
    if said is not None and seed is None:
        raise fail("--answer needs the --seed of the fix that it is about.")
    if call is not None:
        if said != "wrong":
            raise fail("--call goes with --answer wrong.")
        try:
            call = checked(call)
        except LineError as error:
            raise fail(str(error)) from error
    try:
        if exam is not None:
            _exam(exam, seed, number or 10, chosen, said, call, as_json)
        else:
            _review(chosen, number or 1, seed, said, call, as_json)
    except ValueError as error:
        raise fail(str(error)) from error


def _show_score(as_json: bool) -> None:
    from kata.reviewing.review import Reviews
    from kata.reviewing.shown import by_kind

    told = Reviews().score()
    if as_json:
        typer.echo(json.dumps(told, indent=2))
    else:
        new_console().print(by_kind(told))


def _review(bug: str, number: int, seed: int | None, said: str | None, call: str | None, as_json: bool) -> None:
    """Review so many fixes, one after the other, and tell of each what it is."""
    from kata.reviewing.review import Reviewed, Reviews
    from kata.reviewing.shown import explained, so_far
    from kata.reviewing.trial import tried

    reviews, console = Reviews(), new_console(stderr=as_json)
    if as_json and said is None:
        shown = [reviews.next(bug, None if seed is None else seed + place).as_data() for place in range(number)]
        typer.echo(json.dumps(shown[0] if number == 1 else shown, indent=2))
        return
    for place in range(number):
        one = reviews.next(bug, None if seed is None else seed + place)
        _show_patch(one, console, place, number)
        if said is None:
            again = f"kata review {bug} --seed {one.seed} --answer right|wrong --call LINE".replace("  ", " ")
            answer = _asked_verdict(console, again)
            trial = _asked_line(one, console) if answer == "wrong" else None
        else:
            answer, trial = said, None if call is None else tried([(one.fix, call)])[0]
        done = Reviewed(one, answer, trial)
        reviews.keep(done)
        if as_json:
            typer.echo(json.dumps(done.as_data() | {"score": reviews.score()}, indent=2))
            continue
        if said is not None and trial is not None:
            _show_trial(trial, console)
        console.print("", explained(done), so_far(reviews.score()), sep="\n")
        said = call = None


def _exam(
    path: Path, seed: int | None, number: int, bug: str, said: str | None, call: str | None, as_json: bool
) -> None:
    """Ask for what is left of an exam, and say nothing of it."""
    from kata.reviewing.record import Exam

    if seed is None:
        raise fail("--exam needs the --seed that your instructor tells.")
    exam, console = Exam(path, seed, number, bug), new_console(stderr=as_json)
    if as_json and said is None:
        one = exam.next()
        told = {"answered": exam.reached, "number": number, "next": one and one.as_data()}
        typer.echo(json.dumps(told, indent=2))
        return
    if said is not None and exam.next() is not None:
        exam.answer(said, call or "")
    while said is None and (one := exam.next()) is not None:
        _show_patch(one, console, exam.reached, number)
        name = f"{bug} --exam {path} --seed {seed} --number {number}".strip()
        answer = _asked_verdict(console, f"kata review {name} --answer right|wrong --call LINE")
        exam.answer(answer, _asked_text(console) if answer == "wrong" else "")
    if as_json:
        typer.echo(json.dumps({"answered": exam.reached, "number": number}, indent=2))
    elif exam.reached < number:
        say(f"Noted: {exam.reached} of {number} are answered, in {path}.")
    else:
        say(f"All {number} are answered. Hand in the record: {path}")


def _show_patch(one: "Review", console: Console, place: int, number: int) -> None:
    from kata.reviewing.shown import heading

    counted = tr(f"{place + 1} of {number}") + "  " if number > 1 else ""
    console.print("", heading(one, counted), "", sep="\n")
    console.print(highlighted_diff(one.patch), soft_wrap=not console.is_terminal)


def _show_trial(trial: "Tried", console: Console) -> None:
    from kata.reviewing.shown import came_of

    console.print("", came_of(trial), sep="\n")


def _asked_verdict(console: Console, again: str) -> str:
    """Return what somebody takes a fix for; the beginning of a word is enough, in either language."""
    if not sys.stdin.isatty():
        raise fail(f"There is no terminal to ask in: give your answer with  {again}")
    console.print()
    while True:
        typed = Prompt.ask(tr("Is it right or wrong?"), console=console).strip().casefold()
        meant = [word for word in SAID if typed and any(name.startswith(typed) for name in (word, tr(word)))]
        if len(meant) == 1:
            return meant[0]
        console.print(tr("Type right or wrong."), markup=False)


def _asked_text(console: Console) -> str:
    """Return a line that may be run, or nothing; a question mark tells which names there are."""
    from kata.lines.language import LineError, checked
    from kata.lines.shown import names
    from kata.reviewing.shown import wanted

    console.print(wanted())
    while line := console.input(">>> ", markup=False).strip():
        if line == "?":
            console.print(names())
            continue
        try:
            return checked(line)
        except LineError as error:
            console.print(tr(str(error)), style="yellow", markup=False)
    return ""


def _asked_line(one: "Review", console: Console) -> "Tried | None":
    """Return what came of the line that shows it, or of the last that was tried."""
    from kata.reviewing.trial import tried

    trial = None
    for _ in range(LINES):
        if not (line := _asked_text(console)):
            break
        trial = tried([(one.fix, line)])[0]
        _show_trial(trial, console)
        if trial.counts:
            break
    return trial
