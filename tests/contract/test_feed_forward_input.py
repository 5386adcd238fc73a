"""A network that cannot be, and samples that do not fit it, are refused in words that help."""

import numpy as np
import pytest

from kata.subject.interface import Network

SOFTMAX = Network((2, 4, 3), ("relu", "softmax"), np.zeros(27))
SIGMOID = Network((2, 1), ("sigmoid",), np.zeros(3))
X, Y = np.ones((1, 2)), np.array([[0.0, 1.0, 0.0]])


@pytest.mark.parametrize("method", ["outputs", "predict"])
@pytest.mark.parametrize("shape", [(1, 3), (2,), (1, 2, 1), (4, 0)])
def test_inputs_of_the_wrong_shape(subject, assert_refused, method, shape):
    """The message gives the shape there is and the one expected."""
    assert_refused(lambda: getattr(subject, method)(SIGMOID, np.ones(shape)), str(shape), "(m, 2)")


@pytest.mark.parametrize("method", ["cost", "cost_gradient"])
@pytest.mark.parametrize(
    ("wrong_X", "wrong_Y", "words"),
    [
        (np.ones((1, 3)), Y, ["(1, 3)", "(m, 2)"]),
        (X, Y[:, :2], ["(1, 2)", "(1, 3)"]),
        (X, np.vstack([Y, Y]), ["(2, 3)", "(1, 3)"]),
        (np.ones((0, 2)), np.ones((0, 3)), ["(0, 2)", "at least 1"]),
        (np.array([[1.0, np.nan]]), Y, ["NaN"]),
        (np.array([[1.0, np.inf]]), Y, ["infinity"]),
        (X, np.array([[0.0, 2.0, 0.0]]), ["labels out of range"]),
        (X, np.array([[0.0, -1.0, 2.0]]), ["labels out of range"]),
        (X, np.array([[1.0, 1.0, 0.0]]), ["labels out of range"]),
        (X, np.array([[0.0, 0.0, 0.0]]), ["labels out of range"]),
        (X, np.array([[0.0, np.nan, 1.0]]), ["labels out of range"]),
    ],
)
def test_samples_that_do_not_fit(subject, assert_refused, method, wrong_X, wrong_Y, words):
    """Wrong shapes, an empty batch, NaN, labels that are none."""
    assert_refused(lambda: getattr(subject, method)(SOFTMAX, wrong_X, wrong_Y), *words)


@pytest.mark.parametrize("label", [0.5, -1.0, 2.0])
def test_labels_of_one_column_out_of_range(subject, assert_refused, label):
    """One column holds 0 and 1."""
    assert_refused(lambda: subject.cost(SIGMOID, X, np.array([[label]])), "labels out of range")


@pytest.mark.parametrize("labels", [[0.0, 0.0], [1.0, 1.0]])
def test_labels_of_two_columns_that_are_not_one_hot(subject, assert_refused, labels):
    """Two columns are one-hot as ten are."""
    network = Network((2, 2), ("softmax",), np.zeros(6))
    assert_refused(lambda: subject.cost(network, X, np.array([labels])), "labels out of range")


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
    assert_refused(lambda: subject.cost(network, X, labels), f"no cost for {network.activations[-1]}", "expected")


@pytest.mark.parametrize(
    ("sizes", "activations", "words"),
    [
        ((2, 3), ("sotfmax",), ["'sotfmax'", "softmax"]),
        ((2, 3, 1), ("softmax", "sigmoid"), ["softmax is for the last layer only"]),
        ((2, 3, 1), ("relu",), ["expected 2"]),
        ((2, 1), ("relu", "sigmoid"), ["expected 1"]),
        ((2,), (), ["two or more"]),
        ((2, 0, 1), ("relu", "sigmoid"), ["positive"]),
    ],
)
def test_networks_that_cannot_be(subject, assert_refused, sizes, activations, words):
    """Unknown names, a hidden softmax, layers that are not there."""
    assert_refused(lambda: subject.initial_parameters(sizes, activations, 0), *words)


@pytest.mark.parametrize("shape", [(3, 1), (1, 2), (1, 4)])
def test_an_update_of_the_wrong_shape(subject, assert_refused, shape):
    """A column would move every parameter by its first number, in silence."""
    assert_refused(lambda: subject.moved(SIGMOID, np.ones(shape)), str(shape), "(1, 3)")


def test_a_type_of_number_that_is_not_supported(subject, assert_refused):
    """float32 trains, float64 checks; a float16 network would go wrong in silence."""
    half = SIGMOID._replace(parameters=np.zeros(3, dtype=np.float16))
    assert_refused(lambda: subject.outputs(half, X), "float16", "float32")
