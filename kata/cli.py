"""The command line: `kata`."""

import codecs
import gc
import io
import os
import sys
from typing import Annotated

import typer

from kata import ROOT
from kata.commands.loading import HELP, Deferred, Group
from kata.places import installed_version
from kata.printable import nearest
from kata.terminal import refused, say, without_colour
from kata.words.translation import phrase

UNREAD = 128 + 13  # the exit status of whatever SIGPIPE ends: nobody reads its output any more
GONE = phrase("The folder that you are in is not there any more: go into another one.")
STUDENTS, READERS = phrase("For students"), phrase("For readers")
INSTRUCTORS, MAINTAINERS = phrase("For instructors"), phrase("For maintainers")

PASSED_ON = {"allow_extra_args": True, "ignore_unknown_options": True}
DOJO = {
    "start": Deferred("dojo:start_tests"),
    "judge": Deferred("dojo:judge_tests"),
    "watch": Deferred("dojo:watch_tests"),
    "hint": Deferred("dojo:hint_at"),
}
COMMANDS = {
    "start": Deferred("start", STUDENTS),
    "watch": Deferred("watch", STUDENTS),
    "test": Deferred("test:run_tests", STUDENTS),
    "hint": Deferred("hint", STUDENTS),
    "predict": Deferred("predict", STUDENTS),
    "ask": Deferred("ask", STUDENTS),
    "review": Deferred("review", STUDENTS),
    "diagnose": Deferred("diagnose", STUDENTS),
    "list": Deferred("list:list_bugs", STUDENTS),
    "next": Deferred("list:next_bug", STUDENTS),
    "open": Deferred("open:open_bug", STUDENTS),
    "diff": Deferred("diff", STUDENTS),
    "solution": Deferred("solution", STUDENTS),
    "reset": Deferred("reset", STUDENTS),
    "update": Deferred("update", STUDENTS),
    "pytest": Deferred("pytest:run_pytest", STUDENTS, settings=PASSED_ON),
    "finish": Deferred("finish", STUDENTS),
    "doctor": Deferred("doctor", STUDENTS),
    "help": Deferred("help:show_help", STUDENTS),
    "dojo": Deferred("dojo", STUDENTS, table=DOJO),
    "train": Deferred("train", READERS),
    "evaluate": Deferred("evaluate", READERS),
    "classify": Deferred("classify", READERS),
    "table": Deferred("table", READERS),
    "search": Deferred("search", READERS),
    "judge": Deferred("judge", INSTRUCTORS),
    "grade": Deferred("grade", INSTRUCTORS),
    "build": Deferred("build", INSTRUCTORS),
    "compare": Deferred("compare", INSTRUCTORS),
    "hand-out": Deferred("hand_out", INSTRUCTORS),
    "exam": Deferred("exam", INSTRUCTORS),
    "export": Deferred("export", INSTRUCTORS),
    "template": Deferred("template", INSTRUCTORS),
    "matrix": Deferred("matrix", MAINTAINERS),
    "patches": Deferred("patches", MAINTAINERS),
}


class Kata(Group):
    """The program."""

    table = COMMANDS


app = typer.Typer(cls=Kata, context_settings=HELP, pretty_exceptions_enable=False)


def _show_version(asked: bool) -> None:
    if asked:
        typer.echo(f"NetKata {installed_version()}, {ROOT}")
        raise typer.Exit


def _without_colour(asked: bool) -> None:
    if asked:
        without_colour()


@app.callback(invoke_without_command=True)
def main(
    context: typer.Context,
    _version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and leave.")
    ] = False,
    _no_color: Annotated[
        bool, typer.Option("--no-color", callback=_without_colour, help="No colours, as with NO_COLOR.")
    ] = False,
    _lang: Annotated[
        str, typer.Option("--lang", metavar="CODE", help="The language of what is shown, as with KATA_LANG.")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Where you stand, as JSON.")] = False,
) -> None:
    """NetKata: a neural-network library with twelve real bugs, and tests that tell them apart.

    Without a command it shows where you stand.

    Examples: kata start · kata · kata watch · kata hint · kata judge exercise
    """
    gc.enable()  # the command is loaded, or there is none
    if context.invoked_subcommand is None:
        from kata.commands.status import status

        status(as_json)


def run() -> None:
    """Run the command that was typed; what the operating system refuses ends it with one sentence."""
    codecs.register_error("nearest", nearest)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal that knows no Greek can be worked with all the same
            stream.reconfigure(errors="nearest")
    try:
        app()
    except SystemExit as ended:
        if isinstance(ended.__context__, BrokenPipeError):  # Typer and Rich end with 1 then, which is a verdict
            sys.exit(UNREAD)
        raise
    except OSError as error:
        say(GONE if _is_gone() else refused(error), err=True)
        sys.exit(2)
    except RuntimeError as error:
        from kata.judging.judge import JudgeError  # loaded already, if it is one

        if not isinstance(error, JudgeError):
            raise
        say(str(error), err=True)
        sys.exit(2)


def _is_gone() -> bool:
    """Tell whether the current folder has been deleted: no path can be told from there."""
    try:
        os.getcwd()  # noqa: PTH109 - as Path.cwd does
    except FileNotFoundError:
        return True
    return False
