"""IDX files, the format of MNIST: a header with the dimensions, then bytes.

Source: LeCun, Cortes and Burges, "The MNIST database of handwritten digits" (1998).
"""

import struct

import numpy as np
from numpy.typing import NDArray


def as_idx(values: NDArray[np.uint8]) -> bytes:
    """Return an array of bytes, of any number of dimensions, as the content of a file."""
    return bytes((0, 0, 8, values.ndim)) + struct.pack(f">{values.ndim}I", *values.shape) + values.tobytes()
