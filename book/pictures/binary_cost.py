"""binary-cost: accuracy and cost over the epochs of a small training, as reported with the bug and as they are."""

from pathlib import Path
from typing import Any

import numpy as np

from book.specimens import library_with
from kata import DATA
from kata.pictures import BLUE, RED, picture

SIZES, ACTIVATIONS = (784, 30, 10), ("relu", "softmax")
DIGITS, EPOCHS = 300, 10


def run() -> dict[str, Any]:
    """Return accuracy and cost after each epoch, from 0 on, for both libraries."""
    libraries = {"with the bug": library_with("binary-cost"), "corrected": library_with()}
    return {name: follow(library) for name, library in libraries.items()}


def follow(library: Any) -> dict[str, list[float]]:
    """Train a small network, and return its accuracy in percent and its cost, as this library reports them."""
    X, Y = (part[:DIGITS] for part in library.load_mnist(DATA)[0])
    network = library.FeedForward(SIZES, ACTIVATIONS)
    network.init(np.random.default_rng(0))
    seen: dict[str, list[float]] = {"accuracy": [], "cost": []}

    def note(*_: object) -> None:
        seen["accuracy"].append(100 * float((network.predict(X) == Y.argmax(axis=1)).mean()))
        seen["cost"].append(network.cost(X, Y))

    note()
    adam = library.Adam(network, learning_rate=1e-2)
    adam.fit((X, Y), epochs=EPOCHS, batch_size=50, rng=np.random.default_rng(0), on_epoch=note)
    return seen


def draw(result: dict[str, Any], path: Path) -> None:
    """Draw the accuracy, and below it the cost, on a logarithmic axis."""
    with picture(path, figsize=(4.5, 4.4)) as figure:
        above, below = figure.subplots(2, sharex=True)
        for (name, seen), colour, style in zip(result.items(), (RED, BLUE), ("o", "-"), strict=True):
            above.plot(seen["accuracy"], style, color=colour, label=name, ms=4)
            below.semilogy(seen["cost"], style.replace("o", "o-"), color=colour, label=name, ms=4)
        above.set(ylabel="accuracy, %", ylim=(0, 105))
        above.legend(frameon=False, loc="lower right")
        below.set(ylabel="cost", xlabel="epochs")
        for axes in (above, below):
            axes.grid(True)
