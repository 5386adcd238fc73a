"""A network that cannot be, and samples that do not fit it, are refused: by a ValueError, in whatever words."""

import numpy as np
import pytest
from oracles import ROUNDED, close
from telling import told

from kata.subject.interface import Network

SOFTMAX = Network((2, 4, 3), ("relu", "softmax"), np.zeros(27))
SIGMOID = Network((2, 1), ("sigmoid",), np.zeros(3))
X, Y = np.ones((1, 2)), np.array([[0.0, 1.0, 0.0]])


@pytest.mark.parametrize("method", ["outputs", "predict"])
@pytest.mark.parametrize("shape", [(1, 3), (1, 1), (2,), (1, 2, 1), (1, 1, 2), (4, 0), (0, 2)])
def test_inputs_of_the_wrong_shape(subject, assert_refused, method, shape):
    """Too many columns, or too few, no rows or columns, or none of them."""
    assert_refused(lambda: getattr(subject, method)(SIGMOID, np.ones(shape)))


@pytest.mark.parametrize("method", ["outputs", "predict"])
@pytest.mark.parametrize("number", [np.nan, np.inf, -np.inf])
def test_inputs_that_are_not_finite(subject, assert_refused, method, number):
    """One of them, among others that are."""
    assert_refused(lambda: getattr(subject, method)(SIGMOID, np.array([[1.0, 2.0], [number, 3.0]])))


def test_large_inputs_are_finite_ones(subject):
    """Though their sum is not."""
    network = Network((2, 1), ("identity",), np.array([1e-308, 0.0, 0.5]))
    got = subject.outputs(network, np.full((2, 2), 1.5e308))
    assert close(got, [[2.0]] * 2, rtol=ROUNDED), told(
        tried="the outputs of a weight of 1e-308 for inputs of 1.5e308",
        got=got,
        expected="2.0 each",
        why="finite numbers are let in, whatever their size",
    )


@pytest.mark.parametrize("method", ["cost", "cost_gradient"])
@pytest.mark.parametrize(
    ("wrong_X", "wrong_Y"),
    [
        (np.ones((1, 3)), Y),
        (X, Y[:, :2]),
        (X, Y[:, :1]),
        (X, Y[:, 1:2]),
        (X, Y[0]),
        (X, np.vstack([Y, Y])),
        (np.vstack([X, X]), Y),
        (np.ones((0, 2)), np.ones((0, 3))),
        (np.array([[1.0, np.nan]]), Y),
        (np.array([[1.0, np.inf]]), Y),
        (X, np.array([[0.0, 2.0, 0.0]])),
        (X, np.array([[0.0, -1.0, 2.0]])),
        (X, np.array([[1.0, 1.0, 0.0]])),
        (X, np.array([[0.0, 0.0, 0.0]])),
        (X, np.array([[0.0, 0.5, 0.5]])),
        (X, np.array([[0.0, np.nan, 1.0]])),
    ],
)
def test_samples_that_do_not_fit(subject, assert_refused, method, wrong_X, wrong_Y):
    """Wrong shapes, an empty batch, NaN, labels that are none."""
    assert_refused(lambda: getattr(subject, method)(SOFTMAX, wrong_X, wrong_Y))


@pytest.mark.parametrize("labels", [[[0.5]], [[-1.0]], [[2.0]], [[np.nan]], [1.0], [[1.0, 0.0]], [[1.0], [0.0]]])
def test_labels_of_one_column_that_do_not_fit(subject, assert_refused, labels):
    """One column holds 0 and 1, one a row."""
    assert_refused(lambda: subject.cost(SIGMOID, X, np.array(labels)))


@pytest.mark.parametrize("labels", [[[0.0, 0.0]], [[1.0, 1.0]], [[1.0, 1.0], [0.0, 0.0]]])
def test_labels_of_two_columns_that_are_not_one_hot(subject, assert_refused, labels):
    """Two columns are one-hot as ten are."""
    network = Network((2, 2), ("softmax",), np.zeros(6))
    assert_refused(lambda: subject.cost(network, np.ones((len(labels), 2)), np.array(labels)))


@pytest.mark.parametrize(
    ("network", "labels"),
    [
        (Network((2, 2, 2, 3), ("relu", "relu", "identity"), np.zeros(21)), Y),
        (Network((2, 2, 2, 3), ("relu", "relu", "sigmoid"), np.zeros(21)), Y),
        (Network((2, 2, 2, 1), ("relu", "relu", "softmax"), np.zeros(15)), np.ones((1, 1))),
    ],
)
def test_outputs_that_have_no_cost(subject, assert_refused, network, labels):
    """Softmax goes with one-hot labels and sigmoid with a single column; nothing else has a cost."""
    assert_refused(lambda: subject.cost(network, X, labels))


@pytest.mark.parametrize(
    ("sizes", "activations"),
    [
        ((2, 3), ("sotfmax",)),
        ((2, 3, 1), ("softmax", "sigmoid")),
        ((2, 3, 4, 1), ("relu", "softmax", "sigmoid")),
        ((2, 3, 1), ("relu",)),
        ((2, 1), ("relu", "sigmoid")),
        ((2,), ()),
        ((), ()),
        ((2, 0, 1), ("relu", "sigmoid")),
        ((0, 1), ("sigmoid",)),
        ((2, -1), ("sigmoid",)),
    ],
)
def test_networks_that_cannot_be(subject, assert_refused, sizes, activations):
    """Unknown names, a hidden softmax, layers that are not there."""
    assert_refused(lambda: subject.initial_parameters(sizes, activations, 0))


@pytest.mark.parametrize("shape", [(3, 1), (1, 2), (1, 4)])
def test_an_update_of_the_wrong_shape(subject, assert_refused, shape):
    """A column would move every parameter by its first number, in silence."""
    assert_refused(lambda: subject.moved(SIGMOID, np.ones(shape)))


@pytest.mark.parametrize("dtype", [np.float16, np.int64, np.complex128])
def test_a_type_of_number_that_is_not_supported(subject, assert_refused, dtype):
    """float32 trains, float64 checks; a network of another type would go wrong in silence."""
    other = SIGMOID._replace(parameters=np.zeros(3, dtype=dtype))
    assert_refused(lambda: subject.outputs(other, X))
