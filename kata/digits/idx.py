"""IDX files, the format of MNIST: a header with the dimensions, then bytes.

Source: LeCun, Cortes and Burges, "The MNIST database of handwritten digits" (1998).
"""

import gzip
import struct
import zlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

CLASSES = 10
SIDE, HEADER = 28, 16  # pixels of a digit's side, and bytes before those of the first
LABELS = bytes((0, 0, 8, 1))  # begins a file of them: bytes, in one dimension


def as_idx(values: NDArray[np.uint8]) -> bytes:
    """Return an array of bytes, of any number of dimensions, as the content of a file."""
    return bytes((0, 0, 8, values.ndim)) + struct.pack(f">{values.ndim}I", *values.shape) + values.tobytes()


def write_head(source: Path, folder: Path, number: dict[str, int], darkest: int = 255) -> None:
    """Write so many digits of each part of the embedded ones, the first, into a folder that is made.

    No pixel of theirs is darker than `darkest`.
    """
    folder.mkdir(parents=True)
    for part, rows in number.items():
        images = gzip.decompress((source / f"{part}-images-idx3-ubyte.gz").read_bytes())
        pixels = np.frombuffer(images, np.uint8, rows * SIDE * SIDE, HEADER).reshape(rows, SIDE, SIDE)
        pixels = (pixels.astype(int) * darkest // 255).astype(np.uint8)
        (folder / f"{part}-images-idx3-ubyte").write_bytes(as_idx(pixels))
        (folder / f"{part}-labels-idx1-ubyte").write_bytes(as_idx(read_labels(source, part)[:rows]))


def read_labels(folder: Path, part: str) -> NDArray[np.uint8]:
    """Return the labels of a part of the digits in a folder, `train` or `t10k`, whose file may be zipped.

    Some archives have a dot before `idx`. Raises OSError or ValueError, with the file, if they cannot be read.
    """
    paths = [folder / f"{part}-labels{mark}idx1-ubyte{end}" for mark in "-." for end in ("", ".gz")]
    path = next((path for path in paths if path.is_file()), paths[0])
    content = path.read_bytes()
    try:
        content = gzip.decompress(content) if content.startswith(b"\x1f\x8b") else content
    except (EOFError, zlib.error) as error:
        raise ValueError(f"{path}: {error}") from error
    labels = np.frombuffer(content[8:], np.uint8)
    if content[:8] != LABELS + struct.pack(">I", len(labels)) or not len(labels) or labels.max() >= CLASSES:
        raise ValueError(f"{path} is no file of labels from 0 to {CLASSES - 1}")
    return labels
