"""`kata judge`."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.padding import Padding
from rich.progress import Progress
from rich.table import Table
from rich.text import Text

from kata import completion
from kata.commands.arguments import SOME, finite, named_bugs
from kata.confined.supervision import GIB
from kata.confined.walls import WALLS, chosen_wall
from kata.files import check_writable, write_whole
from kata.judging.judge import Judge, Judges, judge_of
from kata.judging.secret import judge_secretly
from kata.judging.trial import run_tests
from kata.judging.verdict import alike, exit_status, failure_in_words, first_of_each_error, verdict
from kata.printable import printable
from kata.subject.libraries import find_library
from kata.subject.registry import ADAPTER_NAMES
from kata.terminal import STYLES, fail, new_console
from kata.words.failure import failure_shown
from kata.words.translation import tr

MOST_MEMORY = 2**20  # GiB: more than any machine has, and few enough for its kernel to count them in bytes


def judge(
    subject: Annotated[
        str,
        typer.Argument(
            help=f"original, fixed, exercise, a folder, or an adapter: {', '.join(ADAPTER_NAMES)}.",
            autocompletion=completion.subjects,
        ),
    ],
    bugs: Annotated[
        list[str] | None,
        typer.Option(
            *("--bugs", "--bug"),  # one is as likely to be typed
            metavar="BUG,BUG",
            help=f"Judge these bugs only. {SOME}",
            autocompletion=completion.bugs,
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the verdict as JSON, and nothing else.")] = False,
    junit: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Also write the verdict as JUnit XML.")
    ] = None,
    memory: Annotated[
        float | None,
        typer.Option(
            metavar="GIB",
            min=0.5,
            max=MOST_MEMORY,
            callback=finite,
            help="Memory cap for the library, instead of what it needs.",
        ),
    ] = None,
    seed: Annotated[
        int | None, typer.Option(metavar="N", min=0, help="Draw other examples than those for everybody.")
    ] = None,
    secret: Annotated[
        bool,
        typer.Option("--secret", help="Draw a seed, tell it afterwards, and have a pass confirmed by another."),
    ] = False,
    require: Annotated[
        str | None,
        typer.Option(
            metavar="WALL",
            help=f"The weakest wall that is good enough: {', '.join(WALLS)}.",
            autocompletion=lambda: [*WALLS],
        ),
    ] = None,
    wall: Annotated[
        str | None,
        typer.Option(
            metavar="WALL",
            help="Judge behind this wall, and not behind the strongest.",
            autocompletion=lambda: [*WALLS],
        ),
    ] = None,
) -> None:
    """Say of each bug whether a library has it still: fixed, present or unclear.

    The library runs in a process of its own, behind the strongest wall that this machine has, with a memory cap
    and time limits; `kata doctor` tells which. Exit status 0: every bug is fixed and nothing else broke; 1: not
    so; 2: the library could not be judged.

    Example: kata judge exercise --bugs softmax-overflow
    """
    if secret and seed is not None:
        raise fail("--secret draws a seed of its own: leave --seed out.")
    only = [bug.id for bug in named_bugs(bugs)]
    if junit is not None:
        check_writable(junit)  # before the work, and not after it
    console = Console(stderr=True) if as_json else new_console()
    with (
        _begun(subject, only, wall, require) as process,
        Progress(console=console, transient=True, disable=not console.is_terminal) as progress,
    ):
        task = progress.add_task(tr(f"judging {printable(subject)}"), total=None)

        def judged_with(seed: int | None) -> dict[str, Any]:
            trial = run_tests(
                subject,
                bugs=only,
                memory=None if memory is None else int(memory * GIB),
                seed=seed,
                waiting=False,
                wall=wall,
                require=require,
                judge=process,
                on_test=lambda done, total: progress.update(task, completed=done, total=total),
            )
            return verdict(trial, only=only)

        judged = judge_secretly(judged_with) if secret else judged_with(seed)
    if junit is not None:
        from kata.exports.junit import as_junit

        write_whole(junit, as_junit(judged))
    if as_json:
        typer.echo(json.dumps(judged, indent=2))
    else:
        _show_verdict(console, judged)
    raise typer.Exit(exit_status(judged))


@contextmanager
def _begun(subject: str, bugs: list[str], wall: str | None, require: str | None) -> Iterator[Judge | Judges]:
    """Give a judge that loads the tests while it is looked which walls there are; refuse what it cannot judge."""
    with judge_of(bugs) as process:
        try:
            find_library(subject)
            process.begin()
            chosen_wall(wall, require)
        except (OSError, ValueError, RuntimeError) as error:
            raise fail(str(error)) from error
        yield process


def _show_verdict(console: Console, judged: dict[str, Any]) -> None:
    """Show a row for each bug, what broke beside them, and under which conditions it was judged."""
    table = Table(tr("bug"), tr("verdict"), tr("what the first failing test says"), box=SIMPLE_HEAD)
    for bug, said in judged["bugs"].items():
        status = Text(tr(said["status"]), style=STYLES[said["status"]])
        table.add_row(bug, status, Text(failure_shown(failure_in_words(said["message"]))))
    console.print(table)
    clauses = list(judged["clauses"].items())
    for number, others in first_of_each_error([said["message"] for _, said in clauses]).items():
        clause, said = clauses[number]
        _show_clause(console, clause, said, others)
    explained = {test for said in judged["clauses"].values() for test in said["tests"]}
    for test in judged["broken"]:
        if test not in explained:
            console.print(Text(tr("broken: ") + test, style="red"))
    if judged["incomplete"]:
        console.print(Text(tr(judged["incomplete"]), style="yellow"))
    console.print(Text(_conditions(judged), style="dim"))


def _show_clause(console: Console, clause: str, said: dict[str, Any], like_it: int) -> None:
    """Show a clause that is broken: its words, its first failing test in full, and how many others fail."""
    console.print(Text.assemble((tr("broken: "), "red"), (clause, "bold red"), f", {tr('in')} {said['place']}"))
    console.print(Padding(Text(tr(said["says"])), (0, 0, 1, 2)))
    console.print(Padding(Text(said["tests"][0], style="dim"), (0, 0, 0, 2)))
    console.print(Padding(Text(failure_shown(failure_in_words(said["message"]))), (0, 0, 0, 2)))
    if others := len(said["tests"]) - 1:
        console.print(Padding(Text(tr(f"and {others} more of its tests"), style="dim"), (0, 0, 0, 2)))
    if like_it:
        console.print(Padding(Text(tr(alike(like_it)), style="dim"), (0, 0, 0, 2)))
    console.print()


def _conditions(judged: dict[str, Any]) -> str:
    """Return the wall and the seeds of a verdict, in a line."""
    parts = [tr(f"isolation: {judged['isolation'] or 'none'}")]
    if judged["seed"] is not None:
        parts.append(tr(f"seed: {judged['seed']}"))
    if judged["confirmed"] is not None:
        parts.append(tr(f"confirmed by seed {judged['confirmed']}"))
    return ", ".join(parts)
