"""Adam: gradient descent whose step is scaled, for each parameter, by what its gradients have been.

m and v are running means of the gradient and of its square. They start at zero, so step t finds them too small
by the factors 1 - beta1^t and 1 - beta2^t, and divides these out.
Source: Kingma and Ba, "Adam: a method for stochastic optimization" (2015), arXiv:1412.6980, algorithm 1.
"""

import numpy as np

from .activation_functions import Array
from .feed_forward import FeedForward
from .optimizer import Optimizer


class Adam(Optimizer):
    """Adam with the letters and the defaults of the paper: `learning_rate` is alpha, read anew at every step.

    m and v have a number for each parameter, of the network's dtype, and go on through all epochs and every `fit`.
    """

    def __init__(
        self,
        network: FeedForward,
        learning_rate: float = 1e-3,
        beta1: float = 0.9,
        beta2: float = 0.999,
        epsilon: float = 1e-8,
    ) -> None:
        super().__init__(network, learning_rate)
        self.beta1, self.beta2, self.epsilon = beta1, beta2, epsilon
        n = network.parameters.size
        self.m: Array = np.zeros((1, n), network.dtype)
        self.v: Array = np.zeros((1, n), network.dtype)

    def step(self, G: Array) -> None:
        """Move the network's parameters once, by the gradient G of shape (1, n), which is left unchanged.

        The step is -alpha m_hat / (sqrt(v_hat) + epsilon), or that of the paper's other order, which adds epsilon
        to sqrt(v). `steps` is the t of the paper; `fit` counts it. The memory needed is a few arrays of n numbers.
        """
        self.m = self.beta1 * self.m + (1 - self.beta1) * G
        self.v = self.beta2 * self.v + (1 - self.beta2) * G * G
        m_hat = self.m / (1 - self.beta1**self.steps)
        v_hat = self.v / (1 - self.beta2**self.steps)
        self.network -= self.learning_rate * m_hat / (np.sqrt(v_hat) + self.epsilon)
