"""The parameters of a network as one row of numbers, and as a W and a b of each layer: for adapters."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

import numpy as np

from kata.subject.interface import Array


def cut(sizes: Sequence[int], parameters: Array) -> Iterator[tuple[Array, Array]]:
    """Yield the W, (inputs, units), and the b, (units,), of every layer: views of the parameters, (n,)."""
    start = 0
    for inputs, units in pairwise(sizes):
        end = start + inputs * units
        yield parameters[start:end].reshape(inputs, units), parameters[end : end + units]
        start = end + units


def joined(layers: Iterable[tuple[Array, Array]]) -> Array:
    """Return the parameters, (n,), of layers, each a W, (inputs, units), and a b of any shape."""
    return np.concatenate([np.ravel(part) for layer in layers for part in layer])
