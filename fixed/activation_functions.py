"""Activation functions: what a layer does to its weighted sums.

A layer computes Z = A W + b and passes Z through one of these functions: element by element, or, for softmax,
row by row. Backpropagation needs the derivatives too, taken at the same Z. All of them leave Z unchanged and
give its shape and dtype. Source: Bishop, "Pattern Recognition and Machine Learning" (2006), 4.3 and 5.1.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating[Any]]
Activation = Callable[..., Array]


class ActivationFunctions:
    """The functions by name; each takes Z of shape (m, n) and gives f(Z), or f'(Z) if `derivative` is true."""

    @staticmethod
    def get(name: str) -> Activation:
        """Return the function called `name`; raise ValueError, listing those there are, if there is none."""
        if name not in ACTIVATIONS:
            raise ValueError(f"unknown activation {name!r}: expected one of {', '.join(ACTIVATIONS)}")
        return ACTIVATIONS[name]

    @staticmethod
    def identity(Z: Array, derivative: bool = False) -> Array:
        """f(z) = z, with derivative 1."""
        return np.ones_like(Z) if derivative else Z.copy()

    @staticmethod
    def relu(Z: Array, derivative: bool = False) -> Array:
        """f(z) = max(z, 0), with derivative 1 where z > 0 and 0 elsewhere."""
        return (Z > 0).astype(Z.dtype) if derivative else np.maximum(Z, 0)

    @staticmethod
    def sigmoid(Z: Array, derivative: bool = False) -> Array:
        """f(z) = 1 / (1 + exp(-z)), with derivative f(z) (1 - f(z)), for every finite z."""
        if derivative:
            A = ActivationFunctions.sigmoid(Z)
            return A * (1 - A)
        return np.exp(-np.logaddexp(0, -Z))  # log(1 + exp(-z)) does not overflow

    @staticmethod
    def tanh(Z: Array, derivative: bool = False) -> Array:
        """f(z) = tanh(z), with derivative 1 - f(z)^2."""
        if derivative:
            A = ActivationFunctions.tanh(Z)
            return 1 - A * A
        return np.tanh(Z)

    @staticmethod
    def softmax(Z: Array, derivative: bool = False) -> Array:
        """Turn each row of logits into probabilities: exp(z_j) / sum_k exp(z_k).

        Z is finite; every row of the result sums to 1, however large the logits are. The derivative of softmax
        is a Jacobian, not a factor for each element, so softmax serves as the last layer only, where its
        gradient is taken together with the cost's (Bishop 2006, 4.3.4); asking for it raises ValueError.
        """
        if derivative:
            raise ValueError("softmax has no elementwise derivative: use it for the last layer only")
        exponentials: Array = np.exp(Z - Z.max(axis=1, keepdims=True))
        # each row by its own total, (m, n) / (m, 1)
        totals: Array = exponentials.sum(axis=1, keepdims=True)
        return exponentials / totals


ACTIVATIONS: dict[str, Activation] = {
    "identity": ActivationFunctions.identity,
    "relu": ActivationFunctions.relu,
    "sigmoid": ActivationFunctions.sigmoid,
    "tanh": ActivationFunctions.tanh,
    "softmax": ActivationFunctions.softmax,
}
