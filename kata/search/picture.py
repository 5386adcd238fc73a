"""A search as a picture: accuracy by size, each network a point, the report's five and the best one by name."""

from pathlib import Path
from typing import Any

from kata.pictures import picture
from kata.search.candidates import LAYERS
from kata.search.results import Results, Tried
from kata.words.translation import tr

INK, GREY = "#1b1f24", "#6b7280"
COLOURS = dict(zip(range(LAYERS[0], LAYERS[1] + 1), ("#9db7d5", "#3f6ea3"), strict=True))  # by hidden layers
REPORT, BEST = "#d9480f", "#2b8a3e"
LINE = 0.062  # between two names, of the height


def draw(results: Results, path: Path) -> None:
    """Save the picture; the suffix of the path says of which kind it is."""
    from matplotlib.ticker import FuncFormatter, PercentFormatter

    ranking = results.ranking
    best, report = ranking[0], [one for one in ranking if one.network]
    with picture(path, figsize=(9, 5.2)) as figure:
        axes = figure.subplots()
        top = _height(best)
        axes.axhspan(top - 100 * results.error, top, color=BEST, alpha=0.09, lw=0, zorder=0)
        for layers, colour in COLOURS.items():
            drawn = [one for one in ranking if len(one.widths) == layers and not one.network]
            _points(axes, drawn, s=34, c=colour, label=tr(f"{layers} hidden layers, drawn at random"))
        _points(axes, report, s=56, c=REPORT, marker="D", label=tr("the report's five"))
        _points(axes, [best], s=190, facecolors="none", edgecolors=BEST, linewidths=2, label=tr("the best"))
        axes.set_xlabel(tr("parameters"), color=INK)
        axes.set_ylabel(tr("accuracy on the digits kept back"), color=INK)
        axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
        axes.yaxis.set_major_formatter(PercentFormatter(decimals=1))
        axes.grid(color="#e5e7eb", lw=0.7)
        axes.set_xlim(left=0)
        axes.margins(y=0.09)
        _names(axes, [best, *(one for one in report if one is not best)], best)
        axes.set_title(
            tr(f"{len(ranking)} networks: what more parameters bring"),
            loc="left",
            fontweight="bold",
            color=INK,
            pad=24,
        )
        axes.text(0, 1.025, _sentence(results), transform=axes.transAxes, fontsize=9, color=GREY)
        axes.legend(loc="lower right", fontsize=8.5, frameon=True, edgecolor="none", framealpha=0.9)


def _sentence(results: Results) -> str:
    """Say what the shaded band is."""
    rows = results.ranking[0].validation_rows or 0
    return tr(f"{rows:,} digits were kept back; shaded: no more than one standard error below the best")


def _height(one: Tried) -> float:
    return 100 * (one.validation_accuracy or 0)


def _points(axes: Any, networks: list[Tried], **style: Any) -> None:
    axes.scatter([one.parameters for one in networks], [_height(one) for one in networks], zorder=3, **style)


def _names(axes: Any, networks: list[Tried], best: Tried) -> None:
    """Write names beside the axes, from the highest point to the lowest, each with a line to its point."""
    low, high = axes.get_ylim()
    heights = [(_height(one) - low) / (high - low) for one in networks]
    order = sorted(range(len(networks)), key=lambda number: -heights[number])
    above = 1 + LINE
    for number in order:
        above = min(heights[number], above - LINE)
        one = networks[number]
        name = f"{one.network} " if one.network else tr("best: ")
        axes.annotate(
            f"{name}{one.layers}",
            xy=(one.parameters, _height(one)),
            xytext=(1.02, above),
            textcoords="axes fraction",
            va="center",
            fontsize=9,
            color=BEST if one is best else REPORT,
            arrowprops={"arrowstyle": "-", "color": BEST if one is best else REPORT, "lw": 0.7, "alpha": 0.6},
            annotation_clip=False,
        )
