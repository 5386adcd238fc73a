"""Each batch is one step by its own gradient, on and on, until somebody ends it; penalties are part of each."""

import numpy as np
import oracles
import pytest
import strategies
from hypothesis import given
from oracles import CANCELLED, ROUNDED, close
from telling import count, told

from kata.subject.interface import Network, Settings

STEEP = np.array([[1.0, -2.0], [300.0, 400.0], [-0.001, 0.0], [5.0, 50.0]])
SIGMOID = (2, 1), ("sigmoid",)


@given(script=strategies.gradients())
def test_every_batch_is_one_step_by_its_own_gradient(subject, script):
    """Three batches an epoch: no gradient is left out, taken twice, or added to another."""
    settings = Settings(epochs=3, batch_size=2, learning_rate=0.5)
    got = subject.fit_trace("gradient_descent", script, 5, settings, 0).updates
    expected = 0.5 * script[np.arange(9) % len(script)]
    assert close(got, expected, rtol=ROUNDED, atol=CANCELLED), told(
        tried=f"three epochs of three batches with gradients {script.tolist()}, alpha 0.5",
        got=got,
        expected=expected,
        why="who steps once a batch learns from every one of them",
    )


@pytest.mark.parametrize("costs", [(1.0, 2.0, 3.0, 4.0, 5.0, 6.0), (0.0, 9.0), (-1.0,), (1e12,)])
def test_no_cost_and_no_gradient_changes_the_step(subject, costs):
    """However the cost rises and however long the gradient is: what to make of that is up to `on_epoch`."""
    settings = Settings(epochs=6, batch_size=2, learning_rate=1.0)
    trace = subject.fit_trace("gradient_descent", STEEP, 4, settings, 0, costs=costs)
    expected = STEEP[np.arange(12) % 4]
    assert close(trace.updates, expected, rtol=ROUNDED, atol=CANCELLED), told(
        tried=f"six epochs with gradients {STEEP.tolist()}, alpha 1, costs {costs}",
        got=trace.updates,
        expected=expected,
        why="a library that stops, shortens a step or goes back by itself cannot be told not to",
    )


def test_the_reported_norm_is_that_of_the_last_gradient(subject):
    """Three steps an epoch, whose gradients have a single component that is not zero."""
    script = np.array([[k, 0.0] for k in (1.0, 2.0, 4.0, -8.0, 16.0, -32.0)])
    log = subject.fit_trace("gradient_descent", script, 3, Settings(epochs=2, batch_size=1), 0).log
    got, expected = [epoch.gradient_norm for epoch in log], [4.0, 32.0]
    assert close(got, expected, rtol=ROUNDED), told(
        tried=f"two epochs of three steps with the gradients {script.tolist()}",
        got=got,
        expected=expected,
        why="where the training is when the epoch ends decides whether it goes on",
    )


def test_the_last_gradient_of_the_epoch_decides(subject):
    """A tolerance that the first gradients of each epoch meet, and the last one of the second."""
    script = np.array([[k, 0.0] for k in (0.1, 0.1, 5.0, 5.0, 5.0, 0.1)])
    settings = Settings(epochs=4, batch_size=1, tolerance=1.0)
    log = subject.fit_trace("gradient_descent", script, 3, settings, 0).log
    assert [epoch.epoch for epoch in log] == [1, 2], told(
        tried=f"epochs of three steps with the gradients {script.tolist()}, tolerance 1",
        got=count(len(log), "epoch"),
        expected="two epochs",
        why="an epoch ends where its last batch leaves it",
    )


def test_on_epoch_sets_the_learning_rate_of_the_steps_that_follow(subject):
    """Halved after every epoch of two steps: not before, and not at every step."""
    settings = Settings(epochs=3, batch_size=1, learning_rate=8.0, decay=0.5)
    got = subject.fit_trace("gradient_descent", np.array([[1.0, -1.0]]), 2, settings, 0).updates[:, 0]
    expected = [8.0, 8.0, 4.0, 4.0, 2.0, 2.0]
    assert close(got, expected, rtol=ROUNDED), told(
        tried="three epochs of two steps with gradient 1, alpha 8, and an on_epoch that halves the learning rate",
        got=got,
        expected=expected,
        why="decay lives there",
    )


