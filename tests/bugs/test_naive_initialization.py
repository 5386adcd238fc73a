"""naive-initialization: the variance of initial weights falls with the number of inputs that a unit adds up.

Any distribution is right whose mean is 0 and whose variance is within what the usual rules give (LeCun, Glorot,
He, PyTorch's for linear layers), within sampling error. Fan-ins from 4 to 24 are avoided: there even
uniform(-0.5, 0.5) is right, by luck.
"""

import numpy as np
import oracles
import pytest
import strategies
from hypothesis import example, given
from hypothesis import strategies as st
from telling import told

from kata.subject.interface import Network

WHY = "a unit adds up one product for each input: the more of them, the smaller each weight must be"

once_fixed = pytest.mark.once_fixed("naive-initialization")


def assert_smaller(few, many, tried):
    """Fail unless weights for many inputs vary much less than those for a sixteenth of these."""
    got = float(np.var(few)), float(np.var(many))
    assert 3 * got[1] <= got[0], told(
        tried=f"the variances of the weights of {tried}",
        got=f"{got[0]:.6g} and {got[1]:.6g}",
        expected="less than a third for the many inputs",
        why=WHY,
    )


@pytest.mark.bug("naive-initialization")
@pytest.mark.parametrize("activation", ["relu", "tanh", "softmax"])
@pytest.mark.parametrize("inputs", [26, 50])
def test_more_inputs_mean_smaller_weights(subject, inputs, activation):
    """A layer's weights, beside those of one with 16 times as many inputs, by whatever rule."""
    few, many = (
        [subject.initial_parameters((fan_in, 5), (activation,), seed)[:-5] for seed in range(12)]
        for fan_in in (inputs, 16 * inputs)
    )
    assert_smaller(few, many, f"{inputs} inputs to 5 {activation} units, and of {16 * inputs}")


@pytest.mark.bug("naive-initialization")
@pytest.mark.parametrize(("sizes", "few", "many"), [((960, 60, 5, 5), 2, 1), ((30, 5, 900, 5, 5), 1, 3)])
def test_every_layer_goes_by_its_own_inputs(subject, sizes, few, many):
    """Two layers of one network: no single number fits both."""
    w = np.array([subject.initial_parameters(sizes, ("relu",) * (len(sizes) - 1), seed) for seed in range(12)])
    blocks = oracles.blocks(sizes)
    assert_smaller(
        w[:, blocks[f"W{few}"]], w[:, blocks[f"W{many}"]], f"the layers {few} and {many} of sizes {sizes}"
    )


@pytest.mark.bug("naive-initialization")
def test_outputs_do_not_grow_with_the_number_of_inputs(subject):
    """Of a new layer without an activation, for as many inputs of 1 as of -1, so that only their number counts."""
    sizes, rng = [], np.random.default_rng(0)
    for inputs in (26, 2600):
        network = Network((inputs, 50), ("identity",), subject.initial_parameters((inputs, 50), ("identity",), 0))
        X = rng.permuted(np.tile([1.0, -1.0], (20, inputs // 2)), axis=1)
        sizes.append(float(np.sqrt(np.mean(subject.outputs(network, X) ** 2))))
    assert sizes[1] <= 4 * sizes[0], told(
        tried="inputs of size 1, 26 of them and 2,600, into 50 new units",
        got=f"outputs of size {sizes[0]:.3g} and {sizes[1]:.3g}",
        expected="much the same size",
        why=WHY,
    )


def assert_weights_fit(weights, inputs, units, tried):
    """Fail unless the weights of one layer have mean 0 and a variance that fits their fan-in."""
    least, most = min(1 / (3 * inputs), 2 / (inputs + units)), 2 / inputs
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


@once_fixed
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
    assert_weights_fit(weights, inputs, units, f"the weights of {inputs} inputs to {units} {activation} units")


@once_fixed
@pytest.mark.parametrize(("inputs", "units"), [(1, 3), (2, 4), (3, 3)])
def test_few_inputs_need_larger_weights(subject, inputs, units):
    """The weights of 250 small layers together, five of each network: here 1/12 is too little."""
    sizes, activations = (inputs, units) * 5, ("relu",) * 9
    w = np.array([subject.initial_parameters(sizes, activations, seed) for seed in range(50)])
    blocks = oracles.blocks(sizes)
    weights = np.concatenate([w[:, blocks[f"W{layer}"]].ravel() for layer in range(1, 10, 2)])
    assert_weights_fit(weights, inputs, units, f"250 times {inputs} inputs to {units} ReLU units")


@once_fixed
def test_every_layer_has_its_own_fan_in(subject):
    """1,000 inputs, then 100: no single number fits both."""
    sizes, activations = (1000, 100, 60), ("relu", "softmax")
    w = subject.initial_parameters(sizes, activations, 0)
    blocks = oracles.blocks(sizes)
    for layer in (1, 2):
        weights, (inputs, units) = w[blocks[f"W{layer}"]], sizes[layer - 1 : layer + 1]
        assert_weights_fit(weights, inputs, units, f"layer {layer} of a network of sizes {sizes}")


@once_fixed
@pytest.mark.parametrize("seed", range(3))
def test_signals_keep_their_size_through_many_layers(subject, seed):
    """Six layers of 300 ReLU units: each makes 3.5 times as much of it in the original, 0.4 to 1 if right."""
    sizes, activations = (300,) * 8, ("relu",) * 6 + ("identity",)
    network = Network(sizes, activations, subject.initial_parameters(sizes, activations, seed))
    X = np.random.default_rng(seed).normal(size=(50, 300))
    got = float(np.sqrt(np.mean(subject.outputs(network, X) ** 2)))
    assert 0.0005 < got < 20, told(
        tried="inputs of size 1 through six new ReLU layers of 300 units",
        got=f"outputs of size {got:.3g}",
        expected="between 0.0005 and 20",
        why="what grows in every layer saturates the last one, and its gradient says nothing",
    )
