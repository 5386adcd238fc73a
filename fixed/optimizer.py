"""Training: batches of rows, one gradient and one step for each, and when to stop.

`Optimizer` holds the loop that all optimisers share; each of them is a `step`. What to do between epochs (decay
of the learning rate, patience, a progress bar) is left to `on_epoch`.
Source: Goodfellow, Bengio and Courville, "Deep Learning" (2016), 8.1 and 8.3.
"""

import math
from abc import ABC, abstractmethod
from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from .activation_functions import Array
from .feed_forward import FeedForward

Samples = tuple[ArrayLike, ArrayLike]
OnEpoch = Callable[[int, float, float, float | None], bool | None]


class Optimizer(ABC):
    """What every optimiser has: the network it trains, a learning rate, and the count of epochs and steps.

    `epoch` and `steps` count from 1 over the optimiser's whole life: during a step they are the number of the
    current epoch and of that step. Raises TypeError for a learning rate that is no number.
    """

    def __init__(self, network: FeedForward, learning_rate: float) -> None:
        if not isinstance(learning_rate, float | int | np.number):
            raise TypeError(f"learning rate {learning_rate!r}: expected a number")
        self.network, self.learning_rate = network, learning_rate
        self.epoch, self.steps = 0, 0

    @abstractmethod
    def step(self, G: Array) -> None:
        """Move the network's parameters once, by the gradient G of shape (1, n)."""

    def fit(
        self,
        train: Samples,
        test: Samples | None = None,
        *,
        epochs: int,
        batch_size: int,
        l1: float = 0.0,
        l2: float = 0.0,
        tolerance: float | None = 0.0,
        rng: np.random.Generator,
        on_epoch: OnEpoch | None = None,
    ) -> None:
        """Train the network from the parameters it has.

        Every epoch goes through the rows of `train` = (X, Y) once, in a new random order, `batch_size` at a time;
        the last batch may be shorter. It asks `cost_gradient` once a batch, and takes one step by that gradient.
        Beside the data this takes a few copies of them at most, and a few arrays of n numbers.

        Parameters
        ----------
        train, test : (X, Y)
            What to learn from, and what only to report the cost of; both as in `FeedForward`, and left unchanged.
        epochs, batch_size : int
            At least 1 each.
        l1, l2 : float
            Penalties, part of every cost and gradient.
        tolerance : float or None
            Training ends after an epoch whose last gradient has a Euclidean norm of at most this; None: never.
        rng : numpy.random.Generator
            Draws the order of the rows: the same seed gives the same result, bit for bit.
        on_epoch : callable
            Called after every epoch as ``on_epoch(epoch, gradient_norm, training_cost, test_cost)``: the norm of
            the last gradient, the mean cost over the rows as they were seen, the test cost after the epoch's steps
            or None. Training ends if it returns true; it may set `learning_rate` for the steps that follow.

        Raises
        ------
        ValueError
            If the arguments do not fit the network or each other.
        TypeError
            If `epochs` or `batch_size` is no whole number, or `rng` no Generator; the message names it.
        FloatingPointError
            If a cost is NaN or infinite; the message names the epoch.
        """
        if not isinstance(epochs, int | np.integer) or not isinstance(batch_size, int | np.integer):
            raise TypeError(f"epochs {epochs!r} and batch_size {batch_size!r}: expected whole numbers")
        if not isinstance(rng, np.random.Generator):
            raise TypeError(f"rng {rng!r}: expected a numpy.random.Generator")
        X, Y = np.asarray(train[0]), np.asarray(train[1])
        m = len(X)
        if len(Y) != m or m == 0:
            raise ValueError(f"{m} rows of X and {len(Y)} of Y: expected the same number, at least 1")
        if epochs < 1 or batch_size < 1:
            raise ValueError(f"epochs {epochs} and batch_size {batch_size}: expected at least 1")
        order = np.arange(m)
        for _ in range(epochs):
            self.epoch += 1
            rng.shuffle(order)
            total = 0.0
            for start in range(0, m, batch_size):
                rows = order[start : start + batch_size]
                cost, G = self.network.cost_gradient(X[rows], Y[rows], l1, l2)
                total += self._finite(cost, "training") * len(rows)
                self.steps += 1
                self.step(G)
            norm = float((G @ G.T)[0, 0]) ** 0.5
            test_cost = None if test is None else self._finite(self.network.cost(*test, l1, l2), "test")
            if on_epoch is not None and on_epoch(self.epoch, norm, total / m, test_cost):
                return
            if tolerance is not None and norm <= tolerance:
                return

    def _finite(self, cost: float, part: str) -> float:
        """Return the cost, or raise FloatingPointError if it is not a finite number."""
        if not math.isfinite(cost):
            raise FloatingPointError(
                f"the {part} cost became {cost} in epoch {self.epoch}: expected a finite number"
            )
        return cost
