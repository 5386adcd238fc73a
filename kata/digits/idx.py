"""IDX files, the format of MNIST: a header with the dimensions, then bytes.

Source: LeCun, Cortes and Burges, "The MNIST database of handwritten digits" (1998).
"""

import struct
from pathlib import Path

import numpy as np
from numpy.typing import NDArray


def write_idx(path: Path, values: NDArray[np.uint8]) -> None:
    """Write an array of bytes, of any number of dimensions."""
    header = bytes((0, 0, 8, values.ndim)) + struct.pack(f">{values.ndim}I", *values.shape)
    path.write_bytes(header + values.tobytes())
