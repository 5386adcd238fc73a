"""`kata grade`."""

import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.live import Live
from rich.text import Text

from kata.classroom import record as records
from kata.classroom.record import RECORD
from kata.collecting.words import RefusedError, said
from kata.commands.arguments import AsJson
from kata.confined.walls import WALLS, chosen_wall
from kata.grading.grading import Options
from kata.grading.grading import grade as run_grading
from kata.grading.progress import Progress
from kata.grading.results import REPORT, RESULTS
from kata.installing import install_command
from kata.terminal import STYLES, fail, new_console, say
from kata.words.language import language
from kata.words.translation import phrase, tr

if TYPE_CHECKING:
    from distributed import Client

WIDTH = 24  # of the bar
RESTARTS = 3  # of a cluster of our own that breaks down
TOLD = 15.0  # seconds between two lines where there is no terminal
SHOWN = 12  # of those to look at first


def grade(
    submissions: Annotated[Path, typer.Argument(help="What was handed in: a folder, or an archive.")],
    out: Annotated[Path, typer.Option("--out", metavar="FOLDER", help="Where the results are kept.")],
    handed_out: Annotated[
        Path | None,
        typer.Option(
            "--handed-out",
            metavar="FOLDER",
            help="Of `kata hand-out`: who has which bugs.",
            show_default="in the results, if it is there",
        ),
    ] = None,
    workers: Annotated[
        int | None, typer.Option(metavar="N", min=1, help="How many to judge at a time; by default one a core.")
    ] = None,
    scheduler: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="A scheduler of Dask that there is, as tls://HOST:PORT.")
    ] = None,
    tls: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="The folder with ca.pem, cert.pem and key.pem for tls://."),
    ] = None,
    seed: Annotated[
        int | None, typer.Option(metavar="N", min=0, help="The seed of a grading; by default one is drawn.")
    ] = None,
    again: Annotated[bool, typer.Option("--again", help="Judge again what was unclear.")] = False,
    require: Annotated[
        str | None,
        typer.Option(
            metavar="WALL", help="The weakest wall that is good enough.", autocompletion=lambda: [*WALLS]
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Judge many submissions, each by the judge of `kata judge`, and keep what comes of each.

    Takes what Moodle, Canvas and Gradescope let you download, or a folder with anything in it that is a zip, a tar
    or a folder of somebody. With the record of what was handed out each is judged as that of its student, the
    newest of several; without it all are judged for all bugs. A copy of the record is kept with the results.

    Every submission has the same seed, which is drawn for this grading and told afterwards, and what passes has to
    pass by a second one.

    A result is on disk as soon as it is there. Ctrl-C keeps what is done, and the same command goes on from there.
    Exit status 1: something is unclear, or of nobody, or there is nothing to judge.

    Example: kata grade submissions.zip --handed-out autumn --out results
    """
    console = Console(stderr=True) if as_json else new_console()
    try:
        from kata.grading.cluster import ClusterError, local_cluster, there
    except ModuleNotFoundError as error:
        package = (error.name or "").partition(".")[0]
        raise fail(f"`kata grade` needs the package {package}: {install_command('grade')}") from error
    if scheduler is not None and workers is not None:
        raise fail("--scheduler has workers of its own: leave --workers out.")
    if scheduler is None and tls is not None:
        raise fail("--tls goes with --scheduler.")

    def cluster() -> AbstractContextManager["Client"]:
        return local_cluster(workers or os.cpu_count() or 1) if scheduler is None else there(scheduler, tls)

    done = phrase("What is done is kept, and the same command goes on from there.")
    try:
        chosen_wall(None, require)
        if handed_out is None and (out / RECORD).exists():
            handed_out = out  # where it was kept, to be gone on with
        record = None if handed_out is None else records.read(handed_out)
        with _shown(console) as show:
            options = Options(None, require, again)
            restarts = 0 if scheduler else RESTARTS
            summary = run_grading(
                submissions,
                out,
                record,
                cluster,
                seed=seed,
                options=options,
                on_progress=show,
                restarts=restarts,
            )
    except KeyboardInterrupt:
        say(f"\nCalled off. {done}", err=True)
        raise typer.Exit(130) from None
    except ClusterError as error:
        raise fail(f"{error} {done}") from error
    except (ValueError, RuntimeError, RefusedError) as error:
        raise fail(str(error)) from error
    if as_json:
        typer.echo(json.dumps(summary, indent=2))
    else:
        _show_summary(console, summary, out)
    well = summary["results"] and not summary["first"] and not summary["unmatched"]
    raise typer.Exit(0 if well else 1)


@contextmanager
def _shown(console: Console) -> Iterator[Callable[[Progress], None]]:
    """Show progress: in place on a terminal, a line from time to time elsewhere."""
    if console.is_terminal:
        with Live(Text(), console=console, refresh_per_second=8, transient=True) as live:
            yield lambda progress: live.update(_line(progress))
        return
    last, told = -TOLD, -1

    def tell(progress: Progress) -> None:
        nonlocal last, told
        if progress.done != told and (time.monotonic() - last >= TOLD or progress.done == progress.total):
            last, told = time.monotonic(), progress.done
            console.print(_line(progress), soft_wrap=True)

    yield tell


def _line(progress: Progress) -> Text:
    """Return how far a grading is, in a line."""
    full = WIDTH * progress.done // max(progress.total, 1)
    text = Text(f"{tr(f'{progress.done} of {progress.total}')}  {'█' * full}{'░' * (WIDTH - full)}")
    if progress.rate is not None and progress.left is not None:
        clock = _clock(progress.left)
        text.append(f"  {tr(f'{progress.rate:.0f} a minute, {clock} left')}" if progress.left else "")
    for kind, number in progress.counts.items():
        text.append(f"   {tr(kind)} ").append(str(number), style=STYLES[kind])
    return text


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _show_summary(console: Console, summary: dict[str, Any], out: Path) -> None:
    """Show what came of a grading, and what to look at first."""

    def tell(text: Text) -> None:
        console.print(text, soft_wrap=not console.is_terminal)

    counts = summary["totals"]
    told = ", ".join(f"{tr(kind)} {number}" for kind, number in counts.items())
    walls = ", ".join(summary["isolation"]) or tr("none")
    tell(Text(tr(f"{len(summary['results'])} submissions: {told}")))
    seeds = tr(f"walls: {walls}, seed {summary['seed']}, what passes confirmed by {summary['second']}")
    tell(Text(seeds, style="dim"))
    for name, (code, values) in summary["unmatched_told"][:SHOWN]:
        tell(Text.assemble((f"{tr('not judged')}  ", "yellow"), f"{name}: {said((code, values), language())}"))
    for name, whys in summary["first"][:SHOWN]:
        why = " ".join(said((code, values), language()) for code, values in whys)
        tell(Text.assemble((f"{tr('look first')}  ", "yellow"), f"{name}: {why}"))
    if (more := len(summary["first"]) - SHOWN) > 0:
        tell(Text(tr(f"and {more} more")))
    if missing := summary["without_submission"]:
        tell(Text(tr(f"no submission of {len(missing)}: {', '.join(missing[:SHOWN])}")))
    tell(Text(tr(f"results in {out / RESULTS}, report in {out / REPORT}")))
