"""A network that is copied, or given another row of parameters, goes by the parameters that it has."""

import numpy as np
import oracles
import pytest
import strategies
from hypothesis import given
from oracles import ROUNDED, close
from telling import altered, told

from kata.subject.interface import Network

SIZES, ACTIVATIONS = (2, 3, 1), ("relu", "sigmoid")
N = 13
X = np.array([[0.5, -1.0], [2.0, 0.25]])


def network_of(seed, dtype=float):
    """Return a network, another row of parameters for it, and an update of them."""
    rng = np.random.default_rng(seed)
    parameters, row, D = rng.normal(size=(3, 1, N)).astype(dtype)
    return Network(SIZES, ACTIVATIONS, parameters[0]), row, D


@pytest.mark.parametrize("way", ["deepcopy", "pickle"])
@given(seed=strategies.seeds)
def test_a_copy_goes_its_own_way(subject, way, seed):
    """Its outputs follow its parameters, and those of the first stay as they are."""
    network, _, D = network_of(seed)
    outputs = subject.moved_copy(network, way, D, X)
    moved = network._replace(parameters=network.parameters - D[0])
    for name, one, got in zip(("first network", "copy"), (network, moved), outputs, strict=True):
        expected = oracles.outputs(one, X)
        assert close(got, expected, rtol=ROUNDED), told(
            tried=f"the outputs of the {name}, after a copy by {way} was moved by {-D}",
            got=got,
            expected=expected,
            why="an optimiser moves the parameters: they must be those that the network uses, and no other's",
        )


@given(seed=strategies.seeds)
def test_a_row_that_is_assigned_to_the_parameters_is_what_the_network_goes_by(subject, seed):
    """It is copied: what moves the parameters afterwards moves the network, and leaves the row alone."""
    network, row, D = network_of(seed)
    got = subject.replaced(network, row, D, X)
    expected = oracles.outputs(network._replace(parameters=row[0] - D[0]), X)
    tried = f"network.parameters = {row}, and then network -= {D}"
    assert close(got, expected, rtol=ROUNDED), told(
        tried=tried,
        got=got,
        expected=expected,
        why="weights and biases are views of the parameters, whatever they are",
    )
    assert subject.changed == (), altered(tried, subject)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_row_that_is_assigned_takes_the_dtype_of_the_network(subject, dtype):
    """One in double precision does not make a float32 network slow, nor one in single another coarse."""
    network, row, D = network_of(0, dtype)
    other = np.float64 if dtype is np.float32 else np.float32
    got = subject.replaced(network, row.astype(other), D, X.astype(dtype)).dtype
    assert got == dtype, told(
        tried=f"network.parameters = a row of {np.dtype(other)}, in a network of {np.dtype(dtype)}",
        got=f"outputs of {got}",
        expected=f"outputs of {np.dtype(dtype)}",
        why="the network computes in the type it was made with",
    )


@pytest.mark.parametrize("shape", [(1, N - 1), (1, N + 1), (N,), (N, 1), (1, 1), ()])
def test_a_row_of_another_shape_is_not_assigned(subject, assert_refused, shape):
    """Nor spread over all parameters, as numpy would spread a single number."""
    network, _, D = network_of(0)
    assert_refused(lambda: subject.replaced(network, np.zeros(shape), D, X))
