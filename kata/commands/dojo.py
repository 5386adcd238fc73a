"""`kata dojo`, with `start`, `judge`, `watch` and `hint`."""

import json
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kata import completion
from kata.commands.arguments import AsJson
from kata.terminal import fail, new_console, say
from kata.words.language import language
from kata.words.translation import phrase

if TYPE_CHECKING:
    from kata.sparring.cast import Target

FOLDER = Path("dojo")
WHAT = phrase("Bugs by id, the beginning of it, or number; or clauses of the contract by id.")
Targets = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="BUG|CLAUSE...", help=WHAT, show_default="all that has tests", autocompletion=completion.bugs
    ),
]
Folder = Annotated[
    Path, typer.Option("--folder", metavar="FOLDER", help="The folder of your tests.", show_default="dojo")
]


def dojo(context: typer.Context, folder: Folder = FOLDER, as_json: AsJson = False) -> None:
    """Write the test that would have caught a bug, and see what it catches.

    Without a command it judges all tests in the folder `dojo`: they meet right libraries, which they should pass,
    and wrong ones, which they should fail. You see what a library answers, and never its code.

    Examples: kata dojo start softmax-overflow · kata dojo · kata dojo watch · kata dojo hint
    """
    if context.invoked_subcommand is None:
        judge_tests(None, folder, as_json)


def start_tests(
    targets: Annotated[
        list[str],
        typer.Argument(
            metavar="BUG|CLAUSE... [FOLDER]",
            help=f"{WHAT} Behind them a folder, by default dojo.",
            autocompletion=completion.bugs,
        ),
    ],
) -> None:
    """Write a file to begin with for each: the contract's words, what `subject` is, and a first example.

    Examples: kata dojo start softmax-overflow · kata dojo start 1 2 · kata dojo start adam-shape tests/adam
    """
    from kata.dojo.starting import first_file
    from kata.files import write_whole

    folder = FOLDER
    if len(targets) > 1 and (any(sign in targets[-1] for sign in "/\\") or Path(targets[-1]).is_dir()):
        *targets, last = targets
        folder = Path(last)
    found = _found(targets)
    files = [folder / target.file for target in found]
    if there := [file for file in files if file.exists()]:
        raise fail(f"{there[0]} is there already: nothing was written.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for target, file in zip(found, files, strict=True):
            write_whole(file, first_file(target, language()))
    except OSError as error:
        raise fail(f"{folder} cannot be written to: {error.strerror}.") from error
    for file in files:
        say(f"{file} is written. It has a first test.")
    say("See what your tests catch:  kata dojo watch")


def judge_tests(targets: Targets = None, folder: Folder = FOLDER, as_json: AsJson = False) -> None:
    """Judge the tests for some bugs or clauses, or all that there are.

    A test counts if every right library passes it, in three draws. Exit status 0: all tests count, and every wrong
    library is caught; 1: not yet; 2: there is nothing to judge.
    """
    from kata.dojo.judging import Dojo
    from kata.dojo.shown import render

    console, judgements = new_console(), []
    for target in _with_tests(targets, folder):
        with Dojo(target) as judge, console.status("") as status:
            judge.begin()
            judgements.append(
                judge.judge(
                    folder / target.file, lambda done, total: status.update(phrase(f"{done} of {total} libraries"))
                )
            )
        if not as_json:
            console.print(render(judgements[-1]))
            console.print()
    if as_json:
        typer.echo(json.dumps([judgement.as_dict() for judgement in judgements], indent=2))
    if not all(judgement.passed for judgement in judgements):
        raise typer.Exit(1)


def watch_tests(
    target: Annotated[
        str | None, typer.Argument(metavar="BUG|CLAUSE", help=WHAT, autocompletion=completion.bugs)
    ] = None,
    folder: Folder = FOLDER,
) -> None:
    """Judge the tests for a bug or a clause after every save; by default those that were saved last.

    In a pipe it prints a report after every save, until Ctrl-C.
    """
    from kata.dojo.judging import Dojo
    from kata.watching.sparring import watch_in_lines, watch_on_screen

    found = _with_tests([target] if target else None, folder)
    newest = max(found, key=lambda each: (folder / each.file).stat().st_mtime)
    console = new_console()
    show = watch_on_screen if console.is_terminal and sys.stdin.isatty() else watch_in_lines
    with Dojo(newest) as judge, suppress(KeyboardInterrupt):
        judge.begin()
        show(judge, folder / newest.file, console)


def hint_at(
    target: Annotated[
        str | None, typer.Argument(metavar="BUG|CLAUSE", help=WHAT, autocompletion=completion.bugs)
    ] = None,
    folder: Folder = FOLDER,
    give_up: Annotated[
        bool, typer.Option("--give-up", help="Show its code, too: the lines that are wrong.")
    ] = False,
) -> None:
    """Say a word on a wrong library that no test catches, one more each time: its clause, then its symptom."""
    from kata.dojo.hints import Hints
    from kata.dojo.judging import Dojo

    found = _with_tests([target] if target else None, folder)
    newest = max(found, key=lambda each: (folder / each.file).stat().st_mtime)
    with Dojo(newest) as judge:
        judgement = judge.judge(folder / newest.file)
    told = Hints(folder).next(judgement, give_up)
    for line in told or [phrase("Every wrong library is caught.")]:
        say(line)


def _found(names: Sequence[str]) -> "list[Target]":
    """Return what is meant; end the command if one of them is nothing."""
    from kata.sparring.cast import find_target

    try:
        found = [find_target(name) for name in names]
    except ValueError as error:
        raise fail(str(error)) from error
    return [*{target.id: target for target in found}.values()]


def _with_tests(names: Sequence[str] | None, folder: Path) -> "list[Target]":
    """Return what is meant, or all that has tests in the folder; end the command if there is nothing to judge."""
    from kata.sparring.cast import target_of

    if names:
        found = _found(names)
        if missing := [target for target in found if not (folder / target.file).is_file()]:
            raise fail(f"There is no {folder / missing[0].file}. Write it with:  kata dojo start {missing[0].id}")
        return found
    files = sorted(folder.glob("test_*.py"))
    found = [target for file in files if (target := target_of(file.name)) is not None]
    if not found:
        raise fail(f"There are no tests for a bug or a clause in {folder}. Begin with:  kata dojo start BUG")
    return found
