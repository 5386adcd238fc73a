"""Handwriting: from any picture of a digit to one as MNIST has them.

MNIST's digits were scaled so that the longer side is 20 pixels, with shades of grey where the ink covers a part of
a pixel, and put into 28 x 28 pixels so that their centre of mass is at the middle.
Source: LeCun, Cortes and Burges, "The MNIST database of handwritten digits" (1998).
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from kata.digits.finding import find_digit
from kata.digits.photographs import read_grey

SIDE, DIGIT, MIDDLE = 28, 20, 14  # pixels
THINNEST = 0.85  # how dark the darker tenth of the strokes must be, as MNIST's are; a thin pen is made thicker

Array = NDArray[Any]


class Reading(NamedTuple):
    """A digit as MNIST would have it, (28, 28), from 0 for paper to 255 for ink, and remarks on the picture."""

    image: NDArray[np.uint8]
    remarks: Sequence[str]


def read_digit(path: Path) -> Reading:
    """Return the digit in the picture `path`.

    Raises ValueError, with a sentence that names the file, if it is no picture or not one of a single digit, and
    OSError if it cannot be read at all.
    """
    try:
        return as_mnist(read_grey(path))
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from error


def as_mnist(grey: Array) -> Reading:
    """Return the digit in shades of grey, (height, width) from 0 for black to 1 for white, as MNIST would have it.

    Raises ValueError, with a sentence, if there is none, or something is in its way.
    """
    ink, remarks = find_digit(grey)
    ink = _scaled(ink)
    height, width = ink.shape
    placed = np.zeros((SIDE, SIDE), np.uint8)
    top, left = (_start(ink.sum(axis=1 - axis), SIDE - ink.shape[axis]) for axis in (0, 1))
    placed[top : top + height, left : left + width] = np.rint(255 * ink)
    return Reading(placed, remarks)


def _start(mass: Array, most: int) -> int:
    """Return where to begin, at most, so that the centre of mass is in the middle, in whole pixels."""
    centre = (mass * np.arange(len(mass))).sum() / mass.sum()
    return int(np.clip(np.rint(MIDDLE - centre), 0, most))


def _scaled(ink: Array) -> Array:
    """Scale ink so that its longer side has MNIST's 20 pixels; a pen too thin for that is made thicker."""
    while True:
        factor = DIGIT / max(ink.shape)
        height, width = (max(1, round(factor * length)) for length in ink.shape)
        filtering = Image.Resampling.BOX if factor <= 1 else Image.Resampling.BILINEAR
        image = Image.fromarray(ink.astype(np.float32)).resize((width, height), filtering)
        scaled = np.asarray(image, float).clip(0, 1)
        if np.quantile(scaled[scaled > 0], 0.9) >= THINNEST:
            return scaled
        ink = _thicker(ink)


def _thicker(ink: Array) -> Array:
    """Return ink that has run a pixel in every direction."""
    for _ in range(2):  # along the rows, and along the columns
        padded = np.pad(ink, ((0, 0), (2, 2)))
        ink = np.maximum(np.maximum(padded[:, :-2], padded[:, 1:-1]), padded[:, 2:]).T
    return ink
