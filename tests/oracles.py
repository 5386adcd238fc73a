"""Slow, obviously right references in plain Python: one number at a time, sums by `math.fsum`.

They share no code with the libraries and are tested themselves, in tests/tool/test_oracles.py. Networks come as
`kata.subject.interface.Network`; arrays go in and come out, lists and floats in between.
"""

import itertools
import math
import operator
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from kata.subject.interface import Array, Network

EPSILON = 2.0**-52  # what the library adds to a probability inside the logarithm

# how far right code may be off; relative, for `close`
ROUNDED = 1e-6  # a few roundings in single precision, of 6e-8 each, as of a pixel or a learning rate
SINGLE = 1e-5  # exponentials in single precision, which are off by up to 1e-6; ten times that leaves room
# absolute, for `close`
SINGLE_AT_ZERO = 1e-6  # a cost or a gradient near 0, made of probabilities in single precision
CANCELLED = 1e-9  # a difference, as of two costs or parameters: it keeps their errors, and loses their size
LOGARITHM = 2e-5  # an epsilon of 1e-7 beside a probability of 0.5 % or more, inside the logarithm or as its least
# for `relative_error`
SLOPE = 1e-6  # centred differences, which are uncertain by 1e-11, where nothing counts as smaller than 1e-4


def close(got: Any, expected: Any, rtol: float = 1e-9, atol: float = 1e-12) -> bool:
    """Tell whether numbers agree, and shapes too; NaN agrees with nothing."""
    got, expected = np.asarray(got), np.asarray(expected)
    return got.shape == expected.shape and bool(np.all(np.abs(got - expected) <= atol + rtol * np.abs(expected)))


def _each(function: Callable[[float], float], Z: Array) -> Array:
    return np.array([[function(z) for z in row] for row in Z.astype(np.float64).tolist()]).reshape(Z.shape)


def _softmax_row(row: Sequence[float]) -> list[float]:
    top = max(row)
    exponentials = [math.exp(z - top) for z in row]
    total = math.fsum(exponentials)
    return [e / total for e in exponentials]


def softmax(Z: Array) -> Array:
    """Return exp(z_j) / sum_k exp(z_k) of each row."""
    return np.array([_softmax_row(row) for row in Z.astype(np.float64).tolist()])


def _sigmoid(z: float) -> float:
    return 1 / (1 + math.exp(-z)) if z > -700 else math.exp(z)


FUNCTIONS: dict[str, Callable[[float], float]] = {
    "identity": lambda z: z,
    "relu": lambda z: max(z, 0.0),
    "sigmoid": _sigmoid,
    "tanh": math.tanh,
}
DERIVATIVES: dict[str, Callable[[float], float]] = {
    "identity": lambda _: 1.0,
    "relu": lambda z: 1.0 if z > 0 else 0.0,
    "sigmoid": lambda z: _sigmoid(z) * _sigmoid(-z),
    "tanh": lambda z: 1 / math.cosh(z) ** 2 if abs(z) < 350 else 0.0,
}


def activation(name: str, Z: Array, derivative: bool = False) -> Array:
    """Return an activation function of each number, or its derivative there."""
    return _each((DERIVATIVES if derivative else FUNCTIONS)[name], Z)


def _forward(network: Network, X: Array) -> tuple[list[list[float]], list[float]]:
    """Return what the last layer gives, row by row, and all numbers that went into ReLU units on the way."""
    rows, w = X.astype(np.float64).tolist(), network.parameters.astype(np.float64).tolist()
    start, into_relu = 0, []
    for inputs, units, name in zip(network.sizes, network.sizes[1:], network.activations, strict=False):
        bias = start + inputs * units
        incoming = [(w[bias + j], w[start + j : bias : units]) for j in range(units)]  # of each unit: b, and W
        Z = [[math.fsum([b, *map(operator.mul, a, column)]) for b, column in incoming] for a in rows]
        into_relu += [z for row in Z for z in row] if name == "relu" else []
        rows = [_softmax_row(z) for z in Z] if name == "softmax" else [[FUNCTIONS[name](v) for v in z] for z in Z]
        start = bias + units
    return rows, into_relu


def outputs(network: Network, X: Array) -> Array:
    """Return what the network's last layer gives, row by row, unit by unit."""
    return np.array(_forward(network, X)[0])


def smooth(network: Network, X: Array) -> bool:
    """Tell whether no ReLU unit is so near its kink that a small step would cross it and spoil a difference."""
    return all(abs(z) > 1e-3 for z in _forward(network, X)[1])


def cross_entropy(P: Array, Y: Array) -> float:
    """Return the mean over the rows of -log of the probability given to the true class."""
    if Y.shape[1] == 1:
        P, Y = np.hstack([1 - P, P]), np.hstack([1 - Y, Y])
    true = [p[y.index(1)] for p, y in zip(P.tolist(), Y.tolist(), strict=True)]
    return -math.fsum(math.log(p + EPSILON) for p in true) / len(true)


