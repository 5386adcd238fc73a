"""The subject: the library under test, as the tests see it, arrays and plain data in, arrays and plain data out.

Tests reach a library in no other way. So any library can be put under them with an adapter, which implements
`Subject`; `OwnLibrary` is the adapter of our own libraries and of every variant and exercise made from them.
`Watched` stands between the tests and an adapter: it keeps the tests' arrays safe and sees what was altered.
"""

import copy
import inspect
import tracemalloc
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from kata.subject.libraries import load_library
from kata.subject.registry import find_adapter

Array = NDArray[Any]


class Network(NamedTuple):
    """A network as plain data; parameters, (n,), are layer by layer W (inputs x outputs, row by row), then b."""

    sizes: tuple[int, ...]
    activations: tuple[str, ...]
    parameters: Array


class Settings(NamedTuple):
    """How to train.

    `parameters` are where to start, instead of a random start; `stop_after` is the epoch after which `on_epoch`
    ends the training. A `learning_rate` of None is the optimiser's own: 1e-2 for gradient descent, 1e-3 for Adam,
    whose are also `beta1`, `beta2` and `epsilon`.
    """

    epochs: int
    batch_size: int
    learning_rate: float | None = None
    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-8
    l1: float = 0.0
    l2: float = 0.0
    tolerance: float | None = None
    test: tuple[Array, Array] | None = None
    parameters: Array | None = None
    stop_after: int | None = None


class Epoch(NamedTuple):
    """What a training reports of an epoch."""

    epoch: int
    gradient_norm: float
    training_cost: float
    test_cost: float | None


@dataclass
class Trace:
    """What an optimiser did with scripted gradients.

    Of each step the rows of X and the labels that it was given and the update, which is what was taken from the
    parameters; of each epoch its report; and the peak of memory in bytes.
    """

    batches: list[Array]
    labels: list[Array]
    updates: Array  # (steps, n)
    log: list[Epoch]
    peak: int


class Subject(Protocol):
    """What a library can be asked; `offers` names the methods that it has.

    Rows are samples, classes are one-hot or one column of 0 and 1. An offer of "errors" says that bad input raises
    one clear ValueError, FileNotFoundError or FloatingPointError.
    """

    offers: frozenset[str]

    def softmax(self, Z: Array) -> Array:
        """Return the probabilities of each row of logits."""

    def activation(self, name: str, Z: Array, derivative: bool = False) -> Array:
        """Return the function of Z, or its derivative at Z."""

    def outputs(self, network: Network, X: Array) -> Array:
        """Return what the last layer gives, (m, outputs)."""

    def predict(self, network: Network, X: Array) -> Array:
        """Return the predicted class of each row, (m,)."""

    def cost(self, network: Network, X: Array, Y: Array, l1: float = 0.0, l2: float = 0.0) -> float:
        """Return the mean cross-entropy with its penalties."""

    def cost_gradient(
        self, network: Network, X: Array, Y: Array, l1: float = 0.0, l2: float = 0.0
    ) -> tuple[float, Array]:
        """Return the cost and its gradient, (n,)."""

    def moved(self, network: Network, D: Array) -> Array:
        """Return the parameters, (n,), after an update by minus D, (1, n)."""

    def initial_parameters(self, sizes: Sequence[int], activations: Sequence[str], seed: int) -> Array:
        """Return the parameters of a new network, (n,)."""

    def metrics(self, Y: Array, P: Array) -> dict[str, Any]:
        """Return confusion, sensitivity, specificity, precision, accuracy and f1 of scores P for the truth Y."""

    def load_mnist(self, folder: Path) -> tuple[tuple[Array, Array], tuple[Array, Array]]:
        """Return (X, Y) of the training part and of the test part."""

    def train(
        self,
        sizes: Sequence[int],
        activations: Sequence[str],
        optimiser: str,
        X: Array,
        Y: Array,
        settings: Settings,
        seed: int,
    ) -> tuple[Array, list[Epoch]]:
        """Train a network with "adam" or "gradient_descent"; return its parameters, (n,), and the log."""

    def fit_trace(
        self,
        optimiser: str,
        gradients: Array,
        rows: int,
        settings: Settings,
        seed: int,
        costs: Sequence[float] = (1.0,),
    ) -> Trace:
        """Drive an optimiser with scripted gradients on a stand-in network.

        Its gradient at step t is row t of `gradients`, (steps, n), from the first again when they are used up; its
        cost likewise. Row r of the data has label r % 2.
        """


