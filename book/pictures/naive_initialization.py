"""naive-initialization: the size of the signal, layer by layer, in new networks of several widths."""

from pathlib import Path
from typing import Any

import numpy as np

from book.specimens import library_with
from kata.pictures import BLUE, RED, picture

WIDTHS = [6, 24, 100, 400]  # inputs of every unit
LAYERS, SAMPLES = 8, 50
UNITS = 8000  # in each layer, over all networks of a width


def run() -> dict[str, dict[int, list[float]]]:
    """Return for both libraries and each width the size of the inputs and of the activations of every layer."""
    libraries = {"corrected": library_with(), "with the bug": library_with("naive-initialization")}
    return {name: {width: sizes(library, width) for width in WIDTHS} for name, library in libraries.items()}


def sizes(library: Any, width: int) -> list[float]:
    """Return the root mean square of the numbers in each layer, over many new networks."""
    rng = np.random.default_rng(0)
    networks = UNITS // width
    squares = np.zeros(LAYERS + 1)
    for _ in range(networks):
        network = library.FeedForward((width,) * (LAYERS + 1), ["relu"] * LAYERS)
        network.init(rng)
        A = rng.normal(size=(SAMPLES, width))
        squares[0] += (A**2).mean()
        for layer, W in enumerate(network.weights, 1):
            A = np.maximum(A @ W, 0)
            squares[layer] += (A**2).mean()
    return list(np.sqrt(squares / networks))


def draw(result: dict[str, dict[int, list[float]]], path: Path) -> None:
    """Draw a line for each width; those of the corrected library lie upon each other."""
    styles: dict[str, dict[str, Any]] = {
        "corrected": {"color": BLUE, "linewidth": 6, "alpha": 0.4},
        "with the bug": {"color": RED, "marker": "."},
    }
    with picture(path, figsize=(6, 3.4)) as figure:
        axes = figure.subplots()
        for name, lines in result.items():
            labels = [name, *"_" * (len(lines) - 1)]  # one entry of the legend is enough
            axes.semilogy(np.transpose(list(lines.values())), label=labels, **styles[name])
        for width, line in result["with the bug"].items():
            axes.annotate(f"{width}", (LAYERS, line[-1]), (8, 0), textcoords="offset points", va="center")
        axes.set(xlabel="layer", ylabel="size of the signal")
        axes.grid(True)
        axes.legend(frameon=False)
