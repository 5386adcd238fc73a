"""What a call of a subject asks for besides its method: features, which an adapter may say that its library lacks.

The table `NEEDS` derives them from the arguments of a call, so no test has to name them.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from kata.subject.interface import METHODS, Array, Network, NotOfferedError, Settings

ACTIVATIONS = ("identity", "relu", "sigmoid", "tanh")
OPTIMISERS = ("gradient_descent", "adam")
LOG = {"gradient_norm": "norm", "training_cost": "training-cost"}  # of an epoch, and what each needs
METRICS = ("confusion", "sensitivity", "specificity", "precision", "accuracy", "f1")
FEATURES = {
    "identity": "the identity, by itself and in hidden layers",
    "relu": "ReLU, likewise",
    "sigmoid": "sigmoid, likewise",
    "tanh": "tanh, likewise",
    "derivatives": "the derivative of an activation by itself",
    "softmax-outputs": "networks that end in softmax, and one-hot labels",
    "sigmoid-output": "networks that end in one sigmoid unit, and labels of one column",
    "other-outputs": "networks that end in anything else, which have outputs but no cost",
    "no-hidden-layer": "networks of a single layer",
    "deep": "networks of two hidden layers or more",
    "mixed-layers": "hidden layers with different activations in one network",
    "float32": "numbers of single precision",
    "float32-networks": "networks whose parameters, and so all they compute, are of single precision",
    "l1": "the penalty l1",
    "l2": "the penalty l2",
    "gradient_descent": "gradient descent",
    "adam": "Adam",
    "betas": "decays of Adam's means other than 0.9 and 0.999",
    "epsilon": "an epsilon of Adam's other than 1e-8",
    "parameters": "a training that starts from given parameters",
    "test": "a test part, and its cost in the log",
    "tolerance": "an end of the training when the gradient is short",
    "stop-after": "an end of the training when `on_epoch` says so",
    "fits": "a second call of `fit`, which goes on where the first one ended",
    "anew": "a new optimiser for a network that another one has trained",
    "back": "parameters that are put back between two calls of `fit`",
    "decay": "a learning rate that changes between the epochs",
    "memory": "a peak of memory to which the adapter itself adds next to nothing in a step",
    "norm": "the norm of the gradient, in the log",
    "training-cost": "the training cost, in the log",
    "confusion": "the confusion matrix, among the metrics",
    "sensitivity": "the sensitivity, likewise",
    "specificity": "the specificity, likewise",
    "precision": "the precision, likewise",
    "accuracy": "the accuracy, likewise",
    "f1": "F1, likewise",
}
EVERYTHING = METHODS | FEATURES.keys() | {"errors"}


def offered(adapter: Any) -> frozenset[str]:
    """Return all that an adapter has: its `offers`, and the features that its `lacks`, if there is one, leaves.

    A method that it offers and has not is one that came later than the adapter. Raises ValueError for a word that
    is no method and no feature.
    """
    offers, lacks = frozenset(adapter.offers), frozenset(getattr(adapter, "lacks", ()))
    if unknown := sorted((offers - EVERYTHING) | (lacks - FEATURES.keys())):
        known, what = ", ".join(sorted(EVERYTHING)), ", ".join(unknown)
        raise ValueError(f"{type(adapter).__name__} offers or lacks {what}: expected some of {known}")
    missing = {method for method in METHODS if not hasattr(adapter, method)}
    return (offers | FEATURES.keys()) - lacks - missing


def assert_offered(offers: frozenset[str], method: str, arguments: Mapping[str, Any]) -> None:
    """Raise `NotOfferedError` if a call asks for what is not offered."""
    for need in NEEDS[method](arguments) if method in NEEDS else ():
        if need not in offers:
            raise NotOfferedError(need)


Arguments = Mapping[str, Any]


def _known(names: Iterable[Any]) -> Iterator[str]:
    """Tell the functions among names that may be none: it is for the library to refuse those."""
    return (name for name in names if name in ACTIVATIONS)


def _single(array: Any, need: str = "float32") -> Iterator[str]:
    if getattr(array, "dtype", None) == np.float32:
        yield need


def _layers(sizes: Sequence[int], activations: Sequence[str]) -> Iterator[str]:
    """Tell what a network of these layers asks for."""
    hidden, last = activations[:-1], activations[-1] if activations else ""
    if last == "softmax":
        yield "softmax-outputs"
    else:
        yield "sigmoid-output" if last == "sigmoid" and sizes[-1] == 1 else "other-outputs"
    if len(hidden) != 1:
        yield "deep" if hidden else "no-hidden-layer"
    if len(set(hidden)) > 1:
        yield "mixed-layers"
    yield from _known(hidden)


def _columns(Y: Array) -> Iterator[str]:
    if np.ndim(Y) == 2:
        yield "sigmoid-output" if np.shape(Y)[1] == 1 else "softmax-outputs"


def _penalties(l1: float, l2: float) -> Iterator[str]:
    yield from (name for name, strength in (("l1", l1), ("l2", l2)) if strength)


def _activation(of: Arguments) -> Iterator[str]:
    yield from ("softmax",) if of["name"] == "softmax" else _known([of["name"]])
    if of.get("derivative"):
        yield "derivatives"
    yield from _single(of["Z"])


def _network(of: Arguments) -> Iterator[str]:
    network: Network = of["network"]
    yield from _layers(network.sizes, network.activations)
    yield from _single(network.parameters, "float32-networks")
    yield from _single(of.get("X"))


def _cost(of: Arguments) -> Iterator[str]:
    yield from _network(of)
    yield from _penalties(of.get("l1", 0.0), of.get("l2", 0.0))


def _settings(of: Arguments) -> Iterator[str]:
    """Tell what an optimiser with these settings asks for."""
    settings: Settings = of["settings"]
    usual = Settings(1, 1)
    yield from (name for name in OPTIMISERS if name == of["optimiser"])
    yield from _penalties(settings.l1, settings.l2)
    if of["optimiser"] == "adam":
        if (settings.beta1, settings.beta2) != (usual.beta1, usual.beta2):
            yield "betas"
        if settings.epsilon != usual.epsilon:
            yield "epsilon"
    if settings.fits != usual.fits:
        yield "fits"
    yield from (name for name in ("anew", "back") if getattr(settings, name))
    for name in ("parameters", "test", "tolerance", "stop_after", "decay"):
        if getattr(settings, name) is not None:
            yield name.replace("_", "-")


def _train(of: Arguments) -> Iterator[str]:
    yield from _layers(of["sizes"], of["activations"])
    yield from _single(of["X"])
    yield from _settings(of)


NEEDS: dict[str, Callable[[Arguments], Iterator[str]]] = {
    "softmax": lambda of: _single(of["Z"]),
    "activation": _activation,
    "outputs": _network,
    "predict": _network,
    "cost": _cost,
    "cost_gradient": _cost,
    "in_turn": _network,
    "moved": _network,
    "initial_parameters": lambda of: _layers(of["sizes"], of["activations"]),
    "parts": lambda of: _layers(of["sizes"], of["activations"]),
    "metrics": lambda of: _columns(of["Y"]),
    "train": _train,
    "fit_trace": _settings,
}
