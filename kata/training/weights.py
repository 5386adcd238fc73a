"""Weights in a file: a network as plain arrays in an `.npz`, written whole or not at all, read without pickle."""

import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kata.files import whole_file
from kata.subject.interface import Network

MOST_BYTES = 200_000_000  # of an array in a file, before it is read


def save_weights(path: Path, network: Network) -> None:
    """Write a network to the file `path`, in place of what was there."""
    with whole_file(path) as part, part.open("wb") as file:
        np.savez(file, allow_pickle=False, **network._asdict())


def load_arrays(path: Path, names: Sequence[str]) -> list[NDArray[Any]]:
    """Read these arrays of an `.npz`; raise ValueError if it does not hold them, OSError if it cannot be read."""
    with path.open("rb") as file:
        try:
            with zipfile.ZipFile(file) as archive:
                if any(member.file_size > MOST_BYTES for member in archive.infolist()):
                    raise ValueError(f"its arrays are larger than {MOST_BYTES:,} bytes")
            file.seek(0)
            with np.load(file, allow_pickle=False) as arrays:
                return [arrays[name] for name in names]
        except Exception as error:  # zipfile and numpy raise whatever a broken file makes them stumble over
            raise ValueError(
                f"{path} holds no {', '.join(names)}: {str(error) or type(error).__name__}"
            ) from error


def load_weights(path: Path) -> Network:
    """Read a network; raise ValueError if the file holds none, or one that fits together in no way."""
    sizes, activations, parameters = load_arrays(path, Network._fields)
    network = Network(tuple(map(int, sizes.ravel())), tuple(map(str, activations.ravel())), parameters)
    n = sum(a * b + b for a, b in zip(network.sizes, network.sizes[1:], strict=False))
    if parameters.shape != (n,) or len(network.activations) != len(network.sizes) - 1:
        raise ValueError(f"{path}: {parameters.shape} parameters of a network of {network.sizes}: expected ({n},)")
    if parameters.dtype not in (np.float32, np.float64) or not np.isfinite(parameters).all():
        raise ValueError(f"{path}: the parameters are not finite numbers of float32 or float64")
    return network
