"""A network's outputs, classes, two-class cost, gradient, start and updates are what its docstring says."""

import numpy as np
import oracles
import pytest
import strategies
from hypothesis import assume, given
from hypothesis import strategies as st
from oracles import CANCELLED, ROUNDED, close
from telling import altered, told

from kata.subject.interface import Network


@given(problem=st.one_of(strategies.binary_problems(), strategies.one_row_problems()))
def test_the_forward_pass(subject, problem):
    """Layer by layer f(A W + b), and the class that follows."""
    network, X, _ = problem
    got, expected = subject.outputs(network, X), oracles.outputs(network, X)
    tried = f"the outputs of a network of {network.sizes}, {network.activations}"
    assert close(got, expected, rtol=ROUNDED), told(
        tried=tried, got=got, expected=expected, why="a layer is f(A W + b)"
    )
    classes = expected.argmax(axis=1) if expected.shape[1] > 1 else (expected[:, 0] >= 0.5).astype(int)
    assert subject.predict(network, X).tolist() == classes.tolist(), told(
        tried=f"the classes predicted from {expected}",
        got=subject.predict(network, X),
        expected=classes,
        why="the largest output decides, or whether a single one is at least 0.5",
    )


def test_a_single_output_of_one_half_is_class_one(subject):
    """The border belongs to it."""
    network = Network((1, 1), ("sigmoid",), np.zeros(2))
    got = subject.predict(network, np.ones((2, 1))).tolist()
    assert got == [1, 1], told(
        tried="the classes that a network with parameters 0 predicts",
        got=got,
        expected=[1, 1],
        why="of a single output it counts whether it is at least 0.5",
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
        assert close(got, expected, rtol=ROUNDED, atol=CANCELLED), told(
            tried=f"the cost of {len(X)} rows", got=got, expected=expected, why="two classes work from the start"
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
    X = rng.normal(size=(m, sizes[0]))
    binary = sizes[-1] == 1
    assume(oracles.smooth(network, X))
    Y = rng.integers(0, 2, (m, 1)).astype(float) if binary else strategies.unlikely(network, X)
    G = subject.cost_gradient(network, X, Y)[1]
    slope = oracles.numerical_gradient(
        lambda w: oracles.cost(network._replace(parameters=w), X, Y), network.parameters
    )
    for block, where in oracles.blocks(sizes).items():
        error = oracles.relative_error(G[where], slope[where])
        assert error < oracles.SLOPE, told(
            tried=f"the gradient of {sizes}, {activations}, block {block}",
            got=f"{G[where]}, a relative error of {error:.1e}",
            expected=slope[where],
            why="the gradient is the slope of the cost in every parameter",
        )


@given(problem=strategies.binary_problems())
def test_the_binary_gradient_is_the_slope_of_the_librarys_own_cost(subject, problem):
    """What `cost_gradient` gives is the slope of what `cost` gives."""
    network, X, Y = problem
    assume(oracles.smooth(network, X))
    G = subject.cost_gradient(network, X, Y)[1]
    slope = oracles.numerical_gradient(
        lambda w: subject.cost(network._replace(parameters=w), X, Y), network.parameters
    )
    for block, where in oracles.blocks(network.sizes).items():
        assert oracles.relative_error(G[where], slope[where]) < oracles.SLOPE, told(
            tried=f"block {block} of {network.sizes}", got=G[where], expected=slope[where], why="they must agree"
        )


@given(script=strategies.gradients(steps=1, components=5))
def test_an_update_is_taken_from_the_parameters(subject, script):
    """W and b alike, in the order of the flat row."""
    network = Network((1, 2, 1), ("relu", "sigmoid"), np.arange(7.0))
    D = np.append(script, [[7.0, -7.0]], axis=1)
    got, expected = subject.moved(network, D), network.parameters - D[0]
    assert close(got, expected), told(
        tried=f"network -= {D}", got=got, expected=expected, why="every optimiser ends in it"
    )


def test_biases_start_at_zero_and_weights_do_not(subject):
    """A bias breaks no symmetry; a weight must."""
    sizes = (20, 10, 5)
    w = subject.initial_parameters(sizes, ("relu", "softmax"), 0)
    for name, where in oracles.blocks(sizes).items():
        values = w[where]
        right = not values.any() if name.startswith("b") else len(np.unique(values)) == values.size
        assert right, told(
            tried=f"block {name}", got=values, expected="biases 0, weights all different", why="symmetry"
        )


@given(problem=st.one_of(strategies.binary_problems(), strategies.one_row_problems()))
def test_the_network_leaves_its_arguments_alone(subject, problem):
    """Neither X nor Y is changed by a forward pass, a cost, a gradient or the metrics."""
    network, X, Y = problem
    for name, arguments in [
        ("outputs", (network, X)),
        ("predict", (network, X)),
        ("cost", (network, X, Y)),
        ("cost_gradient", (network, X, Y, 0.1, 0.1)),
        ("metrics", (Y, 0.5 + 0.4 * Y)),
    ]:
        getattr(subject, name)(*arguments)
        assert subject.changed == (), altered(name, subject)
