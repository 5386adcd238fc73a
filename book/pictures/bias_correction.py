"""bias-correction: the length of Adam's steps under a constant gradient, by how many of them an epoch has."""

from pathlib import Path
from typing import Any

import numpy as np

from book.specimens import library_with
from kata.pictures import BLUE, RED, picture

BATCHES = {10: ":", 100: "--", 1000: "-"}  # in an epoch, and how their line is drawn
STEPS = 3000
RATE = 1e-3


def run() -> dict[str, Any]:
    """Return the lengths of the steps, in learning rates: with the bug, by the size of an epoch, and corrected."""
    bug = library_with("bias-correction")
    return {
        "with the bug": {batches: lengths(bug, batches) for batches in BATCHES},
        "corrected": lengths(library_with(), batches=10),
    }


def lengths(library: Any, batches: int) -> list[float]:
    """Return how far each step moves a parameter whose gradient is always 1."""
    network = library.FeedForward((1, 1), ["sigmoid"])
    adam = library.Adam(network, RATE)
    moved = []
    for step in range(STEPS):
        before = float(network.parameters[0, 0])
        adam.epoch, adam.steps = 1 + step // batches, 1 + step
        adam.step(np.ones((1, 2)))
        moved.append((before - float(network.parameters[0, 0])) / RATE)
    return moved


def draw(result: dict[str, Any], path: Path) -> None:
    """Draw all of them against the number of the step."""
    steps = range(1, STEPS + 1)
    with picture(path, figsize=(6, 3.4)) as figure:
        axes = figure.subplots()
        for batches, moved in result["with the bug"].items():
            axes.semilogx(steps, moved, BATCHES[batches], color=RED, label=batches)
        axes.semilogx(steps, result["corrected"], color=BLUE)
        axes.text(1.2, 0.93, "corrected", color=BLUE, va="top")
        axes.set(xlabel="step", ylabel="length of the step, learning rates", ylim=(0, 2.2))
        axes.grid(True)
        axes.legend(frameon=False, title="batches in an epoch")
