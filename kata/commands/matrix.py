"""`kata matrix`."""

import json
import random
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress
from rich.text import Text

from kata.judging.verdict import failure_in_words
from kata.pictures import check_picture
from kata.proof.matrix import SAMPLE, Matrix, draw, every_variant, run_matrix, some_variants
from kata.terminal import fail, new_console
from kata.words.translation import tr


def matrix(
    everything: Annotated[bool, typer.Option("--all", help="All variants, instead of a choice of them.")] = False,
    sample: Annotated[
        int, typer.Option(metavar="N", min=0, help="On N variants run the tests without the short cut, too.")
    ] = SAMPLE,
    seed: Annotated[int, typer.Option(help="The seed of what is drawn at random.")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Print the results as JSON, and nothing else.")] = False,
    picture: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Also draw bugs by tests, as SVG, PNG or PDF.")
    ] = None,
) -> None:
    """Check that a test passes on a variant exactly when all its bugs are fixed there.

    By default on every single bug, all but one, every pair, and others drawn at random. Exit status 0: it is so;
    1: it is not; 2: the tests could not be run.
    """
    try:
        check_picture(picture)
    except ValueError as error:
        raise fail(str(error)) from error
    rng = random.Random(seed)  # noqa: S311 - nothing is secret
    chosen = every_variant() if everything else some_variants(rng)
    console = Console(stderr=True) if as_json else new_console()
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task(tr(f"running the tests on {len(chosen):,} variants"), total=None)
        try:
            checked = run_matrix(
                chosen,
                rng.sample(chosen, min(sample, len(chosen))),
                on_progress=lambda done, total: progress.update(task, completed=done, total=total),
            )
        except RuntimeError as error:
            raise fail(str(error)) from error
    if picture is not None:
        draw(checked.as_data(), picture)
    if as_json:
        typer.echo(json.dumps(checked.as_data(), indent=2))
    else:
        _show_matrix(console, checked)
    raise typer.Exit(checked.status)


def _show_matrix(console: Console, checked: Matrix) -> None:
    """Show what was checked, in a sentence, and every breach."""
    for what, found in (
        (tr("breaks the rule"), checked.breaches()),
        (tr("differs without it"), checked.disagreements),
    ):
        for breach in found:
            bugs = ", ".join(sorted(breach.smallest)) or "no bug"
            told = tr(
                f"{breach.test}: {breach.outcome} instead of {breach.expected} on {breach.variants:,} variants, "
                f"the smallest with {bugs}."
            )
            console.print(Text(f"{what}: {told} {tr(failure_in_words(breach.message))}", style="red"))
    console.print(
        tr(
            f"{len(checked.tests)} tests on {len(checked.variants):,} variants, in {checked.outcomes.runs:,} runs "
            f"and {checked.seconds:.0f} seconds: {len(checked.breaches())} breaches. On {len(checked.sample)} "
            f"variants all tests ran without the short cut, too: {len(checked.disagreements)} differences."
        )
    )
