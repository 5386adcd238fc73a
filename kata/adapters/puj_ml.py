"""The course library PUJ_ML, as published, or a fork: `puj_ml:FOLDER`, a clone, its lib/python3, or the package.

The code under test stands in the folder, unmodified. What the adapter does where its interface is another:

- The package imports `cv2` and `idx2numpy`. Where these are not installed, a stand-in takes their place: one for
  cv2 that raises when it is used, since nothing here uses it, and one for idx2numpy that reads the same format.
- Functions get arrays, as in training; a call of the model makes a `numpy.matrix` of X by itself.
- `cost_gradient` and training need a hidden layer. A network without one gets an identity layer in front that
  stays what it is: its part of the gradient is left out, and what the library charges for it in penalties is taken
  away.
- `cost` knows no penalties. Asked for one with them, the adapter gives the cost that `cost_gradient` reports.
- `fit` always initialises; where the tests say where to start, the adapter answers `init` with that. The library
  draws from Python's `random`, which is seeded, as is numpy's generator, from which a fork may draw.
- `m_Debug` decides when training ends: by the number of epochs, or by the norm that the library gives it.
- It cannot be asked for a second `fit` of an optimiser, as every `fit` begins anew, nor for a rate that changes.
- Adam's own alpha is 1e-2 and its epsilon 2^-52: another choice, but no bug. It gets the paper's 1e-3 and 1e-8.
- Metrics are those of a model whose last layer gives the scores. There is no precision among them: the adapter
  takes it from the library's confusion matrix.
- Called with a threshold the model gives one column, 0 and 1 or the class. At commits where it does not, the class
  is the largest output.
- `ReadMNIST` finds MNIST's files under the names that they were published with, zipped or not.

All methods are offered, but not "errors": the library checks nothing that it is given.
"""

import contextlib
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any, Self

import numpy as np

from kata.adapters.puj_ml_network import CourseNetwork, get_parameters, set_parameters
from kata.adapters.puj_ml_package import course_library, imported, reading, seeded
from kata.subject.interface import METHODS, Array, Epoch, Network, Settings, Trace
from kata.subject.own import OPTIMISER_CLASSES
from kata.subject.script import Script, measured

ADAM_RATE = 1e-3
TINY = float(np.finfo(float).tiny)


def load(package: Path) -> "CourseLibrary":
    """Return the course library in this folder as a subject."""
    with course_library(package):
        return CourseLibrary()


