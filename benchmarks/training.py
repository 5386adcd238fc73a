"""How fast the corrected library trains, beside PyTorch, scikit-learn, and the matrix products alone.

The same network on the same rows in memory, every contestant in a process of its own and with its best setting.
"""

import importlib.util
import json
import os
import platform
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any

import psutil
import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console, Group, RenderableType
from rich.markup import escape
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from benchmarks.contestants import CONTESTANTS, Job
from benchmarks.measures import OURS, PARTS, Plan, measure, needed_batches
from benchmarks.picture import draw
from benchmarks.worker import save
from kata.digits.by_name import find_digits, load_digits
from kata.pictures import check_picture
from kata.terminal import fail, new_console

FORMAT = 1
FULL_ROWS = 60_000  # of full MNIST
ACCURACY, ACCURACY_OF_FEW = 0.97, 0.92  # to reach with full MNIST, and with fewer rows
OPTIONAL = {CONTESTANTS[name].package: name for name in CONTESTANTS if CONTESTANTS[name].package != "numpy"}
BUSY = 0.1  # the share of the processors at work before a run, from which on the figures are in doubt
MEBIBYTE = 2**20


def training(
    data: Annotated[
        str, typer.Option(metavar="DIGITS", help="embedded, full (70,000 digits, fetched once), or a folder.")
    ] = "embedded",
    rows: Annotated[
        int | None, typer.Option(metavar="N", min=1, help="Train on the first N rows only, for a trial.")
    ] = None,
    rounds: Annotated[int, typer.Option(metavar="N", min=1, help="How often everything is measured.")] = 7,
    batches: Annotated[str, typer.Option(metavar="N,N,...", help="Batch sizes.")] = "32,128,512,2048",
    only: Annotated[str, typer.Option(metavar="PART,...", help="Some parts only.")] = ",".join(PARTS),
    without: Annotated[str, typer.Option(metavar="NAME,...", help=f"Leave out: {', '.join(OPTIONAL)}.")] = "",
    seconds: Annotated[
        float, typer.Option(metavar="S", min=0, help="Repeat epochs until a timing has taken so long.")
    ] = 0.3,
    threads: Annotated[
        str | None,
        typer.Option(metavar="N,N,...", help="Numbers of threads to try; by default 1 and one for each core."),
    ] = None,
    accuracy: Annotated[
        float | None,
        typer.Option(
            metavar="A",
            min=0,
            max=1,
            help=f"What is to be reached; by default {ACCURACY}, or {ACCURACY_OF_FEW} with fewer than "
            f"{FULL_ROWS:,} rows.",
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON, and nothing else.")] = False,
    picture: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Also draw the figures, as SVG, PNG or PDF.")
    ] = None,
) -> None:
    """Time the training of one network by our library, by PyTorch and by scikit-learn, beside the least it takes.

    Parts: throughput by batch size, seconds to an accuracy, peak memory, growth with width, depth and rows.
    """
    parts = _names(only, PARTS, "--only")
    left_out = _names(without, OPTIONAL, "--without", empty=True)
    sizes = _numbers(batches, "--batches")
    numbers = _threads() if threads is None else _numbers(threads, "--threads")
    _check_packages(left_out)
    try:
        check_picture(picture)
        folder = find_digits(data)
    except (ValueError, FileNotFoundError) as error:
        raise fail(str(error)) from error
    (X, Y), test = load_digits(folder)
    digits = (X[:rows], Y[:rows]), test
    m, test_rows = len(digits[0][0]), len(digits[1][0])
    if (largest := needed_batches(sizes, parts)[-1]) > m:
        raise fail(f"batches of {largest:,} are more than the {m:,} rows there are")
    plan = Plan(
        data=str(folder),
        rows=m,
        test_rows=test_rows,
        accuracy=accuracy if accuracy is not None else ACCURACY if m >= FULL_ROWS else ACCURACY_OF_FEW,
        contestants=tuple(name for name in CONTESTANTS if CONTESTANTS[name].package not in left_out),
        threads=numbers,
        batches=sizes,
        rounds=rounds,
        seconds=seconds,
    )
    console = Console(stderr=True) if as_json else new_console()
    machine, began = _machine(), time.monotonic()
    with (
        tempfile.TemporaryDirectory(prefix="kata-") as arrays,
        _progress(console) as progress,
    ):
        task = progress.add_task("", total=None)
        save(digits, Path(arrays))
        del digits, X, Y, test
        try:
            found = measure(plan, parts, Path(arrays), lambda step: progress.update(task, description=step))
        except RuntimeError as error:
            raise fail(str(error)) from error
    figures = {
        "format": FORMAT,
        "machine": machine,
        "plan": vars(plan)
        | {"data": data, "sizes": Job().sizes, "learning_rate": Job().learning_rate, "dtype": "float32"},
        "labels": {name: CONTESTANTS[name].label for name in plan.contestants},
        **found,
        "seconds": round(time.monotonic() - began, 1),
    }
    if picture is not None:
        draw(figures, picture)
    if as_json:
        typer.echo(json.dumps(figures, indent=2))
    else:
        console.print(render(figures))


def _names(text: str, known: Iterable[str], option: str, empty: bool = False) -> list[str]:
    """Return the names in a list with commas; complain of one that is not known."""
    names = [name.strip() for name in text.split(",") if name.strip()]
    if unknown := [name for name in names if name not in known]:
        raise fail(f"{option} {unknown[0]}: expected some of {', '.join(known)}")
    if not names and not empty:
        raise fail(f"{option} names nothing: expected some of {', '.join(known)}")
    return names


def _numbers(text: str, option: str) -> tuple[int, ...]:
    """Return the numbers in a list with commas, in order; complain of what is none."""
    try:
        numbers = tuple(sorted({int(number) for number in text.split(",")}))
    except ValueError:
        numbers = (0,)
    if numbers[0] < 1:
        raise fail(f"{option} {text}: expected whole numbers from 1 on, with commas between them")
    return numbers


def _check_packages(left_out: Iterable[str]) -> None:
    for package in OPTIONAL:
        if package not in left_out and importlib.util.find_spec(package) is None:
            raise fail(
                f"{package} is not installed: `tox -e benchmarks -- training` has it; "
                f"or leave it out: --without {package}"
            )


def _threads() -> tuple[int, ...]:
    """Return the numbers of threads to try: one, and one for each core, real or virtual, that may be used."""
    usable = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
    return tuple(sorted({1, usable, min(usable, psutil.cpu_count(logical=False) or usable)}))


def _progress(console: Console) -> Progress:
    columns = (SpinnerColumn(), TimeElapsedColumn(), TextColumn("{task.description}"))
    return Progress(*columns, console=console, transient=True, disable=not console.is_terminal)


def _machine() -> dict[str, Any]:
    """Return what the machine is, and how much of it is busy with something else."""
    return {
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        "usable_threads": _threads()[-1],
        "busy": psutil.cpu_percent(interval=1) / 100,
    }


def render(figures: Mapping[str, Any]) -> RenderableType:
    """Return what a person should see: a table for each part."""
    plan, machine = figures["plan"], figures["machine"]
    versions = {name: number for worker in figures["workers"] for name, number in worker["versions"].items()}
    shown: list[RenderableType] = [
        Text(
            f"A network of {'-'.join(map(str, plan['sizes']))} in {plan['dtype']}, by Adam at"
            f" {plan['learning_rate']:g}, on {plan['rows']:,} rows."
            f" {machine['usable_threads']} processors of {machine['system']}, Python {machine['python']}, "
            + ", ".join(f"{name} {number}" for name, number in versions.items())
            + ".\nMedians, with least and most; × is how many times as fast fixed is, in the same round.\n"
        )
    ]
    shown += [TABLES[part](figures) for part in TABLES if part in figures]
    if machine["busy"] > BUSY:
        shown.append(
            Text(f"The machine was busy before ({machine['busy']:.0%}): the figures are in doubt.", style="yellow")
        )
    shown.append(Text(f"{figures['seconds']:.0f} seconds"))
    return Group(*shown)


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_style="bold", title_justify="left", box=SIMPLE_HEAD)
    for column in columns:
        table.add_column(column, justify="left" if column in WORDS else "right", no_wrap=column != "best setting")
    return table