METHODS = frozenset(name for name in vars(Subject) if not name.startswith("_"))
OPTIMISERS = {"adam": "Adam", "gradient_descent": "GradientDescent"}
DEFAULTS = {"l1": 0.0, "l2": 0.0, "tolerance": 0.0, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8}


def _without_defaults(**options: Any) -> dict[str, Any]:
    """Return the options that are not the library's defaults: what these are it should know by itself."""
    return {name: value for name, value in options.items() if value != DEFAULTS[name]}


class OwnLibrary:
    """The adapter of libraries with the interface of `fixed`."""

    offers = METHODS | {"errors"}

    def __init__(self, name: str | Path) -> None:
        self.library = load_library(name)

    def softmax(self, Z: Array) -> Array:
        """See `Subject`."""
        return self.activation("softmax", Z)

    def activation(self, name: str, Z: Array, derivative: bool = False) -> Array:
        """See `Subject`."""
        function = self.library.ActivationFunctions.get(name)
        result: Array = function(Z, derivative=True) if derivative else function(Z)
        return result

    def _network(self, network: Network) -> Any:
        made = self.library.FeedForward(network.sizes, network.activations, dtype=network.parameters.dtype)
        made.parameters[0] = network.parameters
        return made

    def outputs(self, network: Network, X: Array) -> Array:
        """See `Subject`."""
        return np.asarray(self._network(network)(X))

    def predict(self, network: Network, X: Array) -> Array:
        """See `Subject`."""
        return np.asarray(self._network(network).predict(X))

    def cost(self, network: Network, X: Array, Y: Array, l1: float = 0.0, l2: float = 0.0) -> float:
        """See `Subject`."""
        return float(self._network(network).cost(X, Y, **_without_defaults(l1=l1, l2=l2)))

    def cost_gradient(
        self, network: Network, X: Array, Y: Array, l1: float = 0.0, l2: float = 0.0
    ) -> tuple[float, Array]:
        """See `Subject`."""
        cost, G = self._network(network).cost_gradient(X, Y, **_without_defaults(l1=l1, l2=l2))
        return float(cost), G[0]

    def moved(self, network: Network, D: Array) -> Array:
        """See `Subject`."""
        made = self._network(network)
        made -= D
        return np.asarray(made.parameters[0])

    def initial_parameters(self, sizes: Sequence[int], activations: Sequence[str], seed: int) -> Array:
        """See `Subject`."""
        network = self.library.FeedForward(sizes, activations)
        network.init(np.random.default_rng(seed))
        return np.asarray(network.parameters[0])

    def metrics(self, Y: Array, P: Array) -> dict[str, Any]:
        """See `Subject`. The network that gives the scores P is the identity, fed with P."""
        classes = P.shape[1]
        identity = np.append(np.eye(classes).ravel(), np.zeros(classes))
        result = self.library.evaluate(self._network(Network((classes, classes), ("identity",), identity)), P, Y)
        return dict(result._asdict())

    def load_mnist(self, folder: Path) -> tuple[tuple[Array, Array], tuple[Array, Array]]:
        """See `Subject`."""
        train, test = self.library.load_mnist(folder)
        return train, test

    def _fit(
        self, network: Any, optimiser: str, X: Array, Y: Array, settings: Settings, rng: np.random.Generator
    ) -> list[Epoch]:
        kind = getattr(self.library, OPTIMISERS[optimiser])
        options = {} if settings.learning_rate is None else {"learning_rate": settings.learning_rate}
        if optimiser == "adam":
            options |= _without_defaults(beta1=settings.beta1, beta2=settings.beta2, epsilon=settings.epsilon)
        log: list[Epoch] = []

        def on_epoch(*report: Any) -> bool:
            log.append(Epoch(*report))
            return log[-1].epoch == settings.stop_after

        kind(network, **options).fit(
            (X, Y),
            settings.test,
            epochs=settings.epochs,
            batch_size=settings.batch_size,
            rng=rng,
            on_epoch=on_epoch,
            **_without_defaults(l1=settings.l1, l2=settings.l2, tolerance=settings.tolerance),
        )
        return log

    def train(
        self,
        sizes: Sequence[int],
        activations: Sequence[str],
        optimiser: str,
        X: Array,
        Y: Array,
        settings: Settings,
        seed: int,
    ) -> tuple[Array, list[Epoch]]:
        """See `Subject`."""
        rng = np.random.default_rng(seed)
        network = self.library.FeedForward(sizes, activations)
        if settings.parameters is None:
            network.init(rng)
        else:
            network.parameters[0] = settings.parameters
        log = self._fit(network, optimiser, X, Y, settings, rng)
        return np.asarray(network.parameters[0]), log

    def fit_trace(
        self,
        optimiser: str,
        gradients: Array,
        rows: int,
        settings: Settings,
        seed: int,
        costs: Sequence[float] = (1.0,),
    ) -> Trace:
        """See `Subject`. The positions before every step tell the updates, however they were made."""
        batches: list[Array] = []
        labels: list[Array] = []
        positions: list[Array] = []

        class Scripted(self.library.FeedForward):  # type: ignore[misc, name-defined]
            def cost_gradient(self, X: Array, Y: Array, *_: Any, **__: Any) -> tuple[float, Array]:
                step = len(batches)
                batches.append(X[:, 0].astype(int))
                labels.append(Y[:, 0].astype(int))
                positions.append(self.parameters[0].copy())
                return costs[step % len(costs)], gradients[[step % len(gradients)]]

        network = Scripted((gradients.shape[1] - 1, 1), ("sigmoid",))
        X = np.repeat(np.arange(rows, dtype=float)[:, np.newaxis], gradients.shape[1] - 1, axis=1)
        Y = X[:, :1] % 2
        tracemalloc.start()
        try:
            log = self._fit(network, optimiser, X, Y, settings, np.random.default_rng(seed))
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
        positions.append(network.parameters[0].copy())
        return Trace(batches, labels, -np.diff(positions, axis=0), log, peak)


