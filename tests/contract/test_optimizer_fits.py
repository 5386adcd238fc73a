"""A call of `fit` goes through the rows it is given, with `on_epoch` or without, and keeps nothing of them."""

import numpy as np
import pytest
from oracles import ROUNDED, SINGLE, close
from telling import count, told

from kata.subject.interface import Settings

OPTIMISERS = ["adam", "gradient_descent"]
SIGMOID = (2, 1), ("sigmoid",)


@pytest.mark.parametrize("fits", [(2, 7), (7, 2), (3, 3)])
@pytest.mark.parametrize("optimiser", OPTIMISERS)
def test_every_fit_goes_through_its_own_rows(subject, optimiser, fits):
    """Be they more, fewer, or as many as those of the fit before."""
    trace = subject.fit_trace(optimiser, np.ones((1, 2)), 7, Settings(epochs=2, batch_size=7, fits=fits), 0)
    got = [sorted(batch.tolist()) for batch in trace.batches]
    expected = [list(range(rows)) for rows in fits for _ in range(2)]
    assert got == expected, told(
        tried=f"fits of {fits} rows, two epochs each, one after the other on one optimiser",
        got=f"epochs over the rows {got}",
        expected=f"over {expected}",
        why="what a fit is given is what it learns from, whatever came before",
    )


@pytest.mark.once_fixed("frozen-batches")
@pytest.mark.parametrize("optimiser", OPTIMISERS)
def test_the_next_fit_has_orders_of_its_own(subject, optimiser):
    """From the same generator, which has gone on since the first."""
    settings = Settings(epochs=2, batch_size=20, fits=(None, None))
    got = [batch.tolist() for batch in subject.fit_trace(optimiser, np.ones((1, 2)), 20, settings, 0).batches]
    assert len({tuple(order) for order in got}) == len(got), told(
        tried="two fits of two epochs over 20 rows, one after the other, with one generator",
        got=f"orders {got}",
        expected="a new order in every epoch",
        why="a generator that is used goes on: what is drawn from a copy of it is drawn again by the next",
    )


@pytest.mark.parametrize("optimiser", OPTIMISERS)
def test_a_new_optimiser_starts_anew(subject, optimiser):
    """On a network that another one has trained: it has its own counts, and Adam its own m and v."""
    script = np.array([[1.0, -2.0], [3.0, 0.5], [1.0, -2.0], [3.0, 0.5]])
    settings = Settings(epochs=2, batch_size=1, learning_rate=0.1, fits=(None, None), anew=True)
    trace = subject.fit_trace(optimiser, script, 1, settings, 0)
    first, second = trace.updates[:2], trace.updates[2:]
    assert close(second, first, rtol=SINGLE), told(
        tried=f"two steps of {optimiser}, and two of a new one on the same network by the same gradients",
        got=second,
        expected=first,
        why="what an optimiser remembers is its own",
    )
    epochs = [epoch.epoch for epoch in trace.log]
    assert epochs == [1, 2, 1, 2], told(
        tried="two epochs by one optimiser, and two by a new one",
        got=f"epochs {epochs}",
        expected="epochs 1, 2 and 1, 2",
        why="each counts its own",
    )


def test_a_fit_goes_on_from_where_the_network_is(subject):
    """Not from where the optimiser left it: the parameters may have been put back, or be another's."""
    X, Y = np.array([[1.0, 2.0], [0.5, -1.0]]), np.array([[1.0], [0.0]])
    start = np.array([0.5, -0.5, 0.25])
    settings = Settings(epochs=2, batch_size=2, learning_rate=0.5, parameters=start)
    once, again = (
        subject.train(*SIGMOID, "gradient_descent", X, Y, settings._replace(fits=fits, back=True), 0)[0]
        for fits in ((None,), (None, None))
    )
    assert close(again, once, rtol=ROUNDED), told(
        tried="two epochs, and two more after the parameters were put back to the start",
        got=again,
        expected=f"{once}, as after the first two",
        why="a training starts from the parameters that the network has",
    )