@pytest.mark.parametrize("optimiser", ["adam", "gradient_descent"])
def test_a_second_fit_goes_on_counting(subject, optimiser):
    """Epochs and steps are those of the optimiser's whole life: by Adam, the steps show in their length."""
    script = np.array([[1.0, -2.0], [0.5, 3.0], [-2.0, 0.1], [1.0, 1.0]])
    settings = Settings(epochs=2, batch_size=3, learning_rate=0.1, fits=(None, None))
    trace = subject.fit_trace(optimiser, script, 3, settings, 0)
    got = [epoch.epoch for epoch in trace.log]
    assert got == [1, 2, 3, 4], told(
        tried="two epochs of one step, twice",
        got=got,
        expected=[1, 2, 3, 4],
        why="training is continued, not begun anew",
    )
    expected = oracles.adam(script, alpha=0.1) if optimiser == "adam" else 0.1 * script
    assert close(trace.updates, expected, rtol=ROUNDED, atol=CANCELLED), told(
        tried=f"two epochs of one step, twice, with gradients {script.tolist()}, alpha 0.1, {optimiser}",
        got=trace.updates,
        expected=expected,
        why="training is continued, not begun anew",
    )


@pytest.mark.parametrize("optimiser", ["adam", "gradient_descent"])
def test_each_step_knows_its_number_and_its_epoch(subject, optimiser):
    """From 1 on, in the first fit and in the next, whatever the optimiser: a step of one's own may go by them."""
    settings = Settings(epochs=2, batch_size=2, fits=(None, None))
    got = subject.fit_trace(optimiser, np.ones((1, 2)), 3, settings, 0).counts
    expected = [[1, 1], [1, 2], [2, 3], [2, 4], [3, 5], [3, 6], [4, 7], [4, 8]]
    assert got is None or got.tolist() == expected, told(
        tried=f"`epoch` and `steps` of {optimiser} in each step of two epochs of two steps, twice",
        got=got,
        expected=expected,
        why="Adam's correction goes by `steps`, and a decay of the learning rate may go by either",
    )


def test_training_takes_no_matrix_of_rows_by_rows(subject):
    """A few copies of 1,500 rows of two numbers: a permutation is a row of numbers, and not a matrix."""
    settings = Settings(epochs=1, batch_size=500, measured=True)
    trace = subject.fit_trace("gradient_descent", np.ones((1, 2)), 1500, settings, 0)
    assert trace.peak < 1500 * 1500, told(
        tried="the memory of an epoch over 1,500 rows of two numbers",
        got=f"{trace.peak:,} bytes",
        expected="some ten thousands, less than two million in any case",
        why="with the 60,000 digits of MNIST, rows by rows are 27 GiB",
    )


def by_hand(start, x, y, rows, settings):
    """Return the parameters and the training costs of training on equal rows, whose order does not matter."""
    w, costs = np.array(start), []
    for _ in range(settings.epochs):
        total = 0.0
        for first in range(0, rows, settings.batch_size):
            network = Network(*SIGMOID, w)
            p = oracles.outputs(network, np.array([x]))[0, 0]
            cost = oracles.cost(network, np.array([x]), np.array([[y]]))
            total += min(settings.batch_size, rows - first) * (cost + oracles.penalty(w, settings.l1, settings.l2))
            G = (p - y) * np.array([*x, 1.0]) + oracles.penalty_gradient(w, settings.l1, settings.l2)
            w = w - settings.learning_rate * G
        costs.append(total / rows)
    return w, costs


def assert_as_by_hand(subject, **penalties):
    """Fail unless training on five equal rows in batches of two ends where the formulas do, at their cost."""
    start, x, y = [0.5, -1.5, 0.25], [1.0, -2.0], 0.0
    settings = Settings(epochs=3, batch_size=2, learning_rate=0.1, parameters=np.array(start), **penalties)
    w, log = subject.train(*SIGMOID, "gradient_descent", np.array([x] * 5), np.array([[y]] * 5), settings, 0)
    expected, costs = by_hand(start, x, y, 5, settings)
    tried = f"three epochs over five times the row {x} in batches of two, from {start}, penalties {penalties}"
    assert close(w, expected, rtol=ROUNDED, atol=CANCELLED), told(
        tried=tried, got=w, expected=expected, why="w <- w - alpha G, nine times"
    )
    got = [epoch.training_cost for epoch in log]
    assert close(got, costs, rtol=ROUNDED), told(
        tried=tried, got=got, expected=costs, why="what is reported is the cost of each batch before its step"
    )


