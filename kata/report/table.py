"""The report's table, made again: its five networks, each trained from several seeds, beside the report's figures.

The figures of a network are the mean and the standard deviation over its seeds, in percent: on the test digits,
and the drift, which is the value on the training digits minus that on the test digits.
"""

import csv
import io
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

from rich.box import SIMPLE_HEAD
from rich.console import Console, Group, RenderableType
from rich.table import Table as Columns
from rich.text import Text

from kata.pictures import BLUE, RED, picture
from kata.report.networks import ASSUMED, MEASURES, NETWORKS, RECIPES
from kata.training.kept import OnRun, Runs
from kata.training.plan import Plan
from kata.training.run import Training

FORMAT = 1
WIDTH = 100  # characters of the table as text
SETTINGS = RECIPES | ASSUMED
COLUMNS = [("test", measure) for measure in MEASURES] + [("drift", measure) for measure in MEASURES]

Column = tuple[str, str]


class Spread(NamedTuple):
    """A mean and a standard deviation over seeds, which is 0 of a single one."""

    mean: float
    deviation: float

    def __str__(self) -> str:
        """Return both, in percent with two places."""
        return f"{self.mean:.2f} ± {self.deviation:.2f}"


@dataclass(frozen=True)
class Row:
    """A network and its trainings, one a seed."""

    network: str
    trainings: list[Training]

    @property
    def finished(self) -> list[Training]:
        """The trainings that came to their end."""
        return [training for training in self.trainings if not training.failure]

    @property
    def failure(self) -> str:
        """What went wrong in the first training that failed, if one did."""
        return next((training.failure for training in self.trainings if training.failure), "")

    def values(self, column: Column) -> list[float]:
        """Return the figure of each training that came to its end, in percent."""
        part, measure = column
        test = [100 * training.metrics["test"][measure] for training in self.finished]
        if part == "test":
            return test
        train = [100 * training.metrics["train"][measure] for training in self.finished]
        return [a - b for a, b in zip(train, test, strict=True)]

    def spread(self, column: Column) -> Spread | None:
        """Return the mean and deviation of a figure; None if no training came to its end."""
        values = self.values(column)
        if not values:
            return None
        return Spread(statistics.mean(values), statistics.stdev(values) if len(values) > 1 else 0.0)

    def reported(self, column: Column) -> float:
        """Return what the report says."""
        part, measure = column
        figures: dict[str, float] = getattr(NETWORKS[self.network], part)
        return figures[measure]


@dataclass(frozen=True)
class Block:
    """The rows under one choice of settings, which has a name."""

    name: str
    settings: dict[str, Any]
    rows: list[Row]


@dataclass(frozen=True)
class Table:
    """What was trained, on which digits, from how many seeds, and what came of it."""

    subject: str
    data: str
    seeds: int
    blocks: list[Block]

    @property
    def failures(self) -> int:
        """How many trainings did not come to their end."""
        return sum(len(row.trainings) - len(row.finished) for block in self.blocks for row in block.rows)

    def as_data(self) -> dict[str, Any]:
        """Return all of it as plain data."""
        return {
            "format": FORMAT,
            "subject": self.subject,
            "data": self.data,
            "seeds": self.seeds,
            "tables": [
                {"name": block.name, "settings": block.settings, "networks": [_plain(row) for row in block.rows]}
                for block in self.blocks
            ],
        }


def _plain(row: Row) -> dict[str, Any]:
    return {
        "network": row.network,
        "sizes": NETWORKS[row.network].sizes,
        "failures": [training.failure for training in row.trainings if training.failure],
        "figures": [
            {
                "part": part,
                "measure": measure,
                "values": row.values((part, measure)),
                **dict(zip(("mean", "deviation"), row.spread((part, measure)) or (None, None), strict=True)),
                "report": row.reported((part, measure)),
            }
            for part, measure in COLUMNS
        ],
    }


def settings_of(subject: str) -> dict[str, dict[str, Any]]:
    """Return the choices of settings for a subject: several for what the report's authors had, else one."""
    return ASSUMED if subject == "reported" else dict([next(iter(RECIPES.items()))])


def make_table(
    subject: str,
    library: str,
    data: str,
    digits: Path,
    *,
    networks: Sequence[str] = tuple(NETWORKS),
    seeds: int,
    settings: dict[str, dict[str, Any]],
    runs: Runs,
    processes: int,
    on_run: OnRun = lambda *_: None,
) -> Table:
    """Train what is not among the runs yet, and return the table; `library` is where the subject is."""
    choices = list(product(settings, networks, range(seeds)))
    plans = [
        Plan(library, str(digits), NETWORKS[network].sizes, seed=seed, **settings[name])
        for name, network, seed in choices
    ]
    made = dict(zip(choices, runs.make_all(plans, processes, on_run), strict=True))
    blocks = [
        Block(
            name,
            options,
            [Row(network, [made[name, network, seed] for seed in range(seeds)]) for network in networks],
        )
        for name, options in settings.items()
    ]
    return Table(subject, data, seeds, blocks)


