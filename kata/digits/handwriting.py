"""Handwriting: from any picture of a digit to one as MNIST has them.

MNIST's digits were scaled so that the longer side is 20 pixels, with shades of grey where the ink covers a part of
a pixel, and put into 28 x 28 pixels so that their centre of mass is at the middle. A picture is paper, perhaps
unevenly lit, and ink, darker or lighter than it: what is at the border is paper.
Sources: LeCun, Cortes and Burges, "The MNIST database of handwritten digits" (1998); Otsu, "A threshold selection
method from gray-level histograms" (1979).
"""

import warnings
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError

SIDE, DIGIT, MIDDLE = 28, 20, 14  # pixels
FORMATS = ("PNG", "JPEG", "BMP", "GIF", "PPM", "TIFF", "WEBP")  # those that Pillow reads without another program
MOST_PIXELS = 50_000_000
WORKING = 300  # pixels of the longer side with which the ink is looked for
NUMBERS = ("I", "F", "I;16", "I;16B", "I;16L", "I;16N")  # modes of one number a pixel, with no known white
WHITES = (1, 255, 65_535)  # what white usually is, in numbers
FAINTEST = 0.1  # of the way from black to white: what ink must differ by from paper
NOISE = 4.0  # standard deviations of the paper up to which nothing is ink
DARKEST = 0.2  # shade of paper up to which that is made good
EXACT = 1e-3  # a difference that is none: a quarter of a level of 8 bits
STEPS = 8  # in which the paper is found
COARSE = 75  # pixels of the longer side that are enough to get an idea
EDGE = 0.1  # as much ink as there is at least at the edge of a digit
SPECK = 0.05  # of the largest piece of ink: what is smaller is dust
THINNEST = 0.85  # how dark the darker tenth of the strokes must be, as MNIST's are; a thin pen is made thicker

Array = NDArray[Any]


def read_digit(path: Path) -> NDArray[np.uint8]:
    """Return the digit in the picture `path` as MNIST would have it, (28, 28), from 0 for paper to 255 for ink.

    Raises ValueError, with a sentence that names the file, if it is no picture or has no ink, and OSError if it
    cannot be read at all.
    """
    try:
        return as_mnist(read_grey(path))
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from error


def read_grey(path: Path) -> Array:
    """Return a picture as shades of grey, from 0 for black to 1 for white, no larger than is worked with.

    What is transparent is laid on white, and the camera's orientation is made good.
    """
    with path.open("rb") as file, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what matters of them is checked here
        try:
            with Image.open(file, formats=FORMATS) as image:
                width, height = image.size
                if width * height > MOST_PIXELS:
                    raise ValueError(f"{width} x {height} pixels: expected at most {MOST_PIXELS:,}")
                return _grey(ImageOps.exif_transpose(image))
        except (UnidentifiedImageError, Image.DecompressionBombError) as error:
            said = (
                "too large" if isinstance(error, Image.DecompressionBombError) else "no picture that can be read"
            )
            raise ValueError(f"{said}: expected {', '.join(FORMATS)}, at most {MOST_PIXELS:,} pixels") from error
        except ValueError:
            raise
        except Exception as error:  # the decoders raise whatever a broken file makes them stumble over
            raise ValueError(f"the picture is broken: {str(error) or type(error).__name__}") from error


def _grey(image: Image.Image) -> Array:
    if image.mode in NUMBERS:
        levels = np.asarray(image, np.float32)
        if not np.isfinite(levels).all():
            raise ValueError("the picture holds NaN or infinity")
        levels = levels - min(levels.min(), 0)
        white = next((white for white in WHITES if levels.max() <= white), levels.max())
        image = Image.fromarray(levels / np.float32(white))
        image.thumbnail((WORKING, WORKING))
        return np.asarray(image, float).clip(0, 1)
    image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    image.thumbnail((WORKING, WORKING))
    if image.mode == "RGBA":
        image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image)
    return np.asarray(image.convert("L"), float) / 255


def as_mnist(grey: Array) -> NDArray[np.uint8]:
    """Return the digit in shades of grey, (height, width) from 0 for black to 1 for white, as MNIST would have it.

    Raises ValueError if there is no ink.
    """
    ink = _scaled(_cropped(*find_ink(grey)))
    height, width = ink.shape
    placed = np.zeros((SIDE, SIDE), np.uint8)
    top, left = (_start(ink.sum(axis=1 - axis), SIDE - ink.shape[axis]) for axis in (0, 1))
    placed[top : top + height, left : left + width] = np.rint(255 * ink)
    return placed


