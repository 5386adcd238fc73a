"""Scripted gradients: what `fit_trace` lets an optimiser see, and what it has done with that.

An adapter puts a network of its own library in front, whose gradient at every step is the script's.
"""

import random
import tracemalloc
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from kata.subject.interface import Array, Epoch, Settings, Trace

# what people hand on in place of a generator, by the words that a test has for it
NO_GENERATORS: Mapping[str, Callable[[], Any]] = {
    "a seed": lambda: 0,
    "None": lambda: None,
    "the module numpy.random": lambda: np.random,
    "a RandomState": lambda: np.random.RandomState(0),
    "Python's Random": lambda: random.Random(0),  # noqa: S311 - it is to be refused
}


class Script:
    """The data to train on, the answer at every step, and a record of all that was given and of every position.

    `X` is (rows, n - 1), each row r full of r, and `Y`, (rows, 1), is r % 2: so a batch tells which rows it has.
    """

    def __init__(self, gradients: Array, rows: int, costs: Sequence[float]) -> None:
        self._gradients, self._costs = gradients, costs
        self.n = gradients.shape[1]
        self.X: Array = np.repeat(np.arange(rows, dtype=float)[:, np.newaxis], self.n - 1, axis=1)
        self.Y: Array = self.X[:, :1] % 2
        self._batches: list[Array] = []
        self._labels: list[Array] = []
        self._positions: list[Array] = []
        self._counts: list[list[Any]] = []

    def answer(self, X: Array, Y: Array, parameters: Array) -> tuple[float, Array]:
        """Return the cost and the gradient, (1, n), of this step, which begins at these parameters, (n,)."""
        step = len(self._batches)
        self._batches.append(X[:, 0].astype(int))
        self._labels.append(Y[:, 0].astype(int))
        self._positions.append(parameters.copy())
        return self._costs[step % len(self._costs)], self._gradients[[step % len(self._gradients)]]

    def count(self, optimiser: Any) -> None:
        """Write down what the optimiser has counted whenever its `step` is called, if it is."""
        step = optimiser.step

        def counted(G: Array) -> Any:
            self._counts.append([getattr(optimiser, name, None) for name in ("epoch", "steps")])
            return step(G)

        optimiser.step = counted

    def trace(self, parameters: Array, log: list[Epoch], memory: int | None) -> Trace:
        """Return what was recorded; the parameters, (n,), are those at the end.

        The positions before every step tell the updates, however they were made.
        """
        updates = -np.diff([*self._positions, parameters], axis=0)
        counts = np.array(self._counts, dtype=float) if self._counts else None
        return Trace(self._batches, self._labels, updates, log, memory, counts)


def measured(train: Callable[[], list[Epoch]], settings: Settings) -> tuple[list[Epoch], int | None]:
    """Return what a training reports, and if the settings ask for it the most bytes that it had in use.

    It is Python's own tool that sees these.
    """
    if not settings.measured:
        return train(), None
    tracemalloc.start()
    try:
        log = train()
        return log, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
