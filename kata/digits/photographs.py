"""Photographs: from the file of a picture to its shades of grey."""

import warnings
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError

from kata.words.translation import phrase

FORMATS = ("PNG", "JPEG", "BMP", "GIF", "PPM", "TIFF", "WEBP")  # those that Pillow reads without another program
MOST_PIXELS = 50_000_000
WORKING = 300  # pixels of the longer side with which the ink is looked for
FILTER = Image.Resampling.BILINEAR  # another would put a dark line beside every hard edge
NUMBERS = ("I", "F", "I;16", "I;16B", "I;16L", "I;16N")  # modes of one number a pixel, with no known white
WHITES = (1, 255, 65_535)  # what white usually is, in numbers

Array = NDArray[Any]


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
                phrase("too large")
                if isinstance(error, Image.DecompressionBombError)
                else phrase("no picture that can be read")
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
        image.thumbnail((WORKING, WORKING), FILTER)
        return np.asarray(image, float).clip(0, 1)
    image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    image.thumbnail((WORKING, WORKING), FILTER)
    if image.mode == "RGBA":
        image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image)
    return np.asarray(image.convert("L"), float) / 255
