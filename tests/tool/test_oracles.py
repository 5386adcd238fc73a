"""The oracles are right: against scikit-learn and numbers worked out by hand, and they catch what is planted."""

import math

import numpy as np
import oracles
import pytest
import strategies
from hypothesis import given
from hypothesis import strategies as st
from sklearn import metrics as sk
from sklearn.metrics import log_loss

from kata.subject.interface import Network
from kata.subject.local import load_subject

fixed = load_subject("fixed")


@given(case=strategies.samples())
def test_metrics_are_scikit_learns(case):
    """Confusion matrix, macro averages and accuracy, also where classes are missing."""
    Y, P = case
    truth, taken, classes = Y.argmax(axis=1), P.argmax(axis=1), range(Y.shape[1])
    ours = oracles.metrics(Y, P)
    options = {"labels": list(classes), "average": "macro", "zero_division": 0}
    assert (ours["confusion"] == sk.confusion_matrix(truth, taken, labels=list(classes))).all()
    assert ours["accuracy"] == pytest.approx(sk.accuracy_score(truth, taken))
    assert ours["sensitivity"] == pytest.approx(sk.recall_score(truth, taken, **options))
    assert ours["precision"] == pytest.approx(sk.precision_score(truth, taken, **options))
    assert ours["f1"] == pytest.approx(sk.f1_score(truth, taken, **options))
    counts = sk.multilabel_confusion_matrix(truth, taken, labels=list(classes))
    specificities = [tn / (tn + fp) if tn + fp else 0.0 for (tn, fp), _ in counts]
    assert ours["specificity"] == pytest.approx(np.mean(specificities))


@given(labels=st.lists(st.integers(0, 1), min_size=1, max_size=20), seed=strategies.seeds)
def test_metrics_of_one_column_are_scikit_learns(labels, seed):
    """Class 1 is the positive one."""
    Y = np.array(labels, dtype=float)[:, np.newaxis]
    P = np.random.default_rng(seed).random((len(labels), 1))
    taken, ours = (P[:, 0] >= 0.5).astype(int), oracles.metrics(Y, P)
    assert (ours["confusion"] == sk.confusion_matrix(labels, taken, labels=[0, 1])).all()
    assert ours["sensitivity"] == pytest.approx(sk.recall_score(labels, taken, zero_division=0))
    assert ours["precision"] == pytest.approx(sk.precision_score(labels, taken, zero_division=0))
    assert ours["f1"] == pytest.approx(sk.f1_score(labels, taken, zero_division=0))


