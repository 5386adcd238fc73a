"""What a trained network gives for the digits in a folder, computed by its library in a worker behind a pipe.

The library reads the folder by itself, as it did for the training: one that does not scale the pixels has learnt
from such pixels. So what else is to be read is put into a folder of the same kind first.
"""

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kata.confined.child import MEMORY
from kata.digits.idx import CLASSES, as_idx
from kata.pipe.frames import Frame
from kata.pipe.long_call import Limits, LongCall, RaisedError, digits_within
from kata.pipe.raised import Lost, Void
from kata.printable import printable
from kata.subject.interface import Network

SECONDS = 600

Array = NDArray[Any]


def run_outputs(
    library: str,
    network: Network,
    digits: Path,
    parts: Sequence[str] = ("test",),
    *,
    memory: int = MEMORY,
    seconds: float = SECONDS,
) -> dict[str, Array]:
    """Return the outputs for these parts of the digits in a folder, (m, 10) each.

    Raises RuntimeError, with a sentence, if the library gives none, or what cannot be probabilities.
    """
    limits = Limits(memory, seconds)
    call = LongCall(
        library, "read", digits_within(digits), limits, network=network, data=digits.absolute(), parts=list(parts)
    )
    try:
        read = Frame(call.run())
    except (RaisedError, Lost, Void) as error:
        raise RuntimeError(
            printable(str(error)) or "it ended the process before it had computed the outputs"
        ) from error
    outputs = {part: read.array(part) for part in parts}
    for P in outputs.values():
        if P.ndim != 2 or P.shape[1] != CLASSES or P.dtype.kind != "f" or not np.isfinite(P).all():
            raise RuntimeError(f"its outputs are no probabilities: {P.dtype} of shape {P.shape}")
    return outputs


def read_images(library: str, network: Network, images: NDArray[np.uint8], **limits: Any) -> Array:
    """Return the outputs for images, (m, 28, 28) as MNIST has them, from 0 for paper to 255 for ink."""
    with tempfile.TemporaryDirectory(prefix="kata-") as name:
        folder = Path(name)
        for part, some in (("train", images[:1]), ("t10k", images)):
            (folder / f"{part}-images-idx3-ubyte").write_bytes(as_idx(some))
            (folder / f"{part}-labels-idx1-ubyte").write_bytes(as_idx(np.zeros(len(some), np.uint8)))
        return run_outputs(library, network, folder, **limits)["test"]
