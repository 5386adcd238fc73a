"""The command line: `kata`."""

import json
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from kata import ROOT
from kata.compare import compare as compare_libraries
from kata.compare import render

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


@app.command()
def compare(
    as_json: Annotated[bool, typer.Option("--json", help="Print the results as JSON, and nothing else.")] = False,
    svg: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Also save what is shown as an SVG picture.")
    ] = None,
) -> None:
    """Compare the broken library with the corrected one.

    Runs all tests on both, trains both on the embedded digits, and shows the results side by side. Exit status 0:
    every bug behaves as recorded; 1: not so; 2: the tests could not be run.
    """
    if as_json:
        comparison = compare_libraries(Console(stderr=True))
        typer.echo(json.dumps(comparison.as_data(), indent=2))
        raise typer.Exit(comparison.status)
    console = Console(record=svg is not None, width=None if Console().is_terminal else 100)
    comparison = compare_libraries(console)
    console.print(render(comparison))
    if svg is not None:
        console.save_svg(str(svg), title="kata compare")
    raise typer.Exit(comparison.status)
