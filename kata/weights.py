"""Weights in a file: a network as plain arrays in an `.npz`, written whole or not at all, read without pickle."""

import zipfile
import zlib
from pathlib import Path

import numpy as np

from kata.subject import Network

MOST_BYTES = 200_000_000  # of an array in a file, before it is read


def save_weights(path: Path, network: Network) -> None:
    """Write a network to the file `path`, in place of what was there."""
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("wb") as file:
            np.savez(file, allow_pickle=False, **network._asdict())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def load_weights(path: Path) -> Network:
    """Read a network; raise ValueError if the file holds none, or one that fits together in no way."""
    try:
        with zipfile.ZipFile(path) as archive:
            if any(member.file_size > MOST_BYTES for member in archive.infolist()):
                raise ValueError(f"its arrays are larger than {MOST_BYTES:,} bytes")
        with np.load(path, allow_pickle=False) as arrays:
            sizes, activations, parameters = (arrays[name] for name in Network._fields)
    except (KeyError, ValueError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        raise ValueError(f"{path} holds no weights of a network: {error}") from error
    network = Network(tuple(map(int, sizes.ravel())), tuple(map(str, activations.ravel())), parameters)
    n = sum(a * b + b for a, b in zip(network.sizes, network.sizes[1:], strict=False))
    if parameters.shape != (n,) or len(network.activations) != len(network.sizes) - 1:
        raise ValueError(f"{path}: {parameters.shape} parameters of a network of {network.sizes}: expected ({n},)")
    if parameters.dtype not in (np.float32, np.float64) or not np.isfinite(parameters).all():
        raise ValueError(f"{path}: the parameters are not finite numbers of float32 or float64")
    return network
