"""Pictures of a training: how cost and accuracy went from epoch to epoch, and which digits are taken for which."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from kata.pictures import picture
from kata.words.translation import phrase, tr

PARTS = {  # of the digits: the beginning of their figures' names, and how they are drawn
    phrase("training digits"): ("training_", {"color": "#1f5fa8", "linestyle": "-", "marker": "o"}),
    phrase("validation digits"): ("validation_", {"color": "#2b7a3d", "linestyle": "-.", "marker": "^"}),
    phrase("test digits"): ("", {"color": "#c0392b", "linestyle": "--", "marker": "s"}),
}
FEW = 30  # epochs up to which each has a marker


def draw_curve(path: Path, epochs: Sequence[dict[str, Any]], best: int) -> None:
    """Draw cost and accuracy of every part of the digits after each epoch, and mark the one that counts."""
    from matplotlib.ticker import MaxNLocator, PercentFormatter

    with picture(path, figsize=(9, 4)) as figure:
        for axes, measure, title in zip(
            figure.subplots(1, 2),
            ("true_cost", "accuracy"),
            (phrase("Cost (mean cross-entropy)"), phrase("Accuracy")),
            strict=True,
        ):
            numbers = [epoch["epoch"] for epoch in epochs]
            for label, (part, style) in PARTS.items():
                if part + measure in epochs[0]:
                    values = [
                        np.nan if epoch[part + measure] is None else epoch[part + measure] for epoch in epochs
                    ]
                    marked = style | {"marker": style["marker"] if len(epochs) <= FEW else ""}
                    axes.plot(numbers, values, label=tr(label), markersize=4, **marked)
            axes.axvline(
                best, color="#555555", linewidth=1, linestyle=":", label=tr(f"epoch {best}: its weights count")
            )
            axes.set(title=tr(title), xlabel=tr("epoch"), xlim=(0.5, numbers[-1] + 0.5))
            axes.xaxis.set_major_locator(MaxNLocator(integer=True))
            axes.grid(color="#dddddd", linewidth=0.6)
            axes.legend()
        axes.yaxis.set_major_formatter(PercentFormatter(1, decimals=None))


def draw_confusion(path: Path, confusion: Sequence[Sequence[int]]) -> None:
    """Draw a confusion matrix: the counts, and colours on a logarithmic scale, so that a few mistakes are seen."""
    from matplotlib.colors import LogNorm

    counts = np.asarray(confusion)
    most = max(counts.max(), 2)
    with picture(path, figsize=(7, 6.2)) as figure:
        axes = figure.subplots()
        image = axes.imshow(np.where(counts > 0, counts, np.nan), cmap="Blues", norm=LogNorm(0.5, most))
        for (row, column), count in np.ndenumerate(counts):
            dark = count > 0 and np.log(2 * count) > 0.6 * np.log(2 * most)
            colour = "white" if dark else "black" if count else "#999999"
            axes.text(column, row, f"{count}", ha="center", va="center", color=colour, fontsize=10)
        axes.set(
            xlabel=tr("what it was read as"), ylabel=tr("the digit it is"), title=tr("The test digits, counted")
        )
        axes.set_xticks(range(len(counts)))
        axes.set_yticks(range(len(counts)))
        ticks = [10**power for power in range(len(str(most)))]
        figure.colorbar(image, label=tr("digits (logarithmic)"), shrink=0.8, ticks=ticks, format="%d")
