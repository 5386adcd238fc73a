"""frozen-batches: every epoch takes the rows in a new order, X and Y together, each of them once."""

import numpy as np
import pytest
import strategies
from hypothesis import example, given
from hypothesis import strategies as st
from telling import told

from kata.subject.interface import Network, Settings

pytestmark = pytest.mark.bug("frozen-batches")

SCRIPT = np.ones((1, 2))


def orders(subject, rows, batch_size, epochs, seed):
    """Return the trace, and the order of the rows in each epoch."""
    trace = subject.fit_trace(
        "gradient_descent", SCRIPT, rows, Settings(epochs=epochs, batch_size=batch_size), seed
    )
    batches = -(-rows // batch_size)
    got = [np.concatenate(trace.batches[e * batches : (e + 1) * batches]).tolist() for e in range(epochs)]
    return trace, got


def assert_new_orders(got, tried):
    """Fail if an epoch repeats the order of another, or that of the file."""
    distinct = {tuple(order) for order in [range(len(got[0])), *got]}
    assert len(distinct) == len(got) + 1, told(
        tried=tried,
        got=f"orders of rows {got}",
        expected="a new order every epoch, other than that of the file",
        why="batches that never change teach the network their order, and sorted data hide most classes from it",
    )


@given(rows=st.integers(12, 60), batch_size=st.integers(1, 11), epochs=st.integers(1, 4), seed=strategies.seeds)
@example(rows=12, batch_size=4, epochs=1, seed=0)
@example(rows=12, batch_size=4, epochs=3, seed=0)
def test_every_epoch_takes_every_row_once_in_a_new_order(subject, rows, batch_size, epochs, seed):
    """Not the same each time, not some rows twice and others never, and no label with another's row."""
    trace, got = orders(subject, rows, batch_size, epochs, seed)
    tried = f"{epochs} epochs over {rows} rows in batches of {batch_size}"
    assert_new_orders(got, tried)
    for order in got:
        assert sorted(order) == list(range(rows)), told(
            tried=tried,
            got=f"rows {order}",
            expected="every row once",
            why="a row left out is a row not learnt from",
        )
    for X, Y in zip(trace.batches, trace.labels, strict=True):
        assert (X % 2).tolist() == Y.tolist(), told(
            tried=tried,
            got=f"labels {Y.tolist()} for rows {X.tolist()}",
            expected=f"{(X % 2).tolist()}",
            why="X and Y are shuffled together, or the network learns noise",
        )


def test_the_batches_themselves_change(subject):
    """Other rows come together in every epoch: it is not enough to take the same batches in another order."""
    trace, got = orders(subject, 24, 6, 3, 0)
    assert_new_orders(got, "three epochs over 24 rows in batches of 6")
    batches = [frozenset(batch.tolist()) for batch in trace.batches]
    assert len(set(batches)) == len(batches), told(
        tried="three epochs over 24 rows in batches of 6",
        got="the same rows together in two epochs",
        expected="new batches",
        why="the noise that batches bring is useful only if it changes",
    )


def test_the_short_last_batch_is_not_dropped(subject):
    """Ten rows in batches of four: four, four, and two."""
    trace, got = orders(subject, 10, 4, 2, 0)
    assert_new_orders(got, "two epochs over ten rows in batches of four")
    sizes = [len(batch) for batch in trace.batches]
    assert sizes == [4, 4, 2] * 2, told(
        tried="two epochs over ten rows in batches of four",
        got=sizes,
        expected=[4, 4, 2] * 2,
        why="every row counts",
    )


def test_the_seed_decides_the_order(subject):
    """Another seed, another order; the same seed, the same order."""
    (_, one), (_, same), (_, other) = (orders(subject, 20, 5, 1, seed) for seed in (1, 1, 2))
    assert one == same, told(
        tried="seed 1, twice", got=one + same, expected="the same order", why="runs can be repeated"
    )
    assert one != other, told(
        tried="seeds 1 and 2",
        got=one + other,
        expected="two orders",
        why="the generator that `fit` is given decides",
    )


def test_data_sorted_by_class_trains(subject):
    """Two clouds of points, one after the other in the file, and a single sigmoid that can tell them apart."""
    rng = np.random.default_rng(0)
    X = np.vstack([rng.normal(1, 0.4, (500, 2)), rng.normal(2, 0.4, (500, 2))])
    Y = np.repeat([[0.0], [1.0]], 500, axis=0)
    settings = Settings(epochs=3, batch_size=5, learning_rate=0.2, parameters=np.zeros(3))
    w = subject.train((2, 1), ("sigmoid",), "gradient_descent", X, Y, settings, 0)[0]
    accuracy = float((subject.predict(Network((2, 1), ("sigmoid",), w), X) == Y[:, 0]).mean())
    assert accuracy > 0.8, told(
        tried="three epochs on 500 points of one class and then 500 of the other",
        got=f"accuracy {accuracy:.3f}",
        expected="above 0.8",
        why="if the file's order decides, each epoch ends with nothing but the last class",
    )
