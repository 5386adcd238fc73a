"""A network's two-class cost, and its gradient for any number of classes, are what its docstring says."""

import numpy as np
import oracles
import pytest
import strategies
from hypothesis import given
from oracles import CANCELLED, LOGARITHM, ROUNDED, SINGLE_AT_ZERO, close
from telling import count, told

from kata.subject.interface import Network

AT_LEAST = 0.9999 * -np.log(1e-7)  # the cost of certainty with the largest epsilon, 16.1


def assert_slope(subject, network, X, Y, what):
    """Fail unless the gradient is the slope of the oracle's cost, in every block of parameters."""
    G = subject.cost_gradient(network, X, Y)[1]
    slope = oracles.numerical_gradient(
        lambda w: oracles.cost(network._replace(parameters=w), X, Y), network.parameters
    )
    for block, where in oracles.blocks(network.sizes).items():
        assert oracles.relative_error(G[where], slope[where]) < oracles.SLOPE, told(
            tried=f"the gradient of {network.sizes}, {network.activations}, {what}, block {block}",
            got=G[where],
            expected=slope[where],
            why="the gradient is the slope of the cost in every parameter",
        )


def test_names_of_activations_are_compared_by_their_letters(subject):
    """One that was read from a file is another object than the same word in the code."""
    name = "".join(["sig", "moid"])
    got = subject.cost(Network((1, 1), (name,), np.zeros(2)), np.ones((1, 1)), np.ones((1, 1)))
    expected = float(np.log(2))
    assert close(got, expected, rtol=ROUNDED), told(
        tried="the cost of a network whose activation is called 'sig' + 'moid'",
        got=got,
        expected=expected,
        why="a name may come from anywhere",
    )


@given(problem=strategies.binary_problems())
def test_the_binary_cost(subject, problem):
    """Mean binary cross-entropy over any number of rows, the same from `cost` and `cost_gradient`."""
    network, X, Y = problem
    expected = oracles.cost(network, X, Y)
    for got in (subject.cost(network, X, Y), subject.cost_gradient(network, X, Y)[0]):
        assert close(got, expected, rtol=ROUNDED, atol=LOGARITHM), told(
            tried=f"the cost of {count(len(X), 'row')}",
            got=got,
            expected=expected,
            why="two classes work from the start",
        )


@pytest.mark.parametrize(("z", "label"), [(-1000.0, 1.0), (1000.0, 0.0), (-1000.0, 0.0), (1000.0, 1.0)])
def test_the_cost_of_certainty(subject, z, label):
    """A probability of exactly 0 for the truth costs much, but a number; one of exactly 1 costs nothing."""
    got = subject.cost(Network((1, 1), ("sigmoid",), np.array([z, 0.0])), np.ones((1, 1)), np.array([[label]]))
    right = abs(got) < SINGLE_AT_ZERO if (z > 0) == (label == 1) else AT_LEAST < got < 1001
    assert right, told(
        tried=f"the cost of a sigmoid of {z:g} for the label {label:g}",
        got=got,
        expected="0 if the label is right, and 16.1 or more, but a number, if it is wrong",
        why="log(0) is -inf and ends the training, so epsilon goes inside the logarithm",
    )


def test_certainty_costs_as_much_in_single_precision(subject):
    """Where the least of all numbers may be 0: then the cost of a wrong label is infinite, and that is more."""
    network = Network((1, 1), ("sigmoid",), np.array([-1000.0, 0.0], np.float32))
    got = subject.cost(network, np.ones((1, 1), np.float32), np.ones((1, 1), np.float32))
    assert not got < AT_LEAST, told(
        tried="the cost of a sigmoid of -1000 for the label 1, in a float32 network",
        got=got,
        expected="16.1 or more",
        why="an epsilon of single precision is larger than 1e-7, and makes certainty cheap",
    )


@pytest.mark.parametrize(
    ("sizes", "activations"),
    [
        ((3, 1), ("sigmoid",)),
        ((3, 4, 1), ("relu", "sigmoid")),
        ((4, 5, 3, 1), ("relu", "relu", "sigmoid")),
        ((2, 3, 3, 3, 1), ("relu", "identity", "relu", "sigmoid")),
        ((3, 4), ("softmax",)),
        ((3, 5, 4), ("relu", "softmax")),
        ((4, 5, 6, 10), ("relu", "relu", "softmax")),
    ],
)
@given(seed=strategies.seeds)
def test_the_gradient_of_every_parameter_block(subject, sizes, activations, seed):
    """Centred differences of the oracle's cost in float64, any depth; one row for softmax, several for sigmoid."""
    rng = np.random.default_rng(seed)
    network = strategies.random_network(rng, sizes, activations)
    m = 5 if sizes[-1] == 1 else 1
    X = strategies.smooth_inputs(rng, network, m)
    binary = sizes[-1] == 1
    Y = rng.integers(0, 2, (m, 1)).astype(float) if binary else strategies.unlikely(network, X)
    G = subject.cost_gradient(network, X, Y)[1]
    for block, where in oracles.sampled_blocks(rng, sizes).items():
        slope = oracles.numerical_gradient(
            lambda w: oracles.cost(network._replace(parameters=w), X, Y), network.parameters, only=where
        )
        error = oracles.relative_error(G[where], slope)
        assert error < oracles.SLOPE, told(
            tried=f"the gradient of {sizes}, {activations}, block {block}",
            got=f"{G[where]}, a relative error of {error:.1e}",
            expected=slope,
            why="the gradient is the slope of the cost in every parameter",
        )


