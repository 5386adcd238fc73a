"""gradient-norm: on the map of a cost, where training stops with the bug and where it stops without it."""

from pathlib import Path
from typing import Any

import numpy as np

from book.specimens import library_with
from kata.pictures import BLUE, GREY, RED, is_narrow, picture

X = np.arange(1.0, 9.0).reshape(8, 1) / 2
Y = np.array([[0], [0], [1], [0], [1], [0], [1], [1]])
START = (2.0, 2.0)  # weight and bias
WEIGHTS, BIASES = np.linspace(-0.9, 2.4, 45), np.linspace(-3.2, 2.6, 45)
LIGHT = "#cccccc"


def run() -> dict[str, Any]:
    """Return the cost and its slope along the weight, over the map, and the way of both libraries across it."""
    libraries = {"stops with the bug": library_with("gradient-norm"), "stops when corrected": library_with()}
    costs, slopes = np.array([[at(weight, bias) for weight in WEIGHTS] for bias in BIASES]).transpose(2, 0, 1)
    return {"costs": costs, "slopes": slopes, "ways": {name: way(library) for name, library in libraries.items()}}


def at(weight: float, bias: float) -> tuple[float, float]:
    """Return the cost of a network of two parameters, and the first component of its gradient."""
    network = library_with().FeedForward((1, 1), ["sigmoid"])
    network.parameters[...] = weight, bias
    cost, G = network.cost_gradient(X, Y)
    return cost, G[0, 0]


def way(library: Any) -> list[tuple[float, ...]]:
    """Return the parameters before and after every epoch, until the training stops by itself."""
    network = library.FeedForward((1, 1), ["sigmoid"])
    network.parameters[...] = START
    passed: list[tuple[float, ...]] = [START]
    library.GradientDescent(network, learning_rate=0.1).fit(
        (X, Y),
        epochs=1000,
        batch_size=len(X),
        tolerance=0.01,
        rng=np.random.default_rng(0),
        on_epoch=lambda *_: passed.append(tuple(network.parameters[0])),
    )
    return passed


def draw(result: dict[str, Any], path: Path) -> None:
    """Draw the map with the line on which the bug sees no slope, and both ways."""
    with picture(path, figsize=(6, 3.4)) as figure:
        axes = figure.subplots()
        axes.contour(WEIGHTS, BIASES, result["costs"], np.geomspace(0.54, 6, 14), colors=LIGHT, linewidths=0.8)
        axes.contour(WEIGHTS, BIASES, result["slopes"], [0], colors=RED, linestyles="dashed", linewidths=1)
        axes.plot(*START, "o", color=GREY, ms=8, label="start", zorder=3)
        for (name, passed), colour in reversed(list(zip(result["ways"].items(), (RED, BLUE), strict=True))):
            axes.plot(*zip(*passed, strict=True), ".", color=colour, ms=2.5)
            axes.plot(*passed[-1], "o", color=colour, ms=8, label=name)
        axes.plot([], [], "--", color=RED, linewidth=1, label="slope along the weight is 0")
        axes.set(xlabel="weight", ylabel="bias")
        if is_narrow():
            figure.legend(loc="outside upper center", frameon=False)
        else:
            axes.legend(frameon=False)
