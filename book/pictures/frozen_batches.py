"""frozen-batches: which digits a network reads, step by step, where the file is sorted by class."""

from pathlib import Path
from typing import Any

import numpy as np

from book.specimens import library_with
from kata import DATA
from kata.pictures import BLUE, RED, fitting, picture

ROWS, TEST_ROWS, CLASSES = 2000, 500, 10
BATCH, EPOCHS = 50, 4


def run() -> dict[str, list[list[float]]]:
    """Return the share of each class of the test digits that is read after every step, for both libraries."""
    libraries = {"with the bug": library_with("frozen-batches"), "corrected": library_with()}
    return {name: shares_read(library) for name, library in libraries.items()}


def shares_read(library: Any) -> list[list[float]]:
    """Train on digits sorted by class; return a row for each step, with the share of each class."""
    (X, Y), (X_test, Y_test) = library.load_mnist(DATA)
    by_class = Y[:ROWS].argmax(axis=1).argsort(kind="stable")
    X_test, truth = X_test[:TEST_ROWS], Y_test[:TEST_ROWS].argmax(axis=1)
    network = library.FeedForward((X.shape[1], 32, CLASSES), ["relu", "softmax"])
    shares: list[list[float]] = []

    class Watched(library.GradientDescent):  # type: ignore[misc]
        def step(self, G: Any) -> None:
            super().step(G)
            right = network.predict(X_test) == truth
            shares.append([float(right[truth == digit].mean()) for digit in range(CLASSES)])

    network.init(np.random.default_rng(0))
    Watched(network, learning_rate=0.1).fit(
        (X[by_class], Y[by_class]),
        epochs=EPOCHS,
        batch_size=BATCH,
        tolerance=None,
        rng=np.random.default_rng(0),
    )
    return shares


def draw(result: dict[str, list[list[float]]], path: Path) -> None:
    """Draw each training as a map, a row for each class and a column for each step."""
    from matplotlib.colors import LinearSegmentedColormap

    with picture(path, figsize=(6, 3.4), narrow=(3.4, 6)) as figure:
        panels = figure.subplots(*fitting((1, 2), (2, 1)), sharey=True)
        for axes, (name, shares), colour in zip(panels, result.items(), (RED, BLUE), strict=True):
            steps = len(shares)
            image = axes.imshow(
                100 * np.transpose(shares),
                cmap=LinearSegmentedColormap.from_list(name, ["white", colour]),
                vmin=0,
                vmax=100,
                aspect="auto",
                interpolation="nearest",
                extent=(0, steps, CLASSES - 0.5, -0.5),
            )
            ends = np.linspace(0, steps, EPOCHS + 1)
            axes.vlines(ends[1:-1], -0.5, CLASSES - 0.5, color="black", linewidth=0.8, linestyle=":")
            axes.set_xticks(ends)
            axes.set_yticks(range(CLASSES))
            axes.set_title(name, color=colour)
            axes.set_xlabel("steps")
            figure.colorbar(
                image, ax=axes, location="bottom", aspect=30, ticks=[0, 50, 100], label="read right, %"
            )
        for axes in panels[: fitting(1, 2)]:
            axes.set_ylabel("digit")