def told(settings: dict[str, Any]) -> str:
    """Return settings as a sentence has them."""
    return ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in settings.items())


def as_markdown(table: Table) -> str:
    """Return the table in Markdown, the report's figures below ours."""
    lines: list[str] = []
    for block in table.blocks:
        lines += [
            f"**{table.subject}**, {block.name}: {told(block.settings)}; {table.seeds} seeds.",
            "",
            "| network | | " + " | ".join(_heading(column) for column in COLUMNS) + " |",
            "| --- | --- |" + " --- |" * len(COLUMNS),
        ]
        for row in block.rows:
            cells = [str(row.spread(column) or "failed") for column in COLUMNS]
            figures = [f"{row.reported(column):.2f}" for column in COLUMNS]
            lines += [
                f"| {row.network} | {table.subject} | " + " | ".join(cells) + " |",
                "| | report | " + " | ".join(figures) + " |",
            ]
        lines.append("")
    return "\n".join(lines)


def as_csv(table: Table) -> str:
    """Return the table as comma-separated values, a line a figure."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(
        ["subject", "data", "settings", "network", "part", "measure", "runs", "mean", "deviation", "report"]
    )
    for block in table.blocks:
        for row, column in product(block.rows, COLUMNS):
            mean, deviation = row.spread(column) or ("", "")
            start = [table.subject, table.data, block.name, row.network, *column]
            writer.writerow([*start, len(row.finished), mean, deviation, row.reported(column)])
    return file.getvalue()


def _name(measure: str) -> str:
    return "F1" if measure == "f1" else measure


def _heading(column: Column) -> str:
    part, measure = column
    return f"drift: {_name(measure)}" if part == "drift" else _name(measure)


def render(table: Table) -> RenderableType:
    """Return what a person should see: of each network our figures, and the report's below."""
    parts: list[RenderableType] = []
    for block in table.blocks:
        parts.append(Text(f"{block.name}: {told(block.settings)}", style="bold"))
        for part, heading in (("test", "on the test digits, %"), ("drift", "drift: training minus test")):
            shown = Columns(heading, "", *map(_name, MEASURES), box=SIMPLE_HEAD, pad_edge=False)
            for row in block.rows:
                cells = [Text(str(row.spread((part, measure)) or "failed"), "green") for measure in MEASURES]
                shown.add_row(row.network, table.subject, *cells)
                shown.add_row("", "report", *(f"{row.reported((part, measure)):.2f}" for measure in MEASURES))
            parts.append(shown)
        for row in block.rows:
            if row.failure:
                failed = f"{len(row.trainings) - len(row.finished)} of {len(row.trainings)} failed"
                parts.append(Text(f"{row.network}: {failed}: {row.failure}", "red"))
    parts.append(Text(f"Mean ± standard deviation over {table.seeds} seeds, {table.data} digits."))
    return Group(*parts)


def as_text(table: Table) -> str:
    """Return the table as plain text."""
    console = Console(width=WIDTH, no_color=True, force_terminal=False, file=io.StringIO())
    with console.capture() as capture:
        console.print(render(table))
    return capture.get()


WRITERS: dict[str, Callable[[Table], str]] = {"text": as_text, "markdown": as_markdown, "csv": as_csv}


def draw(table: Table, path: Path) -> None:
    """Draw the accuracy of every training, and the report's, network by network."""
    with picture(path, figsize=(2.5 + 2.3 * len(table.blocks), 3.8)) as figure:
        panels = figure.subplots(1, len(table.blocks), sharey=True, squeeze=False)[0]
        for axes, block in zip(panels, table.blocks, strict=True):
            for place, row in enumerate(block.rows):
                values = row.values(("test", "accuracy"))
                axes.plot([place] * len(values), values, "o", color=BLUE, alpha=0.6, markersize=5)
                axes.plot(place, row.reported(("test", "accuracy")), "x", color=RED, markersize=8, mew=2)
            axes.set_xticks(range(len(block.rows)), [row.network for row in block.rows], rotation=45)
            axes.set_xlim(-0.5, len(block.rows) - 0.5)
            axes.set_title(block.name)
            axes.grid(axis="y")
        panels[0].set_ylabel("accuracy on the test digits, %")
        panels[0].plot([], [], "o", color=BLUE, label=f"trained here ({table.subject}), one dot a seed")
        panels[0].plot([], [], "x", color=RED, mew=2, label="the report")
        figure.legend(loc="outside upper center", ncols=2, frameon=False)