def penalty(parameters: Array, l1: float, l2: float) -> float:
    """Return l1 |w| + l2 w^2, summed over all parameters."""
    return math.fsum(l1 * abs(float(w)) + l2 * float(w) ** 2 for w in parameters)


def penalty_gradient(parameters: Array, l1: float, l2: float) -> Array:
    """Return l1 sign(w) + 2 l2 w of each parameter; the sign of 0 is 0."""
    return np.array([l1 * ((w > 0) - (w < 0)) + 2 * l2 * w for w in parameters.tolist()])


def cost(network: Network, X: Array, Y: Array) -> float:
    """Return the mean cross-entropy of the network."""
    return cross_entropy(outputs(network, X), Y)


def numerical_gradient(
    function: Callable[[Array], float], at: Array, step: float = 1e-5, only: Sequence[int] | None = None
) -> Array:
    """Return the gradient of a function of a vector by centred differences, in float64; `only` some components."""
    slopes = []
    for i in range(len(at)) if only is None else only:
        ahead, behind = at.astype(np.float64), at.astype(np.float64)
        ahead[i] += step
        behind[i] -= step
        slopes.append((function(ahead) - function(behind)) / (ahead[i] - behind[i]))
    return np.array(slopes)


def blocks(sizes: Sequence[int]) -> dict[str, slice]:
    """Return where the W and the b of every layer stand among the parameters: W1, b1, W2, ..."""
    found, start = {}, 0
    for layer, (inputs, units) in enumerate(itertools.pairwise(sizes), 1):
        found[f"W{layer}"] = slice(start, start + inputs * units)
        found[f"b{layer}"] = slice(start + inputs * units, start + inputs * units + units)
        start += inputs * units + units
    return found


SAMPLED = 4  # of a block of parameters, where every block is looked at for many networks


def sampled_blocks(rng: np.random.Generator, sizes: Sequence[int]) -> dict[str, Array]:
    """Return the places of a few parameters of every block, drawn, in their order."""
    places = {block: np.arange(where.start, where.stop) for block, where in blocks(sizes).items()}
    return {
        block: np.sort(rng.choice(all_of, min(len(all_of), SAMPLED), replace=False))
        for block, all_of in places.items()
    }


def relative_error(one: Array, other: Array) -> float:
    """Return |a - b| / (|a| + |b|) of two vectors, Euclidean.

    Centred differences are uncertain by rounding, about 1e-11 for a cost near 1 and a step of 1e-5: gradients
    smaller than 1e-4 are compared as if they were that large.
    """
    size = math.hypot(*one) + math.hypot(*other)
    return math.hypot(*(one - other)) / max(size, 1e-4)


def norm(vector: Array) -> float:
    """Return the Euclidean length."""
    return math.sqrt(math.fsum(float(v) ** 2 for v in vector))


def adam(
    gradients: Array, alpha: float = 1e-3, beta1: float = 0.9, beta2: float = 0.999, epsilon: float = 1e-8
) -> Array:
    """Return what Adam takes from the parameters at each step (Kingma and Ba 2015, algorithm 1)."""
    m, v = [0.0] * gradients.shape[1], [0.0] * gradients.shape[1]
    updates = []
    for t, gradient in enumerate(gradients.tolist(), 1):
        for i, g in enumerate(gradient):
            m[i] = beta1 * m[i] + (1 - beta1) * g
            v[i] = beta2 * v[i] + (1 - beta2) * g * g
        corrected = [(a / (1 - beta1**t), b / (1 - beta2**t)) for a, b in zip(m, v, strict=True)]
        updates.append([alpha * a / (math.sqrt(b) + epsilon) for a, b in corrected])
    return np.array(updates)


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def metrics(Y: Array, P: Array) -> dict[str, Any]:
    """Return the confusion matrix and the means over the classes, counted sample by sample."""
    binary = Y.shape[1] == 1
    truth = [int(y[0]) if binary else list(y).index(1) for y in Y]
    taken = [int(p[0] >= 0.5) if binary else list(p).index(max(p)) for p in P]
    classes = max(Y.shape[1], 2)
    pairs = list(zip(truth, taken, strict=True))
    values: dict[str, list[float]] = {"sensitivity": [], "specificity": [], "precision": [], "f1": []}
    for c in [1] if binary else range(classes):
        tp = sum(t == c and p == c for t, p in pairs)
        fn = sum(t == c and p != c for t, p in pairs)
        fp = sum(t != c and p == c for t, p in pairs)
        tn = sum(t != c and p != c for t, p in pairs)
        values["sensitivity"].append(_share(tp, tp + fn))
        values["specificity"].append(_share(tn, tn + fp))
        values["precision"].append(_share(tp, tp + fp))
        values["f1"].append(_share(2 * tp, 2 * tp + fp + fn))
    means = {name: math.fsum(each) / len(each) for name, each in values.items()}
    confusion = np.array([[pairs.count((i, j)) for j in range(classes)] for i in range(classes)])
    return {"confusion": confusion, "accuracy": sum(t == p for t, p in pairs) / len(pairs), **means}
