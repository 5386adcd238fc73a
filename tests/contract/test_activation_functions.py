"""Activation functions are right element by element, leave Z alone, and a name that is none is an error."""

import numpy as np
import oracles
import pytest
import strategies
from hypothesis import example, given
from oracles import ROUNDED, SINGLE, close
from telling import altered, instead, told

X = np.ones((1, 2))
NAMES = ["identity", "relu", "sigmoid", "tanh", "softmax"]
# what each of them can be asked for, whatever bugs are there, and what only once derivatives have their names
ANSWERS = [*((name, False) for name in NAMES), ("identity", True), ("relu", True)]
HAD = pytest.mark.once_fixed("derivative-name")
SLOPES = [pytest.param(name, True, marks=HAD) for name in ("sigmoid", "tanh")]


def asked(name, derivative):
    """Return how to say what a function was asked for."""
    return f"the derivative of {name}" if derivative else name


@pytest.mark.parametrize("name", ["identity", "relu", "sigmoid", "tanh"])
@given(Z=strategies.logits(largest=30))
def test_activations(subject, name, Z):
    """The functions themselves, element by element."""
    got, expected = subject.activation(name, Z), oracles.activation(name, Z)
    assert close(got, expected, rtol=ROUNDED), told(
        tried=f"{name} of {Z.tolist()}",
        got=got,
        expected=expected,
        why="every layer ends in one of these functions",
    )


@pytest.mark.parametrize("z", [-1e4, -800.0, 800.0, 1e4])
@pytest.mark.parametrize("name", ["identity", "relu", "sigmoid", "tanh"])
def test_activations_of_large_numbers(subject, name, z):
    """Without a NaN: sigmoid is 0 on the far left and 1 on the far right, tanh -1 and 1."""
    Z = np.array([[z, 0.0]])
    got, expected = subject.activation(name, Z), oracles.activation(name, Z)
    assert close(got, expected), told(
        tried=f"{name} of {Z}", got=got, expected=expected, why="a unit that is very sure has large numbers"
    )


@pytest.mark.once_fixed("derivative-name")
@pytest.mark.parametrize("z", [-1e4, -800.0, 800.0, 1e4])
@pytest.mark.parametrize("name", ["sigmoid", "tanh"])
def test_slopes_of_large_numbers(subject, name, z):
    """Flat on either side, without a NaN."""
    Z = np.array([[z]])
    with instead(expected=[[0.0]], why="a unit that is very sure hardly moves"):
        got = subject.activation(name, Z, derivative=True)
    assert close(got, [[0.0]]), told(
        tried=f"the derivative of {name} at {Z}",
        got=got,
        expected=[[0.0]],
        why="a NaN in one slope spoils the gradient of all layers before it",
    )


@pytest.mark.parametrize("name", ["identity", "relu"])
@given(Z=strategies.logits())
@example(Z=np.array([[0.0, -1.0, 2.0]]))
def test_derivatives_of_identity_and_relu(subject, name, Z):
    """1 throughout, and 1 for positive numbers only: 0 is none."""
    got, expected = subject.activation(name, Z, derivative=True), oracles.activation(name, Z, derivative=True)
    assert close(got, expected), told(
        tried=f"the derivative of {name} at {Z.tolist()}",
        got=got,
        expected=expected,
        why="backpropagation needs it",
    )


@given(row=strategies.logits(rows=1))
def test_softmax_of_a_small_row(subject, row):
    """One row of ordinary logits."""
    got, expected = subject.softmax(row), oracles.softmax(row)
    assert close(got, expected, rtol=SINGLE), told(
        tried=f"softmax of {row}", got=got, expected=expected, why="exp(z_j) / sum_k exp(z_k) is what softmax is"
    )


@pytest.mark.parametrize(("name", "derivative"), [*ANSWERS, *SLOPES])
@given(Z=strategies.logits(rows=1))
@example(Z=np.array([[0.0, -1.0, 2.0]]))
def test_activations_leave_their_argument_alone(subject, name, derivative, Z):
    """Nothing is changed in place."""
    subject.activation(name, Z, derivative=derivative)
    assert subject.changed == (), altered(f"{asked(name, derivative)} of {Z}", subject)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize(("name", "derivative"), [*ANSWERS, *SLOPES])
def test_activations_give_the_shape_and_dtype_of_their_argument(subject, name, derivative, dtype):
    """Softmax, though, may do with single precision."""
    subject.need("errors")  # who makes no promise on bad input makes none on dtypes
    Z = np.array([[0.5, -1.0, 0.0]], dtype)
    got = subject.activation(name, Z, derivative=derivative)
    assert got.shape == (1, 3), told(
        tried=f"{asked(name, derivative)} of {Z}", got=got, expected="shape (1, 3)", why="a number for each unit"
    )
    assert str(got.dtype) in (dtype, "float32" if name == "softmax" else dtype), told(
        tried=f"{asked(name, derivative)} of {Z}, {dtype}",
        got=got.dtype,
        expected=dtype,
        why="a network in single precision is to stay in it, at half the memory and time",
    )


@pytest.mark.parametrize("name", ["rleu", "ReLU", "Softmax", "relu ", "", "get", "__init__"])
def test_an_unknown_activation(subject, assert_refused, name):
    """The message lists those there are."""
    assert_refused(lambda: subject.activation(name, X), *NAMES)


def test_the_derivative_of_softmax(subject, assert_refused):
    """There is no such factor; a wrong one would be worse than an error."""
    assert_refused(lambda: subject.activation("softmax", X, derivative=True))