WORDS = ("contestant", "best setting")


def _throughput(figures: Mapping[str, Any]) -> Table:
    title = f"Thousand training samples a second, rounds: {figures['plan']['rounds']}"
    table = _table(title, "batch", "contestant", "median", "least – most", "×", "best setting")
    for batch, contestants in figures["throughput"].items():
        for name, row in contestants.items():
            median, least, most = (row["samples_a_second"][key] / 1000 for key in ("median", "least", "most"))
            table.add_row(
                batch if name == OURS else "",
                figures["labels"][name],
                f"{median:,.1f}",
                f"{least:,.1f} – {most:,.1f}",
                _ratio(row, name),
                escape(row["setting"]),
            )
        table.add_section()
    return table


def _ratio(row: Mapping[str, Any], name: str) -> str:
    ratio = row["ratio"]
    if name == OURS or ratio["median"] is None:
        return ""
    return f"{ratio['median']:.2f} ({ratio['least']:.2f} – {_number(ratio['most'])})"


def _number(value: float | None) -> str:
    return "never" if value is None else f"{value:.2f}"


def _target(figures: Mapping[str, Any]) -> Table:
    target = figures["target"]
    title = f"Seconds of training to {target['accuracy']:.1%} on the test part, batches of {target['batch']}"
    table = _table(title, "contestant", "seconds", "least – most", "epochs", "×", "best setting")
    for name, row in target["contestants"].items():
        seconds, epochs = row["seconds"], row["epochs"]["median"]
        table.add_row(
            figures["labels"][name],
            f"not in {target['most_epochs']} epochs" if seconds["median"] is None else _number(seconds["median"]),
            "" if seconds["least"] is None else f"{seconds['least']:.2f} – {_number(seconds['most'])}",
            "" if epochs is None else f"{epochs:g}",
            _ratio(row, name),
            escape(row["setting"]),
        )
    return table


