"""`kata exam`."""

import secrets
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from kata import completion
from kata.bugs.manifest import load_bugs
from kata.commands.arguments import SOME, named_bugs
from kata.terminal import fail, say
from kata.words.language import language
from kata.words.translation import phrase, tr

DRAWN = 2**48  # seeds, where one is drawn: nobody tries them all


def exam(
    number: Annotated[int, typer.Option("--questions", metavar="N", help="How many questions each has.")],
    out: Annotated[Path, typer.Option("--out", metavar="FOLDER", help="The folder to write into.")],
    seed: Annotated[
        int | None,
        typer.Option(
            metavar="S",
            min=0,
            help="What is drawn by: the same seed draws the same again. Keep it to yourself.",
            show_default="drawn, and told",
        ),
    ] = None,
    bugs: Annotated[
        list[str] | None,
        typer.Option(metavar="BUG,BUG", help=f"What is asked about. {SOME}", autocompletion=completion.bugs),
    ] = None,
    roster: Annotated[
        Path | None,
        typer.Option(
            metavar="ROSTER",
            help="The class as CSV, as for `kata hand-out`: a quiz for each, in their language.",
            show_default="one quiz",
        ),
    ] = None,
) -> None:
    """Draw an exam on paper: a quiz for each student, with a key.

    What the broken code answers, what is right, which test fails, which of two fixes is right: with numbers drawn
    for each, and every answer comes from a run. The quizzes are pages to be printed, in FOLDER/quizzes; the key
    beside them is yours.

    Examples: kata exam --questions 8 --out exam · kata exam --questions 6 --roster roster.csv --bugs 1,2,5 --out
    exam
    """
    from kata.classroom.roster import Student, read_roster
    from kata.exam.plan import most
    from kata.exam.quiz import draw
    from kata.exam.writing import KEY, QUIZZES, check_folder, write
    from kata.pipe.long_call import RaisedError
    from kata.pipe.raised import Lost, Void

    named = named_bugs(bugs)
    asked = [bug for bug in load_bugs().values() if bug in named or not named]
    seed = secrets.randbelow(DRAWN) if seed is None else seed
    try:
        if not 1 <= number <= most([bug.id for bug in asked]):
            raise ValueError(
                f"--questions {number}: expected 1 to {most([bug.id for bug in asked])}, 4 about a bug."
            )
        check_folder(out)
        students = [Student("", "", None, language())]
        if roster is not None:
            read = read_roster(roster, language())
            students = read.students
            for note in read.notes:
                say(note)
        with Progress(transient=True, disable=not Console().is_terminal) as progress:
            task = progress.add_task(tr("drawing"))
            quizzes = draw(
                students,
                asked,
                number,
                seed,
                lambda done, total: progress.update(task, completed=done, total=total),
            )
    except ValueError as error:
        raise fail(str(error)) from error
    except (Lost, Void, RaisedError, RuntimeError) as error:
        raise fail(f"The questions could not be answered: {error}.") from error
    write(out, quizzes, asked, seed)
    questions = phrase("1 question" if number == 1 else f"{number} questions")
    if len(students) == 1:
        say(f"{questions}, drawn by the seed {seed}.")
    else:
        say(f"{questions} for each of {len(students)} students, drawn by the seed {seed}.")
    say(f"To print and give away:  {out / QUIZZES}")
    say(f"For you alone:  {out / f'{KEY}.html'}, {out / f'{KEY}.json'}")
