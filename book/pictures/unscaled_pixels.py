"""unscaled-pixels: accuracy and dead units by the learning rate of Adam, with the bug and without it."""

from pathlib import Path
from typing import Any

import numpy as np

from book.specimens import library_with
from kata import DATA
from kata.pictures import BLUE, RED, fitting, picture

RATES = [10.0**power for power in np.arange(-4, -0.9, 0.5)]
SEEDS = range(3)
ROWS, EPOCHS = 1000, 6

Points = list[list[tuple[float, float]]]  # for each rate, of each seed the accuracy and the share of dead units


def run() -> dict[str, Points]:
    """Return what came of the trainings, in percent, for both libraries."""
    libraries = {"with the bug": library_with("unscaled-pixels"), "corrected": library_with()}
    return {name: trained(library) for name, library in libraries.items()}


def trained(library: Any) -> Points:
    """Train at every rate, from every seed."""
    (X, Y), (X_test, Y_test) = library.load_mnist(DATA)
    X, Y, truth = X[:ROWS], Y[:ROWS], Y_test.argmax(axis=1)

    def outcome(rate: float, seed: int) -> tuple[float, float]:
        rng = np.random.default_rng(seed)
        network = library.FeedForward((X.shape[1], 32, 10), ["relu", "softmax"], dtype=np.float32)
        network.init(rng)
        library.Adam(network, rate).fit((X, Y), epochs=EPOCHS, batch_size=50, tolerance=None, rng=rng)
        dead = (X_test @ network.weights[0] + network.biases[0] <= 0).all(axis=0)
        return 100 * float((network.predict(X_test) == truth).mean()), 100 * float(dead.mean())

    return [[outcome(rate, seed) for seed in SEEDS] for rate in RATES]


def draw(result: dict[str, Points], path: Path) -> None:
    """Draw a dot for each training, and lines through the means."""
    with picture(path, figsize=(6, 3.4), narrow=(3.4, 5)) as figure:
        panels = figure.subplots(*fitting((1, 2), (2, 1)), sharey=True)
        for (name, points), colour in zip(result.items(), (RED, BLUE), strict=True):
            values = np.array(points)  # (rates, seeds, 2)
            for axes, shares in zip(panels, np.moveaxis(values, 2, 0), strict=True):
                axes.semilogx(RATES, shares, ".", color=colour, alpha=0.5)
                axes.semilogx(RATES, shares.mean(axis=1), color=colour, label=name)
        for axes, what in zip(panels, ("test digits read, %", "dead units, %"), strict=True):
            axes.set(xlabel="learning rate", ylabel=what)
            axes.grid(True)
        panels[0].legend(frameon=False)
