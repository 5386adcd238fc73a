"""Trainings at the same time, and on the console how far they are, if it is a terminal."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from kata.confined.processes import side_by_side
from kata.training.lesson import Training
from kata.training.plan import Plan
from kata.training.run import run_training
from kata.words.translation import tr


def new_progress(console: Console) -> Progress:
    """Return bars with a description, news, and the time."""
    columns = (
        TextColumn("{task.description:<20}"),
        BarColumn(),
        TextColumn("{task.fields[news]}"),
        TimeElapsedColumn(),
    )
    return Progress(*columns, console=console, transient=True, disable=not console.is_terminal)


def watched_trainings(plans: Sequence[Plan], console: Console) -> list[Training]:
    """Train as planned, all at the same time, and show on the console how far they are, if it is a terminal."""
    with new_progress(console) as progress:

        def one(plan: Plan) -> Training:
            task = progress.add_task(tr(f"training {Path(plan.library).name}"), total=None, news="")
            return train_with_bar(plan, lambda **update: progress.update(task, **update))

        return side_by_side(one, plans, len(plans))


def train_with_bar(plan: Plan, update: Callable[..., None]) -> Training:
    """Train as planned; `update` is that of a bar."""

    def on_event(event: dict[str, Any]) -> None:
        if event["event"] == "epoch":
            news = tr(f"epoch {event['epoch']}: accuracy {event['accuracy']:.1%}, cost {event['cost']:.3f}")
            update(completed=event["epoch"], total=plan.epochs, news=news)
        elif event["event"] == "failure":
            update(total=plan.epochs, news=f"[red]{tr('failed')}[/]")

    return run_training(plan, on_event=on_event)