@given(Z=strategies.logits())
def test_softmax_and_cross_entropy_are_scikit_learns(Z):
    """For any labels, one for each row."""
    P = oracles.softmax(Z)
    labels = [i % Z.shape[1] for i in range(len(Z))]
    Y = strategies.one_hot(labels, Z.shape[1])
    assert P.sum(axis=1) == pytest.approx(np.ones(len(Z)))
    assert np.log(P[:, :1] / P) == pytest.approx(Z[:, :1] - Z, abs=1e-9)
    expected = log_loss(labels, P, labels=list(range(Z.shape[1])))
    assert oracles.cross_entropy(P, Y) == pytest.approx(expected, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("name", oracles.FUNCTIONS)
@pytest.mark.parametrize("z", [-30.0, -2.0, -0.5, 0.25, 3.0, 30.0])
def test_derivatives_are_slopes(name, z):
    """Each derivative is the slope of its function."""
    f = oracles.FUNCTIONS[name]
    slope = oracles.numerical_gradient(lambda w: f(w[0]), np.array([z]))[0]
    assert oracles.DERIVATIVES[name](z) == pytest.approx(slope, rel=1e-6, abs=1e-9)


def test_a_network_worked_out_by_hand():
    """Two ReLU units, relu(1*1 + 2*(-1) + 3) = 2 and relu(1*0 + 2*1 - 5) = 0, one sigmoid of 2*0.5 - 1 = 0."""
    network = Network((2, 2, 1), ("relu", "sigmoid"), np.array([1.0, 0, -1, 1, 3, -5, 0.5, 9, -1]))
    X, Y = np.array([[1.0, 2.0]]), np.array([[1.0]])
    assert oracles.outputs(network, X) == pytest.approx(np.array([[0.5]]))
    assert oracles.cost(network, X, Y) == pytest.approx(math.log(2))


def test_a_kink_is_seen():
    """A ReLU unit whose input is all but 0 has no slope that a difference could measure."""
    network = Network((1, 1, 1), ("relu", "sigmoid"), np.array([1.0, -1.0, 1.0, 0.0]))
    assert oracles.smooth(network, np.array([[2.0]]))
    assert not oracles.smooth(network, np.array([[2.0], [1.0001]]))


def test_adam_worked_out_by_hand():
    """The first step is alpha whatever the gradient; then 2 after 1 gives m = 0.29, v = 0.004999."""
    first, second = oracles.adam(np.array([[1.0], [2.0]]))[:, 0]
    assert first == pytest.approx(1e-3)
    assert second == pytest.approx(1e-3 * (0.29 / 0.19) / math.sqrt(0.004999 / 0.001999))


def test_penalties_worked_out_by_hand():
    """|3| + |-4| = 7 and 9 + 16 = 25."""
    w = np.array([3.0, -4.0])
    assert oracles.penalty(w, 1, 0) == 7
    assert oracles.penalty(w, 0, 1) == 25
    assert oracles.penalty_gradient(w, 1, 1).tolist() == [7.0, -9.0]


PLANTED_GRADIENTS = {
    "a factor slightly off": lambda G, _: G * 1.00001,
    "a sum instead of a mean": lambda G, m: G * m,
    "m for 1/m": lambda G, m: G * m * m,
    "a sign": lambda G, _: -G,
    "one component left out": lambda G, _: np.where(np.arange(len(G)) == np.abs(G).argmax(), 0, G),
    "in another order": lambda G, _: np.roll(G, 1),
}


@pytest.mark.parametrize("planted", PLANTED_GRADIENTS)
@pytest.mark.parametrize("seed", range(5))
def test_planted_wrong_gradients_are_caught(planted, seed):
    """The right gradient passes the check of every block; a spoilt one fails it in at least one."""
    rng = np.random.default_rng(seed)
    network = strategies.random_network(rng, (3, 4, 1), ("relu", "sigmoid"))
    X, Y = rng.normal(size=(5, 3)), rng.integers(0, 2, (5, 1)).astype(float)
    assert oracles.smooth(network, X)
    G = fixed.cost_gradient(network, X, Y)[1]
    slope = oracles.numerical_gradient(
        lambda w: oracles.cost(network._replace(parameters=w), X, Y), network.parameters
    )
    wrong = PLANTED_GRADIENTS[planted](G, len(X))
    errors = {"right": [], "wrong": []}
    for where in oracles.blocks(network.sizes).values():
        errors["right"].append(oracles.relative_error(G[where], slope[where]))
        errors["wrong"].append(oracles.relative_error(wrong[where], slope[where]))
    assert max(errors["right"]) < oracles.SLOPE < max(errors["wrong"]), errors


# three classes of 5, 3 and 1 samples, of which the last is never recognised
TRUTH, TAKEN = [0, 0, 0, 0, 0, 1, 1, 1, 2], [0, 0, 0, 1, 1, 1, 1, 1, 0]
K = sk.confusion_matrix(TRUTH, TAKEN)
RECALL = np.diag(K) / K.sum(axis=1)
PRECISION = np.diag(K) / np.maximum(K.sum(axis=0), 1)
PLANTED_METRICS = {
    "the matrix transposed": ("confusion", K.T),
    "accuracy as a precision": ("accuracy", PRECISION[0]),
    "accuracy as the mean of (TP + TN) / m": ("accuracy", 1 - 2 * (9 - np.trace(K)) / 27),
    "accuracy as trace / (m C)": ("accuracy", np.trace(K) / 27),
    "micro average": ("sensitivity", np.trace(K) / 9),
    "weighted average": ("precision", (PRECISION * K.sum(axis=1)).sum() / 9),
    "F1 of the means": ("f1", 2 * RECALL.mean() * PRECISION.mean() / (RECALL.mean() + PRECISION.mean())),
    "sensitivity for specificity": ("specificity", RECALL.mean()),
}


@pytest.mark.parametrize("planted", PLANTED_METRICS)
def test_planted_wrong_metrics_are_caught(planted):
    """On unbalanced data the oracle agrees with `fixed` and with no wrong definition."""
    name, wrong = PLANTED_METRICS[planted]
    Y, P = strategies.one_hot(TRUTH, 3), strategies.one_hot(TAKEN, 3)
    expected = oracles.metrics(Y, P)[name]
    assert oracles.close(fixed.metrics(Y, P)[name], expected)
    assert not oracles.close(wrong, expected)


def test_nothing_is_close_to_nan_or_to_another_shape():
    """`close` is what every test relies on."""
    assert oracles.close([1.0, 2.0], [1.0, 2.0])
    assert not oracles.close([np.nan], [np.nan])
    assert not oracles.close([[1.0]], [1.0])
    assert not oracles.close(1.0 + 1e-6, 1.0)
