"""All parameters of a network in one row of shape (1, n): layer by layer W, row by row, then b.

Every W and b is a view of that row, so an optimiser moves one vector and never asks about layers.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from .activation_functions import Array


class ParameterRow:
    """What a network of `sizes` keeps its parameters in: the base of `FeedForward`. They are zero until `init`.

    `dtype` is float32 or float64. Raises ValueError for sizes or updates that do not fit, and TypeError for sizes
    that are no whole numbers. Arguments are left unchanged.

    Attributes: `parameters` (1, n), and `weights` (inputs, outputs) and `biases` (1, outputs) by layer, its views,
    also when a row has been assigned to `parameters`, which copies it. A deep or pickled copy trains on its own.
    """

    def __init__(self, sizes: Sequence[int], dtype: DTypeLike) -> None:
        self.sizes, self.dtype = tuple(sizes), np.dtype(dtype)
        if not all(isinstance(size, int | np.integer) for size in self.sizes):
            raise TypeError(f"sizes {self.sizes}: expected whole numbers")
        if len(self.sizes) < 2 or any(size < 1 for size in self.sizes):
            raise ValueError(f"sizes {self.sizes}: expected two or more positive numbers of units")
        if self.dtype not in (np.float32, np.float64):
            raise ValueError(f"dtype {self.dtype}: expected float32 or float64")
        n = sum(inputs * outputs + outputs for inputs, outputs in pairwise(self.sizes))
        self._parameters: Array = np.zeros((1, n), self.dtype)

    @property
    def parameters(self) -> Array:
        """All parameters, (1, n). Assigning a row of another shape raises ValueError."""
        return self._parameters

    @parameters.setter
    def parameters(self, row: ArrayLike) -> None:
        if np.shape(row) != self._parameters.shape:
            raise ValueError(f"parameters of shape {np.shape(row)}: expected {self._parameters.shape}")
        self._parameters[...] = row

    @property
    def weights(self) -> tuple[Array, ...]:
        """The W of every layer."""
        return tuple(self._views(self._parameters)[0])  # made when asked for: a copy would cut views that are kept

    @property
    def biases(self) -> tuple[Array, ...]:
        """The b of every layer."""
        return tuple(self._views(self._parameters)[1])

    def _views(self, row: Array) -> tuple[list[Array], list[Array]]:
        """Cut a (1, n) row into the W and b of every layer, without copying."""
        weights, biases, start = [], [], 0
        for inputs, outputs in pairwise(self.sizes):
            middle, end = start + inputs * outputs, start + inputs * outputs + outputs
            weights.append(row[0, start:middle].reshape(inputs, outputs))
            biases.append(row[:, middle:end])
            start = end
        return weights, biases

    def __isub__(self, D: Array) -> Self:
        """Move the parameters, in place, by minus row 0 of D, which is (1, n)."""
        if D.shape[-1] != self.parameters.size:
            raise ValueError(f"an update of shape {D.shape}: expected (1, {self.parameters.size})")
        self._parameters -= D[0]
        return self
