"""derivative-name: the slopes of sigmoid and tanh, as measured, as corrected, and as two wrong fixes have them."""

from pathlib import Path
from typing import Any

import numpy as np

from book.specimens import fixed_by, library_with
from kata.pictures import BLUE, GREY, RED, picture

FUNCTIONS = ("sigmoid", "tanh")
WRONG = {"input for output": "the input taken for the output", "one value for both": "one derivative for both"}
Z = np.linspace(-4, 4, 161)
STEP = 1e-5


def run() -> dict[str, Any]:
    """Return for each function what its slopes are, by how they came about."""
    fixed = library_with()
    wrong = {label: fixed_by("derivative-name", name) for label, name in WRONG.items()}
    return {
        name: {
            "measured": (value(fixed, name, Z + STEP) - value(fixed, name, Z - STEP)) / (2 * STEP),
            "corrected": value(fixed, name, Z, derivative=True),
            **{label: value(library, name, Z, derivative=True) for label, library in wrong.items()},
        }
        for name in FUNCTIONS
    }


def value(library: Any, name: str, z: Any, derivative: bool = False) -> Any:
    """Return an activation function, or what the library takes for its derivative, at the numbers z."""
    return library.ActivationFunctions.get(name)(z[np.newaxis], derivative=derivative)[0]


def draw(result: dict[str, Any], path: Path) -> None:
    """Draw the slopes of both functions, one below the other."""
    with picture(path, figsize=(4.5, 5)) as figure:
        lanes = figure.subplots(len(result), sharex=True, sharey=True)
        for axes, (name, slopes) in zip(lanes, result.items(), strict=True):
            for label, style in zip(WRONG, ("-", "--"), strict=True):
                axes.plot(Z, slopes[label], style, color=RED, label=label, linewidth=1)
            axes.plot(Z, slopes["corrected"], color=BLUE, label="corrected")
            axes.plot(Z[::8], slopes["measured"][::8], "o", color=GREY, label="measured", ms=3)
            axes.set(ylabel="slope", ylim=(-0.6, 1.1))
            axes.set_title(name, loc="left")
            axes.grid(True)
        axes.set_xlabel("z")
        figure.legend(*axes.get_legend_handles_labels(), loc="outside lower center", ncols=2, frameon=False)
