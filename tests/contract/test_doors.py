"""What is no whole number, no number or no generator of random ones is refused at the door, by its type."""

import numpy as np
import pytest
from oracles import ROUNDED, close
from telling import count, told

from kata.subject.interface import Settings
from kata.subject.script import NO_GENERATORS

OPTIMISERS = ["adam", "gradient_descent"]
SIZES, ACTIVATIONS = (2, 1), ("sigmoid",)
X, Y = np.ones((3, 2)), np.ones((3, 1))
SETTINGS = Settings(epochs=1, batch_size=2, parameters=np.zeros(3))


@pytest.mark.parametrize("sizes", [(2.0, 1), (2, 1.5), (2.5, 3, 1), ("2", 1)])
def test_sizes_that_are_no_whole_numbers(subject, assert_refused, sizes):
    """Though they be equal to one: a layer has a count of units."""
    assert_refused(
        lambda: subject.initial_parameters(sizes, ("relu",) * (len(sizes) - 2) + ACTIVATIONS, 0), error=TypeError
    )


@pytest.mark.parametrize("optimiser", OPTIMISERS)
@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"epochs": 2.0}, "epochs"),
        ({"epochs": 2.5}, "epochs"),
        ({"epochs": "2"}, "epochs"),
        ({"batch_size": 32.0}, "batch_size"),
        ({"batch_size": 1.5}, "batch_size"),
        ({"batch_size": None}, "batch_size"),
    ],
)
def test_epochs_and_batches_that_are_no_whole_numbers(subject, assert_refused, optimiser, changes, name):
    """The message names what it is about."""
    settings = SETTINGS._replace(**changes)
    assert_refused(lambda: subject.train(SIZES, ACTIVATIONS, optimiser, X, Y, settings, 0), name, error=TypeError)


def test_whole_numbers_of_numpy_are_whole_numbers(subject):
    """Such as the length of an array divided by another."""
    subject.need("errors")
    settings = Settings(epochs=np.int64(2), batch_size=np.int32(2))
    got = len(subject.fit_trace("gradient_descent", np.ones((1, 2)), 3, settings, 0).batches)
    w = subject.initial_parameters((np.int32(2), np.int64(1)), ACTIVATIONS, 0)
    assert (got, w.shape) == (4, (3,)), told(
        tried="two epochs over three rows in batches of two, and a network of two inputs, all in numpy's integers",
        got=f"{count(got, 'batch')}, and parameters of shape {w.shape}",
        expected="4 batches, and parameters of shape (3,)",
        why="numpy's whole numbers are such as well",
    )


@pytest.mark.parametrize("rate", [np.float32(0.5), np.int64(2), 2], ids=repr)
def test_a_learning_rate_may_be_any_number(subject, rate):
    """Such as one that numpy has computed."""
    settings = Settings(epochs=1, batch_size=1, learning_rate=rate)
    got = subject.fit_trace("gradient_descent", np.array([[1.0, -2.0]]), 1, settings, 0).updates
    expected = float(rate) * np.array([[1.0, -2.0]])
    assert close(got, expected, rtol=ROUNDED), told(
        tried=f"a step with the gradient [1, -2] and a learning rate of {rate!r}",
        got=got,
        expected=expected,
        why="it is a number",
    )


@pytest.mark.parametrize("optimiser", OPTIMISERS)
@pytest.mark.parametrize("rate", ["0.1", (0.1,)])
def test_a_learning_rate_that_is_no_number(subject, assert_refused, optimiser, rate):
    """Such as text, as it comes from a form or a file."""
    settings = SETTINGS._replace(learning_rate=rate)
    assert_refused(lambda: subject.train(SIZES, ACTIVATIONS, optimiser, X, Y, settings, 0), error=TypeError)


@pytest.mark.parametrize("given", NO_GENERATORS)
@pytest.mark.parametrize("optimiser", OPTIMISERS)
def test_what_is_no_generator_of_the_order(subject, assert_refused, optimiser, given):
    """A seed would draw the same order again in the next call, and a stranger's methods draw something else."""
    assert_refused(
        lambda: subject.train(SIZES, ACTIVATIONS, optimiser, X, Y, SETTINGS, given), "rng", error=TypeError
    )


@pytest.mark.parametrize("given", NO_GENERATORS)
def test_what_is_no_generator_of_the_weights(subject, assert_refused, given):
    """A seed is not what draws numbers, nor is what draws others."""
    assert_refused(lambda: subject.initial_parameters(SIZES, ACTIVATIONS, given), error=TypeError)
