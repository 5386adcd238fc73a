"""gradient-check: how far differences are from the gradient, by their step, in double and in single precision."""

from pathlib import Path
from typing import Any

import numpy as np

from book.specimens import library_with
from kata.pictures import BLUE, GREY, RED, fitting, picture

SIZES, ACTIVATIONS = (3, 4, 1), ("tanh", "sigmoid")
STEPS = np.logspace(-11, 0, 45)
STEP, TOLERANCE = 1e-5, 1e-6  # of the tests
KINDS = {
    "one side, double": (np.float64, 0),
    "both sides, double": (np.float64, 1),
    "both sides, single": (np.float32, 1),
}


def run() -> dict[str, list[float]]:
    """Return, for each kind of difference, its error at each step, on the corrected library."""
    return {kind: [error(step, dtype, behind) for step in STEPS] for kind, (dtype, behind) in KINDS.items()}


def error(step: float, dtype: Any, behind: int) -> float:
    """Return |a - b| / (|a| + |b|) of the gradient and differences, one step ahead and `behind` steps back."""
    rng = np.random.default_rng(0)
    X, Y = rng.normal(size=(5, SIZES[0])), rng.integers(0, 2, (5, 1))
    network = library_with().FeedForward(SIZES, ACTIVATIONS, dtype)
    network.init(rng)
    G = network.cost_gradient(X, Y)[1][0]
    slopes = np.zeros(G.size)
    for i, at in enumerate(network.parameters[0].copy()):
        places, costs = [], []
        for moved in (step, -behind * step):
            network.parameters[0, i] = at + moved
            places.append(float(network.parameters[0, i]))
            costs.append(network.cost(X, Y))
        network.parameters[0, i] = at
        if places[0] != places[1]:  # or rounding has swallowed the step
            slopes[i] = (costs[0] - costs[1]) / (places[0] - places[1])
    return float(np.linalg.norm(G - slopes) / (np.linalg.norm(G) + np.linalg.norm(slopes)))


def draw(result: dict[str, list[float]], path: Path) -> None:
    """Draw the errors on logarithmic axes, and the step and the tolerance of the tests."""
    with picture(path, figsize=(6, 3.4)) as figure:
        axes = figure.subplots()
        for (kind, errors), colour in zip(result.items(), (GREY, BLUE, RED), strict=True):
            axes.loglog(STEPS, errors, color=colour, label=kind)
        axes.axhline(TOLERANCE, color="black", linewidth=0.8, linestyle=":", label="tolerance of the tests")
        axes.axvline(STEP, color="black", linewidth=0.8, linestyle="--", label="step of the tests")
        axes.set(xlabel="step", ylabel="relative error")
        axes.grid(True)
        figure.legend(loc="outside upper center", ncols=fitting(2, 1), frameon=False)
