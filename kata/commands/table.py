"""`kata table`."""

import json
import os
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress

from kata import completion
from kata.report.networks import NETWORKS
from kata.terminal import fail, new_console
from kata.words.translation import tr

FORMATS = ("text", "markdown", "csv", "json")


def table(
    subject: Annotated[
        str,
        typer.Option(
            metavar="NAME",
            help="What is trained: fixed; reported, which has the report's six fixes and no other; the bugs that a"
            " variant still has, with commas; exercise; or a folder.",
            autocompletion=completion.own_subjects,
        ),
    ] = "fixed",
    data: Annotated[
        str,
        typer.Option(
            metavar="DIGITS",
            help="embedded, full (70,000 digits, fetched once), or a folder.",
            autocompletion=completion.digits,
        ),
    ] = "embedded",
    seeds: Annotated[int, typer.Option(min=1, help="How many seeds for each network.")] = 5,
    networks: Annotated[str, typer.Option(metavar="NAME,NAME", help="These networks only.")] = ",".join(NETWORKS),
    recipe: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="The settings by name; by default those that fit the subject."),
    ] = None,
    style: Annotated[str, typer.Option("--format", metavar="FORMAT", help=", ".join(FORMATS))] = "text",
    picture: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Also draw every training's accuracy: SVG, PNG or PDF.")
    ] = None,
    runs: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Where finished runs are kept, and looked for.")
    ] = None,
    processes: Annotated[
        int | None, typer.Option(min=1, help="Trainings at the same time; by default one a processor.")
    ] = None,
) -> None:
    """Make the report's table again: its five networks, from several seeds each, beside the report's figures.

    The report does not give its settings: for `reported` several are assumed, listed, and tried in turn. Every run
    is kept, so an interrupted table goes on where it stopped, and a second one is there at once.
    """
    from kata.bugs import variants
    from kata.digits.by_name import find_digits
    from kata.pictures import check_picture
    from kata.report.table import SETTINGS, make_table, settings_of
    from kata.report.table_shown import WRITERS, draw, render
    from kata.subject.libraries import find_own
    from kata.training.kept import Runs

    chosen = [name.strip() for name in networks.split(",") if name.strip()]
    if unknown := [name for name in chosen if name not in NETWORKS]:
        raise fail(f"There is no network {', '.join(unknown)}: expected some of {', '.join(NETWORKS)}.")
    if style not in FORMATS:
        raise fail(f"There is no format {style!r}: expected {', '.join(FORMATS)}.")
    if recipe is not None and recipe not in SETTINGS:
        raise fail(f"There is no recipe {recipe!r}: expected one of {', '.join(SETTINGS)}.")
    settings = settings_of(subject) if recipe is None else {recipe: SETTINGS[recipe]}
    console = Console(stderr=True) if style != "text" else new_console()
    try:
        check_picture(picture)
        digits = find_digits(data)
        with (
            variants.built(subject) as library,
            Progress(console=console, transient=True, disable=not console.is_terminal) as progress,
        ):
            find_own(library)
            task = progress.add_task(tr("training"), total=None)

            def on_run(done: int, total: int, *_: Any) -> None:
                progress.update(task, completed=done, total=total, description=tr(f"training, {done} of {total}"))

            made = make_table(
                subject,
                library,
                data,
                digits,
                networks=chosen,
                seeds=seeds,
                settings=settings,
                runs=Runs(runs) if runs else Runs(),
                processes=processes or os.cpu_count() or 1,
                on_run=on_run,
            )
    except (ValueError, FileNotFoundError) as error:
        raise fail(str(error)) from error
    if picture is not None:
        draw(made, picture)
    if style == "json":
        typer.echo(json.dumps(made.as_data(), indent=2))
    elif style == "text" and console.is_terminal:
        console.print(render(made))
    else:
        typer.echo(WRITERS[style](made), nl=False)
    raise typer.Exit(1 if made.failures else 0)
