"""binary-metrics: the confusion matrix and the metrics hold for any number of classes."""

import numpy as np
import oracles
import pytest
import strategies
from hypothesis import example, given
from hypothesis import strategies as st
from oracles import close
from telling import told

pytestmark = pytest.mark.bug("binary-metrics")

NAMES = ("confusion", "sensitivity", "specificity", "precision", "accuracy", "f1")


def assert_metrics(subject, Y, P, why, names=NAMES):
    """Fail at the first of the metrics that is not the oracle's."""
    got, expected = subject.metrics(Y, P), oracles.metrics(Y, P)
    for name in names:
        assert close(got[name], expected[name]), told(
            tried=f"the {name} for truth {Y.argmax(axis=1).tolist()} and predictions {P.argmax(axis=1).tolist()}",
            got=got[name],
            expected=expected[name],
            why=why,
        )


@given(case=strategies.samples())
@example(case=(np.eye(10), np.eye(10)))
@example(case=(np.eye(3)[[0, 0, 0, 0, 1, 2]], np.eye(3)[[0, 0, 0, 1, 1, 0]]))
@example(case=(np.eye(3)[[0, 0, 1]], np.eye(3)[[0, 1, 1]]))
def test_every_metric_is_counted_class_by_class(subject, case):
    """From 2 to 10 classes, balanced or not, with classes that do not occur or are never predicted."""
    Y, P = case
    assert_metrics(
        subject, Y, P, "each class has its own true and false positives; the metric is the mean over the classes"
    )


@pytest.mark.parametrize("classes", [2, 3, 10])
def test_perfect_predictions_score_one(subject, classes):
    """At ten classes the original says 0.53."""
    Y = strategies.one_hot(list(range(classes)) * 3, classes)
    assert_metrics(subject, Y, Y, "every sample is where it belongs: all the counts are on the diagonal")


@pytest.mark.parametrize("classes", [2, 3, 10])
def test_predictions_that_are_all_wrong_score_nothing(subject, classes):
    """Every sample taken for the next class."""
    Y = strategies.one_hot(list(range(classes)) * 3, classes)
    assert_metrics(subject, Y, np.roll(Y, 1, axis=1), "no count is on the diagonal")


def test_the_rows_are_the_truth(subject):
    """Two samples of class 0 were taken for class 1: row 0, column 1."""
    Y, P = strategies.one_hot([0, 0, 2], 3), strategies.one_hot([1, 1, 2], 3)
    assert_metrics(
        subject,
        Y,
        P,
        "rows are the truth, columns the predictions",
        names=("confusion", "sensitivity", "precision"),
    )


def test_classes_that_do_not_occur_count_too(subject):
    """Five columns, two of them ever used: a (5, 5) matrix, and a value of 0 for each class without samples."""
    Y, P = strategies.one_hot([0, 1, 1, 0], 5), strategies.one_hot([0, 1, 0, 0], 5)
    assert_metrics(subject, Y, P, "the number of classes is the width of Y; a zero denominator gives 0")


@given(pairs=st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=40))
@example(pairs=[(0, 0)] * 9 + [(1, 0)])
def test_accuracy_is_the_share_of_right_predictions(subject, pairs):
    """Neither a precision nor a mean over classes: with unbalanced classes they differ."""
    labels, taken = zip(*pairs, strict=True)
    got = subject.metrics(strategies.one_hot(labels, 10), strategies.one_hot(taken, 10))["accuracy"]
    expected = sum(a == b for a, b in zip(labels, taken, strict=True)) / len(labels)
    assert close(got, expected), told(
        tried=f"the accuracy for pairs of truth and prediction {pairs}",
        got=got,
        expected=expected,
        why="accuracy is the number of right predictions, the diagonal, among all",
    )


@given(labels=st.lists(st.integers(0, 1), min_size=1, max_size=30), seed=strategies.seeds)
@example(labels=[0, 0, 1, 1, 1], seed=1)
def test_one_column_has_the_accuracy_of_its_two_columns(subject, labels, seed):
    """A column of 0 and 1 is two classes: matrix and accuracy are those of the one-hot form."""
    scores = np.clip(np.random.default_rng(seed).random((len(labels), 1)), 0.01, 0.99)
    Y = np.array(labels, dtype=float)[:, np.newaxis]
    one, two = subject.metrics(Y, scores), subject.metrics(np.hstack([1 - Y, Y]), np.hstack([1 - scores, scores]))
    expected = oracles.metrics(Y, scores)
    for name in ("confusion", "accuracy"):
        for got in (one[name], two[name]):
            assert close(got, expected[name]), told(
                tried=f"the {name} for labels {labels} and scores {scores[:, 0].round(2).tolist()}",
                got=got,
                expected=expected[name],
                why="one column of Y stands for two classes, 0 and 1",
            )
