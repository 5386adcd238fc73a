"""derivative-name: sigmoid and tanh have derivatives, so that they can be hidden layers.

Whether a derivative can be had at all is the question of this bug; whether it is right is asked once it can.
"""

import numpy as np
import oracles
import pytest
import strategies
from hypothesis import example, given
from oracles import ROUNDED, close
from telling import instead, no_error, told

from kata.subject.interface import Settings

WHY = "backpropagation multiplies by the slope of each hidden unit"
ONE = np.ones((1, 1))


def need_relu(call):
    """Skip the test where not even ReLU gives an answer: then the fault is not in sigmoid and tanh."""
    with no_error("ReLU"):
        call("relu")


@pytest.mark.bug("derivative-name")
@pytest.mark.parametrize("name", ["sigmoid", "tanh"])
def test_the_derivative_can_be_had(subject, name):
    """Of a single number, so that nothing but asking can go wrong."""
    need_relu(lambda relu: subject.activation(relu, ONE, derivative=True))
    with instead(expected=oracles.activation(name, ONE, derivative=True), why=WHY):
        subject.activation(name, ONE, derivative=True)


@pytest.mark.bug("derivative-name")
@pytest.mark.parametrize("name", ["sigmoid", "tanh"])
@pytest.mark.parametrize("optimiser", ["gradient_descent", "adam"])
def test_a_hidden_layer_of_it_trains(subject, name, optimiser):
    """One step of one unit on one sample, wherever that leads."""
    settings = Settings(epochs=1, batch_size=1, parameters=np.full(4, 0.5))

    def train(hidden):
        subject.train((1, 1, 1), (hidden, "sigmoid"), optimiser, ONE, ONE, settings, 0)

    need_relu(train)
    with instead(expected="a network that has made a step", why=WHY):
        train(name)


@pytest.mark.once_fixed("derivative-name")
@pytest.mark.parametrize("name", ["sigmoid", "tanh"])
@given(Z=strategies.logits(largest=20))
@example(Z=np.array([[0.0, 1.0, -2.0]]))
def test_the_derivative_is_the_slope_of_the_function(subject, name, Z):
    """Taken at the input Z, not at the output."""
    expected = oracles.activation(name, Z, derivative=True)
    with instead(expected=expected, why=WHY):
        got = subject.activation(name, Z, derivative=True)
    assert close(got, expected, rtol=ROUNDED), told(
        tried=f"the derivative of {name} at {Z.tolist()}",
        got=got,
        expected=expected,
        why=WHY,
    )


@pytest.mark.once_fixed("derivative-name")
@pytest.mark.parametrize("hidden", ["sigmoid", "tanh"])
@pytest.mark.parametrize("seed", range(3))
def test_the_gradient_passes_through_a_hidden_layer(subject, hidden, seed):
    """Every parameter block of two such layers, against centred differences of the oracle's cost."""
    rng = np.random.default_rng(seed)
    network = strategies.random_network(rng, (3, 4, 3, 1), (hidden, hidden, "sigmoid"))
    X, Y = rng.normal(size=(5, 3)), rng.integers(0, 2, (5, 1)).astype(float)
    slope = oracles.numerical_gradient(
        lambda w: oracles.cost(network._replace(parameters=w), X, Y), network.parameters
    )
    with instead(expected=slope, why=WHY):
        G = subject.cost_gradient(network, X, Y)[1]
    for block, where in oracles.blocks(network.sizes).items():
        error = oracles.relative_error(G[where], slope[where])
        assert error < oracles.SLOPE, told(
            tried=f"the gradient through two {hidden} layers, block {block}",
            got=G[where],
            expected=slope[where],
            why="a wrong factor in one layer spoils the gradient of all layers before it",
        )


@pytest.mark.once_fixed("derivative-name")
@pytest.mark.parametrize("hidden", ["sigmoid", "tanh"])
def test_a_hidden_layer_of_it_learns_xor(subject, hidden):
    """Four points that no single layer can tell apart."""
    X, Y = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]]), np.array([[0.0], [1], [1], [0]])
    start = np.random.default_rng(3).normal(size=2 * 8 + 8 + 8 + 1)
    settings = Settings(epochs=100, batch_size=4, learning_rate=0.1, parameters=start)
    with instead(expected="a network that has learnt", why=WHY):
        w = subject.train((2, 8, 1), (hidden, "sigmoid"), "adam", X, Y, settings, 0)[0]
    got = subject.predict(strategies.Network((2, 8, 1), (hidden, "sigmoid"), w), X)
    assert got.tolist() == [0, 1, 1, 0], told(
        tried=f"100 epochs of XOR with eight hidden {hidden} units",
        got=got,
        expected=[0, 1, 1, 0],
        why="hidden layers learn by the derivative of their activation",
    )
