"""binary-cost: with C classes the cost is -log of the probability of the true class, mean over the rows.

The batches here have one row, or as many rows as classes with equal totals (`strategies.classifier_of`), so that
only the cost can go wrong.
"""

import itertools
import math

import numpy as np
import oracles
import pytest
import strategies
from hypothesis import example, given
from hypothesis import strategies as st
from oracles import CANCELLED, LOGARITHM, SINGLE, SINGLE_AT_ZERO, close
from telling import told

from kata.subject.interface import Network

once_fixed = pytest.mark.once_fixed("binary-cost")


def costs_of(subject):
    """Return the two functions of a library that report a cost, by name."""
    return {"cost": subject.cost, "cost_gradient": lambda *a: subject.cost_gradient(*a)[0]}


def assert_differs(costs, truths, P, tried):
    """Fail if the costs of two truths are the same; what is no number is for other tests to find."""
    assert not abs(costs[0] - costs[1]) <= CANCELLED, told(
        tried=f"{tried} of the probabilities {P.round(3).tolist()}, if the truth is {truths[0]}, or {truths[1]}",
        got=costs,
        expected="two different costs",
        why="a cost that does not change when the labels do is not a cost",
    )


@pytest.mark.bug("binary-cost")
@pytest.mark.parametrize("function", ["cost", "cost_gradient"])
@pytest.mark.parametrize("row", [[1.0, 3.0], [3.0, 1.0, 2.0], [0.3 * i for i in range(10)]])
def test_the_cost_depends_on_the_true_class(subject, row, function):
    """One row, each class in turn as the truth: it matters where the library finds one likelier than another."""
    network, X = Network((1, len(row)), ("softmax",), np.append(row, np.zeros(len(row)))), np.ones((1, 1))
    P, cost = subject.outputs(network, X).ravel(), costs_of(subject)[function]
    costs = [cost(network, X, strategies.one_hot([label], len(row))) for label in range(len(row))]
    for i, j in itertools.combinations(range(len(row)), 2):
        if abs(P[i] - P[j]) > 1e-3:
            assert_differs((costs[i], costs[j]), (i, j), P, function)


@pytest.mark.bug("binary-cost")
@pytest.mark.parametrize("row", [[1.0, 0.0], [3.0, 1.0, 1.0], [2.0, 0.0, 1.0, 0.0, 3.0]])
def test_permuted_labels_change_the_cost(subject, row):
    """A batch: all of it read as the library itself would read it, or as it would least of all."""
    network, X = strategies.classifier_of(row)
    P = subject.outputs(network, X)
    truths = P.argmax(axis=1), P.argmin(axis=1)
    if np.ptp(P, axis=1).min() > 1e-3:
        costs = [subject.cost(network, X, strategies.one_hot(labels, len(row))) for labels in truths]
        assert_differs(costs, [labels.tolist() for labels in truths], P, "the cost")


@st.composite
def classified(draw):
    """A row of logits, as many labels."""
    row = draw(strategies.logits(rows=1, largest=1.5))[0].tolist()
    return row, draw(st.lists(st.integers(0, len(row) - 1), min_size=len(row), max_size=len(row)))


@once_fixed
@given(case=classified())
@example(case=([0.0] * 10, list(range(10))))
@example(case=([3.0, 0.0], [0, 0]))
@example(case=([3.0, 1.0, 0.0], [0, 2, 2]))
def test_the_cost_is_that_of_the_true_class(subject, case):
    """Both `cost` and `cost_gradient` report it, for any number of classes and any labels."""
    row, labels = case
    network, X = strategies.classifier_of(row)
    Y = strategies.one_hot(labels, len(row))
    expected = oracles.cost(network, X, Y)
    for name, cost in costs_of(subject).items():
        got = cost(network, X, Y)
        assert close(got, expected, rtol=SINGLE, atol=LOGARITHM), told(
            tried=f"{name} of logits {row}, shifted cyclically, for labels {labels}",
            got=got,
            expected=expected,
            why="each row contributes -log of one probability, that of its true class",
        )


@once_fixed
@pytest.mark.parametrize("classes", [2, 3, 7, 10])
def test_knowing_nothing_costs_the_logarithm_of_the_number_of_classes(subject, classes):
    """Uniform probabilities, whatever the labels; at ten classes 2.303, where the original says 32.51."""
    network, X = strategies.classifier_of([0.0] * classes)
    got, expected = subject.cost(network, X, strategies.one_hot([0] * classes, classes)), math.log(classes)
    assert close(got, expected, rtol=SINGLE), told(
        tried=f"the cost of uniform probabilities over {classes} classes",
        got=got,
        expected=f"log({classes}) = {expected:.6g}",
        why="the mean goes over rows, and only the true class of a row counts",
    )


