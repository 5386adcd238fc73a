"""The command line: `kata`."""

import codecs
import inspect
import io
import re
import sys
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from kata import ROOT
from kata.commands.ask import ask
from kata.commands.build import build
from kata.commands.classify import classify
from kata.commands.compare import compare
from kata.commands.diagnose import diagnose
from kata.commands.diff import diff
from kata.commands.doctor import doctor
from kata.commands.dojo import dojo, hint_at, judge_tests, start_tests, watch_tests
from kata.commands.evaluate import evaluate
from kata.commands.exam import exam
from kata.commands.export import export
from kata.commands.finish import finish
from kata.commands.grade import grade
from kata.commands.hand_out import hand_out
from kata.commands.help import show_help
from kata.commands.hint import hint
from kata.commands.judge import judge
from kata.commands.list import list_bugs, next_bug
from kata.commands.matrix import matrix
from kata.commands.open import open_bug
from kata.commands.patches import patches
from kata.commands.predict import predict
from kata.commands.pytest import run_pytest
from kata.commands.reset import reset
from kata.commands.review import review
from kata.commands.search import search
from kata.commands.solution import solution
from kata.commands.start import start
from kata.commands.status import status
from kata.commands.table import table
from kata.commands.template import template
from kata.commands.test import run_tests
from kata.commands.train import train
from kata.commands.update import update
from kata.commands.watch import watch
from kata.judging.judge import JudgeError
from kata.places import installed_version
from kata.printable import nearest
from kata.terminal import orderly_end, refused, say, unpadded_in_a_pipe, without_colour
from kata.words.help import complaints_translated, in_usage, translate_help

STUDENTS, READERS = "For students", "For readers"
INSTRUCTORS, MAINTAINERS = "For instructors", "For maintainers"

PASSED_ON = {"allow_extra_args": True, "ignore_unknown_options": True}


class _Command(TyperCommand):
    def format_help(self, ctx: Any, formatter: Any) -> None:
        translate_help(self, ctx)
        with unpadded_in_a_pipe():
            super().format_help(ctx, formatter)

    def get_usage(self, ctx: Any) -> str:
        return in_usage(super().get_usage(ctx))


class _Group(TyperGroup):
    def format_help(self, ctx: Any, formatter: Any) -> None:
        translate_help(self, ctx)
        with unpadded_in_a_pipe():
            super().format_help(ctx, formatter)

    def get_usage(self, ctx: Any) -> str:
        return in_usage(super().get_usage(ctx))

    def make_context(self, *arguments: Any, **named: Any) -> Any:
        with complaints_translated():
            return super().make_context(*arguments, **named)

    def invoke(self, ctx: Any) -> Any:
        with complaints_translated():
            return super().invoke(ctx)


app = typer.Typer(
    cls=_Group,
    context_settings={"help_option_names": ["--help", "-h"]},
    pretty_exceptions_enable=False,
)


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
    if context.invoked_subcommand is None:
        status(as_json)


dojo_app = typer.Typer(cls=_Group, context_settings={"help_option_names": ["--help", "-h"]})
dojo_app.callback(invoke_without_command=True)(dojo)
dojo_app.command("start")(start_tests)
dojo_app.command("judge")(judge_tests)
dojo_app.command("watch")(watch_tests)
dojo_app.command("hint")(hint_at)

app.command(rich_help_panel=STUDENTS)(start)
app.command(rich_help_panel=STUDENTS)(watch)
app.command("test", rich_help_panel=STUDENTS)(run_tests)
app.command(rich_help_panel=STUDENTS)(hint)
app.command(rich_help_panel=STUDENTS)(predict)
app.command(rich_help_panel=STUDENTS)(ask)
app.command(rich_help_panel=STUDENTS)(review)
app.command(rich_help_panel=STUDENTS)(diagnose)
app.command("list", rich_help_panel=STUDENTS)(list_bugs)
app.command("next", rich_help_panel=STUDENTS)(next_bug)
app.command("open", rich_help_panel=STUDENTS)(open_bug)
app.command(rich_help_panel=STUDENTS)(diff)
app.command(rich_help_panel=STUDENTS)(solution)
app.command(rich_help_panel=STUDENTS)(reset)
app.command(rich_help_panel=STUDENTS)(update)
app.command("pytest", rich_help_panel=STUDENTS, context_settings=PASSED_ON)(run_pytest)
app.command(rich_help_panel=STUDENTS)(finish)
app.command(rich_help_panel=STUDENTS)(doctor)
app.command("help", rich_help_panel=STUDENTS)(show_help)
app.add_typer(dojo_app, name="dojo", rich_help_panel=STUDENTS)
app.command(rich_help_panel=READERS)(train)
app.command(rich_help_panel=READERS)(evaluate)
app.command(rich_help_panel=READERS)(classify)
app.command(rich_help_panel=READERS)(table)
app.command(rich_help_panel=READERS)(search)
app.command(rich_help_panel=INSTRUCTORS)(judge)
app.command(rich_help_panel=INSTRUCTORS)(grade)
app.command(rich_help_panel=INSTRUCTORS)(build)
app.command(rich_help_panel=INSTRUCTORS)(compare)
app.command("hand-out", rich_help_panel=INSTRUCTORS)(hand_out)
app.command(rich_help_panel=INSTRUCTORS)(exam)
app.command(rich_help_panel=INSTRUCTORS)(export)
app.command(rich_help_panel=INSTRUCTORS)(template)
app.command(rich_help_panel=MAINTAINERS)(matrix)
app.command(rich_help_panel=MAINTAINERS)(patches)

for registered in (*app.registered_commands, *dojo_app.registered_commands):
    registered.cls = _Command
    # a paragraph is broken where the line of the terminal ends, and not where ours does
    registered.help = re.sub(r"(?<!\n)\n(?!\n)", " ", inspect.getdoc(registered.callback) or "")


def run() -> None:
    """Run the command that was typed; what the operating system refuses ends it with one sentence."""
    codecs.register_error("nearest", nearest)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal that knows no Greek can be worked with all the same
            stream.reconfigure(errors="nearest")
    try:
        with orderly_end():
            app()
    except OSError as error:
        say(refused(error), err=True)
        sys.exit(2)
    except JudgeError as error:
        say(str(error), err=True)
        sys.exit(2)
