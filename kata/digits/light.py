"""Light: what shade the paper has in each place, whatever falls on it.

A shadow with a hard edge, a table round the paper or a black margin is no ink: it is wider than any stroke. So
what is narrower than the widest stroke is filled with what is round it, which is the closing of mathematical
morphology; the edge of anything wider stays where it is.
Source: Serra, "Image Analysis and Mathematical Morphology" (1982).
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

WIDEST = 0.4  # of the longer side of a picture: no stroke is that wide
DARKEST = 0.3  # shade of paper up to which less light is made good

Array = NDArray[Any]


def darkness(grey: Array, paper: Array) -> Array:
    """Return how dark something is on paper of some shade: less light falls on both."""
    return (paper - grey) / np.maximum(paper, DARKEST)


def paper_under(grey: Array) -> Array:
    """Return the shade of the paper under dark ink; beyond its border a picture goes on as it ends there."""
    width = max(3, round(WIDEST * max(grey.shape)))
    paper = -_highest(-_highest(np.pad(_without_grain(grey), width, mode="edge"), width), width)
    return np.asarray(paper[1 : 1 + len(grey), 1 : 1 + grey.shape[1]])  # of two windows that begin where they are


def _without_grain(values: Array) -> Array:
    """Return the median of every three in a row, along the rows and along the columns, twice: edges stay."""
    for _ in range(4):
        padded = np.pad(values, ((0, 0), (1, 1)), mode="edge")
        one, two, three = padded[:, :-2], values, padded[:, 2:]
        values = np.maximum(np.minimum(one, two), np.minimum(np.maximum(one, two), three)).T
    return values


def _highest(values: Array, width: int) -> Array:
    """Return the highest of the values in each square of some width, which begins there."""
    for _ in range(2):  # along the rows, and along the columns
        have = 1
        while have < width:
            step = min(have, width - have)
            values = np.maximum(values[:, :-step], values[:, step:])
            have += step
        values = values.T
    return values
