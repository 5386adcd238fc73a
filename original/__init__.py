"""A small neural-network library: feed-forward networks, two optimisers, metrics, and MNIST to try them on."""

from .activation_functions import ActivationFunctions
from .adam import Adam
from .feed_forward import FeedForward
from .gradient_descent import GradientDescent
from .metrics import Metrics, evaluate
from .mnist import load_mnist
from .optimizer import Optimizer

__all__ = [
    "ActivationFunctions",
    "Adam",
    "FeedForward",
    "GradientDescent",
    "Metrics",
    "Optimizer",
    "evaluate",
    "load_mnist",
]
