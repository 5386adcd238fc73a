"""Activation functions are right element by element, leave Z alone, and a name that is none is an error."""

import numpy as np
import oracles
import pytest
import strategies
from hypothesis import example, given
from oracles import ROUNDED, SINGLE, close
from telling import altered, told

X = np.ones((1, 2))


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
def test_sigmoid_of_large_numbers(subject, z):
    """0 on the far left and 1 on the far right, without a NaN."""
    got, expected = subject.activation("sigmoid", np.array([[z]])), np.array([[float(z > 0)]])
    assert close(got, expected), told(
        tried=f"sigmoid of {z}", got=got, expected=expected, why="a sure unit is 0 or 1"
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


@pytest.mark.parametrize("name", ["identity", "relu", "sigmoid", "tanh", "softmax"])
@given(Z=strategies.logits(rows=1))
def test_activations_leave_their_argument_alone(subject, name, Z):
    """Nothing is changed in place."""
    subject.activation(name, Z)
    assert subject.changed == (), altered(f"{name} of {Z}", subject)


def test_an_unknown_activation(subject, assert_refused):
    """The message lists those there are."""
    assert_refused(lambda: subject.activation("rleu", X), "'rleu'", "relu", "sigmoid")


def test_the_derivative_of_softmax(subject, assert_refused):
    """There is no such factor; a wrong one would be worse than an error."""
    assert_refused(lambda: subject.activation("softmax", X, derivative=True), "softmax", "last layer")
