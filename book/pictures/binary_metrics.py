"""binary-metrics: the matrix that the bug makes and what it reads of it, and the accuracy that this gives."""

from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.patches import Rectangle

from book.specimens import library_with
from kata.pictures import BLUE, RED, fitting, picture

CLASSES = 10
SAMPLES = 1000


def run() -> dict[str, Any]:
    """Return the bug's matrix of perfect predictions, and what both libraries say as more and more is right."""
    libraries = {"with the bug": library_with("binary-metrics"), "corrected": library_with()}
    shares = np.linspace(0, 1, 11)
    said = {name: [metrics(library, share).accuracy for share in shares] for name, library in libraries.items()}
    return {"matrix": metrics(libraries["with the bug"], 1).confusion, "shares": shares, "said": said}


def metrics(library: Any, share: float) -> Any:
    """Return the metrics of predictions of which this share is right, in every class; the others are the next."""
    samples = np.arange(SAMPLES)
    truth = samples % CLASSES
    taken = np.where(samples < share * SAMPLES, truth, (truth + 1) % CLASSES)
    network = library.FeedForward((CLASSES, CLASSES), ["softmax"])
    network.weights[0][...] = CLASSES * np.eye(CLASSES)  # takes a row with a 1 at i for class i
    return library.evaluate(network, np.eye(CLASSES)[taken], np.eye(CLASSES)[truth])


def draw(result: dict[str, Any], path: Path) -> None:
    """Draw the matrix with two frames, and beside it both accuracies against the true one."""
    with picture(path, figsize=(6, 3.4), narrow=(3.4, 6)) as figure:
        left, right = figure.subplots(*fitting((1, 2), (2, 1)), width_ratios=fitting((1.15, 1), (1,)))
        ranks = np.unique(result["matrix"], return_inverse=True)[1]  # it holds few different counts
        left.imshow(ranks, cmap="Greys", vmax=1.5 * ranks.max())
        for start, size, colour, name in (
            (0, 2, RED, "what is read"),
            (CLASSES, CLASSES, BLUE, "the right matrix"),
        ):
            square = (start - 0.5, start - 0.5), size, size
            left.add_patch(
                Rectangle(*square, fill=False, edgecolor=colour, linewidth=2, label=name, clip_on=False)
            )
        left.set(xticks=[], yticks=[], xlabel="prediction", ylabel="truth")
        left.spines[:].set_visible(False)
        left.legend(frameon=False, loc="lower center", bbox_to_anchor=(0.5, 1), fontsize=8)
        for (name, accuracies), colour in zip(result["said"].items(), (RED, BLUE), strict=True):
            right.plot(result["shares"], accuracies, "o-", color=colour, label=name, ms=4, clip_on=False)
        right.set(xlabel="share that is right", ylabel="accuracy reported", xlim=(0, 1), ylim=(0, 1))
        right.grid(True)
        right.legend(frameon=False, loc="upper left", fontsize=8)
