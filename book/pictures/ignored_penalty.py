"""ignored-penalty: what a network learns of a digit, under penalties of growing weight."""

from pathlib import Path
from typing import Any

import numpy as np

from book.specimens import library_with
from kata import DATA
from kata.digits.by_name import load_digits
from kata.digits.gallery import SIDE
from kata.pictures import picture

PENALTIES = [0, 0.001, 0.01, 0.1]
DIGIT = 3
MOST = 0.3  # where the colours end


def run() -> dict[str, Any]:
    """Return for both libraries, and each penalty, the weights of one digit and the length of all parameters."""
    libraries = {"with the bug": library_with("ignored-penalty"), "corrected": library_with()}
    (X, Y), _ = load_digits(DATA)
    samples = X[:200], Y[:200]
    return {name: [learnt(library, samples, l2) for l2 in PENALTIES] for name, library in libraries.items()}


def learnt(library: Any, samples: Any, l2: float) -> tuple[Any, float]:
    """Return what a network without hidden layers learns of these digits by gradient descent."""
    network = library.FeedForward((SIDE * SIDE, 10), ["softmax"], np.float32)
    network.init(np.random.default_rng(0))
    descent = library.GradientDescent(network, learning_rate=0.5)
    descent.fit(samples, epochs=200, batch_size=200, l2=l2, tolerance=None, rng=np.random.default_rng(1))
    return network.weights[0][:, DIGIT].reshape(SIDE, SIDE), float(np.linalg.norm(network.parameters))


def draw(result: dict[str, Any], path: Path) -> None:
    """Draw a row of weights for each library, from negative to positive, with the lengths below them."""
    with picture(path, figsize=(6, 3.4)) as figure:
        places = figure.subplots(len(result), len(PENALTIES))
        for axes, l2 in zip(places[0], PENALTIES, strict=True):
            axes.set_title(f"$l_2 = {l2}$")
        for line, (name, row) in zip(places, result.items(), strict=True):
            line[0].set_ylabel(name)
            for axes, (weights, length) in zip(line, row, strict=True):
                axes.imshow(weights, cmap="PuOr_r", vmin=-MOST, vmax=MOST)
                axes.set(xlabel=f"{length:.1f}", xticks=[], yticks=[])
                axes.spines[:].set_visible(False)
