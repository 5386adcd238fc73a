"""Gradient descent: go a little way against the gradient, w <- w - alpha G."""

from .activation_functions import Array
from .feed_forward import FeedForward
from .optimizer import Optimizer


class GradientDescent(Optimizer):
    """Plain gradient descent; on batches, stochastic gradient descent.

    `learning_rate` is alpha, 1e-2 by default.
    """

    def __init__(self, network: FeedForward, learning_rate: float = 1e-2) -> None:
        super().__init__(network, learning_rate)

    def step(self, G: Array) -> None:
        """Move the network's parameters by -alpha G, with G of shape (1, n), which is left as it is."""
        self.network -= self.learning_rate * G
