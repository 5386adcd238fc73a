"""`kata compare`."""

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from kata.files import check_writable
from kata.terminal import new_console


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
    from kata.proof.comparison import compare as compare_libraries
    from kata.proof.comparison import render

    if svg is not None:
        check_writable(svg)  # before the work, and not after it
    if as_json:
        comparison = compare_libraries(Console(stderr=True))
        typer.echo(json.dumps(comparison.as_data(), indent=2))
        raise typer.Exit(comparison.status)
    console = new_console(record=svg is not None)
    comparison = compare_libraries(console)
    console.print(render(comparison))
    if svg is not None:
        console.save_svg(str(svg), title="kata compare")
    raise typer.Exit(comparison.status)
