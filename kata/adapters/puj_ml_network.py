"""A network of the course library as an optimiser of it uses one: it starts where told."""

from collections.abc import Callable, Sequence
from itertools import chain
from typing import Any, Self

import numpy as np

from kata.subject.interface import Array


def set_parameters(network: Any, parameters: Array) -> None:
    """Write parameters, (n,), into the arrays of a network."""
    start = 0
    for values in chain.from_iterable(zip(network.m_W, network.m_B, strict=True)):
        values[...] = parameters[start : start + values.size].reshape(values.shape)
        start += values.size


def get_parameters(network: Any) -> Array:
    """Return the parameters of a network, (n,)."""
    arrays = chain.from_iterable(zip(network.m_W, network.m_B, strict=True))
    return np.concatenate([np.asarray(values).ravel() for values in arrays])


class CourseNetwork:
    """A network as an optimiser uses it: it starts where told, and the layer that was added does not show."""

    def __init__(self, build: Callable[..., Any], sizes: Sequence[int], activations: Sequence[str]) -> None:
        self.start: Array | None = None  # None: where the library's `init` does
        self.added = np.zeros(0)  # the parameters of the added layer
        if len(sizes) == 2:
            self.added = np.append(np.eye(sizes[0]), np.zeros(sizes[0]))
            sizes, activations = (sizes[0], *sizes), ("identity", *activations)
        self.network = build(sizes, activations)
        self.parameters = np.zeros(self.size())

    @property
    def parameters(self) -> Array:
        """The parameters, (n,)."""
        return get_parameters(self.network)[len(self.added) :]

    @parameters.setter
    def parameters(self, parameters: Array) -> None:
        set_parameters(self.network, np.append(self.added, parameters))

    def size(self) -> int:
        """Return the number of parameters."""
        return int(self.network.size()) - len(self.added)

    def init(self) -> None:
        """Start where told, or draw."""
        if self.start is None:
            self.network.init()
        self.parameters = self.parameters if self.start is None else self.start

    def cost(self, X: Array, Y: Array) -> float:
        """Return the library's cost, which knows no penalties."""
        return float(self.network.cost(X, Y))

    def cost_gradient(self, X: Array, Y: Array, l1: float, l2: float) -> tuple[float, Array]:
        """Return the library's cost and gradient, (1, n)."""
        J, G = self.network.cost_gradient(X, Y, l1, l2)
        charged = self._charged(X, Y, l1, l2) if len(self.added) and (l1 or l2) else 0.0
        return J - charged, G[:, len(self.added) :]

    def _charged(self, X: Array, Y: Array, l1: float, l2: float) -> float:
        """Return the penalty that the library takes for the added layer: all that is left with the others at 0."""
        parameters, self.parameters = self.parameters, np.zeros(self.size())
        charged = self.network.cost_gradient(X, Y, l1, l2)[0] - self.network.cost_gradient(X, Y, 0.0, 0.0)[0]
        self.parameters = parameters
        return float(charged)

    def __isub__(self, D: Array) -> Self:
        if len(self.added):
            D = np.append(np.zeros(len(self.added)), D[0])[np.newaxis]
        self.network -= D
        return self
