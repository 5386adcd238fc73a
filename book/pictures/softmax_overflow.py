"""softmax-overflow: what softmax makes of two logits when the same number is added to both."""

from pathlib import Path
from typing import Any

import numpy as np

from book.specimens import library_with
from kata.pictures import BLUE, GREY, RED, picture

LOGITS = [[0.0, 1.0]]
OFFSETS = np.arange(-1000, 1001)


def run() -> dict[str, Any]:
    """Return the probability of the second logit for each offset, by the name of what computed it."""
    broken, fixed = library_with("softmax-overflow"), library_with()
    return {
        "corrected": second(fixed, np.float64),
        "with the bug, double precision": second(broken, np.float64),
        "with the bug, single precision": second(broken, np.float32),
    }


def second(library: Any, dtype: Any) -> list[float]:
    """Return the probability of the second logit, for each offset."""
    Z = np.array(LOGITS, dtype)
    with np.errstate(all="ignore"):
        return [float(library.ActivationFunctions.softmax(Z + dtype(offset))[0, 1]) for offset in OFFSETS]


def draw(result: dict[str, Any], path: Path) -> None:
    """Draw one line above the other, and grey where there is none."""
    with picture(path, figsize=(4.5, 4.2)) as figure:
        lanes = figure.subplots(len(result), sharex=True, sharey=True)
        for axes, (name, probabilities), colour in zip(lanes, result.items(), (BLUE, RED, RED), strict=True):
            axes.plot(OFFSETS, probabilities, color=colour)
            axes.set_title(name, loc="left", color=colour)
            missing = np.isnan(probabilities)
            axes.fill_between(OFFSETS, 0, 1, where=missing, color=GREY, alpha=0.25, linewidth=0)
            for side in (OFFSETS < 0, OFFSETS > 0):
                if (missing & side).any():
                    axes.text(OFFSETS[missing & side].mean(), 0.3, "NaN", ha="center")
            axes.grid(True)
        axes.set(xlim=(OFFSETS[0], OFFSETS[-1]), xticks=range(-1000, 1001, 500), ylim=(0, 1))
        axes.set_xlabel("number added to both logits")
        figure.supylabel("probability of the second", fontsize="medium")
