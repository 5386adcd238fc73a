"""The adapter of libraries with the interface of `fixed`: ours, and every variant and exercise made from them."""

import copy
import pickle
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from kata.subject.interface import METHODS, Array, Epoch, Network, Settings, Trace
from kata.subject.loading import load_from
from kata.subject.script import NO_GENERATORS, Script, measured

OPTIMISER_CLASSES = {"adam": "Adam", "gradient_descent": "GradientDescent"}
METRICS = ("confusion", "sensitivity", "specificity", "precision", "accuracy", "f1")
DEFAULTS = {"l1": 0.0, "l2": 0.0, "tolerance": 0.0, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8}


def without_defaults(**options: Any) -> dict[str, Any]:
    """Return the options that are not the library's defaults: what these are it should know by itself."""
    return {name: value for name, value in options.items() if value != DEFAULTS[name]}


def metrics_of(result: Any) -> dict[str, Any]:
    """Return the values that `evaluate` gives, whether they are reached by key or are attributes."""
    by_key = isinstance(result, Mapping) or hasattr(result, "keys")
    read = result.__getitem__ if by_key else partial(getattr, result)
    return {name: read(name) for name in METRICS}


def _rng(seed: int | str) -> Any:
    """Return a generator, or what is none."""
    return NO_GENERATORS[seed]() if isinstance(seed, str) else np.random.default_rng(seed)


def load(folder: Path) -> "OwnLibrary":
    """Return the library in this folder as a subject."""
    return OwnLibrary(folder)


class OwnLibrary:
    """The adapter of libraries with the interface of `fixed`."""

    offers = METHODS | {"errors"}

    def __init__(self, folder: Path) -> None:
        self.library = load_from(folder)

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
        return float(self._network(network).cost(X, Y, **without_defaults(l1=l1, l2=l2)))

    def cost_gradient(
        self, network: Network, X: Array, Y: Array, l1: float = 0.0, l2: float = 0.0
    ) -> tuple[float, Array]:
        """See `Subject`."""
        cost, G = self._network(network).cost_gradient(X, Y, **without_defaults(l1=l1, l2=l2))
        return float(cost), G[0]

    def in_turn(
        self, network: Network, parts: Sequence[tuple[Array, Array]], D: Array | None = None
    ) -> list[tuple[Array, ...]]:
        """See `Subject`."""
        made, results = self._network(network), []
        for X, Y in parts:
            results.append((made(X), made.predict(X), *made.cost_gradient(X, Y)))
            if D is not None:
                made -= D
        return [(outputs, classes, np.asarray(cost), G[0]) for outputs, classes, cost, G in results]

    def moved(self, network: Network, D: Array) -> Array:
        """See `Subject`."""
        made = self._network(network)
        made -= D
        return np.asarray(made.parameters[0])

    def replaced(self, network: Network, row: Array, D: Array, X: Array) -> Array:
        """See `Subject`."""
        made = self._network(network)
        made.parameters = row
        made -= D
        return np.asarray(made(X))

    def moved_copy(self, network: Network, way: str, D: Array, X: Array) -> tuple[Array, Array]:
        """See `Subject`."""
        made = self._network(network)
        made(X)
        # its own bytes, in the process that is the library's anyway
        copied = copy.deepcopy(made) if way == "deepcopy" else pickle.loads(pickle.dumps(made))  # noqa: S301
        copied -= D
        return np.asarray(made(X)), np.asarray(copied(X))

    def initial_parameters(self, sizes: Sequence[int], activations: Sequence[str], seed: int | str) -> Array:
        """See `Subject`. There are other parameters before: none of them may be left."""
        network = self.library.FeedForward(sizes, activations)
        network.parameters[...] = 1
        network.init(_rng(seed))
        return np.asarray(network.parameters[0])

    def parts(
        self,
        sizes: Sequence[int],
        activations: Sequence[str],
        parameters: Array | None = None,
        D: Array | None = None,
    ) -> list[Array]:
        """See `Subject`."""
        network = self.library.FeedForward(sizes, activations)
        if parameters is not None:
            network.parameters[0] = parameters
        layers = list(zip(network.weights, network.biases, strict=True))
        if D is not None:
            network -= D
        return [np.asarray(part) for part in (network.parameters, *(part for layer in layers for part in layer))]

    def metrics(self, Y: Array, P: Array) -> dict[str, Any]:
        """See `Subject`. The network that gives the scores P is the identity, fed with P."""
        classes = P.shape[1]
        identity = np.append(np.eye(classes).ravel(), np.zeros(classes))
        return self.evaluate(Network((classes, classes), ("identity",), identity), P, Y)

    def evaluate(self, network: Network, X: Array, Y: Array) -> dict[str, Any]:
        """See `Subject`."""
        return metrics_of(self.library.evaluate(self._network(network), X, Y))

    def load_mnist(self, folder: Path | str) -> tuple[tuple[Array, Array], tuple[Array, Array]]:
        """See `Subject`."""
        train, test = self.library.load_mnist(folder)
        return train, test

    def _fit(
        self,
        network: Any,
        optimiser: str,
        X: Array,
        Y: Array,
        settings: Settings,
        rng: Any,
        watch: Callable[[Any], None] = lambda _: None,
    ) -> list[Epoch]:
        kind = getattr(self.library, OPTIMISER_CLASSES[optimiser])
        options = {} if settings.learning_rate is None else {"learning_rate": settings.learning_rate}
        if optimiser == "adam":
            options |= without_defaults(beta1=settings.beta1, beta2=settings.beta2, epsilon=settings.epsilon)
        log: list[Epoch] = []

        def on_epoch(*report: Any) -> np.bool_ | None:
            log.append(Epoch(*report))
            if settings.decay is not None:
                made.learning_rate *= settings.decay
            # true is what counts as true, and not `True` alone
            return None if settings.stop_after is None else np.bool_(log[-1].epoch == settings.stop_after)

        start = np.array(network.parameters)
        for number, rows in enumerate(settings.fits):
            if not number or settings.anew:
                made = kind(network, **options)
                watch(made)
            if number and settings.back:
                network.parameters = start
            made.fit(
                (X[:rows], Y[:rows]),
                settings.test,
                epochs=settings.epochs,
                batch_size=settings.batch_size,
                rng=rng,
                **{} if settings.silent else {"on_epoch": on_epoch},
                **without_defaults(l1=settings.l1, l2=settings.l2, tolerance=settings.tolerance),
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
        seed: int | str,
    ) -> tuple[Array, list[Epoch]]:
        """See `Subject`."""
        rng = _rng(seed)
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
        seed: int | str,
        costs: Sequence[float] = (1.0,),
    ) -> Trace:
        """See `Subject`."""
        script = Script(gradients, rows, costs)

        class Scripted(self.library.FeedForward):  # type: ignore[misc, name-defined]
            def cost_gradient(self, X: Array, Y: Array, *_: Any, **__: Any) -> tuple[float, Array]:
                return script.answer(X, Y, self.parameters[0])

        network = Scripted((script.n - 1, 1), ("sigmoid",), dtype=np.result_type(gradients, np.float32))
        data = script.X, script.Y
        fit = partial(self._fit, network, optimiser, *data, settings, _rng(seed), script.count)
        log, memory = measured(fit, settings)
        return script.trace(network.parameters[0], log, memory)
