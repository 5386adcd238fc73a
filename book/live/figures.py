"""What the moving pictures cannot compute, and are told: what the two libraries make of random numbers."""

from functools import cache
from typing import Any

import numpy as np

from book.pictures.naive_initialization import sizes
from book.specimens import library_with

INPUTS = (6, 12, 24, 50, 100, 200, 400)
ROWS, CLASSES, EPOCHS, SEED = 12, 3, 6, 0


@cache
def figures(name: str) -> dict[str, Any]:
    """Return what a picture is told beside its words."""
    return MADE[name]() if name in MADE else {}


def layers() -> dict[str, Any]:
    """Return how large the numbers are that each layer hands on, by the inputs of its units."""
    bug, corrected = library_with("naive-initialization"), library_with()
    return {
        "bug": {inputs: _rounded(sizes(bug, inputs)) for inputs in INPUTS},
        "corrected": {inputs: _rounded(sizes(corrected, inputs)) for inputs in INPUTS},
    }


def shuffling() -> dict[str, Any]:
    """Return the class of each row of a sorted file, and the order in which `fit` takes the rows, by epoch."""
    return {
        "classes": np.repeat(np.arange(CLASSES), ROWS // CLASSES).tolist(),
        "bug": orders(library_with("frozen-batches")),
        "corrected": orders(library_with()),
    }


def orders(library: Any) -> list[list[int]]:
    """Return the numbers of the rows as `fit` takes them, epoch by epoch."""
    network = library.FeedForward((1, 1), ["sigmoid"])
    seen: list[int] = []
    learn = network.cost_gradient

    def noted(X: Any, *rest: Any) -> Any:
        seen.extend(X[:, 0].astype(int).tolist())
        return learn(X, *rest)

    network.cost_gradient = noted
    X = np.arange(float(ROWS)).reshape(ROWS, 1)
    descent = library.GradientDescent(network)
    descent.fit((X, X % 2), epochs=EPOCHS, batch_size=ROWS, rng=np.random.default_rng(SEED))
    found: list[list[int]] = np.reshape(seen, (EPOCHS, ROWS)).tolist()
    return found


def _rounded(values: list[float]) -> list[float]:
    return [float(f"{value:.3g}") for value in values]


MADE = {"layers": layers, "shuffling": shuffling}
