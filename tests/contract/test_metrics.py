"""The metrics of two classes in one column are right, and truth and scores must fit each other."""

import numpy as np
import oracles
import pytest
import strategies
from hypothesis import given
from hypothesis import strategies as st
from oracles import close
from telling import altered, told


@given(
    labels=st.lists(st.integers(0, 1), min_size=2, max_size=20).filter(
        lambda labels: 0 < sum(labels) < len(labels)
    )
)
def test_perfect_predictions_of_two_classes_score_one(subject, labels):
    """One column of 0 and 1, both of which occur."""
    Y = np.array(labels, dtype=float)[:, np.newaxis]
    got = subject.metrics(Y, 0.1 + 0.8 * Y)
    for name in ("sensitivity", "specificity", "precision", "accuracy", "f1"):
        assert close(got[name], 1.0), told(
            tried=f"the {name} for {labels}", got=got[name], expected=1.0, why="all right"
        )


@given(labels=st.lists(st.integers(0, 1), min_size=1, max_size=20), seed=strategies.seeds)
def test_the_matrix_of_two_classes(subject, labels, seed):
    """Rows are the truth, columns the prediction, classes 0 and 1."""
    Y = np.array(labels, dtype=float)[:, np.newaxis]
    P = np.random.default_rng(seed).random((len(labels), 1))
    got, expected = subject.metrics(Y, P)["confusion"], oracles.metrics(Y, P)["confusion"]
    assert close(got, expected), told(
        tried=f"labels {labels}, scores {P[:, 0].round(2)}",
        got=got,
        expected=expected,
        why="two classes work with every bug of the kata",
    )


def test_one_half_is_class_1(subject):
    """As `predict` says: a single output counts as class 1 from 0.5 on."""
    got = subject.metrics(np.array([[1.0], [0.0]]), np.array([[0.5], [0.49]]))["confusion"]
    assert close(got, np.eye(2)), told(
        tried="labels 1 and 0, scores 0.5 and 0.49",
        got=got,
        expected=np.eye(2),
        why="the predictions are those of the network's predict",
    )


def test_more_samples_than_a_byte_can_count(subject):
    """Seventy thousand, as all of MNIST, and one, so that no pieces are all whole: two bytes are too few, too."""
    Y = np.ones((70_001, 1))
    got, expected = subject.metrics(Y, Y)["confusion"], np.array([[0, 0], [0, 70_001]])
    assert close(got, expected), told(
        tried="70,001 samples of class 1, all taken for it",
        got=got,
        expected=expected,
        why="a counter of one byte begins anew at 256, one of two at 65,536",
    )


@pytest.mark.parametrize("columns", [1, 3])
def test_truth_and_scores_are_left_as_they_were(subject, columns):
    """Whoever asks for metrics goes on using both."""
    rng = np.random.default_rng(0)
    labels = rng.integers(0, max(columns, 2), 8)
    Y = strategies.one_hot(labels, 3) if columns > 1 else labels[:, np.newaxis].astype(float)
    subject.metrics(Y, rng.random((8, columns)))
    assert not subject.changed, altered(f"the metrics of eight samples, {columns} columns", subject)


@pytest.mark.parametrize(
    ("Y", "P"),
    [
        (np.eye(3), np.eye(3)[:2]),
        (np.eye(3)[:1], np.eye(3)),
        (np.eye(4)[:3], np.eye(3)),
        (np.ones((3, 1)), np.eye(3)),
        (np.ones(3), np.ones((3, 1))),
    ],
    ids=["a row too many", "a row for three", "a class too many", "one column", "no column"],
)
def test_metrics_of_shapes_that_do_not_agree(subject, assert_refused, Y, P):
    """Truth and scores have a row for each sample, and a column for each class."""
    assert_refused(lambda: subject.metrics(Y, P))


@pytest.mark.parametrize(
    "Y",
    [np.full((2, 2), 0.5), np.ones((2, 2)), np.zeros((2, 2)), np.array([[2.0], [0.0]]), np.array([[-1.0], [1.0]])],
    ids=["halves", "two classes a row", "no class", "a label of 2", "a label of -1"],
)
def test_metrics_of_labels_that_are_none(subject, assert_refused, Y):
    """Y is one-hot, or a column of 0 and 1."""
    assert_refused(lambda: subject.metrics(Y, np.abs(Y) / 4))


@pytest.mark.parametrize("P", [np.array([[np.nan], [0.2]]), np.ones((0, 1))], ids=["NaN", "no rows"])
def test_metrics_of_inputs_that_do_not_fit(subject, assert_refused, P):
    """X is finite, and has at least one row."""
    assert_refused(lambda: subject.metrics(np.zeros(P.shape), P))
