"""Ink: how much of it there is in each place, whatever the paper, the light and the grain of the camera.

Source: Otsu, "A threshold selection method from gray-level histograms" (1979).
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from kata.digits.light import darkness

FAINTEST = 0.1  # of the way from black to white: what ink must differ by from paper
NOISE = 4.0  # standard deviations of the paper up to which nothing is ink
EXACT = 1e-3  # a difference that is none: a quarter of a level of 8 bits
STEPS = 8  # in which the paper is found
COARSE = 75  # pixels of the longer side that are enough to get an idea

Array = NDArray[Any]


def step_of(image: Array) -> int:
    """Return of how many pixels in a row one is enough to get an idea of an image."""
    return int(np.ceil(max(image.shape) / COARSE))


def find_ink(grey: Array, light: Array | float = 1.0) -> tuple[Array, float]:
    """Return how much dark ink there is in each place, from 0 to 1, and above which amount it is surely ink.

    Paper is a smooth surface through what is neither ink nor the edge of it, beginning with the shade of the
    border; it is found with some of the pixels. Where little `light` fell, and that was made good, there is more
    grain. Raises ValueError if nothing stands out from it.
    """
    shade = np.median(_border(grey))
    light = np.broadcast_to(light, grey.shape)
    some = (slice(None, None, step_of(grey)),) * 2
    terms = _terms(*grey.shape)
    surface = np.array([shade, *[0] * (terms.shape[-1] - 1)])
    for number in range(STEPS):  # at each the paper is known better
        ink = darkness(grey[some], terms[some] @ surface)
        threshold = otsu(ink)
        grain = NOISE * 1.4826 * np.median(np.abs(ink * light[some])[ink <= threshold])
        paper = (ink <= threshold) & (np.abs(ink) <= np.maximum(grain / light[some], EXACT))
        known = 3 if number < STEPS // 2 else 6  # a plane first
        A = terms[some][paper][:, :known]
        surface[:known] = np.linalg.lstsq(A.T @ A, A.T @ grey[some][paper], rcond=None)[0]
    ink = darkness(grey, terms @ surface)
    threshold = otsu(ink)
    level = np.quantile(ink[ink > threshold], 0.9) if ink.max() > threshold else 0.0
    noise = np.maximum(grain / light, EXACT)
    if level < FAINTEST or level < 1.5 * np.median(noise[ink > threshold]):
        raise ValueError("there is no ink to be seen")
    return np.where(ink > noise, ink / level, 0).clip(0, 1), float(threshold / level)


def _border(grey: Array) -> Array:
    """Return the pixels at the border."""
    return np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])


def _terms(height: int, width: int) -> Array:
    """Return the terms of a quadratic surface in each place, (height, width, 6)."""
    y, x = np.meshgrid(np.linspace(-1, 1, height), np.linspace(-1, 1, width), indexing="ij")
    return np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], axis=-1)


def otsu(values: Array) -> float:
    """Return the threshold that parts values into two groups with the most variance between them."""
    counts, edges = np.histogram(values, 256)
    below = counts.cumsum()
    above = below[-1] - below
    sums = (counts * (edges[:-1] + edges[1:]) / 2).cumsum()
    means = sums / np.maximum(below, 1), (sums[-1] - sums) / np.maximum(above, 1)
    between = below * above * (means[0] - means[1]) ** 2
    best = np.flatnonzero(between == between.max())
    return float((edges[best[0] + 1] + edges[best[-1] + 1]) / 2)