class CourseLibrary:
    """The adapter of the course library that is imported at the moment."""

    offers = METHODS - {"evaluate", "in_turn", "moved_copy", "replaced"}
    lacks = frozenset({"fits", "decay", "float32-networks"})

    def __init__(self) -> None:
        self.functions = imported("Model.NeuralNetwork.ActivationFunctions", "ActivationFunctions")
        self.feed_forward = imported("Model.NeuralNetwork.FeedForward", "FeedForward")
        self.optimisers = {name: imported(f"Optimizer.{kind}", kind) for name, kind in OPTIMISER_CLASSES.items()}
        self.confusion = imported("Helpers", "Confussion")
        self.read_mnist, self.idx2numpy = imported("IO", "ReadMNIST"), imported("IO", "idx2numpy")

    def _build(self, sizes: Sequence[int], activations: Sequence[str]) -> Any:
        network = self.feed_forward()
        functions = [self.functions.get(name) for name in activations]
        network.add_input_layer(*sizes[:2], functions[0])
        for size, function in zip(sizes[2:], functions[1:], strict=True):
            network.add_layer(size, function)
        return network

    def _network(self, network: Network) -> Any:
        built = self._build(network.sizes, network.activations)
        set_parameters(built, network.parameters)
        return built

    def softmax(self, Z: Array) -> Array:
        """See `Subject`."""
        return self.activation("softmax", Z)

    def activation(self, name: str, Z: Array, derivative: bool = False) -> Array:
        """See `Subject`."""
        return np.asarray(self.functions.get(name)[1](Z, derivative))

    def outputs(self, network: Network, X: Array) -> Array:
        """See `Subject`."""
        return np.asarray(self._network(network)(X))

    def predict(self, network: Network, X: Array) -> Array:
        """See `Subject`."""
        model = self._network(network)
        classes = np.asarray(model(X, True)).reshape(len(X), -1)
        return np.asarray(model(X)).argmax(axis=1) if classes.shape[1] > 1 else classes[:, 0].astype(int)

    def cost(self, network: Network, X: Array, Y: Array, l1: float = 0.0, l2: float = 0.0) -> float:
        """See `Subject`."""
        if l1 or l2:
            return self.cost_gradient(network, X, Y, l1, l2)[0]
        return float(self._network(network).cost(X, Y))

    def cost_gradient(
        self, network: Network, X: Array, Y: Array, l1: float = 0.0, l2: float = 0.0
    ) -> tuple[float, Array]:
        """See `Subject`."""
        model = CourseNetwork(self._build, network.sizes, network.activations)
        model.parameters = network.parameters
        J, G = model.cost_gradient(X, Y, l1, l2)
        return float(J), np.asarray(G)[0]

    def moved(self, network: Network, D: Array) -> Array:
        """See `Subject`."""
        model = self._network(network)
        model -= D
        return get_parameters(model)

    def initial_parameters(self, sizes: Sequence[int], activations: Sequence[str], seed: int) -> Array:
        """See `Subject`."""
        model = self._build(sizes, activations)
        with seeded(seed):
            model.init()
        return get_parameters(model)

    def metrics(self, Y: Array, P: Array) -> dict[str, Any]:
        """See `Subject`. A single layer gives the scores P, normalised, from their logarithms or log odds."""
        classes, P = P.shape[1], np.maximum(P, TINY)
        logits = np.log(P) if classes > 1 else np.log(P) - np.log1p(-P)
        last = Network(
            (classes, classes),
            ("softmax" if classes > 1 else "sigmoid",),
            np.append(np.eye(classes), np.zeros(classes)),
        )
        K, sensitivity, specificity, accuracy, f1 = self.confusion(self._network(last), logits, Y)[:5]
        K = np.asarray(K)
        right, taken = np.diag(K), K.sum(axis=0)[: len(np.diag(K))]
        precisions = np.divide(right, taken, out=np.zeros(len(right)), where=taken > 0)
        return {
            "confusion": K,
            "sensitivity": sensitivity,
            "specificity": specificity,
            "precision": precisions[1] if classes == 1 else precisions.mean(),
            "accuracy": accuracy,
            "f1": f1,
        }

    def load_mnist(self, folder: Path) -> tuple[tuple[Array, Array], tuple[Array, Array]]:
        """See `Subject`."""
        with reading(self.idx2numpy):
            train, test = self.read_mnist(str(folder))
        return train, test

    def _fit(self, model: Any, optimiser: str, X: Array, Y: Array, settings: Settings, seed: int) -> list[Epoch]:
        log: list[Epoch] = []

        def debug(epoch: int, norm: float, training_cost: float, test_cost: float | None) -> bool:
            log.append(Epoch(epoch, float(norm), float(training_cost), test_cost))
            short = settings.tolerance is not None and norm <= settings.tolerance
            return short or epoch in (settings.epochs, settings.stop_after)

        trainer = self.optimisers[optimiser](model)
        options = {"m_Lambda1": settings.l1, "m_Lambda2": settings.l2, "m_Debug": debug}
        if optimiser == "adam":
            adam = {"m_Beta1": settings.beta1, "m_Beta2": settings.beta2, "m_Epsilon": settings.epsilon}
            options |= {"m_Alpha": ADAM_RATE} | adam
        if settings.learning_rate is not None:
            options["m_Alpha"] = settings.learning_rate
        for name, value in options.items():
            setattr(trainer, name, value)
        # some commits print the length of every batch
        with seeded(seed), contextlib.redirect_stdout(None):
            trainer.fit((X, Y), settings.test or (None, None), validation="normal", batch_size=settings.batch_size)
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
        model = CourseNetwork(self._build, sizes, activations)
        model.start = settings.parameters
        log = self._fit(model, optimiser, X, Y, settings, seed)
        return model.parameters, log

    def fit_trace(
        self,
        optimiser: str,
        gradients: Array,
        rows: int,
        settings: Settings,
        seed: int,
        costs: Sequence[float] = (1.0,),
    ) -> Trace:
        """See `Subject`."""
        script = Script(gradients, rows, costs)

        class Scripted:
            """All that an optimiser uses of its model; `-=` reads row 0, as the library's own does."""

            parameters = np.zeros(script.n)

            def size(self) -> int:
                return len(self.parameters)

            def init(self) -> None:
                """Keep the zeros."""

            def cost_gradient(self, X: Array, Y: Array, *_: float) -> tuple[float, Array]:
                return script.answer(X, Y, self.parameters)

            def __isub__(self, D: Array) -> Self:
                self.parameters = self.parameters - np.reshape(D[0, : self.size()], self.size())
                return self

        model = Scripted()
        fit = partial(self._fit, model, optimiser, script.X, script.Y, settings, seed)
        log, memory = measured(fit, settings)
        return script.trace(model.parameters, log, memory)
