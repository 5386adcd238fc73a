"""`kata judge`."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.progress import Progress
from rich.table import Table
from rich.text import Text

from kata.commands.arguments import ONE, complete_bug, find_bug
from kata.confined.supervision import GIB
from kata.judging.junit import as_junit
from kata.judging.trial import run_tests
from kata.judging.verdict import exit_status, failure_in_words, verdict
from kata.subject.libraries import find_library
from kata.subject.registry import ADAPTER_NAMES
from kata.terminal import STYLES, fail, new_console


def judge(
    subject: Annotated[
        str,
        typer.Argument(help=f"original, fixed, exercise, a folder, or an adapter: {', '.join(ADAPTER_NAMES)}."),
    ],
    bug: Annotated[
        str | None, typer.Option(metavar="BUG", help=f"Judge this bug only. {ONE}", autocompletion=complete_bug)
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the verdict as JSON, and nothing else.")] = False,
    junit: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Also write the verdict as JUnit XML.")
    ] = None,
    memory: Annotated[
        float | None,
        typer.Option(metavar="GIB", min=0.5, help="Memory cap for the tests, instead of what the subject needs."),
    ] = None,
) -> None:
    """Say of each bug whether a library has it still: fixed, present or unclear.

    The tests run in a child process with a memory cap and time limits. Exit status 0: every bug is fixed and
    nothing else broke; 1: not so; 2: the library could not be judged.

    Example: kata judge exercise --bug softmax-overflow
    """
    try:
        find_library(subject)
    except (FileNotFoundError, ValueError) as error:
        raise fail(str(error)) from error
    only = None if bug is None else find_bug(bug).id
    console = Console(stderr=True) if as_json else new_console()
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task(f"judging {subject}", total=None)
        trial = run_tests(
            subject,
            bug=only,
            memory=None if memory is None else int(memory * GIB),
            on_test=lambda done, total: progress.update(task, completed=done, total=total),
        )
    judged = verdict(trial, only=only)
    if junit is not None:
        junit.write_text(as_junit(judged), encoding="utf-8")
    if as_json:
        typer.echo(json.dumps(judged, indent=2))
    else:
        _show_verdict(console, judged)
    raise typer.Exit(exit_status(judged))


def _show_verdict(console: Console, judged: dict[str, Any]) -> None:
    """Show a row for each bug, and what broke beside them."""
    table = Table("bug", "verdict", "what the first failing test says", box=SIMPLE_HEAD)
    for bug, said in judged["bugs"].items():
        status = Text(said["status"], style=STYLES[said["status"]])
        table.add_row(bug, status, Text(failure_in_words(said["message"])))
    console.print(table)
    for test in judged["broken"]:
        console.print(Text(f"broken: {test}", style="red"))
