"""An epoch has every row once, is reported, and ends the training when it should, or when a cost is no number."""

import numpy as np
import oracles
import pytest
import strategies
from hypothesis import given
from hypothesis import strategies as st
from oracles import ROUNDED, close
from telling import told

from kata.subject.interface import Network, Settings

OPTIMISERS = ["adam", "gradient_descent"]
X = np.ones((1, 2))


@pytest.mark.parametrize("optimiser", OPTIMISERS)
@given(rows=st.integers(1, 20), batch_size=st.integers(1, 25), epochs=st.integers(1, 3), seed=strategies.seeds)
def test_each_row_is_used_exactly_once_an_epoch(subject, optimiser, rows, batch_size, epochs, seed):
    """With its own label, the short last batch included, and no batch longer than asked for."""
    trace = subject.fit_trace(
        optimiser, np.ones((1, 2)), rows, Settings(epochs=epochs, batch_size=batch_size), seed
    )
    batches = -(-rows // batch_size)
    tried = f"{epochs} epochs over {rows} rows in batches of {batch_size}"
    for epoch in range(epochs):
        seen = np.concatenate(trace.batches[epoch * batches : (epoch + 1) * batches]).tolist()
        assert sorted(seen) == list(range(rows)), told(
            tried=tried,
            got=f"rows {seen} in epoch {epoch + 1}",
            expected="each row once",
            why="that is what an epoch is",
        )
    sizes = [len(batch) for batch in trace.batches]
    assert max(sizes) <= batch_size, told(tried=tried, got=sizes, expected=f"at most {batch_size}", why="memory")
    for X, Y in zip(trace.batches, trace.labels, strict=True):
        assert (X % 2).tolist() == Y.tolist(), told(
            tried=tried, got=Y, expected=X % 2, why="a row keeps its label, or the network learns noise"
        )


@given(
    costs=st.lists(st.floats(0, 100), min_size=1, max_size=6),
    rows=st.integers(1, 12),
    batch_size=st.integers(1, 12),
)
def test_the_reported_training_cost_is_the_mean_over_the_rows_seen(subject, costs, rows, batch_size):
    """Scripted costs; a short last batch counts by its rows."""
    settings = Settings(epochs=1, batch_size=batch_size)
    trace = subject.fit_trace("gradient_descent", np.ones((1, 2)), rows, settings, 0, costs=costs)
    expected = sum(len(batch) * costs[step % len(costs)] for step, batch in enumerate(trace.batches)) / rows
    assert close(trace.log[0].training_cost, expected), told(
        tried=f"batches of {[len(b) for b in trace.batches]} rows with costs {costs}",
        got=trace.log[0].training_cost,
        expected=expected,
        why="the mean goes over rows, not over batches",
    )


@pytest.mark.parametrize("optimiser", OPTIMISERS)
def test_epochs_are_counted_from_one_and_end_at_the_last(subject, optimiser):
    """And `on_epoch` may stop the training after any of them."""
    settings = Settings(epochs=5, batch_size=1)
    log = subject.fit_trace(optimiser, np.ones((1, 2)), 2, settings, 0).log
    counted = [epoch.epoch for epoch in log]
    assert counted == [1, 2, 3, 4, 5], told(
        tried="five epochs", got=counted, expected=[1, 2, 3, 4, 5], why="on_epoch is told which epoch has ended"
    )
    stopped = subject.fit_trace(optimiser, np.ones((1, 2)), 2, settings._replace(stop_after=2), 0).log
    assert [epoch.epoch for epoch in stopped] == [1, 2], told(
        tried="an on_epoch that returns true after epoch 2",
        got=stopped,
        expected="two epochs",
        why="patience lives there",
    )


@pytest.mark.parametrize(
    ("tolerance", "gradient", "epochs"), [(None, 0.0, 3), (0.0, 0.0, 1), (0.0, 0.5, 3), (1.0, 0.5, 1)]
)
def test_a_small_gradient_ends_the_training(subject, tolerance, gradient, epochs):
    """One of zero, unless told more, or, with a tolerance of None, never: then it goes on all the same."""
    settings = Settings(epochs=3, batch_size=1, tolerance=tolerance)
    log = subject.fit_trace("gradient_descent", np.array([[gradient, 0.0]]), 2, settings, 0).log
    assert len(log) == epochs, told(
        tried=f"gradients of norm {gradient}, tolerance {tolerance}",
        got=f"{len(log)} epochs",
        expected=f"{epochs} epochs",
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
    ("rows", "changes", "words"),
    [
        ((3, 2), {}, ["3 rows of X", "2 of Y"]),
        ((2, 3), {}, ["2 rows of X", "3 of Y"]),
        ((0, 0), {}, ["0 rows"]),
        ((3, 3), {"epochs": 0}, ["epochs 0"]),
        ((3, 3), {"batch_size": 0}, ["batch_size 0"]),
    ],
)
def test_training_that_cannot_begin(subject, assert_refused, rows, changes, words):
    """Data that differ in count, no data, no epochs, no batch."""
    settings = Settings(epochs=1, batch_size=2)._replace(**changes)
    data = np.ones((rows[0], 2)), np.ones((rows[1], 1))
    assert_refused(lambda: subject.train((2, 1), ("sigmoid",), "gradient_descent", *data, settings, 0), *words)


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_a_cost_that_is_no_number_ends_the_training(subject, assert_refused, bad):
    """With the epoch in which it happened: here the third of four, after two steps each."""

    def train():
        settings = Settings(epochs=4, batch_size=1)
        subject.fit_trace("gradient_descent", np.ones((1, 2)), 2, settings, 0, costs=[1.0] * 5 + [bad])

    assert_refused(train, "epoch 3", str(bad), error=FloatingPointError)


def test_a_test_cost_that_is_no_number_ends_the_training(subject, assert_refused):
    """An update of infinite size leaves parameters whose cost on the test part is none."""
    start = np.array([np.inf, -np.inf, 0.0])
    settings = Settings(epochs=1, batch_size=1, parameters=start, test=(np.ones((1, 2)), np.ones((1, 1))))
    assert_refused(
        lambda: subject.train((2, 1), ("sigmoid",), "gradient_descent", X, np.ones((1, 1)), settings, 0),
        "epoch 1",
        error=FloatingPointError,
    )
