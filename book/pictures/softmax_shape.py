"""softmax-shape: by which total each entry of a square batch is divided, and what the rows then add up to."""

from pathlib import Path
from typing import Any

import numpy as np

from book.specimens import library_with
from kata.pictures import BLUE, GREY, INK, RED, picture

# three rows of three logits; the largest of each is 0, so that it does not matter whether it is taken away first
LOGITS = np.array([[0.0, 0.0, 0.0], [0.0, -3.0, -5.0], [0.0, -1.0, -1.0]])


def run() -> dict[str, Any]:
    """Return the total of each entry and the sum of each row, for both libraries."""
    libraries = {"with the bug": library_with("softmax-shape"), "corrected": library_with()}
    return {name: totals_and_sums(library) for name, library in libraries.items()}


def totals_and_sums(library: Any) -> dict[str, Any]:
    """Return what each exponential must have been divided by, (m, n), and the sums of the rows, (m,)."""
    P = library.ActivationFunctions.softmax(LOGITS)
    return {"totals": np.exp(LOGITS) / P, "sums": P.sum(axis=1)}


def draw(result: dict[str, Any], path: Path) -> None:
    """Draw the totals as a map, and the sums of its rows beside it."""
    from matplotlib.colors import LinearSegmentedColormap

    rows = range(len(LOGITS))
    with picture(path, figsize=(4.5, 4.4)) as figure:
        lanes = figure.subplots(len(result), 2, sharex="col", sharey=True)
        for (cells, bars), (name, found), colour in zip(lanes, result.items(), (RED, BLUE), strict=True):
            shades = LinearSegmentedColormap.from_list(name, ["white", colour])
            cells.imshow(found["totals"], cmap=shades, vmin=0, vmax=4.5, aspect="auto")
            for (row, column), total in np.ndenumerate(found["totals"]):
                cells.text(column, row, f"{total:.2f}", ha="center", va="center", color=INK)
            cells.set(ylabel="row of the batch", yticks=rows, yticklabels=[row + 1 for row in rows])
            cells.set_title(name, loc="left", color=colour)
            bars.barh(rows, found["sums"], color=colour, height=0.6)
            bars.axvline(1, color=GREY, linewidth=0.8)
        cells.set(xlabel="class", xticks=rows, xticklabels=[column + 1 for column in rows])
        bars.set(xlabel="sum of the row", xlim=(0, 2), xticks=(0, 1, 2))
