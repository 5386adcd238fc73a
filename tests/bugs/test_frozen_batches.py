"""frozen-batches: every epoch takes the rows in a new order, X and Y together, each of them once."""

import itertools

import numpy as np
import pytest
import strategies
from hypothesis import example, given
from hypothesis import strategies as st
from telling import count, no_error, told

from kata.subject.interface import Network, Settings

SCRIPT = np.ones((1, 2))


def trained(subject, rows, batch_size, epochs, seed, optimiser="gradient_descent"):
    """Return the trace, and the batches of each epoch, as lists of row numbers: however many the library makes."""
    settings = Settings(epochs=epochs, batch_size=batch_size)
    trace = subject.fit_trace(optimiser, SCRIPT, rows, settings, seed)
    batches = [batch.tolist() for batch in trace.batches]
    each = -(-len(batches) // epochs)
    return trace, [batches[e * each : (e + 1) * each] for e in range(epochs)]


def order_of(batches):
    """Return the rows of an epoch in the order in which they came."""
    return [row for batch in batches for row in batch]


def assert_new_orders(orders, tried):
    """Fail if an epoch repeats the order of another, or that of the file."""
    distinct = {tuple(order) for order in [range(len(orders[0])), *orders]}
    assert len(distinct) == len(orders) + 1, told(
        tried=tried,
        got=f"orders of rows {orders}",
        expected="a new order every epoch, other than that of the file",
        why="batches that never change teach the network their order, and sorted data hide most classes from it",
    )


@pytest.mark.bug("frozen-batches")
@pytest.mark.parametrize("optimiser", ["gradient_descent", "adam"])
@given(rows=st.integers(12, 60), batch_size=st.integers(1, 11), epochs=st.integers(1, 4), seed=strategies.seeds)
@example(rows=12, batch_size=4, epochs=1, seed=0)
@example(rows=12, batch_size=4, epochs=3, seed=0)
def test_the_order_of_an_epoch_is_that_of_no_other(subject, optimiser, rows, batch_size, epochs, seed):
    """Nor is it that of the file; orders of fewer than twelve rows can be the same by chance."""
    with no_error("a training"):
        epochs_seen = trained(subject, rows, batch_size, epochs, seed, optimiser)[1]
    orders = [*map(order_of, epochs_seen)]
    if min(map(len, orders)) >= 12:
        assert_new_orders(orders, f"{count(epochs, 'epoch')} over {rows} rows in batches of {batch_size}")


@pytest.mark.bug("frozen-batches")
def test_the_batches_themselves_change(subject):
    """Other rows come together in every epoch: it is not enough to take the same batches in another order."""
    rows, batch_size, tried = 24, 6, "three epochs over 24 rows in batches of 6"
    with no_error("a training"):
        epochs_seen = trained(subject, rows, batch_size, 3, 0)[1]
    for one, other in itertools.combinations(epochs_seen, 2):
        together, then = ({frozenset(batch) for batch in batches} for batches in (one, other))
        in_company = {len(batch) for batch in together} - {0, 1, rows}  # of others there is nothing to mix
        assert together != then or not in_company, told(
            tried=tried,
            got=f"the same rows together in two epochs: {[*map(sorted, together)]}",
            expected="new batches",
            why="the noise that batches bring is useful only if it changes",
        )


@pytest.mark.bug("frozen-batches")
def test_three_rows_come_in_more_than_one_order(subject):
    """In twenty epochs: there are six orders, and chance alone does not choose one of them twenty times."""
    with no_error("a training"):
        epochs_seen = trained(subject, 3, 1, 20, 0)[1]
    orders = {tuple(order_of(batches)) for batches in epochs_seen if batches}
    assert len(orders) != 1, told(
        tried="twenty epochs over three rows, one at a time",
        got=f"the order {[*orders][:1]} in all of them",
        expected="now one order, and now another",
        why="what comes last in every epoch is what the network remembers best",
    )


@pytest.mark.once_fixed("frozen-batches")
@given(rows=st.integers(12, 60), batch_size=st.integers(1, 11), epochs=st.integers(1, 4), seed=strategies.seeds)
@example(rows=12, batch_size=4, epochs=1, seed=0)
@example(rows=12, batch_size=4, epochs=3, seed=0)
def test_every_epoch_takes_every_row_once_in_a_new_order(subject, rows, batch_size, epochs, seed):
    """Not the same each time, not some rows twice and others never, and no label with another's row."""
    trace, epochs_seen = trained(subject, rows, batch_size, epochs, seed)
    tried = f"{count(epochs, 'epoch')} over {rows} rows in batches of {batch_size}"
    orders = [*map(order_of, epochs_seen)]
    assert_new_orders(orders, tried)
    for order in orders:
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


@pytest.mark.once_fixed("frozen-batches")
def test_the_seed_decides_the_order(subject):
    """Another seed, another order; the same seed, the same order."""
    one, same, other = ([*map(order_of, trained(subject, 20, 5, 2, seed)[1])] for seed in (1, 1, 2))
    assert one == same, told(
        tried="seed 1, twice", got=one + same, expected="the same order", why="runs can be repeated"
    )
    assert one != other, told(
        tried="seeds 1 and 2",
        got=one + other,
        expected="two orders",
        why="the generator that `fit` is given decides",
    )


@pytest.mark.once_fixed("frozen-batches")
def test_any_row_can_come_first(subject):
    """And any can come last, in eighty epochs over four rows: no place of the order is kept for some of them."""
    orders = [*map(order_of, trained(subject, 4, 1, 80, 0)[1])]
    for place in range(4):
        got = sorted({order[place] for order in orders})
        assert got == [0, 1, 2, 3], told(
            tried=f"eighty epochs over four rows, place {place + 1} of the order",
            got=f"only rows {got}",
            expected="each row at some time",
            why="an order is random where every order is as likely as any other",
        )


@pytest.mark.once_fixed("frozen-batches")
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
