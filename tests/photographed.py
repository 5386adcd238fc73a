"""Photographs of digits, made by a program: clean ones, and ones with something in the way of the digit."""

import numpy as np
from PIL import Image

from kata import DATA
from kata.digits.by_name import load_digits

SIDE, FACTOR = 28, 4
WHOLE = SIDE * FACTOR
PAPER, INK, FRAME = 0.85, 0.15, 0.05  # shades of grey
_, (TEST, Y) = load_digits(DATA)
LABELS = Y.argmax(axis=1)


def on_paper(number):
    """Return a photograph of a digit of the test part, dark on light: shades of grey, (112, 112)."""
    image = Image.fromarray(np.rint(255 * TEST[number]).astype(np.uint8).reshape(SIDE, SIDE))
    return PAPER + (INK - PAPER) * np.asarray(image.resize((WHOLE, WHOLE), Image.Resampling.BICUBIC), float) / 255


def clean(number, rng):
    """Half of them light on dark, with some grain."""
    grey = on_paper(number) + rng.normal(0, 0.02, (WHOLE, WHOLE))
    return 1 - grey if number % 2 else grey


def in_a_black_frame(number, rng):
    """At the edge of the picture, or within it."""
    framed = np.pad(on_paper(number), rng.integers(2, 12), constant_values=FRAME)
    return np.pad(framed, rng.integers(4, 16), constant_values=PAPER) if number % 2 else framed


def on_a_dark_table(number, rng):
    """The sheet lies askew on it, the digit does not: how well a turned one is read is up to the network."""
    margins = rng.integers(25, 44, (2, 2))
    placed = np.pad(on_paper(number), margins, constant_values=PAPER)
    sheet = Image.fromarray(np.pad(np.full((WHOLE, WHOLE), 255, np.uint8), margins)).rotate(rng.uniform(-10, 10))
    return np.where(np.asarray(sheet), placed, rng.uniform(0.08, 0.5) + rng.normal(0, 0.02, placed.shape))


def under_a_hard_shadow(number, rng):
    """Its edge goes through the middle half of the picture."""
    down, right = np.meshgrid(*[np.linspace(-1, 1, WHOLE)] * 2, indexing="ij")
    angle = rng.uniform(0, 2 * np.pi)
    lit = np.cos(angle) * right + np.sin(angle) * down > rng.uniform(-0.5, 0.5)
    return on_paper(number) * np.where(lit, 1, rng.uniform(0.3, 0.65)) + rng.normal(0, 0.01, lit.shape)


def on_ruled_paper(number, rng):
    """Every other one is squared."""
    down, right = np.indices((WHOLE, WHOLE))
    every, slope = rng.integers(12, 24), rng.uniform(-0.03, 0.03)
    rules = (down + slope * right + rng.integers(every)) % every < 1.5
    if number % 2:
        rules |= (right - slope * down + rng.integers(every)) % every < 1.5
    return np.minimum(on_paper(number), np.where(rules, rng.uniform(0.3, 0.75), 1))


def beside_another(number, rng):
    """Two sheets side by side, of one shade."""
    return np.hstack([on_paper(number), on_paper(number + 1)]) + rng.normal(0, 0.01, (WHOLE, 2 * WHOLE))


KINDS = (clean, in_a_black_frame, on_a_dark_table, under_a_hard_shadow, on_ruled_paper, beside_another)


def photograph(kind, number):
    """Return a photograph as a file of 8 bits would hold it; the seed is the digit's number."""
    return np.rint(255 * kind(number, np.random.default_rng(number)).clip(0, 1)) / 255
