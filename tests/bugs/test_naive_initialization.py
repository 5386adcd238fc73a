"""naive-initialization: the variance of initial weights falls with the number of inputs that a unit adds up.

Any distribution is right whose mean is 0 and whose variance is within what the usual rules give (LeCun, Glorot,
He), within sampling error. Fan-ins near 24 are avoided: there even uniform(-0.5, 0.5) is right, by luck.
"""

import numpy as np
import oracles
import pytest
import strategies
from hypothesis import example, given
from hypothesis import strategies as st
from telling import told

from kata.subject.interface import Network

pytestmark = pytest.mark.bug("naive-initialization")

WHY = "a unit adds up one product for each input: the more of them, the smaller each weight must be"


def assert_weights_fit(weights, inputs, units, activation, tried):
    """Fail unless the weights of one layer have mean 0 and a variance that fits their fan-in."""
    least = 2 / (inputs + units) if activation == "relu" else min(1 / inputs, 2 / (inputs + units))
    most = 2 / inputs
    error = 6 * np.sqrt(2 / weights.size)  # six standard deviations of a normal sample's variance, relative
    variance, mean = float(weights.var()), float(weights.mean())
    assert least * (1 - error) <= variance <= most * (1 + error), told(
        tried=tried, got=f"variance {variance:.6g}", expected=f"{least:.6g} to {most:.6g}", why=WHY
    )
    assert abs(mean) < 6 * np.sqrt(most / weights.size), told(
        tried=tried,
        got=f"mean {mean:.6g}",
        expected="0, within sampling error",
        why="no sign is better than the other",
    )


@given(
    inputs=st.integers(100, 500),
    units=st.integers(50, 100),
    activation=st.sampled_from(["relu", "tanh", "sigmoid", "softmax", "identity"]),
    seed=strategies.seeds,
)
@example(inputs=100, units=50, activation="relu", seed=0)
@example(inputs=400, units=100, activation="softmax", seed=0)
def test_the_variance_fits_the_fan_in(subject, inputs, units, activation, seed):
    """One layer of 100 to 500 inputs, where 1/12, the variance of uniform(-0.5, 0.5), is far too much."""
    weights = subject.initial_parameters((inputs, units), (activation,), seed)[: inputs * units]
    assert_weights_fit(
        weights, inputs, units, activation, f"the weights of {inputs} inputs to {units} {activation} units"
    )


@pytest.mark.parametrize(("inputs", "units"), [(3, 3), (4, 5), (6, 2)])
def test_few_inputs_need_larger_weights(subject, inputs, units):
    """The weights of 400 small layers together: here 1/12 is far too little."""
    n = inputs * units
    drawn = [subject.initial_parameters((inputs, units), ("relu",), seed)[:n] for seed in range(400)]
    assert_weights_fit(
        np.concatenate(drawn), inputs, units, "relu", f"400 times {inputs} inputs to {units} ReLU units"
    )


def test_every_layer_has_its_own_fan_in(subject):
    """1,000 inputs, then 100: no single number fits both."""
    sizes, activations = (1000, 100, 60), ("relu", "softmax")
    w = subject.initial_parameters(sizes, activations, 0)
    blocks = oracles.blocks(sizes)
    for layer, activation in enumerate(activations, 1):
        inputs, units = sizes[layer - 1], sizes[layer]
        assert_weights_fit(
            w[blocks[f"W{layer}"]], inputs, units, activation, f"layer {layer} of a network of sizes {sizes}"
        )


def test_no_two_units_start_equal(subject):
    """Units with equal weights have equal gradients, and stay equal for ever."""
    W = subject.initial_parameters((200, 50), ("relu",), 0)[:10_000].reshape(200, 50)
    assert_weights_fit(W, 200, 50, "relu", "the weights of 200 inputs to 50 ReLU units")
    for axis, what in [(1, "units"), (0, "inputs")]:
        different = len(np.unique(W, axis=axis).T if axis else np.unique(W, axis=axis))
        assert different == W.shape[axis], told(
            tried=f"the weights of different {what}",
            got=f"{different} different ones",
            expected=f"{W.shape[axis]}",
            why="what starts equal stays equal",
        )


@pytest.mark.parametrize("seed", range(3))
def test_signals_keep_their_size_through_many_layers(subject, seed):
    """Six layers of 300 ReLU units; the original multiplies the signal by about 3.5 in each."""
    sizes, activations = (300,) * 8, ("relu",) * 6 + ("identity",)
    network = Network(sizes, activations, subject.initial_parameters(sizes, activations, seed))
    X = np.random.default_rng(seed).normal(size=(50, 300))
    got = float(np.sqrt(np.mean(subject.outputs(network, X) ** 2)))
    assert 0.05 < got < 20, told(
        tried="inputs of size 1 through six new ReLU layers of 300 units",
        got=f"outputs of size {got:.3g}",
        expected="between 0.05 and 20",
        why="what grows in every layer saturates the last one, and its gradient says nothing",
    )
