"""IDX files, the format of MNIST, written from its description: no code is shared with what reads them."""

import gzip
import math
import struct

import numpy as np


def header(dimensions, kind=8):
    """Return the beginning of an IDX file: the type of its numbers, 8 for bytes, and its dimensions."""
    return bytes((0, 0, kind, len(dimensions))) + struct.pack(f">{len(dimensions)}I", *dimensions)


def idx(*dimensions, content=None, kind=8, declared=None):
    """Return an IDX file of bytes with these dimensions, or with a header that declares others."""
    content = bytes(math.prod(dimensions)) if content is None else content
    return header(dimensions if declared is None else declared, kind) + content


def write_digits(folder, images):
    """Write (m, 28, 28) bytes as both parts of MNIST, labelled 0 to 9 in turn; the labels are gzipped."""
    m = len(images)
    for part in ("train", "t10k"):
        content = images.astype(np.uint8).tobytes()
        (folder / f"{part}-images-idx3-ubyte").write_bytes(idx(m, 28, 28, content=content))
        labels = idx(m, content=bytes(i % 10 for i in range(m)))
        (folder / f"{part}-labels-idx1-ubyte.gz").write_bytes(gzip.compress(labels))
