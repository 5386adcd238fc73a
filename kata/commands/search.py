"""`kata search`."""

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from kata import completion
from kata.commands.arguments import AsJson, finite
from kata.installing import install_command
from kata.pictures import check_picture
from kata.places import kept_folder
from kata.terminal import fail, new_console
from kata.words.translation import tr

if TYPE_CHECKING:
    from kata.search.results import Results, Tried

SHOWN = 10  # of the ranking
OF_THE_SEARCH = ("trials", "epochs", "seed")  # what a worker is told by the search


def search(
    context: typer.Context,
    trials: Annotated[
        int, typer.Option(metavar="N", min=5, help="How many networks to try, the report's five among them.")
    ] = 50,
    epochs: Annotated[int, typer.Option(metavar="N", min=1, help="How long to train each.")] = 8,
    seed: Annotated[int, typer.Option(min=0, help="What the widths and the weights are drawn by.")] = 0,
    data: Annotated[
        str | None,
        typer.Option(
            metavar="DIGITS",
            help="embedded (the default), full, or a folder of MNIST.",
            autocompletion=completion.digits,
        ),
    ] = None,
    storage: Annotated[
        str | None,
        typer.Option(
            metavar="FILE|URL",
            envvar="KATA_STORAGE",
            show_default=".kata/search.journal",
            help="Where the search is kept: a file of this machine, or a database that workers on other machines "
            "reach, too, such as postgresql://USER:PASSWORD@HOST/DATABASE.",
        ),
    ] = None,
    study: Annotated[str, typer.Option(metavar="NAME", help="The search's name in the storage.")] = "search",
    worker: Annotated[
        bool, typer.Option("--worker", help="Help with a search that another process has begun or is beginning.")
    ] = False,
    workers: Annotated[
        int | None, typer.Option(metavar="N", min=1, help="How many to train at a time; by default one a core.")
    ] = None,
    grace: Annotated[
        float,
        typer.Option(
            metavar="SECONDS",
            min=3,
            callback=finite,
            help="How long a worker may give no sign of life before others do its work.",
        ),
    ] = 30,
    picture: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Also draw accuracy by size, as SVG, PNG or PDF.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Search for a better network than the report's, by changing the widths at random, as its authors did.

    Tried are the report's five networks, and others with two or three hidden layers of 16 to 128 units each, which
    Optuna draws. What counts is the accuracy on a sixth of the training digits that is kept back. The accuracy on
    the test digits is told beside it, and nothing is chosen by it.

    Ctrl-C keeps what is done, and the same command goes on from there; with a larger N, too. Any number of
    processes can work on a search: what one leaves undone, another does, and nothing is done twice. Exit status 1:
    a training failed.

    Examples: kata search --picture widths.svg · kata search --worker --storage postgresql://...
    """
    try:
        check_picture(picture)
    except ValueError as error:
        raise fail(str(error)) from error
    given = [f"--{name}" for name in OF_THE_SEARCH if _is_given(context, name)]
    if worker and given:
        raise fail(f"--worker goes by what the search was begun with: leave out {' and '.join(given)}.")
    try:
        from kata.search.begin import begin_search, join_search
        from kata.search.storage import failures_in_words, open_storage
    except ModuleNotFoundError as error:
        package = (error.name or "").partition(".")[0]
        raise fail(f"`kata search` needs the package {package}: {install_command('search')}") from error
    console = Console(stderr=True) if as_json else new_console()
    storage = storage or str(kept_folder() / "search.journal")
    with failures_in_words(storage):
        there = open_storage(storage)
        try:
            if worker:
                found = join_search(there, study, data=data, grace=grace)
            else:
                found = begin_search(
                    there, study, trials=trials, seed=seed, epochs=epochs, data=data or "embedded", grace=grace
                )
        except ValueError as error:
            raise fail(str(error)) from error
        with _progress(console) as progress:
            task = progress.add_task(
                tr("training"), total=found.wanted, completed=len(found.results().tried), news=""
            )

            def on_trial(done: int, total: int, tried: "Tried") -> None:
                news = _news(tried)
                progress.update(task, completed=done, total=total, news=news)
                if progress.disable:
                    console.print(tr(f"{done} of {total}: {news}"), soft_wrap=True, highlight=False)

            found.run(workers or os.cpu_count() or 1, on_trial)
        results = found.results()
    if picture is not None and results.ranking:
        from kata.search.picture import draw

        draw(results, picture)
    if as_json:
        typer.echo(json.dumps(results.as_data(), indent=2))
    else:
        _show(results, console)
    raise typer.Exit(1 if results.failures else 0)


def _is_given(context: typer.Context, name: str) -> bool:
    """Tell whether an option was typed."""
    source = context.get_parameter_source(name)
    return source is not None and source.name == "COMMANDLINE"


def _progress(console: Console) -> Progress:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn(f"{{task.completed}} {tr('of')} {{task.total}}"),
        TextColumn("{task.fields[news]}"),
        TimeElapsedColumn(),
    )
    return Progress(*columns, console=console, transient=True, disable=not console.is_terminal)


def _news(tried: "Tried") -> str:
    """Say in a line what came of a network."""
    if tried.validation_accuracy is None:
        return tr(f"{tried.layers} failed: {tried.failure}")
    return tr(f"{tried.layers}, {tried.parameters:,} parameters: {tried.validation_accuracy:.2%}")


def _show(results: "Results", console: Console) -> None:
    """Show the best, where the report's networks stand, how far that can be trusted, and what failed."""
    if results.ranking:
        console.print(_table(results))
        best = results.ranking[0]
        near = sum(
            (best.validation_accuracy or 0) - (one.validation_accuracy or 0) <= results.error
            for one in results.ranking[1:]
        )
        console.print(
            tr(
                f"Ranked by {best.validation_rows:,} digits kept back. The standard error of the best accuracy is "
                f"{results.error:.2%}; networks no further from it than that: {near}."
            ),
            highlight=False,
        )
    for one in results.failures:
        console.print(Text(_news(one), style="red"))


def _table(results: "Results") -> Table:
    """Return the best, and below them those of the report that are not among them."""
    table = Table(
        *(tr("rank"), tr("hidden layers"), tr("in the report")),
        title=tr(f"The best of {len(results.ranking)} networks"),
        title_style="bold",
        title_justify="left",
        box=SIMPLE_HEAD,
    )
    for heading in (tr("parameters"), tr("validation"), tr("test"), tr("seconds")):
        table.add_column(heading, justify="right")
    for rank, one in enumerate(results.ranking, 1):
        if rank > SHOWN and not one.network:
            continue
        if rank > SHOWN and not table.rows[-1].end_section and len(table.rows) == SHOWN:
            table.add_section()
        table.add_row(
            str(rank),
            one.layers,
            one.network,
            f"{one.parameters:,}",
            f"{one.validation_accuracy:.2%}",
            f"{one.test_accuracy:.2%}",
            f"{one.seconds:.1f}",
            style="bold" if rank == 1 else "cyan" if one.network else "",
        )
    return table
