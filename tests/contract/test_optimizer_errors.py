"""Training that cannot begin, or whose cost becomes no number, ends with one clear error."""

import numpy as np
import pytest

from kata.subject.interface import Settings

TWO_INPUTS = (2, 1), ("sigmoid",)


@pytest.mark.parametrize(
    ("rows", "changes"),
    [
        ((3, 2), {}),
        ((2, 3), {}),
        ((0, 0), {}),
        ((3, 3), {"epochs": 0}),
        ((3, 3), {"epochs": -1}),
        ((3, 3), {"batch_size": 0}),
        ((3, 3), {"batch_size": -1}),
    ],
)
def test_training_that_cannot_begin(subject, assert_refused, rows, changes):
    """Data that differ in count, no data, no epochs, no batch."""
    settings = Settings(epochs=1, batch_size=2)._replace(**changes)
    data = np.ones((rows[0], 2)), np.ones((rows[1], 1))
    assert_refused(lambda: subject.train(*TWO_INPUTS, "gradient_descent", *data, settings, 0))


@pytest.mark.parametrize("part", ["train", "test"])
@pytest.mark.parametrize("shapes", [((4, 3), (4, 1)), ((4, 2), (4, 2))])
def test_training_on_data_that_do_not_fit_the_network(subject, assert_refused, part, shapes):
    """A column too many, of X or of Y, to learn from or to report the cost of."""
    wrong, right = ((np.ones(X), np.ones(Y)) for X, Y in (shapes, ((4, 2), (4, 1))))
    data, test = (wrong, None) if part == "train" else (right, wrong)
    settings = Settings(epochs=1, batch_size=2, test=test)
    assert_refused(lambda: subject.train(*TWO_INPUTS, "gradient_descent", *data, settings, 0))


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_a_cost_that_is_no_number_ends_the_training(subject, assert_refused, bad):
    """With the epoch in which it happened: here the third of four, after two steps each."""

    def train():
        settings = Settings(epochs=4, batch_size=1)
        subject.fit_trace("gradient_descent", np.ones((1, 2)), 2, settings, 0, costs=[1.0] * 5 + [bad])

    assert_refused(train, "3", error=FloatingPointError)


def test_a_test_cost_that_is_no_number_ends_the_training(subject, assert_refused):
    """One step of infinite length, to weights of which the outputs for the test part are inf - inf."""
    test = np.ones((1, 2)), np.ones((1, 1))
    settings = Settings(epochs=2, batch_size=1, learning_rate=1e308, parameters=np.zeros(3), test=test)
    data = np.array([[100.0, -100.0]]), np.ones((1, 1))
    assert_refused(
        lambda: subject.train(*TWO_INPUTS, "gradient_descent", *data, settings, 0), "1", error=FloatingPointError
    )
