"""The contestants: each trains the same network on the same rows in its own way, an epoch at a time.

Each is written as a good user of it would write it. What such a user may choose are its settings; all of them are
tried, and the best counts. The last contestant does not learn: it is the limit, the matrix products that all need.
"""

import warnings
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise, product
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from kata.subject.libraries import load_library

Array = NDArray[Any]
Options = tuple[str, ...]


@dataclass(frozen=True)
class Job:
    """What to train: ReLU layers and a softmax of these sizes in float32, with Adam; and by which setting."""

    sizes: tuple[int, ...] = (784, 95, 50, 43, 10)
    batch_size: int = 128
    learning_rate: float = 0.002
    seed: int = 0
    threads: int = 1
    options: Options = ()


class Contestant(ABC):
    """One way of training on X, (m, inputs), and one-hot Y, with a new order of the rows every epoch.

    `package` is what has to be installed, `settings` are the choices of options; threads come on top.
    """

    label: ClassVar[str]
    package: ClassVar[str] = "numpy"
    settings: ClassVar[tuple[Options, ...]] = ((),)

    @abstractmethod
    def __init__(self, X: Array, Y: Array, job: Job) -> None: ...

    @abstractmethod
    def epoch(self) -> None:
        """Go through all rows once."""


class Learner(Contestant):
    """A contestant that knows more after an epoch than before."""

    @abstractmethod
    def predict(self, X: Array) -> Array:
        """Return the class of each row."""


class Fixed(Learner):
    """The corrected library, by its public interface."""

    label = "fixed"

    def __init__(self, X: Array, Y: Array, job: Job) -> None:
        library = load_library("fixed")
        self.rng = np.random.default_rng(job.seed)
        activations = ("relu",) * (len(job.sizes) - 2) + ("softmax",)
        self.network = library.FeedForward(job.sizes, activations, dtype=np.float32)
        self.network.init(self.rng)
        self.adam = library.Adam(self.network, job.learning_rate)
        self.train, self.batch_size = (X, Y), job.batch_size

    def epoch(self) -> None:
        """Fit for one epoch."""
        self.adam.fit(self.train, epochs=1, batch_size=self.batch_size, tolerance=None, rng=self.rng)

    def predict(self, X: Array) -> Array:
        """Return the class of each row."""
        classes: Array = self.network.predict(X)
        return classes


class PyTorch(Learner):
    """PyTorch on the CPU, with a plain loop: index tensors and no DataLoader, logits and integer labels."""

    adams: ClassVar[dict[str, dict[str, bool]]] = {
        "loop": {"foreach": False},
        "foreach": {"foreach": True},
        "fused": {"fused": True},
    }
    gathers: ClassVar[dict[str, Callable[[Any, Any], Any]]] = {
        "X[rows]": lambda X, rows: X[rows],
        "index_select": lambda X, rows: X.index_select(0, rows),
    }
    label = "PyTorch"
    package = "torch"
    settings = tuple(product(adams, gathers))

    def __init__(self, X: Array, Y: Array, job: Job) -> None:
        import torch

        self.torch = torch
        torch.set_num_threads(job.threads)
        torch.manual_seed(job.seed)
        layers: list[Any] = []
        for inputs, outputs in pairwise(job.sizes):
            layers += [torch.nn.Linear(inputs, outputs), torch.nn.ReLU()]
        self.network = torch.nn.Sequential(*layers[:-1])
        adam, gather = job.options
        self.adam = torch.optim.Adam(self.network.parameters(), lr=job.learning_rate, **self.adams[adam])
        self.gather, self.batch_size = self.gathers[gather], job.batch_size
        self.X, self.labels = torch.from_numpy(X), torch.from_numpy(Y.argmax(axis=1))
        self.cost = torch.nn.CrossEntropyLoss()

    def epoch(self) -> None:
        """Take a step for every batch of a new permutation."""
        for rows in self.torch.randperm(len(self.X)).split(self.batch_size):
            self.adam.zero_grad(set_to_none=True)
            cost = self.cost(self.network(self.gather(self.X, rows)), self.gather(self.labels, rows))
            cost.backward()
            self.adam.step()

    def predict(self, X: Array) -> Array:
        """Return the class of each row."""
        with self.torch.inference_mode():
            classes: Array = self.network(self.torch.from_numpy(X)).argmax(dim=1).numpy()
        return classes


class ScikitLearn(Learner):
    """scikit-learn's MLPClassifier, without its penalty, by `partial_fit`: as fast an epoch as by `fit`.

    Between two calls of `fit` it would forget Adam's moments.
    """

    label = "scikit-learn"
    package = "sklearn"

    def __init__(self, X: Array, Y: Array, job: Job) -> None:
        from sklearn.neural_network import MLPClassifier

        self.network = MLPClassifier(
            job.sizes[1:-1],
            alpha=0,
            batch_size=job.batch_size,
            learning_rate_init=job.learning_rate,
            random_state=job.seed,
        )
        self.X, self.labels, self.classes = X, Y.argmax(axis=1), range(Y.shape[1])

    def epoch(self) -> None:
        """Fit for one epoch."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self.network.partial_fit(self.X, self.labels, classes=self.classes)

    def predict(self, X: Array) -> Array:
        """Return the class of each row."""
        classes: Array = self.network.predict(X)
        return classes


class Products(Contestant):
    """The limit: nothing but the matrix products of training, in numpy, with memory for their results at hand.

    Forward A W; backward A^T delta, and delta W^T for every layer but the first. Rows are taken as they come.
    """

    label = "products only"

    def __init__(self, X: Array, Y: Array, job: Job) -> None:  # noqa: ARG002 - no labels are needed
        rng = np.random.default_rng(job.seed)

        def array(*shape: int) -> Array:
            return rng.standard_normal(shape, np.float32)

        self.X, self.batch_size = X, job.batch_size
        self.weights = [array(*shape) for shape in pairwise(job.sizes)]
        self.activations = [array(job.batch_size, size) for size in job.sizes]
        self.deltas = [array(job.batch_size, size) for size in job.sizes]
        self.gradients = [np.empty_like(W) for W in self.weights]

    def epoch(self) -> None:
        """Multiply what every batch needs."""
        for start in range(0, len(self.X), self.batch_size):
            for left, right, result in self.step(self.X[start : start + self.batch_size]):
                np.matmul(left, right, out=result)

    def step(self, X: Array) -> Iterator[tuple[Array, Array, Array]]:
        """Yield the factors of every product for a batch, and where the result goes."""
        A = [X, *(activation[: len(X)] for activation in self.activations[1:])]
        delta = [delta[: len(X)] for delta in self.deltas]
        for layer, W in enumerate(self.weights):
            yield A[layer], W, A[layer + 1]
        for layer in reversed(range(len(self.weights))):
            yield A[layer].T, delta[layer + 1], self.gradients[layer]
            if layer > 0:
                yield delta[layer + 1], self.weights[layer].T, delta[layer]


CONTESTANTS: dict[str, type[Contestant]] = {
    "fixed": Fixed,
    "torch": PyTorch,
    "sklearn": ScikitLearn,
    "products": Products,
}