def test_no_row_is_too_many(subject):
    """Of 10,007 each is used once."""
    settings = Settings(epochs=1, batch_size=3_000)
    trace = subject.fit_trace("gradient_descent", np.ones((1, 2)), 10_007, settings, 0)
    got = np.concatenate(trace.batches)
    assert np.array_equal(np.sort(got), np.arange(10_007)), told(
        tried="an epoch over 10,007 rows in batches of 3,000",
        got=f"{len(got):,} rows, {len(np.unique(got)):,} different ones",
        expected="each row once",
        why="that is what an epoch is",
    )


@pytest.mark.parametrize("optimiser", OPTIMISERS)
def test_training_is_the_same_without_on_epoch(subject, optimiser):
    """It ends where it would with one, though there is nobody to tell."""
    rng = np.random.default_rng(0)
    X = rng.normal(size=(6, 2))
    part = X, (X[:, :1] > 0).astype(float)
    settings = Settings(epochs=3, batch_size=4, learning_rate=0.1, parameters=np.zeros(3), test=part)
    told_of, silent = (
        subject.train(*SIGMOID, optimiser, *part, settings._replace(silent=silent), 0)[0]
        for silent in (False, True)
    )
    assert told_of.tobytes() == silent.tobytes(), told(
        tried="three epochs with on_epoch and without",
        got=silent,
        expected=told_of,
        why="on_epoch is told of the training, and does no part of it",
    )


def test_a_tolerance_ends_a_training_without_on_epoch(subject):
    """With a gradient of 0, after its first epoch."""
    settings = Settings(epochs=3, batch_size=2, tolerance=0.0, silent=True)
    got = len(subject.fit_trace("gradient_descent", np.zeros((1, 2)), 2, settings, 0).batches)
    assert got == 1, told(
        tried="three epochs of one step with a gradient of 0, a tolerance of 0, and no on_epoch",
        got=count(got, "step"),
        expected="1 step",
        why="the training ends by itself",
    )


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"test": (np.ones((2, 7)), np.ones((2, 1)))}, ValueError),
        ({"test": (np.ones((2, 2)), np.ones((3, 1)))}, ValueError),
        ({"parameters": np.array([np.inf, 0.0, 0.0])}, FloatingPointError),
    ],
    ids=["a test part of other columns", "a test part of other rows", "infinite parameters"],
)
def test_bad_input_is_refused_without_on_epoch(subject, assert_refused, changes, error):
    """Nothing is left unlooked at because nobody is told."""
    settings = Settings(**{"epochs": 1, "batch_size": 2, "parameters": np.zeros(3), "silent": True} | changes)
    X, Y = np.array([[1.0, 0.0], [0.0, 1.0]]), np.zeros((2, 1))
    assert_refused(lambda: subject.train(*SIGMOID, "gradient_descent", X, Y, settings, 0), error=error)


@pytest.mark.once_fixed("gradient-norm")
def test_gradient_descent_keeps_no_gradients(subject):
    """The tests write the position before each of the steps down; beside that it needs a few rows."""
    subject.need("memory")
    n, steps = 800, 100
    settings = Settings(epochs=steps, batch_size=1, measured=True)
    rows = subject.fit_trace("gradient_descent", np.ones((1, n)), 1, settings, 0).peak / (8 * n)
    assert rows < steps + 60, told(
        tried=f"the memory of {steps} steps of gradient descent with {n} parameters, each position written down",
        got=f"{rows:.0f} rows of {n} numbers",
        expected=f"{steps} for the positions and a dozen for the steps, and no more than {steps + 60}",
        why="memory that grows with every step ends a long training",
    )


def test_a_training_of_many_epochs_takes_a_few_copies_of_its_data(subject):
    """As one of a single epoch does: a batch is cut when it is used."""
    subject.need("memory")
    rows, columns = 500, 100
    settings = Settings(epochs=40, batch_size=50, measured=True)
    trace = subject.fit_trace("gradient_descent", np.ones((1, columns + 1)), rows, settings, 0)
    copies = trace.peak / (8 * rows * columns)
    assert copies < 12, told(
        tried=f"the memory of 40 epochs over {rows} rows of {columns} numbers",
        got=f"{copies:.0f} times the data",
        expected="two or three times, and no more than 12",
        why="memory that grows with every epoch ends a long training",
    )