@pytest.mark.once_fixed("derivative-name")
@pytest.mark.parametrize("hidden", [("tanh",), ("sigmoid",), ("tanh", "relu"), ("sigmoid", "tanh", "identity")])
@pytest.mark.parametrize("seed", range(2))
def test_the_gradient_through_any_hidden_layers(subject, hidden, seed):
    """Each slope is that of its own layer's function, at its own layer's Z."""
    rng = np.random.default_rng(seed)
    network = strategies.random_network(rng, (3, *range(2, 2 + len(hidden)), 1), (*hidden, "sigmoid"))
    X, Y = rng.normal(size=(5, 3)), rng.integers(0, 2, (5, 1)).astype(float)
    assert_slope(subject, network, X, Y, "of five rows")


@pytest.mark.once_fixed("softmax-shape")
@pytest.mark.parametrize(("sizes", "m"), [((2, 3), 5), ((3, 4, 3), 2), ((3, 3, 3, 3), 6)])
def test_the_gradient_of_a_batch_with_classes(subject, sizes, m):
    """The mean over the rows, whether they are more or fewer than the classes."""
    rng = np.random.default_rng(0)
    network = strategies.random_network(rng, sizes, ("relu",) * (len(sizes) - 2) + ("softmax",))
    X = rng.normal(size=(m, sizes[0]))
    assert oracles.smooth(network, X), "this seed is of no use to centred differences"
    assert_slope(subject, network, X, strategies.unlikely(network, X), f"of {count(m, 'row')}")


def test_a_steep_gradient_is_told_as_it_is(subject):
    """Inputs of 1,000, as pixels from 0 to 255 would be: the gradient of the weight is as large."""
    got = subject.cost_gradient(
        Network((1, 1), ("sigmoid",), np.zeros(2)), np.array([[1000.0]]), np.array([[1.0]])
    )[1]
    assert close(got, [-500.0, -0.5], rtol=ROUNDED), told(
        tried="the gradient of a sigmoid of 0 for an input of 1,000 and the label 1",
        got=got,
        expected=[-500.0, -0.5],
        why="it is the slope of the cost, however steep",
    )


@given(problem=strategies.binary_problems())
def test_the_binary_gradient_is_the_slope_of_the_librarys_own_cost(subject, problem):
    """What `cost_gradient` gives is the slope of what `cost` gives."""
    network, X, Y = problem
    G = subject.cost_gradient(network, X, Y)[1]
    slope = oracles.numerical_gradient(
        lambda w: subject.cost(network._replace(parameters=w), X, Y), network.parameters
    )
    for block, where in oracles.blocks(network.sizes).items():
        off = oracles.norm(
            G[where] - slope[where]
        )  # by an epsilon in the cost, which the gradient need not know of
        assert off < oracles.SLOPE * oracles.norm(slope[where]) + 1e-4, told(
            tried=f"block {block} of {network.sizes}", got=G[where], expected=slope[where], why="they must agree"
        )


def test_no_row_is_too_many(subject):
    """Of 5,003 rows each counts alike: the cost is not that of a sample of them, nor a mean over pieces."""
    rng = np.random.default_rng(0)
    X = rng.normal(size=(5_003, 2))
    X[5_000:] = 4.0
    Y = (X[:, :1] + rng.normal(size=(5_003, 1)) > 0).astype(float)
    network = Network((2, 1), ("sigmoid",), np.array([0.5, -0.25, 0.125]))
    P = 1 / (1 + np.exp(-(X @ [[0.5], [-0.25]] + 0.125)))
    expected = -np.log(np.where(Y == 1, P, 1 - P)).mean()
    G = [*(X * (P - Y)).mean(axis=0), (P - Y).mean()]
    cost, got = subject.cost_gradient(network, X, Y)
    tried = f"the cost and the gradient of {len(X):,} rows"
    costs = [subject.cost(network, X, Y), cost]
    assert close(costs, [expected] * 2, rtol=ROUNDED, atol=LOGARITHM), told(
        tried=tried, got=costs, expected=expected, why="the mean goes over all rows"
    )
    assert close(got, G, rtol=ROUNDED, atol=CANCELLED), told(
        tried=tried, got=got, expected=G, why="the mean goes over all rows"
    )
