"""eriklindernoren/ML-From-Scratch: its package `mlfromscratch`, of which the folder `deep_learning` is used.

This file stands as `adapter.py` beside it, and the subject is then `adapter:FOLDER`. What the adapter does where
the interface is another:

- The package imports packages that draw: stand-ins take their place, and nothing is drawn.
- A network is a `NeuralNetwork` of `Dense` and `Activation` layers with the loss `CrossEntropy`. Its class is the
  largest output, as in the loss's `acc`, the one metric that it has; of a single output, whether it is 0.5.
- The gradient is what each layer's optimiser is given by `train_on_batch`: here one that only keeps it.
- Adam's epsilon is an attribute. There is no penalty, no norm, and no end of the training but the last epoch.
- Numpy's global generator is seeded.
"""

# ruff: noqa: ARG002 - the names of the protocol, and of the library

import sys
from itertools import pairwise
from pathlib import Path
from types import ModuleType

import numpy as np

from kata.adapters.puj_ml_package import seeded
from kata.subject.features import METRICS
from kata.subject.interface import METHODS, Epoch, Trace
from kata.subject.layers import cut, joined
from kata.subject.loading import load_package
from kata.subject.script import Script, measured

DRAWING = (
    *("progressbar", "terminaltables", "mpl_toolkits", "mpl_toolkits.mplot3d"),
    *("matplotlib", "matplotlib.pyplot", "matplotlib.cm", "matplotlib.colors"),
)
RATES = {"adam": 1e-3, "gradient_descent": 1e-2}


class Nothing:
    """Whatever is asked of it; called with a range of epochs, as a progress bar is, it gives that back."""

    def __init__(self, *_, **__):
        pass

    def __call__(self, epochs):
        """Return what it is given."""
        return epochs


def load(folder: Path) -> "MLFromScratch":
    """Return the library in this folder as a subject."""
    for name in DRAWING:
        sys.modules[name] = ModuleType(name)
        vars(sys.modules[name]).update(__getattr__=lambda _: Nothing, __path__=[])
    for name in ("", ".utils", ".deep_learning"):
        load_package(folder / Path("mlfromscratch" + name.replace(".", "/")), "mlfromscratch" + name)
    return MLFromScratch()


class Kept:
    """An optimiser that keeps the gradient, and moves nothing."""

    def update(self, w, grad_wrt_w):
        """Keep the gradient."""
        self.G = grad_wrt_w
        return w


class MLFromScratch:
    """The adapter of the library that was imported."""

    offers = METHODS - {"moved", "load_mnist"}
    lacks = frozenset(
        {"identity", "l1", "l2", "tolerance", "stop-after", "fits", "decay", "norm"} | set(METRICS) - {"accuracy"}
    )

    def __init__(self) -> None:
        from mlfromscratch.deep_learning import layers, loss_functions, neural_network, optimizers

        self.layers, self.loss, self.network = layers, loss_functions.CrossEntropy, neural_network.NeuralNetwork
        self.optimisers = {"adam": optimizers.Adam, "gradient_descent": optimizers.StochasticGradientDescent}

    def _made(self, sizes, activations, parameters=None, optimiser=None, test=None):
        network = self.network(optimiser or Kept(), self.loss, test)
        for (inputs, units), name in zip(pairwise(sizes), activations, strict=True):
            network.add(self.layers.Dense(units, input_shape=(inputs,)))
            if name != "identity":
                network.add(self.layers.Activation(name))
        if parameters is not None:
            for layer, (W, b) in zip(self._dense(network), cut(sizes, parameters), strict=True):
                layer.W, layer.w0 = W.copy(), b[np.newaxis].copy()
        return network

    def _dense(self, network):
        return [layer for layer in network.layers if isinstance(layer, self.layers.Dense)]

    def _row(self, network):
        return joined((layer.W, layer.w0) for layer in self._dense(network))

    def softmax(self, Z):
        """See `Subject`."""
        return self.activation("softmax", Z)

    def activation(self, name, Z, derivative=False):
        """See `Subject`."""
        function = self.layers.activation_functions[name]()
        return function.gradient(Z) if derivative else function(Z)

    def outputs(self, network, X):
        """See `Subject`."""
        return self._made(*network).predict(X)

    def predict(self, network, X):
        """See `Subject`."""
        P = self.outputs(network, X)
        return P.argmax(axis=1) if P.shape[1] > 1 else (P[:, 0] >= 0.5).astype(int)

    def cost(self, network, X, Y, l1=0.0, l2=0.0):
        """See `Subject`."""
        return float(self._made(*network).test_on_batch(X, Y)[0])

    def cost_gradient(self, network, X, Y, l1=0.0, l2=0.0):
        """See `Subject`."""
        made = self._made(*network)
        loss = made.train_on_batch(X, Y)[0]
        return float(loss), joined((layer.W_opt.G, layer.w0_opt.G) for layer in self._dense(made))

    def initial_parameters(self, sizes, activations, seed):
        """See `Subject`."""
        with seeded(seed):
            return self._row(self._made(sizes, activations))

    def metrics(self, Y, P):
        """See `Subject`."""
        return {"accuracy": float(self.loss().acc(Y, P))}

    def _optimiser(self, optimiser, settings):
        rate = RATES[optimiser] if settings.learning_rate is None else settings.learning_rate
        if optimiser == "gradient_descent":
            return self.optimisers[optimiser](rate)
        made = self.optimisers[optimiser](rate, settings.beta1, settings.beta2)
        made.eps = settings.epsilon
        return made

    def _fit(self, network, X, Y, settings):
        costs, test_costs = network.fit(X, Y, settings.epochs, settings.batch_size)
        test_costs = map(float, test_costs) if settings.test else [None] * len(costs)
        return [
            Epoch(n, None, float(J), J_test)
            for n, (J, J_test) in enumerate(zip(costs, test_costs, strict=True), 1)
        ]

    def train(self, sizes, activations, optimiser, X, Y, settings, seed):
        """See `Subject`."""
        with seeded(seed):
            network = self._made(
                sizes, activations, settings.parameters, self._optimiser(optimiser, settings), settings.test
            )
            log = self._fit(network, X, Y, settings)
        return self._row(network), log

    def fit_trace(self, optimiser, gradients, rows, settings, seed, costs=(1.0,)) -> Trace:
        """See `Subject`."""
        script = Script(gradients, rows, costs)

        class Scripted(self.layers.Layer):
            """A layer with all parameters, (n,)."""

            def initialize(self, optimizer):
                self.w, self.optimiser = np.zeros(script.n), optimizer

            def forward_pass(self, X, training):
                self.X = X

            def backward_pass(self, accum_grad):
                self.w = self.optimiser.update(self.w, accum_grad)

        class Loss:
            """Its loss is the script's cost, and its gradient the script's."""

            def loss(self, y, y_pred):
                cost, self.G = script.answer(layer.X, y, layer.w)
                return cost

            def gradient(self, y, y_pred):
                return self.G[0]

            def acc(self, y, y_pred):
                return 0.0

        network, layer = self.network(self._optimiser(optimiser, settings), Loss), Scripted()
        network.add(layer)
        with seeded(seed):
            log, memory = measured(lambda: self._fit(network, script.X, script.Y, settings), settings)
        return script.trace(layer.w, log, memory)
