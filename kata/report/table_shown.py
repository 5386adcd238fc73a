"""The report's table as it is shown: in the terminal, as Markdown, as comma-separated values, as a picture."""

import csv
import io
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console, Group, RenderableType
from rich.table import Table as Columns
from rich.text import Text

from kata.pictures import BLUE, RED, picture
from kata.report.networks import MEASURES
from kata.report.table import COLUMNS, Column, Table
from kata.words.translation import phrase, tr

PARTS = {"test": phrase("on the test digits, %"), "drift": phrase("drift: training minus test")}
WIDTH = 100  # characters of the table as text


def settings_in_words(settings: dict[str, Any]) -> str:
    """Return settings as a sentence has them."""
    return ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in settings.items())


def as_markdown(table: Table) -> str:
    """Return the table in Markdown, the report's figures below ours."""
    lines: list[str] = []
    for block in table.blocks:
        lines += [
            f"**{table.subject}**, {block.name}: {settings_in_words(block.settings)}; {table.seeds} seeds.",
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
        parts.append(Text(tr(f"{block.name}: {settings_in_words(block.settings)}"), style="bold"))
        for part, heading in PARTS.items():
            shown = Columns(
                tr(heading), "", *(tr(_name(measure)) for measure in MEASURES), box=SIMPLE_HEAD, pad_edge=False
            )
            for row in block.rows:
                cells = [Text(str(row.spread((part, measure)) or tr("failed")), "green") for measure in MEASURES]
                shown.add_row(row.network, table.subject, *cells)
                shown.add_row("", tr("report"), *(f"{row.reported((part, measure)):.2f}" for measure in MEASURES))
            parts.append(shown)
        for row in block.rows:
            if row.failure:
                failed = phrase(f"{len(row.trainings) - len(row.finished)} of {len(row.trainings)} failed")
                parts.append(Text(f"{row.network}: {tr(failed)}: {tr(row.failure)}", "red"))
    parts.append(Text(tr(f"Mean ± standard deviation over {table.seeds} seeds, {table.data} digits.")))
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
        panels[0].set_ylabel(tr("accuracy on the test digits, %"))
        panels[0].plot([], [], "o", color=BLUE, label=tr(f"trained here ({table.subject}), one dot a seed"))
        panels[0].plot([], [], "x", color=RED, mew=2, label=tr("the report"))
        figure.legend(loc="outside upper center", ncols=2, frameon=False)
