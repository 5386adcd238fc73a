"""What works only when several bugs are fixed: each test waits for all of them."""

import numpy as np
import oracles
import pytest
import strategies
from hypothesis import example, given
from oracles import SINGLE, close
from telling import told

from kata.subject.interface import Network, Settings


@pytest.mark.once_fixed("softmax-overflow", "softmax-shape")
@given(Z=strategies.logits(largest=1e6))
@example(Z=np.array([[1000.0, 0.0], [1000.0, 1000.0]]))
@example(Z=np.array([[1.0, 0.0], [2.0, 2.0]]))
def test_softmax_of_any_matrix(subject, Z):
    """Any number of rows, of any size."""
    got, expected = subject.softmax(Z), oracles.softmax(Z)
    assert close(got, expected, rtol=SINGLE), told(
        tried=f"softmax of {Z.tolist()}", got=got, expected=expected, why="every row is a distribution of its own"
    )


@pytest.mark.once_fixed("softmax-shape", "binary-cost")
@pytest.mark.parametrize("sizes", [(3, 4), (3, 5, 10)])
@pytest.mark.parametrize("seed", range(3))
def test_cost_and_gradient_of_a_batch(subject, sizes, seed):
    """Seven rows, one-hot, several classes: the case that MNIST is, in every parameter block."""
    rng = np.random.default_rng(seed)
    network = strategies.random_network(rng, sizes, ("relu",) * (len(sizes) - 2) + ("softmax",))
    X = rng.normal(size=(7, 3))
    assert oracles.smooth(network, X), "this seed is of no use to centred differences"
    Y = strategies.unlikely(network, X)
    cost, G = subject.cost_gradient(network, X, Y)
    expected = oracles.cost(network, X, Y)
    assert close(cost, expected, rtol=SINGLE), told(
        tried=f"the cost of seven rows, {sizes}",
        got=cost,
        expected=expected,
        why="-log p of the true class, in the mean",
    )
    slope = oracles.numerical_gradient(
        lambda w: oracles.cost(network._replace(parameters=w), X, Y), network.parameters
    )
    for block, where in oracles.blocks(sizes).items():
        assert oracles.relative_error(G[where], slope[where]) < oracles.SLOPE, told(
            tried=f"block {block} of {sizes}",
            got=G[where],
            expected=slope[where],
            why="the cost must fall along -G",
        )


@pytest.mark.once_fixed("softmax-shape", "binary-metrics")
def test_three_classes_are_learnt_and_counted(subject):
    """Three clouds of points, by gradient descent from zero; the accuracy is the library's own."""
    rng = np.random.default_rng(0)
    labels = rng.integers(0, 3, 150)
    X = np.array([[0.0, 2.0], [2.0, -1.0], [-2.0, -1.0]])[labels] + rng.normal(0, 0.4, (150, 2))
    Y = strategies.one_hot(labels, 3)
    settings = Settings(epochs=20, batch_size=10, learning_rate=0.5, parameters=np.zeros(9))
    w = subject.train((2, 3), ("softmax",), "gradient_descent", X, Y, settings, 0)[0]
    got = subject.metrics(Y, subject.outputs(Network((2, 3), ("softmax",), w), X))
    assert got["accuracy"] > 0.98, told(
        tried="20 epochs on three clouds of points",
        got=got["accuracy"],
        expected="above 0.98",
        why="they lie apart",
    )
    assert got["confusion"].shape == (3, 3), told(
        tried="the confusion matrix",
        got=got["confusion"],
        expected="three by three",
        why="there are three classes",
    )
