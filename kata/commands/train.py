"""`kata train`."""

import json
import shlex
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from kata import completion
from kata.commands.arguments import AsJson
from kata.report.networks import NETWORKS
from kata.terminal import fail, library_failed, new_console, say
from kata.training.plan import DECAYS, DTYPES, HIDDEN, OPTIMISERS, Plan
from kata.words.translation import tr

WIDTHS = "-".join(map(str, NETWORKS["Model_02"].sizes))
QUIET = 600  # seconds without a word from the library after which it is taken to hang
INTERRUPTED = 130  # the exit status of a program that Ctrl-C has ended


def train(
    folder: Annotated[Path, typer.Argument(help="The folder to write; it must not exist yet.")],
    widths: Annotated[
        str, typer.Option(metavar="N-N-N", help="How many units each layer has: 784 pixels first, 10 digits last.")
    ] = WIDTHS,
    activations: Annotated[
        str,
        typer.Option(metavar="NAME,NAME", help=f"Of all hidden layers, or of each: {', '.join(HIDDEN)}."),
    ] = "relu",
    optimiser: Annotated[str, typer.Option(metavar="NAME", help=f"{', '.join(OPTIMISERS)}.")] = "adam",
    epochs: Annotated[int, typer.Option(help="How often all digits are gone through.")] = 8,
    batch: Annotated[int, typer.Option(help="How many digits make a step; 0: all of them.")] = 128,
    rate: Annotated[float, typer.Option(help="The learning rate at the beginning.")] = 0.002,
    decay: Annotated[str, typer.Option(metavar="NAME", help=f"How it falls: {', '.join(DECAYS)}.")] = "cosine",
    l1: Annotated[float, typer.Option(help="The penalty on |w|.")] = 0.0,
    l2: Annotated[float, typer.Option(help="The penalty on w².")] = 0.0,
    tolerance: Annotated[
        float | None, typer.Option(help="End after an epoch whose last gradient's norm is not larger.")
    ] = None,
    validation: Annotated[
        float,
        typer.Option(
            metavar="SHARE",
            help="Keep this share of the training digits back; the epoch that reads them best counts.",
        ),
    ] = 0.0,
    patience: Annotated[
        int, typer.Option(metavar="N", help="With --validation, end after N epochs without a better one.")
    ] = 0,
    dtype: Annotated[str, typer.Option(metavar="NAME", help=f"{', '.join(DTYPES)}.")] = "float32",
    seed: Annotated[int, typer.Option(help="Of the first weights and the order of the digits.")] = 0,
    data: Annotated[
        str,
        typer.Option(
            metavar="DIGITS",
            help="embedded, full (fetched if need be), or a folder of MNIST.",
            autocompletion=completion.digits,
        ),
    ] = "embedded",
    subject: Annotated[
        str,
        typer.Option(
            metavar="LIBRARY",
            help="fixed, original, exercise, reported, the bugs of a variant, or a folder.",
            autocompletion=completion.own_subjects,
        ),
    ] = "fixed",
    as_json: AsJson = False,
) -> None:
    """Train a network to read handwritten digits, and write it into a folder, with its metrics and pictures.

    Ctrl-C ends the training and keeps what was learnt until then; a second Ctrl-C keeps nothing. Exit status 1
    says that the library failed, and 130 that it was interrupted before the first epoch was over.

    Example: kata train first --widths 784-60-10 --epochs 5
    """
    from kata.bugs.variants import built
    from kata.digits.by_name import find_digits
    from kata.files import new_folder
    from kata.training.folder import WEIGHTS, TrainedNetwork, digits_name, find_subject, write
    from kata.training.weights import load_weights

    try:
        plan = Plan(
            library=find_subject(subject),
            data=digits_name(data),
            sizes=_numbers(widths),
            activations=tuple(name.strip() for name in activations.split(",")),
            optimiser=optimiser,
            epochs=epochs,
            batch_size=batch,
            learning_rate=rate,
            decay=decay,
            l1=l1,
            l2=l2,
            tolerance=tolerance,
            validation=validation,
            patience=patience,
            dtype=dtype,
            seed=seed,
        )
        digits = find_digits(data)
    except ValueError as error:
        raise fail(str(error)) from error
    console = Console(stderr=True) if as_json else new_console()
    with new_folder(folder) as part, built(plan.library) as library:
        weights = part / WEIGHTS
        here = replace(plan, library=library, data=str(digits))
        training, interrupted = _watched(here, weights, console)
        if interrupted and not training.epochs:
            say("Interrupted before the first epoch was over: nothing was written.", err=True)
            raise typer.Exit(INTERRUPTED)
        try:
            if training.failure and not interrupted:
                raise RuntimeError(training.failure)
            after = len(training.epochs) if interrupted else None
            metrics = write(part, TrainedNetwork(plan, load_weights(weights), after), training, here)
        except (RuntimeError, ValueError) as error:
            raise library_failed(error) from error
    if as_json:
        typer.echo(json.dumps(metrics, indent=2))
        return
    _show(console, folder, metrics, plan, after)


