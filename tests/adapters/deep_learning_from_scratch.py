"""oreilly-japan/deep-learning-from-scratch: its folders `common` and `dataset`, the code of the book.

This file stands as `adapter.py` beside them, and the subject is then `adapter:FOLDER`. What the adapter does
where the interface is another:

- The network is `MultiLayerNet`: one activation, ReLU or sigmoid, for all hidden layers, and softmax at the end.
  `predict` gives logits, of which the library's softmax makes the outputs; a class is the largest of them.
- The start is what the book recommends for the hidden activation: `weight_init_std` has its name.
- Its weight decay leaves the biases out: another penalty than l2, so no penalty is asked for.
- `Trainer` trains. Of an epoch it keeps accuracies alone, and of a batch the cost after the step: there is no
  cost, norm or end in the log. Its Adam has its own epsilon, 1e-7, for good. Numpy's global generator is seeded.
- `load_mnist` reads a pickle that it makes of four gzip files, fetched from the web: the adapter has it make that
  of the files in the folder, zipped or not, and writes nothing.
"""

# ruff: noqa: ARG002 - the names of the protocol, and of the library

import contextlib
import gzip
import io
import math
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import numpy as np

from kata.adapters.puj_ml_package import seeded
from kata.subject.features import METRICS
from kata.subject.interface import METHODS, Epoch, NotOfferedError, Trace
from kata.subject.layers import cut, joined
from kata.subject.loading import load_file, load_package
from kata.subject.script import Script, measured

FUNCTIONS = {"identity": "identity_function", "relu": "relu", "sigmoid": "sigmoid"}
OPTIMISERS = {"adam": "Adam", "gradient_descent": "SGD"}
ZIPPED = b"\x1f\x8b"  # how gzip begins
RATES = {"adam": 1e-3, "gradient_descent": 1e-2}


def load(folder: Path) -> "DeepLearningFromScratch":
    """Return the library in this folder as a subject."""
    load_package(folder / "common", "common")
    return DeepLearningFromScratch(folder)


class DeepLearningFromScratch:
    """The adapter."""

    offers = METHODS - {"moved"}
    lacks = frozenset(
        {"tanh", "sigmoid-output", "other-outputs", "mixed-layers", "l1", "l2", "epsilon"}
        | {"test", "tolerance", "stop-after", "fits", "decay", "norm", "training-cost"}
        | set(METRICS) - {"accuracy"}
    )

    def __init__(self, folder: Path) -> None:
        from common import functions, multi_layer_net, trainer

        self.functions, self.network, self.trainer = functions, multi_layer_net.MultiLayerNet, trainer.Trainer
        self.mnist = load_file(folder / "dataset" / "mnist.py")

    def _made(self, sizes, activations, parameters=None):
        inputs, *hidden, outputs = sizes
        if "identity" in activations[:-1]:
            raise NotOfferedError("the identity in a hidden layer")
        kind = activations[0] if hidden else "relu"
        network = self.network(inputs, hidden, outputs, activation=kind, weight_init_std=kind)
        if parameters is not None:
            for number, (W, b) in enumerate(cut(sizes, parameters), 1):
                network.params[f"W{number}"][...], network.params[f"b{number}"][...] = W, b
        return network

    def _row(self, values):
        return joined((values[f"W{number}"], values[f"b{number}"]) for number in range(1, len(values) // 2 + 1))

    def softmax(self, Z):
        """See `Subject`."""
        return self.functions.softmax(Z)

    def activation(self, name, Z, derivative=False):
        """See `Subject`."""
        if name == "softmax":
            return self.softmax(Z)
        if derivative and name == "identity":
            raise NotOfferedError("the derivative of the identity")
        return getattr(self.functions, FUNCTIONS[name] + ("_grad" if derivative else ""))(Z)

    def outputs(self, network, X):
        """See `Subject`."""
        return self.functions.softmax(self._made(*network).predict(X))

    def predict(self, network, X):
        """See `Subject`."""
        return self._made(*network).predict(X).argmax(axis=1)

    def cost(self, network, X, Y, l1=0.0, l2=0.0):
        """See `Subject`."""
        return float(self._made(*network).loss(X, Y))

    def cost_gradient(self, network, X, Y, l1=0.0, l2=0.0):
        """See `Subject`."""
        made = self._made(*network)
        return float(made.loss(X, Y)), self._row(made.gradient(X, Y))

    def initial_parameters(self, sizes, activations, seed):
        """See `Subject`."""
        with seeded(seed):
            return self._row(self._made(sizes, activations).params)

    def metrics(self, Y, P):
        """See `Subject`. The network that gives the scores P is the identity, fed with P."""
        classes = P.shape[1]
        identity = np.append(np.eye(classes), np.zeros(classes))
        return {"accuracy": float(self._made((classes, classes), ("softmax",), identity).accuracy(P, Y))}

    def load_mnist(self, folder):
        """See `Subject`."""
        mnist = self.mnist
        mnist.dataset_dir, mnist.save_file = str(folder), str(folder)  # which is there
        mnist.gzip = SimpleNamespace(open=_opened)
        with contextlib.redirect_stdout(None):
            content = mnist._convert_numpy()
        mnist.pickle, mnist.open = SimpleNamespace(load=lambda _: dict(content)), lambda *_: io.BytesIO()
        train, test = mnist.load_mnist(one_hot_label=True)
        return train, test

    def _fit(self, network, optimiser, X, Y, settings):
        rate = RATES[optimiser] if settings.learning_rate is None else settings.learning_rate
        options = {"lr": rate}
        if optimiser == "adam":
            options |= {"beta1": settings.beta1, "beta2": settings.beta2}
        self.trainer(
            network,
            X,
            Y,
            X[:1],
            Y[:1],
            epochs=settings.epochs,
            mini_batch_size=settings.batch_size,
            optimizer=OPTIMISERS[optimiser],
            optimizer_param=options,
            verbose=False,
        ).train()
        return [Epoch(number, None, None, None) for number in range(1, settings.epochs + 1)]

    def train(self, sizes, activations, optimiser, X, Y, settings, seed):
        """See `Subject`."""
        with seeded(seed):
            network = self._made(sizes, activations, settings.parameters)
            log = self._fit(network, optimiser, X, Y, settings)
        return self._row(network.params), log

    def fit_trace(self, optimiser, gradients, rows, settings, seed, costs=(1.0,)) -> Trace:
        """See `Subject`."""
        script = Script(gradients, rows, costs)
        w = np.zeros(script.n)

        class Scripted:
            """All that a trainer uses of its network."""

            def __init__(self):
                self.params = {"w": w}

            def gradient(self, x, t):
                return {"w": script.answer(x, t, self.params["w"])[1][0]}

            def loss(self, x, t):
                return math.nan

            accuracy = loss

        network = Scripted()
        with seeded(seed):
            fit = partial(self._fit, network, optimiser, script.X, script.Y, settings)
            log, memory = measured(fit, settings)
        return script.trace(network.params["w"], log, memory)


def _opened(path, _):
    """Open an IDX file, zipped or not, with the name of a zipped one or without."""
    found = next(place for place in (Path(path), Path(path).with_suffix("")) if place.is_file())
    content = found.read_bytes()
    return io.BytesIO(gzip.decompress(content) if content.startswith(ZIPPED) else content)
