"""A diagnosis as a person sees it: symptoms, the list, answers to calls, and in the end what is wrong."""

from collections.abc import Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from kata.diagnosis.diagnosis import Diagnosis
from kata.diagnosis.faults import Fault
from kata.diagnosis.sealed import Sealed
from kata.diagnosis.symptoms import DIGITS, PLAN
from kata.lines.answers import Answer
from kata.terminal import highlighted_diff
from kata.training.lesson import Training
from kata.words.translation import phrase, tr

HEADINGS = (phrase("epoch"), phrase("cost"), phrase("tested"), phrase("gradient"), phrase("reads"))
BARS = " ▁▂▃▄▅▆▇█"


def report(this: Training, corrected: Training) -> RenderableType:
    """Return the learning curve beside the confusion matrix, and the figures that the library reports."""
    widths = "-".join(map(str, PLAN.sizes))
    learnt = tr(
        f"A network {widths} learns {DIGITS['train']:,} digits with a sealed library, and is tried on others."
    )
    beside = Table.grid(padding=(0, 3))
    beside.add_row(_curve(this, corrected), _matrix(this))
    parts: list[RenderableType] = [Text(learnt), Text(), beside]
    if this.failure:
        parts.append(Text(f"{tr('The training failed:')} {tr(this.failure)}", "red"))
    if reported := this.metrics.get("reported"):
        parts.append(Text(f"{tr('It reports:')} {_figures(reported)}"))
    parts.append(Text(f"{tr('A right one:')} {_figures(corrected.metrics['reported'])}", "dim"))
    return Group(*parts)


def _curve(this: Training, corrected: Training) -> Table:
    """Return what the library says of each epoch, and how many digits it reads, which is counted here."""
    table = Table(box=None, pad_edge=False, padding=(0, 1))
    for heading in HEADINGS:
        table.add_column(tr(heading), justify="right", no_wrap=True)
    table.add_column("")
    for epoch in this.epochs:
        table.add_row(str(epoch["epoch"]), *_cells(epoch))
    last = corrected.epochs[-1]
    table.add_row(tr("right"), *_cells(last), style="dim")
    return table


def _cells(epoch: dict[str, Any]) -> list[str]:
    bar = BARS[round((len(BARS) - 1) * epoch["accuracy"])]
    costs = [_number(epoch[name]) for name in ("cost", "test_cost", "gradient_norm")]
    return [*costs, f"{epoch['accuracy']:.0%}", bar]


def _matrix(this: Training) -> RenderableType:
    """Return the confusion matrix, counted here: a row for each digit, a column for what it is taken for."""
    confusion = this.metrics.get("test", {}).get("confusion")
    if confusion is None:
        return Text("")
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), title_style="", title_justify="left")
    table.add_column("", style="dim")
    for digit in range(len(confusion)):
        table.add_column(str(digit), justify="right", header_style="dim", min_width=2)
    for digit, row in enumerate(confusion):
        cells = [
            Text(str(count) if count else "·", "bold" if column == digit else "")
            for column, count in enumerate(row)
        ]
        table.add_row(str(digit), *cells)
    return table


def _figures(reported: dict[str, Any]) -> str:
    values = {name: value for name, value in reported.items() if name != "confusion"}
    return ", ".join(f"{tr('F1' if name == 'f1' else name)} {_number(value)}" for name, value in values.items())


def _number(value: Any) -> str:
    return "-" if value is None else f"{value:.3g}" if isinstance(value, int | float) else str(value)


def listed(library: Sealed) -> RenderableType:
    """Return what may be wrong, numbered."""
    table = Table.grid(padding=(0, 1))
    table.add_column(justify="right", style="bold")
    for number, fault in enumerate(library.listed, 1):
        table.add_row(str(number), _says(fault))
    return Group(Text(tr("One to three of these are wrong with it:")), table)


def _says(fault: Fault) -> str:
    """Return what a fault is noticed by, with a large letter at the beginning, unless that is a name's."""
    said = tr(fault.says)
    return said[:1].upper() + said[1:] if said.split()[0].isalpha() else said


def answered(answer: Answer) -> Text:
    """Return what the library says to a line."""
    return Text(f"  {answer.text}", "red" if answer.raised or not answer.given else "green")


def explained(diagnosis: Diagnosis) -> RenderableType:
    """Return what is wrong with the library, and what that was worth."""
    parts: list[RenderableType] = []
    for number, fault in enumerate(diagnosis.library.listed, 1):
        if fault in diagnosis.library.faults:
            found = number in diagnosis.named
            mark = (tr("found") if found else tr("overlooked"), "bold green" if found else "bold red")
            parts += [Text.assemble(mark, f"  {number}  {_says(fault)}."), *_details(fault)]
    if wrong := [str(number) for number in diagnosis.named if number not in diagnosis.found]:
        parts.append(Text(tr(f"Not wrong with it: {', '.join(wrong)}."), "yellow"))
    calls = diagnosis.calls
    worth = f"{diagnosis.points:.2f}"
    parts.append(Text(tr(f"{worth} of 1 point, after {calls} call{'' if calls == 1 else 's'}."), "bold"))
    return Group(*parts)


def _details(fault: Fault) -> Sequence[RenderableType]:
    """Return where a fault is, what should be, a line that shows it, and its own lines."""
    return (
        Text(f"{fault.module}.py: {tr(fault.contract)}"),
        Text.assemble(f"{tr('This shows it:')}  ", (fault.shown, "cyan")),
        highlighted_diff(fault.change()),
        Text(),
    )


def so_far(score: dict[str, Any]) -> Text:
    """Return the points so far, on a line."""
    worth = f"{score['points']:.2f}"
    return Text(tr(f"So far: {worth} of {score['libraries']} points."))
