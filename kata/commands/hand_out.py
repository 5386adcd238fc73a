"""`kata hand-out`."""

from datetime import datetime, time
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from kata import completion
from kata.classroom.draw import Secret, plan_of, secret_of
from kata.classroom.record import RECORD
from kata.classroom.roster import read_roster
from kata.commands.arguments import SOME
from kata.terminal import fail, say
from kata.words.language import ENGLISH, languages
from kata.words.translation import phrase, tr

SECRET = "class-secret"  # noqa: S105 - the name of a file
SHOWN = 5  # ids of whom there is something to say


def hand_out(
    roster: Annotated[Path, typer.Argument(help="The class as CSV: ours, or from Moodle, Canvas or Gradescope.")],
    out: Annotated[Path, typer.Option("--out", metavar="FOLDER", help="The folder to write into.")],
    bugs: Annotated[
        list[str] | None,
        typer.Option(
            metavar="BUG,BUG",
            help=f"Everybody has these bugs. {SOME}",
            autocompletion=completion.bugs,
        ),
    ] = None,
    number: Annotated[
        int | None, typer.Option("--random", metavar="N", help="Everybody has N bugs, drawn for each.")
    ] = None,
    kinds: Annotated[
        bool, typer.Option("--kinds", help="Everybody has one bug of each kind, drawn for each: equal weight.")
    ] = False,
    breaches: Annotated[
        int | None,
        typer.Option(
            metavar="N",
            help="And N breaches of the contract, drawn for each; without a choice of bugs, these alone.",
        ),
    ] = None,
    secret: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="The file of the secret that is drawn by; made if it is not there.",
            show_default=f"{SECRET} in the folder",
        ),
    ] = None,
    due: Annotated[
        str | None,
        typer.Option(metavar="TIME", help="Until when it may be handed in: 2026-12-18, or 2026-12-18T18:00."),
    ] = None,
    name: Annotated[
        str | None,
        typer.Option("--class", metavar="NAME", help="What the class is called.", show_default="FOLDER"),
    ] = None,
    language: Annotated[
        str,
        typer.Option(
            metavar="LANGUAGE",
            help=f"Of whoever has none in the roster: {', '.join(languages())}.",
            autocompletion=lambda: languages(),
        ),
    ] = ENGLISH,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace what is there and would be another now.")
    ] = False,
) -> None:
    """Hand out an exercise to each student of a class, with bugs of their own: a folder and a zip for each.

    What may be given away is in FOLDER/students. The record and the secret beside it are yours: the record says
    who has which bugs. With the same secret the same is drawn again, and whoever comes later is added.

    Examples: kata hand-out roster.csv --out autumn --kinds --due 2026-12-18 · kata hand-out roster.csv --out exam
    --random 2 --breaches 3
    """
    from kata.classroom.handing_out import STUDENTS, hand_out

    try:
        plan = plan_of(bugs or (), number, kinds, breaches)
        if language not in languages():
            raise ValueError(f"--language {language}: expected {' or '.join(languages())}.")
        until = _moment(due) if due else None
        students = read_roster(roster, language)
        drawn_by = _secret(out, secret or out / SECRET)
        with Progress(transient=True, disable=not Console().is_terminal) as progress:
            task = progress.add_task(tr("handing out"), total=len(students.students))
            outcome = hand_out(
                students,
                plan,
                drawn_by,
                out,
                name=name,
                due=until,
                overwrite=overwrite,
                on_student=lambda number: progress.update(task, completed=number),
            )
    except ValueError as error:
        raise fail(str(error)) from error
    for note in students.notes:
        say(note)
    count = len(students.students)
    people = phrase("1 student" if count == 1 else f"{count} students")
    new, same, others = len(outcome.new), len(outcome.same), len(outcome.others)
    say(f"{people}, read as a roster of {students.platform}: {new} new, {same} as they were.")
    if outcome.others:
        first = ", ".join(handed.id for handed in outcome.others[:SHOWN]) + (" ..." if others > SHOWN else "")
        say(f"{others} of the record are not in this roster, and stay as they were: {first}")
    say(f"To give away:  {out / STUDENTS}")
    say(f"For you alone:  {out / RECORD}, {secret or out / SECRET}")


def _secret(out: Path, path: Path) -> Secret:
    """Return the secret in a file, or a new one, unless something was drawn by another one already."""
    secret = secret_of(path)
    if secret.new and (out / RECORD).exists():
        raise ValueError(
            f"{path} is not there, and what is in {out} was drawn by it: name it with --secret, or another folder."
        )
    return secret


def _moment(text: str) -> datetime:
    """Return the moment that is meant, in the zone of this machine if it has none; a day lasts until its end."""
    try:
        when = datetime.fromisoformat(text)
        if len(text) <= len("2026-12-18"):
            when = datetime.combine(when, time(23, 59))
        return when if when.tzinfo else when.astimezone()  # which there is none of for the first and the last year
    except (ValueError, OverflowError) as error:
        raise ValueError(f"--due {text}: expected a day, 2026-12-18, or a time, 2026-12-18T18:00.") from error