def _numbers(widths: str) -> tuple[int, ...]:
    try:
        return tuple(map(int, widths.split("-")))
    except ValueError as error:
        raise ValueError(f"widths {widths!r}: expected numbers with a - between them, such as {WIDTHS}") from error


@contextmanager
def _first_ctrl_c() -> Iterator[threading.Event]:
    """Give an event that the first Ctrl-C sets; the second one ends the program, as ever.

    In the background a shell has the program ignore Ctrl-C: that stays so.
    """
    stop, before = threading.Event(), signal.getsignal(signal.SIGINT)
    if before == signal.SIG_IGN:
        yield stop
        return

    def hear(*_: Any) -> None:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        stop.set()

    signal.signal(signal.SIGINT, hear)
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, before)


def _watched(plan: Plan, weights: Path, console: Console) -> tuple[Any, bool]:
    """Train as planned, and show how far it is; return the training and whether Ctrl-C ended it."""
    from rich.progress import BarColumn, Progress, TextColumn

    from kata.confined.supervision import CALLED_OFF
    from kata.training.run import run_training

    columns = (
        TextColumn(tr("epoch {task.fields[epoch]} of {task.total}")),
        BarColumn(None),
        TextColumn("{task.fields[news]}"),
    )
    figures: dict[str, Any] = {}
    with (
        _first_ctrl_c() as stop,
        Progress(*columns, console=console, expand=True, disable=not console.is_terminal) as progress,
    ):
        task = progress.add_task("", total=plan.epochs, epoch=1, news="")

        def on_event(event: dict[str, Any]) -> None:
            if event["event"] not in ("batch", "epoch"):
                return
            figures.update(event)
            done = event["epoch"] - 1 + event.get("share", 1)
            progress.update(task, completed=done, epoch=event["epoch"], news=_news(figures))
            if event["event"] == "epoch" and not (console.is_terminal or console.stderr):
                console.print(tr(f"epoch {event['epoch']} of {plan.epochs}:"), _news(figures))

        training = run_training(
            plan, weights=weights, seconds=float("inf"), quiet=QUIET, on_event=on_event, stop=stop
        )
    return training, training.failure == CALLED_OFF


def _news(figures: dict[str, Any]) -> str:
    """Return the last known figures, as far as there are any yet."""
    formats = {
        "cost": tr("cost {:.3f}"),
        "accuracy": tr("accuracy {:.1%}"),
        "gradient_norm": tr("gradient {:.2f}"),
        "samples_a_second": tr("{:,.0f} digits/s"),
    }
    known = {name: text for name, text in formats.items() if figures.get(name) is not None}
    return "  ".join(text.format(figures[name]) for name, text in known.items())


def _show(
    console: Console, folder: Path, metrics: dict[str, Any], plan: Plan, interrupted_after: int | None
) -> None:
    """Say what came of it, and what to type next."""
    test, train = metrics["test"], metrics["train"]
    rows, others = (sum(map(sum, part["confusion"])) for part in (train, test))
    if interrupted_after is not None:
        console.print(Text(tr(f"Interrupted after epoch {interrupted_after} of {plan.epochs}.")))
    if metrics["best"] != len(metrics["epochs"]):
        console.print(Text(tr(f"The weights are those of epoch {metrics['best']}, the best one.")))
    console.print(
        Text.assemble(
            tr(f"After {metrics['seconds']:.1f} seconds on {rows:,} digits it reads "),
            (f"{test['accuracy']:.2%}", "bold green"),
            tr(f" of {others:,} others, and {train['accuracy']:.2%} of those it learnt from."),
        )
    )
    name = shlex.quote(str(folder))
    say(f"Weights, metrics and pictures are in the folder {folder}. What to type next:")
    say(f"\n  kata evaluate {name}\n  kata classify {name} IMAGE")