def _memory(figures: Mapping[str, Any]) -> Table:
    memory = figures["memory"]
    title = (
        f"Peak memory of loading and training for an epoch, in MiB, and in training sets"
        f" ({memory['training_set'] / MEBIBYTE:.0f} MiB)"
    )
    table = _table(title, "contestant", "process", "sets", "above its imports", "sets")
    for way, row in memory["ways"].items():
        table.add_row(
            figures["labels"].get(way, way),
            f"{row['peak']['median'] / MEBIBYTE:,.0f}",
            f"{row['peak_in_training_sets']['median']:.2f}",
            f"{row['above_imported']['median'] / MEBIBYTE:,.0f}",
            f"{row['above_in_training_sets']['median']:.2f}",
        )
    return table


def _growth(figures: Mapping[str, Any]) -> Table:
    growth = figures["growth"]
    title = f"Seconds an epoch takes, batches of {growth['batch']}"
    table = _table(title, "growing", "to", "contestant", "seconds", "least – most", "×")
    for axis in ("width", "depth", "rows"):
        for point in growth[axis]:
            for name, row in point["contestants"].items():
                seconds = row["seconds_an_epoch"]
                table.add_row(
                    axis if name == OURS and point is growth[axis][0] else "",
                    f"{point['value']:,g}" if name == OURS else "",
                    figures["labels"][name],
                    f"{seconds['median']:.3f}",
                    f"{seconds['least']:.3f} – {seconds['most']:.3f}",
                    _ratio(row, name),
                )
        table.add_section()
    return table


TABLES = {"throughput": _throughput, "target": _target, "memory": _memory, "growth": _growth}