def test_training_on_equal_rows_is_that_by_hand(subject):
    """Where the order does not matter, every number is known."""
    assert_as_by_hand(subject)


@pytest.mark.once_fixed("ignored-penalty")
@pytest.mark.parametrize("penalties", [{"l1": 0.25}, {"l2": 0.5}, {"l1": 0.125, "l2": 0.25}])
def test_penalised_training_on_equal_rows_is_that_by_hand(subject, penalties):
    """Each penalty once a step, in the gradient and in the cost, whatever the number of batches."""
    assert_as_by_hand(subject, **penalties)


@pytest.mark.once_fixed("ignored-penalty")
@pytest.mark.parametrize("penalties", [{"l1": 0.25}, {"l2": 0.5}])
def test_the_test_cost_has_its_penalty(subject, penalties):
    """As every cost has: it can be compared with the training cost."""
    start = np.array([0.5, -1.5, 0.25])
    test = np.array([[1.0, 2.0], [0.5, 0.0]]), np.array([[1.0], [0.0]])
    settings = Settings(epochs=1, batch_size=2, parameters=start, test=test, **penalties)
    w, log = subject.train(*SIGMOID, "gradient_descent", np.ones((4, 2)), np.ones((4, 1)), settings, 0)
    expected = oracles.cost(Network(*SIGMOID, w), *test) + oracles.penalty(w, **{"l1": 0.0, "l2": 0.0} | penalties)
    assert close(log[0].test_cost, expected, rtol=ROUNDED), told(
        tried=f"the test cost after an epoch with penalties {penalties}",
        got=log[0].test_cost,
        expected=expected,
        why="costs of which one has a penalty and the other not cannot be compared",
    )


@pytest.mark.once_fixed("gradient-norm")
@pytest.mark.parametrize("penalties", [{"l1": 0.25}, {"l2": 0.5}])
def test_the_reported_norm_has_its_penalty(subject, penalties):
    """It is that of the gradient by which the step was taken."""
    start = np.array([0.5, -1.5, 0.25])
    settings = Settings(epochs=1, batch_size=4, learning_rate=0.1, parameters=start, **penalties)
    w, log = subject.train(*SIGMOID, "gradient_descent", np.ones((4, 2)), np.ones((4, 1)), settings, 0)
    expected = oracles.norm((start - w) / 0.1)
    assert close(log[0].gradient_norm, expected, rtol=ROUNDED), told(
        tried=f"the norm after a step with penalties {penalties}",
        got=log[0].gradient_norm,
        expected=f"{expected}, by which the parameters have moved, divided by the learning rate",
        why="nothing is left to learn where the penalty pulls back as hard as the data pull",
    )


@pytest.mark.parametrize("optimiser", ["adam", "gradient_descent"])
def test_nothing_is_learnt_from_the_test_part(subject, optimiser):
    """With and without one, the parameters are the same, and so is all else that is reported."""
    rng = np.random.default_rng(0)
    X, X_test = rng.normal(size=(6, 2)), rng.normal(size=(4, 2))
    Y, Y_test = (X[:, :1] > 0).astype(float), (X_test[:, :1] < 0).astype(float)
    settings = Settings(epochs=2, batch_size=3, learning_rate=0.1, parameters=np.array([0.5, -0.5, 0.1]))
    (w, log), (same, other) = (
        subject.train(*SIGMOID, optimiser, X, Y, settings._replace(test=test), 0)
        for test in (None, (X_test, Y_test))
    )
    assert w.tobytes() == same.tobytes(), told(
        tried="two epochs without and with a test part",
        got=same,
        expected=w,
        why="what is learnt from tests nothing",
    )
    got, expected = ([epoch[:3] for epoch in each] for each in (other, log))
    assert got == expected, told(
        tried="two epochs without and with a test part", got=got, expected=expected, why="it is only reported on"
    )
