"""binary-metrics: the confusion matrix and the metrics hold for any number of classes.

Many classes are compared with two. Where two classes in one column have no matrix of 2 x 2, or perfect predictions
of two do not score 1, the metrics have another defect, which tests/contract/test_metrics.py tells of.
"""

import numpy as np
import oracles
import pytest
import strategies
from hypothesis import example, given
from hypothesis import strategies as st
from oracles import close
from telling import no_error, told

from kata.subject.interface import Network

MEANS = ("sensitivity", "specificity", "precision", "accuracy", "f1")
NAMES = ("confusion", *MEANS)
ONE_COLUMN = np.array([[0.0], [1.0]]), np.array([[0.1], [0.9]])  # truth and scores


def asked(subject, Y, P):
    """Return metrics; skip the test if even those of two classes in one column are an error."""
    try:
        return subject.metrics(Y, P)
    except Exception:
        with no_error("the matrix of two classes in one column"):
            subject.metrics(*ONE_COLUMN)
        classes = P.shape[1]
        scores = Network((classes, classes), ("identity",), np.append(np.eye(classes).ravel(), np.zeros(classes)))
        if subject.predict(scores, P).tolist() != P.argmax(axis=1).tolist():
            pytest.skip("classes that are predicted wrong cannot be counted")
        raise


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


@pytest.mark.bug("binary-metrics")
@pytest.mark.parametrize("classes", [3, 10])
def test_perfect_predictions_score_one(subject, classes):
    """Of more classes, as they do of two; at ten the original says 0.53."""
    Y, two = strategies.one_hot(list(range(classes)) * 3, classes), strategies.one_hot([0, 1] * 3, 2)
    got, of_two = asked(subject, Y, Y), asked(subject, two, two)
    for name in MEANS:
        assert close(got[name], 1.0) or not close(of_two[name], 1.0), told(
            tried=f"the {name} for truth and predictions {Y.argmax(axis=1).tolist()}",
            got=got[name],
            expected="1.0, as of two classes",
            why="every sample is where it belongs: all the counts are on the diagonal",
        )


@pytest.mark.once_fixed("binary-metrics")
@pytest.mark.parametrize("classes", [2, 3, 10])
def test_predictions_that_are_all_wrong_score_nothing(subject, classes):
    """Every sample taken for the next class."""
    Y = strategies.one_hot(list(range(classes)) * 3, classes)
    assert_metrics(subject, Y, np.roll(Y, 1, axis=1), "no count is on the diagonal")


@pytest.mark.bug("binary-metrics")
@pytest.mark.parametrize("classes", [2, 3, 10])
def test_the_matrix_has_a_row_and_a_column_for_each_class(subject, classes):
    """Two classes in one column have two of each; of ten classes the original makes twenty."""
    if np.shape(asked(subject, *ONE_COLUMN)["confusion"]) != (2, 2):
        return
    Y = strategies.one_hot(list(range(classes)) * 3, classes)
    got = np.shape(asked(subject, Y, Y)["confusion"])
    assert got == (classes, classes), told(
        tried=f"the shape of the confusion matrix of {classes} classes",
        got=got,
        expected=(classes, classes),
        why="each class is counted by itself: its samples are a row, what is taken for it a column",
    )


@pytest.mark.once_fixed("binary-metrics")
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


@pytest.mark.once_fixed("binary-metrics")
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


@pytest.mark.once_fixed("binary-metrics")
@pytest.mark.parametrize("name", NAMES)
def test_classes_that_do_not_occur_count_too(subject, name):
    """Five columns, two of them ever used: a (5, 5) matrix, and a value of 0 for each class without samples."""
    Y, P = strategies.one_hot([0, 1, 1, 0], 5), strategies.one_hot([0, 1, 0, 0], 5)
    assert_metrics(
        subject, Y, P, "the number of classes is the width of Y; a zero denominator gives 0", names=[name]
    )


@pytest.mark.once_fixed("binary-metrics")
@pytest.mark.parametrize(
    ("name", "expected"), [("sensitivity", 1 / 3), ("specificity", 2 / 3), ("precision", 1 / 3), ("f1", 1 / 3)]
)
def test_a_class_with_a_zero_denominator_scores_nothing(subject, name, expected):
    """Three samples of class 0 of three, all found: no positives of two classes, and no negatives of one."""
    Y = strategies.one_hot([0, 0, 0], 3)
    got = subject.metrics(Y, Y)[name]
    assert close(got, expected), told(
        tried=f"the {name} when all three samples are of class 0 of three, and are taken for it",
        got=got,
        expected=expected,
        why="what has no samples counts as 0 in the mean, neither as 1 nor as a class less",
    )


@pytest.mark.once_fixed("binary-metrics")
def test_the_largest_score_is_the_prediction(subject):
    """However small it is: no score needs to be above 0.5."""
    Y, P = strategies.one_hot([0, 1, 2], 3), np.array([[0.4, 0.3, 0.3], [0.3, 0.4, 0.3], [0.3, 0.3, 0.4]])
    assert_metrics(subject, Y, P, "a class is predicted when its output is the largest")


@pytest.mark.once_fixed("binary-metrics")
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


@pytest.mark.once_fixed("binary-metrics")
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


@pytest.mark.once_fixed("binary-metrics")
@pytest.mark.parametrize(
    ("name", "expected"), [("sensitivity", 3 / 4), ("specificity", 2 / 3), ("precision", 3 / 5), ("f1", 2 / 3)]
)
def test_one_column_has_the_values_of_class_1(subject, name, expected):
    """Four samples of class 1, of which three are found, and six of class 0, of which two are taken for it."""
    Y = np.array([[1.0]] * 4 + [[0.0]] * 6)
    P = np.array([[0.9]] * 3 + [[0.1]] + [[0.9]] * 2 + [[0.1]] * 4)
    got = subject.metrics(Y, P)[name]
    assert close(got, expected), told(
        tried=f"the {name} of one column: TP 3, FN 1, FP 2, TN 4",
        got=got,
        expected=expected,
        why="of two classes in one column it is class 1 that is positive",
    )
