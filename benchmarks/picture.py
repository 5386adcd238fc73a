"""The figures of `python -m benchmarks training` as a picture: a row of panels for each part that was measured."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from kata.pictures import picture

COLOURS = {"fixed": "#d55e00", "torch": "#0072b2", "sklearn": "#009e73", "products": "#555555"}
FADED = 0.45  # of what is beside the point of a panel
WIDTH, HEIGHT = 10.0, 3.5  # inches, of a row of panels
GROWING = {  # by axis, what it counts, and in which unit
    "width": ("hidden layers, times as wide", 1),
    "depth": ("hidden layers of 64", 1),
    "rows": ("thousand rows", 1000),
}

Figures = Mapping[str, Any]


def draw(figures: Figures, path: Path) -> None:
    """Draw what was measured; the suffix of the path says of which kind the picture is."""
    from matplotlib.lines import Line2D

    rows = [row for row in ROWS if any(part in figures for part, _ in row)]
    with picture(path, figsize=(WIDTH, HEIGHT * len(rows) + 0.6)) as figure:
        bands = figure.subfigures(len(rows), squeeze=False, hspace=0.05)[:, 0]
        for band, row in zip(bands, rows, strict=True):
            panels = [panel for part, panel in row if part in figures]
            for axes, panel in zip(band.subplots(1, len(panels), squeeze=False)[0], panels, strict=True):
                panel(axes, figures)
        lines = [Line2D([], [], label=label, **_style(name)) for name, label in figures["labels"].items()]
        figure.legend(
            handles=lines,
            loc="outside upper left",
            ncols=len(lines),
            frameon=False,
            title=_heading(figures),
            alignment="left",
        )


def _heading(figures: Figures) -> str:
    plan, machine = figures["plan"], figures["machine"]
    return (
        f"{'-'.join(map(str, plan['sizes']))}, {plan['dtype']}, Adam, {plan['rows']:,} rows,"
        f" {machine['usable_threads']} processors; medians, with least and most"
    )


def _speeds(axes: Any, figures: Figures) -> None:
    """Draw throughput by batch size, a line for each contestant."""
    batches = list(figures["throughput"])
    for name in figures["labels"]:
        found = [figures["throughput"][batch][name]["samples_a_second"] for batch in batches]
        thousands = [{key: one[key] / 1000 for key in ("median", "least", "most")} for one in found]
        _line(axes, range(len(batches)), thousands, name)
    axes.set_title("Thousand training samples a second")
    _by_batch(axes, batches)
    axes.set_ylim(bottom=0)


def _style(name: str) -> dict[str, Any]:
    return {
        "color": COLOURS[name],
        "linewidth": 2.2 if name == "fixed" else 1.4,
        "linestyle": "--" if name == "products" else "-",
        "marker": "o",
        "markersize": 4,
    }


def _line(axes: Any, x: Sequence[float], found: Sequence[Mapping[str, float]], name: str) -> None:
    """Draw medians as a line, and the range of each as a bar."""
    medians = [one["median"] for one in found]
    below = [one["median"] - one["least"] for one in found]
    above = [one["most"] - one["median"] for one in found]
    axes.errorbar(x, medians, yerr=(below, above), elinewidth=1, capsize=2.5, **_style(name))


def _by_batch(axes: Any, batches: Sequence[str]) -> None:
    axes.set_xticks(range(len(batches)), batches)
    axes.set_xlabel("batch size")
    axes.grid(axis="y")


def _ratios(axes: Any, figures: Figures) -> None:
    """Draw how many times as fast as each other contestant ours is, by batch size."""
    batches = list(figures["throughput"])
    others = [name for name in figures["labels"] if name != "fixed"]
    for place, name in enumerate(others):
        shift = 0.12 * (place - (len(others) - 1) / 2)  # so that ranges do not hide each other
        found = [figures["throughput"][batch][name]["ratio"] for batch in batches]
        _line(axes, [x + shift for x in range(len(batches))], found, name)
    axes.axhline(1, color=COLOURS["fixed"], linewidth=2.2)
    axes.annotate(
        "fixed", (1, 1), (4, 0), xycoords=("axes fraction", "data"), textcoords="offset points", va="center"
    )
    axes.set_title("fixed is … times as fast as")
    _by_batch(axes, batches)
    axes.set_ylim(bottom=0)


def _target(axes: Any, figures: Figures) -> None:
    """Draw the seconds to the accuracy as bars, and a point for each seed that reached it."""
    target = figures["target"]
    contestants = target["contestants"]
    for place, (name, row) in enumerate(contestants.items()):
        seconds = row["seconds"]
        reached = [value for value in seconds["values"] if value is not None]
        axes.barh(place, seconds["median"] or 0, height=0.6, color=COLOURS[name])
        axes.plot(reached, [place] * len(reached), "o", color="black", markersize=3, alpha=FADED)
        text = f"not in {target['most_epochs']} epochs"
        if seconds["median"] is not None:
            text = f"{seconds['median']:.1f} s, {row['epochs']['median']:g} epochs"
        _beside(axes, max([*reached, 0]), place, text)
    axes.set_title(f"Seconds of training to {target['accuracy']:.0%}, batches of {target['batch']}")
    _bars(axes, [figures["labels"][name] for name in contestants])


def _memory(axes: Any, figures: Figures) -> None:
    """Draw peak memory as bars: what the imports take, and what comes on top."""
    ways = figures["memory"]["ways"]
    for place, row in enumerate(ways.values()):
        imported, above = (row[key]["median"] / 2**20 for key in ("imported", "above_imported"))
        colour = COLOURS[row["contestant"]]
        axes.barh(place, imported, height=0.6, color=colour, alpha=FADED)
        axes.barh(place, above, left=imported, height=0.6, color=colour)
        text = f"{imported + above:,.0f}: imports and {row['above_in_training_sets']['median']:.1f} sets"
        _beside(axes, imported + above, place, text)
    size = figures["memory"]["training_set"] / 2**20
    axes.set_title("Peak memory in MiB (pale: imports alone)")
    axes.set_xlabel(f"a set: the training rows as float32, {size:,.0f} MiB")
    _bars(axes, [figures["labels"].get(way, way.replace(" from ", "\nfrom ")) for way in ways])


def _beside(axes: Any, x: float, y: float, text: str) -> None:
    axes.annotate(text, (x, y), (5, 0), textcoords="offset points", va="center", fontsize=8)


def _bars(axes: Any, labels: Sequence[str]) -> None:
    axes.set_yticks(range(len(labels)), labels)
    axes.invert_yaxis()
    axes.tick_params(axis="y", length=0)
    axes.margins(x=0.6)
    axes.set_xlim(left=0)
    axes.grid(axis="x")


def _growing(axis: str) -> Callable[[Any, Figures], None]:
    def panel(axes: Any, figures: Figures) -> None:
        """Draw the seconds of an epoch as the network or the data grow."""
        points = figures["growth"][axis]
        what, unit = GROWING[axis]
        values = [point["value"] / unit for point in points]
        for name in points[0]["contestants"]:
            _line(axes, values, [point["contestants"][name]["seconds_an_epoch"] for point in points], name)
        axes.set(xlabel=what, title=f"Seconds an epoch, by {axis}")
        axes.set_xticks(values, [f"{value:.3g}" for value in values])
        axes.set_xlim(left=0)
        axes.set_ylim(bottom=0)
        axes.grid(axis="y")

    return panel


ROWS: tuple[tuple[tuple[str, Callable[[Any, Figures], None]], ...], ...] = (
    (("throughput", _speeds), ("throughput", _ratios)),
    (("target", _target), ("memory", _memory)),
    tuple(("growth", _growing(axis)) for axis in GROWING),
)