@once_fixed
@given(row=strategies.logits(rows=1, largest=1.5).filter(lambda Z: np.ptp(Z) > 0.1))
@example(row=np.array([[2.0, 0.0, 0.0]]))
def test_wrong_labels_cost_more(subject, row):
    """The labels matter: the likeliest class as the truth is cheaper than the unlikeliest."""
    network, X = strategies.classifier_of(row[0])
    logits = network.parameters[: X.size].reshape(X.shape)
    right = subject.cost(network, X, strategies.one_hot(logits.argmax(axis=1), len(X)))
    wrong = subject.cost(network, X, strategies.one_hot(logits.argmin(axis=1), len(X)))
    assert close(wrong - right, np.ptp(row), rtol=1e-4, atol=LOGARITHM), told(
        tried=f"the cost of logits {row[0].tolist()} for the least likely labels, minus that for the likeliest",
        got=wrong - right,
        expected=np.ptp(row),
        why="log p differs between two classes by the difference of their logits",
    )


@once_fixed
def test_certainty_costs_nothing_if_right_and_much_if_wrong(subject):
    """A probability of exactly 0 costs -log(epsilon), from 16 on; or 1000, if taken from the logits: a number."""
    network = Network((1, 2), ("softmax",), np.array([0.0, -1000.0, 0.0, 0.0]))
    X = np.ones((1, 1))
    right = subject.cost(network, X, np.array([[1.0, 0.0]]))
    wrong = subject.cost(network, X, np.array([[0.0, 1.0]]))
    assert abs(right) < SINGLE_AT_ZERO, told(
        tried="the cost of probabilities [1, 0] for class 0",
        got=right,
        expected=0.0,
        why="the true class counts, with -log(1) = 0, and the other adds nothing, though its logarithm is -inf",
    )
    assert 15 < wrong < 1001, told(
        tried="the cost of probabilities [1, 0] for class 1",
        got=wrong,
        expected="a large number, but a number: -log of a tiny epsilon, or the difference of the logits",
        why="log(0) is -inf and ends the training, so epsilon goes inside the logarithm",
    )


@once_fixed
@given(seed=strategies.seeds, sizes=st.tuples(st.integers(1, 4), st.integers(2, 5)))
@example(seed=0, sizes=(2, 3))
def test_the_gradient_is_the_slope_of_the_cost(subject, seed, sizes):
    """Centred differences of `cost` itself, in steps so wide that a softmax in single precision does as well."""
    rng = np.random.default_rng(seed)
    network, X = strategies.random_network(rng, sizes, ("softmax",)), rng.normal(size=(1, sizes[0]))
    Y = strategies.unlikely(network, X)
    G = subject.cost_gradient(network, X, Y)[1]
    slope = oracles.numerical_gradient(
        lambda w: subject.cost(network._replace(parameters=w), X, Y), network.parameters, step=1e-2
    )
    for block, where in oracles.blocks(sizes).items():
        assert oracles.relative_error(G[where], slope[where]) < 1e-3, told(
            tried=f"the gradient of a softmax layer of sizes {sizes}, block {block}",
            got=G[where],
            expected=f"{slope[where]}, the cost's slope",
            why="an optimiser goes down the gradient, and it is the cost that should fall",
        )


@once_fixed
@given(row=strategies.logits(rows=1, largest=1.5), label=st.integers(0, 7))
@example(row=np.array([[2.0, 0.0, 1.0]]), label=1)
def test_a_batch_of_equal_rows_costs_what_one_of_them_does(subject, row, label):
    """The cost is a mean: more of the same changes neither cost nor gradient."""
    classes = row.shape[1]
    label %= classes
    network = Network((1, classes), ("softmax",), np.append(row[0], np.zeros(classes)))
    X, Y = np.ones((classes, 1)), strategies.one_hot([label] * classes, classes)
    (cost, G), (one_cost, one_G) = (
        subject.cost_gradient(network, X, Y),
        subject.cost_gradient(network, X[:1], Y[:1]),
    )
    expected = oracles.cost(network, X[:1], Y[:1])
    tried = f"logits {row[0].tolist()}, label {label}, {classes} times"
    why = "the cost is the mean over the rows, not their sum"
    for got in (cost, one_cost):
        assert close(got, expected, rtol=SINGLE, atol=LOGARITHM), told(
            tried=tried, got=got, expected=expected, why=why
        )
    assert close(G, one_G, rtol=SINGLE, atol=SINGLE_AT_ZERO), told(
        tried=f"the gradient of {tried}", got=G, expected=one_G, why=why
    )


@once_fixed
@given(z=strategies.numbers(3.0), label=st.integers(0, 1))
@example(z=2.0, label=0)
def test_one_sigmoid_costs_what_softmax_of_two_does(subject, z, label):
    """A sigmoid of z is the second of two classes with logits 0 and z: the same cost either way."""
    sigmoid = Network((1, 1), ("sigmoid",), np.array([z, 0.0]))
    softmax = Network((1, 2), ("softmax",), np.array([0.0, z, 0.0, 0.0]))
    one_column = subject.cost(sigmoid, np.ones((1, 1)), np.array([[float(label)]]))
    one_hot = subject.cost(softmax, np.ones((1, 1)), strategies.one_hot([label], 2))
    expected = math.log1p(math.exp(-z if label else z))
    for shape, got in [("(1, 1)", one_column), ("(1, 2)", one_hot)]:
        assert close(got, expected, rtol=SINGLE, atol=LOGARITHM), told(
            tried=f"the cost of logit {z} for class {label}, Y of shape {shape}",
            got=got,
            expected=expected,
            why="one column of Y stands for two classes, and their cost is the same either way",
        )
