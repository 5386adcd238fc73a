"""Hypothesis strategies for logits, labels, networks and gradients, and the few networks that tests share."""

import functools
import itertools
from collections.abc import Sequence

import numpy as np
import oracles
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from kata.subject.interface import Array, Network

seeds = st.integers(0, 2**32 - 1)
generators = seeds.map(np.random.default_rng)  # for strategies; a test draws a seed, which an example can pin


@functools.cache
def numbers(largest: float) -> st.SearchStrategy[float]:
    """Finite numbers of ordinary precision, up to `largest` in size, that are no rounding errors themselves."""
    return st.integers(-1000, 1000).map(lambda k: k * largest / 1000)


@st.composite
def logits(
    draw, rows: int | None = None, columns: int | None = None, largest: float = 10.0, least_rows: int = 1
) -> Array:
    """Matrices of logits; of one to eight rows and two to eight columns unless told."""
    rows = draw(st.integers(least_rows, 8)) if rows is None else rows
    columns = draw(st.integers(2, 8)) if columns is None else columns
    return draw(_matrices(rows, columns, largest))


@functools.cache  # to make and to check a strategy takes as long as to draw from it
def _matrices(rows: int, columns: int, largest: float) -> st.SearchStrategy[Array]:
    return hnp.arrays(np.float64, (rows, columns), elements=numbers(largest))


@st.composite
def shuffled_rows(draw, largest: float = 10.0, offset: float = 0.0) -> Array:
    """Square logits whose rows are one row in different orders, each moved by a constant of its own.

    After the maximum of each row is taken away their totals are all equal, so it does not matter which row is
    divided by whose total.
    """
    row = draw(logits(rows=1, largest=largest))[0]
    orders = [draw(st.permutations(range(len(row)))) for _ in row]
    offsets = [draw(numbers(offset)) for _ in row]
    return np.array([row[order] + moved for order, moved in zip(orders, offsets, strict=True)])


def one_hot(labels: Sequence[int], classes: int) -> Array:
    """Return one row a label with a 1 in its column."""
    return np.eye(classes)[list(labels)]


@st.composite
def samples(draw, classes: int | None = None, most: int = 30) -> tuple[Array, Array]:
    """Truth, one-hot, and scores without ties, often right and sometimes a class or two missing."""
    classes = draw(st.integers(2, 10)) if classes is None else classes
    labels = draw(st.lists(st.integers(0, classes - 1), min_size=1, max_size=most))
    rng = draw(generators)
    right = rng.random(len(labels)) < draw(st.sampled_from([0.0, 0.5, 0.9, 1.0]))
    taken = np.where(right, labels, rng.integers(0, classes, len(labels)))
    return one_hot(labels, classes), one_hot(taken, classes) + 0.5 * rng.random((len(labels), classes))


def random_network(rng: np.random.Generator, sizes: Sequence[int], activations: Sequence[str]) -> Network:
    """Return a network whose parameters, biases too, are of ordinary size and none of them near 0."""
    n = sum(inputs * units + units for inputs, units in itertools.pairwise(sizes))
    return Network(tuple(sizes), tuple(activations), rng.choice([-1, 1], n) * rng.uniform(0.1, 1.0, n))


def smooth_inputs(rng: np.random.Generator, network: Network, rows: int) -> Array:
    """Return rows of inputs that are near no kink of the network, drawn until they are."""
    while True:
        X = rng.normal(size=(rows, network.sizes[0]))
        if oracles.smooth(network, X):
            return X


@st.composite
def binary_problems(draw, hidden: str = "relu", most: int = 6) -> tuple[Network, Array, Array]:
    """A small network with one sigmoid output, X and a Y of one column, none of which it all but rules out."""
    rng = draw(generators)
    inputs, units = draw(st.integers(1, 4)), draw(st.lists(st.integers(1, 4), max_size=2))
    network = random_network(rng, (inputs, *units, 1), (hidden,) * len(units) + ("sigmoid",))
    X = smooth_inputs(rng, network, draw(st.integers(1, most)))
    return network, X, credible(network, X, rng.integers(0, 2, (len(X), 1)).astype(float))


@st.composite
def one_row_problems(draw, hidden: str = "relu") -> tuple[Network, Array, Array]:
    """A small network with a softmax output, and a single sample, so that rows cannot be confused."""
    rng = draw(generators)
    inputs, classes = draw(st.integers(1, 4)), draw(st.integers(2, 5))
    units = draw(st.lists(st.integers(1, 4), max_size=2))
    network = random_network(rng, (inputs, *units, classes), (hidden,) * len(units) + ("softmax",))
    return network, rng.normal(size=(1, inputs)), one_hot([rng.integers(classes)], classes)


def classifier_of(row: Sequence[float]) -> tuple[Network, Array]:
    """Return a softmax network and C samples whose logits are `row` (C numbers) shifted cyclically.

    All rows of logits have the same total of exponentials, so it does not matter which is divided by whose.
    """
    classes = len(row)
    W = np.array([np.roll(row, i) for i in range(classes)], dtype=float)
    return Network((classes, classes), ("softmax",), np.append(W.ravel(), np.zeros(classes))), np.eye(classes)


LEAST = 1e-2  # of a probability, so that an epsilon of 1e-7 inside the logarithm counts for nothing beside it


def unlikely(network: Network, X: Array) -> Array:
    """Return one-hot labels that a softmax network thinks least likely, but for those it all but rules out.

    There the gradient is large, so that rounding in the probabilities counts for little.
    """
    P = oracles.outputs(network, X)
    return one_hot(np.where(P > LEAST, P, 2).argmin(axis=1), network.sizes[-1])


def credible(network: Network, X: Array, Y: Array) -> Array:
    """Return labels of one column, the other label where a sigmoid network all but rules out the one given."""
    P = oracles.outputs(network, X)
    return np.where(np.where(Y == 1, P, 1 - P) < LEAST, 1 - Y, Y)


@st.composite
def gradients(draw, steps: int | None = None, components: int | None = None) -> Array:
    """A script of gradients, (steps, n), with components from 0.1 to 10 in size."""
    steps = draw(st.integers(1, 8)) if steps is None else steps
    components = draw(st.integers(2, 6)) if components is None else components
    rng = draw(generators)
    return rng.choice([-1, 1], (steps, components)) * 10 ** rng.uniform(-1, 1, (steps, components))