def _start(mass: Array, most: int) -> int:
    """Return where to begin, at most, so that the centre of mass is in the middle, in whole pixels."""
    centre = (mass * np.arange(len(mass))).sum() / mass.sum()
    return int(np.clip(np.rint(MIDDLE - centre), 0, most))


def find_ink(grey: Array) -> tuple[Array, float]:
    """Return how much ink there is in each place, from 0 to 1, and above which amount it is surely ink.

    Paper is a smooth surface through what is neither ink nor the edge of it, beginning with the shade of the
    border; it is found with some of the pixels. Raises ValueError if nothing stands out from it.
    """
    shade = np.median(_border(grey))
    if ((shade - grey) ** 3).sum() < 0:  # light ink on dark paper
        grey, shade = 1 - grey, 1 - shade
    some = (slice(None, None, _step(grey)),) * 2
    terms = _terms(*grey.shape)
    surface = np.array([shade, *[0] * (terms.shape[-1] - 1)])
    for number in range(STEPS):  # at each the paper is known better
        ink = _darkness(grey[some], terms[some] @ surface)
        threshold = otsu(ink)
        noise = NOISE * 1.4826 * np.median(np.abs(ink[ink <= threshold]))
        paper = (ink <= threshold) & (np.abs(ink) <= max(noise, EXACT))
        known = 3 if number < STEPS // 2 else 6  # a plane first
        A = terms[some][paper][:, :known]
        surface[:known] = np.linalg.lstsq(A.T @ A, A.T @ grey[some][paper], rcond=None)[0]
    ink = _darkness(grey, terms @ surface)
    threshold = otsu(ink)
    level = np.quantile(ink[ink > threshold], 0.9) if ink.max() > threshold else 0.0
    if level < max(FAINTEST, 1.5 * noise):
        raise ValueError("there is no ink to be seen")
    return np.where(ink > max(noise, EXACT), ink / level, 0).clip(0, 1), float(threshold / level)


def _darkness(grey: Array, paper: Array) -> Array:
    """Return how dark something is on paper of some shade: less light falls on both."""
    return (paper - grey) / np.maximum(paper, DARKEST)


def _step(image: Array) -> int:
    """Return of how many pixels in a row one is enough to get an idea of an image."""
    return int(np.ceil(max(image.shape) / COARSE))


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


def _cropped(ink: Array, sure: float) -> Array:
    """Return the part with the ink in it, without dust: every large piece of it that has some sure ink."""
    step = _step(ink)
    blocks = np.pad(ink, [(0, -length % step) for length in ink.shape])
    coarse = blocks.reshape(len(blocks) // step, step, -1, step).max(axis=(1, 3))
    pieces = [piece for piece in _pieces(coarse > 0) if coarse.flat[piece].max() > max(sure, EDGE)]
    kept = np.zeros(coarse.shape, bool)
    for piece in pieces:
        if len(piece) >= SPECK * max(map(len, pieces)):
            kept.flat[piece] = True
    ink = ink * kept.repeat(step, axis=0).repeat(step, axis=1)[: len(ink), : ink.shape[1]]
    rows, columns = (np.flatnonzero((ink > EDGE).any(axis=axis)) for axis in (1, 0))
    cropped = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    return np.asarray(cropped / cropped.max())


def _pieces(mask: Array) -> list[Array]:
    """Return the connected pieces of a mask, each as its places in the flattened mask; corners connect, too."""
    padded = np.pad(mask, 1)
    width = padded.shape[1]
    neighbours = [row * width + column for row in (-1, 0, 1) for column in (-1, 0, 1)]
    left, pieces = set(np.flatnonzero(padded).tolist()), []
    while left:
        piece = [left.pop()]
        for place in piece:  # which grows meanwhile
            near = [place + step for step in neighbours if place + step in left]
            left.difference_update(near)
            piece += near
        rows, columns = np.divmod(piece, width)
        pieces.append((rows - 1) * mask.shape[1] + columns - 1)
    return pieces


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
