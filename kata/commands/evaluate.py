"""`kata evaluate`."""

import json
from typing import Annotated, Any

import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from kata import completion
from kata.commands.arguments import AsJson, TrainedFolder, find_trained
from kata.terminal import fail, library_failed, new_console
from kata.words.translation import phrase, tr

MEASURES = {
    "accuracy": phrase("accuracy"),
    "sensitivity": phrase("sensitivity"),
    "specificity": phrase("specificity"),
    "precision": phrase("precision"),
    "f1": "F1",
}


def evaluate(
    folder: TrainedFolder,
    data: Annotated[
        str | None,
        typer.Option(
            metavar="DIGITS",
            help="embedded, full (fetched if need be), or a folder of MNIST. By default those it was trained on.",
            autocompletion=completion.digits,
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Measure how well a trained network reads the test part of digits: accuracy and more, and what it mixes up.

    Its library computes the outputs, as that is now. Exit status 1: the library failed.

    Example: kata evaluate first --data full
    """
    from kata.bugs.variants import built
    from kata.digits.by_name import find_digits, load_digits
    from kata.training.folder import digits_name
    from kata.training.measures import measured
    from kata.training.outputs import run_outputs

    trained = find_trained(folder)
    name = data or trained.plan.data
    try:
        digits = find_digits(name)
    except ValueError as error:
        raise fail(str(error)) from error
    _, (_, Y) = load_digits(digits)
    try:
        with built(trained.plan.library) as library:
            metrics = measured(Y.argmax(axis=1), run_outputs(library, trained.network, digits)["test"])
    except (RuntimeError, ValueError) as error:
        raise library_failed(error) from error
    if as_json:
        typer.echo(json.dumps({"format": 1, "data": digits_name(name), "rows": len(Y), **metrics}, indent=2))
        return
    _show(new_console(), metrics, len(Y))


def _show(console: Console, metrics: dict[str, Any], rows: int) -> None:
    """Show the measures, and the confusion matrix with its mistakes in red."""
    measures = Table(box=None, show_header=False, pad_edge=False)
    for name, label in MEASURES.items():
        measures.add_row(tr(label), f"{metrics[name]:.2%}")
    console.print(Text(tr(f"On {rows:,} digits"), "bold"), measures, sep="\n")
    console.print(Text(tr("All but accuracy are means over the ten digits.\n"), "dim"))
    table = Table(
        box=SIMPLE_HEAD, title=tr("What was read (columns) for which digit (rows)"), title_justify="left"
    )
    table.title_style = "bold"
    table.add_column("")
    for digit in range(len(metrics["confusion"])):
        table.add_column(str(digit), justify="right")
    for digit, counts in enumerate(metrics["confusion"]):
        cells = [
            Text(str(count) if count else "·", "green" if digit == taken else "red" if count else "dim")
            for taken, count in enumerate(counts)
        ]
        table.add_row(Text(str(digit), "bold"), *cells)
    console.print(table)
