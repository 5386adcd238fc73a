"""A network starts with weights that are drawn anew, each by itself, and with biases of 0.

How far they spread is asked in tests/bugs/test_naive_initialization.py.
"""

import itertools

import numpy as np
import oracles
import pytest
from telling import told

SIZES, ACTIVATIONS = (20, 10, 10, 10, 5), ("relu", "relu", "tanh", "softmax")
BLOCKS = oracles.blocks(SIZES)
WEIGHTS = [where for name, where in BLOCKS.items() if name.startswith("W")]


def test_a_new_network_is_zero(subject):
    """All of it, in one row, until `init`."""
    row = subject.parts(SIZES, ACTIVATIONS)[0]
    n = BLOCKS["b4"].stop
    assert row.shape == (1, n), told(
        tried=f"the shape of the parameters of {SIZES}", got=row.shape, expected=(1, n), why="they are one row"
    )
    assert not row.any(), told(
        tried="the parameters of a new network", got=row, expected="zeros", why="a start is drawn by `init` alone"
    )


def test_weights_and_biases_are_parts_of_the_row(subject):
    """What is written into the row stands in every W, row by row, and in the b that follows it."""
    written = np.arange(BLOCKS["b4"].stop) + 1.0
    names = ["the row", *BLOCKS]
    shapes = [(1, written.size)]
    shapes += [(SIZES[int(n[1:]) - 1] if n.startswith("W") else 1, SIZES[int(n[1:])]) for n in BLOCKS]
    wheres = [slice(None), *BLOCKS.values()]
    parts = subject.parts(SIZES, ACTIVATIONS, written)
    for name, shape, where, got in zip(names, shapes, wheres, parts, strict=True):
        assert np.array_equal(got, written[where].reshape(shape)), told(
            tried=f"{name}, after 1, 2, 3, ... were written into the row of parameters",
            got=got,
            expected=written[where].reshape(shape),
            why="every W and b is a view of that row",
        )


def test_an_update_moves_the_views_of_the_row(subject):
    """A W or a b that was taken before is what it was taken for, and not what it was."""
    start = np.arange(BLOCKS["b4"].stop) + 1.0
    parts = subject.parts(SIZES, ACTIVATIONS, start, np.full((1, start.size), 0.5))
    for name, where, got in zip(["the row", *BLOCKS], [slice(None), *BLOCKS.values()], parts, strict=True):
        expected = (start[where] - 0.5).reshape(got.shape)
        assert np.array_equal(got, expected), told(
            tried=f"{name}, taken before the parameters 1, 2, 3, ... were moved by -0.5 each",
            got=got,
            expected=expected,
            why="the parameters are moved in place, and every W and b is a view of them",
        )


@pytest.fixture
def start(subject):
    """Return the parameters that a seed gives."""
    return lambda seed: subject.initial_parameters(SIZES, ACTIVATIONS, seed)


def test_biases_start_at_zero(start):
    """Whatever stood there before."""
    for name in ("b1", "b2", "b3", "b4"):
        got = start(0)[BLOCKS[name]]
        assert not got.any(), told(
            tried=f"block {name} after init", got=got, expected="zeros", why="a bias breaks no symmetry"
        )


def test_no_two_weights_start_equal(start):
    """Within a layer or beyond: units with equal weights have equal gradients, and stay equal for ever."""
    w = start(0)
    for one, other in itertools.combinations_with_replacement(WEIGHTS, 2):
        values = np.abs(w[one] if one is other else np.append(w[one], w[other]))  # nor mirror images
        assert len(np.unique(values)) == values.size, told(
            tried="the weights of one layer, or of two, after init, whatever their signs",
            got=f"{len(np.unique(values))} different ones of {values.size}",
            expected="all different",
            why="each weight is drawn by itself, and what starts equal stays equal",
        )


@pytest.mark.parametrize("axis", [0, 1], ids=["inputs", "units"])
def test_the_weights_of_a_layer_start_independent(start, axis):
    """Those of any two of its units are alike as often as not, and so are those from any two of its inputs."""
    w = np.array([start(seed) for seed in range(20)])
    for layer, (where, shape) in enumerate(zip(WEIGHTS, itertools.pairwise(SIZES), strict=True), 1):
        W = np.moveaxis(w[:, where].reshape(-1, *shape), axis + 1, 0).reshape(shape[axis], -1)
        with np.errstate(invalid="ignore"):  # where all are equal there is none
            correlations = np.corrcoef(W)[np.triu_indices(len(W), 1)]
        got = float(np.max(np.abs(correlations)))
        assert got < 6 / np.sqrt(W.shape[1]), told(
            tried=f"the largest correlation of two {['inputs', 'units'][axis]} of layer {layer}, over 20 starts",
            got=got,
            expected="0, within sampling error",
            why="each weight is drawn by itself",
        )


def test_layers_of_equal_shape_start_independent(start):
    """The product of a weight of one layer and its like of the next is as often negative as positive."""
    w = np.array([start(seed) for seed in range(20)])
    for one, other in itertools.combinations(("W2", "W3"), 2):
        first, second = w[:, BLOCKS[one]].ravel(), w[:, BLOCKS[other]].ravel()
        with np.errstate(invalid="ignore"):  # where all are equal there is none
            got = float(np.corrcoef(first, second)[0, 1])
        assert abs(got) < 6 / np.sqrt(first.size), told(
            tried=f"the correlation of {one} with {other}, over 20 starts",
            got=got,
            expected="0, within sampling error",
            why="each weight is drawn by itself",
        )


def test_the_mean_of_the_weights_is_zero(start):
    """Of every layer, over 50 starts."""
    w = np.array([start(seed) for seed in range(50)])
    for layer, where in enumerate(WEIGHTS, 1):
        values = w[:, where]
        got, error = float(values.mean()), float(values.std()) / np.sqrt(values.size)
        assert abs(got) < 6 * error, told(
            tried=f"the mean of the weights of layer {layer}, over 50 starts",
            got=got,
            expected=f"0, to within {6 * error:.3g}",
            why="no sign is better than the other",
        )


def test_the_generator_decides(start):
    """Another seed gives other weights, the same seed the same ones."""
    one, again, other = start(0), start(0), start(1)
    assert np.array_equal(one, again), told(
        tried="init by two generators of one seed",
        got="different weights",
        expected="the same weights",
        why="a training can be repeated only if its start can",
    )
    for layer, where in enumerate(WEIGHTS, 1):
        assert not np.isclose(one[where], other[where]).any(), told(
            tried=f"the weights of layer {layer} by generators of two seeds",
            got="weights that are the same",
            expected="different weights",
            why="a weight that does not come from the generator is the same in every training",
        )
