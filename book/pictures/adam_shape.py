"""adam-shape: the memory of one step of Adam, by the number of parameters, with the bug and without it."""

import tracemalloc
from pathlib import Path
from typing import Any

import numpy as np

from book.specimens import library_with
from kata.pictures import BLUE, GREY, RED, picture

SIZES = [25, 50, 100, 200, 400, 800, 1600]  # parameters; the largest takes some 100 MiB
NETWORK = 82_008  # parameters of 784-95-50-43-10
GIB = 2**30


def run() -> dict[str, Any]:
    """Return the peak memory, in bytes, of a step on networks of different sizes, for both libraries."""
    libraries = {"with the bug": library_with("adam-shape"), "corrected": library_with()}
    return {name: [peak_of_a_step(library, n) for n in SIZES] for name, library in libraries.items()}


def peak_of_a_step(library: Any, n: int) -> int:
    """Return the most bytes that a step takes, beside the network of n parameters."""
    network = library.FeedForward((n - 1, 1), ["sigmoid"])
    tracemalloc.start()
    adam = library.Adam(network)
    adam.epoch = adam.steps = 1
    adam.step(np.ones((1, n)))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


def draw(result: dict[str, Any], path: Path) -> None:
    """Draw both lines on logarithmic axes, on to where the report's networks are."""
    with picture(path, figsize=(4.8, 3.2)) as figure:
        axes = figure.subplots()
        for (name, peaks), colour in zip(result.items(), (RED, BLUE), strict=True):
            axes.loglog(SIZES, [peak / GIB for peak in peaks], "o-", color=colour, label=name, ms=4)
        reach = np.array([SIZES[-1], NETWORK])
        last = result["with the bug"][-1]
        axes.loglog(reach, last / GIB * (reach / SIZES[-1]) ** 2, ":", color=RED, label="the same, n by n")
        axes.axvline(NETWORK, color=GREY, linewidth=0.8)
        axes.text(NETWORK * 0.9, 1e-5, "784-95-50-43-10", ha="right", color=GREY)
        axes.set(xlabel="parameters of the network", ylabel="memory of one step, GiB")
        axes.grid(True)
        axes.legend(frameon=False)