class Watched:
    """A subject behind glass: adapters get copies, run without numpy's warnings, and `changed` tells on them.

    An exception of the library leaves with a note of what was tried.
    """

    def __init__(self, adapter: Subject) -> None:
        self._adapter = adapter
        self.offers = adapter.offers
        self.changed: tuple[str, ...] = ()

    def __getattr__(self, method: str) -> Any:
        if method not in self.offers:
            raise AttributeError(f"the subject does not offer {method}")
        function = getattr(self._adapter, method)

        def call(*arguments: Any, **named: Any) -> Any:
            bound = inspect.signature(function).bind(*arguments, **named)
            given = copy.deepcopy(bound.arguments)
            try:
                with np.errstate(all="ignore"), warnings.catch_warnings(action="ignore"):
                    return function(**given)
            except Exception as error:
                error.add_note(_written(f"tried      {method}(", bound.arguments) + ")")
                raise
            finally:
                self.changed = tuple(name for name in given if not _same(given[name], bound.arguments[name]))

        return call


def _written(text: str, arguments: dict[str, Any]) -> str:
    """Return the beginning of a call with its arguments; an array of several lines stands below its first."""
    with np.printoptions(threshold=20, precision=6):
        for number, (name, value) in enumerate(arguments.items()):
            text += f"{', ' if number else ''}{name}="
            column = len(text.rpartition("\n")[2])
            text += str(value).replace("\n", "\n" + " " * column)
    return text


def _same(one: Any, other: Any) -> bool:
    """Compare plain data that may hold arrays."""
    if isinstance(one, np.ndarray):
        return np.array_equal(one, other, equal_nan=one.dtype.kind == "f")
    if isinstance(one, (tuple, list)):
        return len(one) == len(other) and all(map(_same, one, other))
    return bool(one == other)


def load_subject(name: str | Path) -> Watched:
    """Return the library called `name` as a watched subject."""
    if found := find_adapter(name):
        adapter, folder = found
        return Watched(adapter.load(folder))
    return Watched(OwnLibrary(name))
