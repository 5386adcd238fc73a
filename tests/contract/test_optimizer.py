"""An epoch has every row once, is reported, and ends the training when it should, or when a cost is no number."""

import numpy as np
import oracles
import pytest
import strategies
from hypothesis import example, given
from hypothesis import strategies as st
from oracles import ROUNDED, close
from telling import count, told

from kata.subject.interface import Network, Settings

OPTIMISERS = ["adam", "gradient_descent"]
SIGMOID = (2, 1), ("sigmoid",)


@pytest.mark.parametrize("optimiser", OPTIMISERS)
@given(rows=st.integers(1, 20), batch_size=st.integers(1, 25), epochs=st.integers(1, 3), seed=strategies.seeds)
@example(rows=10, batch_size=4, epochs=2, seed=0)
@example(rows=3, batch_size=5, epochs=2, seed=0)
def test_each_row_is_used_exactly_once_an_epoch(subject, optimiser, rows, batch_size, epochs, seed):
    """With its own label, in batches of the length asked for, of which the last may be shorter."""
    trace = subject.fit_trace(
        optimiser, np.ones((1, 2)), rows, Settings(epochs=epochs, batch_size=batch_size), seed
    )
    batches = -(-rows // batch_size)
    tried = f"{count(epochs, 'epoch')} over {count(rows, 'row')} in batches of {batch_size}"
    for epoch in range(epochs):
        seen = np.concatenate(trace.batches[epoch * batches : (epoch + 1) * batches]).tolist()
        assert sorted(seen) == list(range(rows)), told(
            tried=tried,
            got=f"rows {seen} in epoch {epoch + 1}",
            expected="each row once",
            why="that is what an epoch is",
        )
    got = [len(batch) for batch in trace.batches]
    expected = epochs * [min(batch_size, rows - start) for start in range(0, rows, batch_size)]
    assert got == expected, told(
        tried=tried,
        got=f"batches of {got}",
        expected=f"batches of {expected}",
        why="what is left over counts, too",
    )
    for X, Y in zip(trace.batches, trace.labels, strict=True):
        assert (X % 2).tolist() == Y.tolist(), told(
            tried=tried, got=Y, expected=X % 2, why="a row keeps its label, or the network learns noise"
        )


@given(
    costs=st.lists(st.floats(0, 100), min_size=1, max_size=6),
    rows=st.integers(1, 12),
    batch_size=st.integers(1, 12),
)
@example(costs=[1.0, 4.0], rows=3, batch_size=2)
def test_the_reported_training_cost_is_the_mean_over_the_rows_seen(subject, costs, rows, batch_size):
    """Scripted costs; a short last batch counts by its rows, and an epoch by itself."""
    settings = Settings(epochs=2, batch_size=batch_size)
    trace = subject.fit_trace("gradient_descent", np.ones((1, 2)), rows, settings, 0, costs=costs)
    paid = [len(batch) * costs[step % len(costs)] for step, batch in enumerate(trace.batches)]
    steps = len(paid) // 2
    expected = [sum(paid[:steps]) / rows, sum(paid[steps:]) / rows]
    got = [epoch.training_cost for epoch in trace.log]
    assert close(got, expected, rtol=ROUNDED), told(
        tried=f"two epochs, batches of {[len(b) for b in trace.batches]} rows with costs {costs}",
        got=got,
        expected=expected,
        why="the mean goes over rows, not over batches",
    )


@pytest.mark.parametrize("optimiser", OPTIMISERS)
def test_epochs_are_counted_from_one_and_end_at_the_last(subject, optimiser):
    """And `on_epoch` may stop the training after any of them."""
    settings = Settings(epochs=5, batch_size=1)
    trace = subject.fit_trace(optimiser, np.ones((1, 2)), 2, settings, 0)
    got = [epoch.epoch for epoch in trace.log], len(trace.batches)
    assert got == ([1, 2, 3, 4, 5], 10), told(
        tried="five epochs of two steps",
        got=f"epochs {got[0]}, {count(got[1], 'step')}",
        expected="epochs 1 to 5, ten steps",
        why="on_epoch is told which epoch has ended",
    )
    trace = subject.fit_trace(optimiser, np.ones((1, 2)), 2, settings._replace(stop_after=2), 0)
    got = [epoch.epoch for epoch in trace.log], len(trace.batches)
    assert got == ([1, 2], 4), told(
        tried="an on_epoch that returns true after epoch 2, of two steps",
        got=f"epochs {got[0]}, {count(got[1], 'step')}",
        expected="epochs 1 and 2, four steps",
        why="patience lives there",
    )


@pytest.mark.parametrize(
    ("tolerance", "gradient", "epochs"),
    [
        (None, 0.0, 3),
        (0.0, 0.0, 1),
        (0.0, 1e-6, 3),
        (0.5, 0.5, 1),
        (0.5, -0.5, 1),
        (1.0, 0.5, 1),
        (0.4, 0.5, 3),
        (0.3, 0.5, 3),
        (3.0, 2.0, 1),
    ],
)
def test_a_small_gradient_ends_the_training(subject, tolerance, gradient, epochs):
    """One of zero, unless told more, or, with a tolerance of None, never: then it goes on all the same."""
    settings = Settings(epochs=3, batch_size=1, tolerance=tolerance)
    trace = subject.fit_trace("gradient_descent", np.array([[gradient, 0.0]]), 2, settings, 0)
    got = len(trace.log), len(trace.batches)
    assert got == (epochs, 2 * epochs), told(
        tried=f"gradients of norm {abs(gradient)}, tolerance {tolerance}, two steps an epoch",
        got=f"{count(got[0], 'epoch')}, {count(got[1], 'step')}",
        expected=f"{count(epochs, 'epoch')}, {2 * epochs} steps",
        why="where the gradient is that small nothing is left to learn",
    )


def test_the_test_cost_is_reported_where_there_is_a_test_part(subject):
    """It is the cost of the parameters at the end of the epoch, on data that are not trained on."""
    rng = np.random.default_rng(0)
    X, X_test = rng.normal(size=(6, 2)), rng.normal(size=(4, 2))
    Y, Y_test = (X[:, :1] > 0).astype(float), (X_test[:, :1] > 0).astype(float)
    settings = Settings(epochs=2, batch_size=3, parameters=np.array([0.5, -0.5, 0.1]))
    log = subject.train((2, 1), ("sigmoid",), "gradient_descent", X, Y, settings, 0)[1]
    without = [epoch.test_cost for epoch in log]
    assert without == [None, None], told(
        tried="two epochs without a test part",
        got=without,
        expected="None, twice",
        why="there is nothing to take the cost of",
    )
    w, log = subject.train(
        (2, 1), ("sigmoid",), "gradient_descent", X, Y, settings._replace(test=(X_test, Y_test)), 0
    )
    expected = oracles.cost(Network((2, 1), ("sigmoid",), w), X_test, Y_test)
    assert close(log[-1].test_cost, expected, rtol=ROUNDED), told(
        tried="two epochs with a test part",
        got=log[-1].test_cost,
        expected=expected,
        why="it tells of overfitting",
    )


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
    assert_refused(lambda: subject.train(*SIGMOID, "gradient_descent", *data, settings, 0))


@pytest.mark.parametrize("part", ["train", "test"])
@pytest.mark.parametrize(
    "wrong",
    [
        (np.ones((4, 3)), np.ones((4, 1))),
        (np.ones((4, 2)), np.ones((4, 2))),
        (np.ones((4, 1, 2)), np.ones((4, 1))),
        (np.ones((4, 2)), np.ones(4)),
        (np.where(np.eye(4, 2) == 1, np.nan, 1.0), np.ones((4, 1))),
        (np.where(np.eye(4, 2) == 1, np.inf, 1.0), np.ones((4, 1))),
        (np.ones((4, 2)), np.array([[1.0], [0.0], [2.0], [1.0]])),
        (np.ones((4, 2)), np.array([[1.0], [-1.0], [-1.0], [1.0]])),
        (np.ones((4, 2)), np.full((4, 1), 0.75)),
    ],
    ids=["columns", "classes", "pictures", "a flat Y", "NaN", "infinity", "a label of 2", "labels of -1", "0.75"],
)
def test_training_that_cannot_begin_with_such_data(subject, assert_refused, part, wrong):
    """What does not fit the network is not made to fit, neither to learn from nor to report the cost of."""
    right = np.ones((4, 2)), np.ones((4, 1))
    data, test = (wrong, None) if part == "train" else (right, wrong)
    settings = Settings(epochs=1, batch_size=2, test=test)
    assert_refused(lambda: subject.train(*SIGMOID, "gradient_descent", *data, settings, 0))


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
        lambda: subject.train(*SIGMOID, "gradient_descent", *data, settings, 0), "1", error=FloatingPointError
    )


@pytest.mark.once_fixed("ignored-penalty")
def test_an_infinite_test_cost_ends_the_training(subject, assert_refused):
    """One step so long that the squares of the weights are infinite, and with them the penalty."""
    test = np.ones((1, 2)), np.ones((1, 1))
    settings = Settings(epochs=1, batch_size=1, learning_rate=1e200, l2=1.0, parameters=np.zeros(3), test=test)
    data = np.array([[1.0, -1.0]]), np.ones((1, 1))
    assert_refused(
        lambda: subject.train(*SIGMOID, "gradient_descent", *data, settings, 0), "1", error=FloatingPointError
    )
