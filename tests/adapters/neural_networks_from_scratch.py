"""lionelmessi6410/Neural-Networks-from-Scratch: `model.py`, a single file with one class, `DeepNeuralNetwork`.

This file stands as `adapter.py` beside it, and the subject is then `adapter:FOLDER`. What the adapter does where
the interface is another:

- Samples are columns within the library; its weights are (units, inputs). Both are transposed.
- It has exactly one hidden layer, of ReLU or sigmoid, and ends in softmax: other networks are not asked for.
- A class is the largest output, as in the library's `accuracy`, which is the one metric that it has.
- Its `optimize` moves the parameters, and does so for `moved`, too, at a rate of 1.
- A start is drawn when the network is made, and is another where the tests say so; numpy's global generator, from
  which it draws, is seeded. Its gradient descent is called "sgd", with a rate of its own, 0.1.
- It prints what an epoch has cost, with two digits, and reports nothing: there is no cost, norm or end in the log.
"""

# ruff: noqa: ARG002 - the names of the protocol, and of the library

import contextlib
from pathlib import Path
from typing import Any

import numpy as np

from kata.adapters.puj_ml_package import seeded
from kata.subject.features import METRICS
from kata.subject.interface import METHODS, Epoch, Trace
from kata.subject.layers import cut, joined
from kata.subject.loading import load_file
from kata.subject.script import Script, measured

RATE = 1e-2


def load(folder: Path) -> "NeuralNetworksFromScratch":
    """Return the library in this folder as a subject."""
    return NeuralNetworksFromScratch(load_file(folder / "model.py"))


class NeuralNetworksFromScratch:
    """The adapter."""

    offers = METHODS - {"load_mnist"}
    lacks = frozenset(
        {"identity", "tanh", "sigmoid-output", "other-outputs", "no-hidden-layer", "deep", "mixed-layers"}
        | {"l1", "l2", "adam", "betas", "epsilon", "test", "tolerance", "stop-after", "fits", "decay"}
        | {"norm", "training-cost"}
        | set(METRICS) - {"accuracy"}
    )

    def __init__(self, module: Any) -> None:
        self.library = module.DeepNeuralNetwork

    def _made(self, sizes=(1, 1, 1), activations=("relu",), parameters=None):
        network = self.library(sizes, activations[0])
        if parameters is not None:
            for number, (W, b) in enumerate(cut(sizes, parameters), 1):
                network.params[f"W{number}"], network.params[f"b{number}"] = W.T.copy(), b[:, np.newaxis].copy()
        return network

    def _row(self, values):
        return joined((values[f"W{number}"].T, values[f"b{number}"]) for number in (1, 2))

    def softmax(self, Z):
        """See `Subject`."""
        return self._made().softmax(Z.T).T

    def activation(self, name, Z, derivative=False):
        """See `Subject`."""
        if name == "softmax":
            return self.softmax(Z)
        return getattr(self._made(), name)(Z, derivative)

    def outputs(self, network, X):
        """See `Subject`."""
        return self._made(*network).feed_forward(X).T

    def predict(self, network, X):
        """See `Subject`."""
        return self.outputs(network, X).argmax(axis=1)

    def cost(self, network, X, Y, l1=0.0, l2=0.0):
        """See `Subject`."""
        made = self._made(*network)
        return float(made.cross_entropy_loss(Y, made.feed_forward(X)))

    def cost_gradient(self, network, X, Y, l1=0.0, l2=0.0):
        """See `Subject`."""
        made = self._made(*network)
        output = made.feed_forward(X)
        return float(made.cross_entropy_loss(Y, output)), self._row(made.back_propagate(Y, output))

    def moved(self, network, D):
        """See `Subject`."""
        made, update = self._made(*network), self._made(*network._replace(parameters=D[0]))
        made.optimizer, made.grads = "sgd", update.params
        made.optimize(l_rate=1.0)
        return self._row(made.params)

    def initial_parameters(self, sizes, activations, seed):
        """See `Subject`."""
        with seeded(seed):
            return self._row(self._made(sizes, activations).params)

    def metrics(self, Y, P):
        """See `Subject`."""
        return {"accuracy": self._made().accuracy(Y, P.T)}

    def _fit(self, network, X, Y, settings):
        with contextlib.redirect_stdout(None):
            network.train(
                X,
                Y,
                X[:1],
                Y[:1],
                epochs=settings.epochs,
                batch_size=settings.batch_size,
                optimizer="sgd",
                l_rate=RATE if settings.learning_rate is None else settings.learning_rate,
            )
        return [Epoch(number, None, None, None) for number in range(1, settings.epochs + 1)]

    def train(self, sizes, activations, optimiser, X, Y, settings, seed):
        """See `Subject`."""
        with seeded(seed):
            network = self._made(sizes, activations, settings.parameters)
            log = self._fit(network, X, Y, settings)
        return self._row(network.params), log

    def fit_trace(self, optimiser, gradients, rows, settings, seed, costs=(1.0,)) -> Trace:
        """See `Subject`."""
        script = Script(gradients, rows, costs)

        class Scripted(self.library):
            def __init__(self):
                self.params = {"w": np.zeros(script.n)}

            def feed_forward(self, x):
                self.x = x

            def back_propagate(self, y, output):
                self.grads = {"w": script.answer(self.x, y, self.params["w"])[1][0]}

            def accuracy(self, y, output):
                return 0.0

            cross_entropy_loss = accuracy

        network = Scripted()
        with seeded(seed):
            log, memory = measured(lambda: self._fit(network, script.X, script.Y, settings), settings)
        return script.trace(network.params["w"], log, memory)
