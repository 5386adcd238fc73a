"""The command line: `kata`."""

from importlib.metadata import version
from typing import Annotated

import typer

from kata import ROOT
from kata.commands.build import build
from kata.commands.compare import compare
from kata.commands.judge import judge
from kata.commands.matrix import matrix
from kata.commands.patches import patches

INSTRUCTORS, MAINTAINERS = "For instructors", "For maintainers"

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="NetKata: a neural-network library with twelve real bugs, and tests that tell them apart.",
)


def _show_version(asked: bool) -> None:
    if asked:
        typer.echo(f"NetKata {version('netkata')}, {ROOT}")
        raise typer.Exit


@app.callback()
def main(
    _: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and leave.")
    ] = False,
) -> None:
    """Check that the tool runs from a checkout, where the libraries and the tests are."""
    if not (ROOT / "bugs.toml").is_file():
        typer.echo(
            f"There is no bugs.toml in {ROOT}: install NetKata from a checkout, with pip install -e .", err=True
        )
        raise typer.Exit(2)


app.command(rich_help_panel=INSTRUCTORS)(judge)
app.command(rich_help_panel=INSTRUCTORS)(build)
app.command(rich_help_panel=INSTRUCTORS)(compare)
app.command(rich_help_panel=MAINTAINERS)(matrix)
app.command(rich_help_panel=MAINTAINERS)(patches)
