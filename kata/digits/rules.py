"""Rules: the lines of ruled or squared paper, which are painted over with what is above and below them."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

STEEPEST = 0.08  # rise of a rule over its length: the picture was not held quite straight
MISSING = 0.1  # of a rule, at most
THICKEST = 0.04  # of the longer side of a picture
FAINTEST = 0.02  # darkness of a rule
COLUMNS = 30  # that are enough to find the rules, and as many there must be

Array = NDArray[Any]


def without_rules(even: Array) -> tuple[Array, bool]:
    """Return a picture of dark ink on white paper without rules, along and across, and whether there were any."""
    even, along = _without_rows(even)
    turned, across = _without_rows(even.T)
    return turned.T, along or across


def _without_rows(even: Array) -> tuple[Array, bool]:
    height, width = even.shape
    if min(even.shape) < COLUMNS:  # a rule would be thinner than a pixel
        return even, False
    padded, most = np.pad(even, ((1, 1), (0, 0)), mode="edge"), round(STEEPEST * width)
    thick = np.minimum(np.minimum(padded[:-2], even), padded[2:])  # with the steps of a rule that is not level
    some = thick[:, :: width // COLUMNS]
    rises = np.arange(-most, most + 1, 2)
    rise = rises[_strengths(_sheared(some, rises[:, None, None])).clip(0).sum(axis=1).argmax()]
    level, on = _sheared(even, rise), _strengths(_sheared(thick, rise)) > 0
    ends = np.flatnonzero(np.diff(np.pad(on, 1).astype(int))).reshape(-1, 2)
    rules = [(start, end) for start, end in ends if end - start <= 3 + THICKEST * max(even.shape)]
    if not rules:
        return even, False
    for start, end in rules:
        above, below = level[max(start - 1, 0)], level[min(end, height - 1)]
        for row in range(max(start, 0), min(end, height)):
            part = (row - start + 1) / (end - start + 1)
            level[row] = (1 - part) * above + part * below
    return _sheared(level, -rise), True


def _strengths(even: Array) -> Array:
    """Return by how much each row is darker, nearly all along it, than what may be chance."""
    dark = 1 - np.quantile(even, 1 - MISSING, axis=-1)
    dark -= np.median(dark, axis=-1, keepdims=True)
    return np.asarray(dark - np.maximum(FAINTEST, 6 * 1.4826 * np.median(np.abs(dark), axis=-1, keepdims=True)))


def _sheared(even: Array, rise: Array) -> Array:
    """Return a picture with its columns moved so that a line of some rise becomes level, once for each rise."""
    height, width = even.shape
    moved = np.rint(rise * np.linspace(-0.5, 0.5, width)).astype(int)
    return np.asarray(even[(np.arange(height)[:, None] + moved) % height, np.arange(width)])
