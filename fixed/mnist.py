"""MNIST: handwritten digits, 28 x 28 grey pixels each, in the IDX files they were published in.

An IDX file is a header and then the bytes: two zeros, 8 for "unsigned bytes", the number of dimensions, and the
length of each as four bytes, most significant first. The files may be compressed with gzip.
Source: LeCun, Cortes and Burges, "The MNIST database of handwritten digits" (1998).
"""

import gzip
import io
import math
import zlib
from pathlib import Path
from typing import BinaryIO, cast

import numpy as np
from numpy.typing import NDArray

from .activation_functions import Array

CLASSES = 10
SIDE = 28  # pixels
MOST = 1_000_000  # samples a file may promise, to bound what a corrupt header can ask for


def load_mnist(folder: str | Path) -> tuple[tuple[Array, Array], tuple[Array, Array]]:
    """Load the training part and the test part, (X, Y) and (X_test, Y_test), from the four files in `folder`.

    X is (m, 784) float32, pixel / 255, so from 0 (paper) to 1 (ink), row by row from the top left. Y is (m, 10)
    float32, one-hot. The files are `train-images-idx3-ubyte`, `train-labels-idx1-ubyte`, and the same with `t10k`
    for the test; each with or without `.gz`, and with `-idx` or `.idx`. Raises FileNotFoundError or ValueError,
    naming the file, if one is missing, is a folder (which the message says) or is not what it should be.
    """
    return _load_part(Path(folder), "train"), _load_part(Path(folder), "t10k")


def _load_part(folder: Path, part: str) -> tuple[Array, Array]:
    """Return X and Y of one part."""
    image_file, images = _read_idx(folder / f"{part}-images-idx3-ubyte", (SIDE, SIDE))
    label_file, labels = _read_idx(folder / f"{part}-labels-idx1-ubyte", ())
    if len(images) != len(labels):
        raise ValueError(f"{image_file} holds {len(images)} images, but {label_file} holds {len(labels)} labels")
    if labels.max() >= CLASSES:
        raise ValueError(f"{label_file}: a label of {labels.max()}: expected 0 to {CLASSES - 1}")
    Y = np.zeros((len(labels), CLASSES), np.float32)
    Y[np.arange(len(labels)), labels] = 1
    pixels = images.reshape(len(images), SIDE * SIDE)
    X = pixels / np.float32(255)
    return X, Y


def _read_idx(path: Path, shape: tuple[int, ...]) -> tuple[Path, NDArray[np.uint8]]:
    """Read the IDX file at `path`, with or without .gz or a dot, as (m, *shape); return which it was, too."""
    names = path.name, path.name.replace("-idx", ".idx")
    candidates = [path.with_name(name + end) for name in names for end in ("", ".gz")]
    found = next((candidate for candidate in candidates if candidate.is_file()), None)
    if found is None:
        others = ", ".join(candidate.name for candidate in candidates[1:])
        folder = next((f"; {candidate.name} is a folder" for candidate in candidates if candidate.is_dir()), "")
        raise FileNotFoundError(f"{path}: no such file, nor {others} beside it{folder}")
    try:
        with _open(found) as file:
            return found, _parse_idx(file, shape)
    except (ValueError, EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise ValueError(f"{found}: {error}") from error


def _open(path: Path) -> BinaryIO:
    """Open a file for reading, through gzip if its first two bytes say so."""
    with path.open("rb") as file:
        compressed = file.read(2) == b"\x1f\x8b"
    return cast(BinaryIO, gzip.open(path)) if compressed else path.open("rb")


def _parse_idx(file: BinaryIO, shape: tuple[int, ...]) -> NDArray[np.uint8]:
    """Read header and bytes as (m, *shape), asking for no more memory than the file has bytes."""
    dimensions = 1 + len(shape)
    header = file.read(4 + 4 * dimensions)
    if header[:4] != bytes((0, 0, 8, dimensions)) or len(header) < 4 + 4 * dimensions:
        raise ValueError(
            f"not an IDX file of unsigned bytes with {dimensions} dimensions: it begins {header.hex()}"
        )
    m, *rest = (int(length) for length in np.frombuffer(header, ">u4", offset=4))
    if tuple(rest) != shape or not 1 <= m <= MOST:
        raise ValueError(f"its header says {(m, *rest)}: expected (m, {shape}) with m from 1 to {MOST}")
    size = m * math.prod(shape)
    content = bytearray()
    while len(content) <= size and (piece := file.read(io.DEFAULT_BUFFER_SIZE)):
        content += piece  # at most one piece more than promised
    if len(content) != size:
        raise ValueError(
            f"its header promises {size} bytes, but {'more' if len(content) > size else len(content)} follow"
        )
    return np.frombuffer(content, np.uint8).reshape(m, *shape)
