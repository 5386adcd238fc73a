"""adam-shape: the memory of one step of Adam, by the number of parameters, with the bug and without it."""

import tracemalloc
from pathlib import Path
from typing import Any

import numpy as np

from book.specimens import library_with
from kata.pictures import BLUE, GREY, RED, picture

SIZES = [25, 50, 100, 200, 400, 800, 1600]  # parameters; with the bug the largest takes some 100 MiB
NETWORK = 82_008  # parameters of 784-95-50-43-10
GIB = 2**30

Peaks = dict[int, int]


def run() -> dict[str, Peaks]:
    """Return the peak memory, in bytes, of a step by the number of parameters; corrected, up to the network."""
    return {
        "with the bug": peaks(library_with("adam-shape"), SIZES),
        "corrected": peaks(library_with(), [*SIZES, 8000, NETWORK]),
    }


def peaks(library: Any, sizes: list[int]) -> Peaks:
    """Return the most bytes that a step takes, beside the network, for each number of parameters."""
    return {n: peak_of_a_step(library, n) for n in sizes}


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


def draw(result: dict[str, Peaks], path: Path) -> None:
    """Draw both lines on logarithmic axes, and how that of the bug goes on to the report's network."""
    with picture(path, figsize=(4.8, 3.2)) as figure:
        axes = figure.subplots()
        for (name, found), colour in zip(result.items(), (RED, BLUE), strict=True):
            axes.loglog(list(found), [peak / GIB for peak in found.values()], "o-", color=colour, label=name, ms=4)
        last, peak = max(result["with the bug"].items())
        reach = np.array([last, NETWORK])
        axes.loglog(reach, peak / GIB * (reach / last) ** 2, ":", color=RED, label="continued, n by n")
        axes.axvline(NETWORK, color=GREY, linewidth=0.8, zorder=1)
        axes.text(NETWORK * 0.85, 5e-6, "784-95-50-43-10", ha="right", color=GREY)
        axes.set(xlabel="parameters of the network", ylabel="memory of one step, GiB")
        axes.grid(True)
        axes.legend(frameon=False)
