"""Metrics: how well a classifier does, from its confusion matrix.

Row i, column j of the matrix counts the samples of class i that were taken for class j. Seen from one class, each
sample is a true or false positive or negative (TP, FP, TN, FN). Sensitivity is TP / (TP + FN), specificity
TN / (TN + FP), precision TP / (TP + FP), and F1 2 TP / (2 TP + FP + FN); a metric of many classes is the mean of
theirs (macro average).
Source: Sokolova and Lapalme, "A systematic analysis of performance measures" (2009), table 3.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .feed_forward import FeedForward


class Metrics(NamedTuple):
    """The confusion matrix, rows truth and columns prediction, and what follows from it, each from 0 to 1."""

    confusion: NDArray[np.int64]
    sensitivity: float
    specificity: float
    precision: float
    accuracy: float
    f1: float


def evaluate(network: FeedForward, X: ArrayLike, Y: ArrayLike) -> Metrics:
    """Compare the network's predictions for X with the truth Y, and leave both arrays unchanged.

    A Y of C columns, one-hot, gives a (C, C) matrix, whatever classes occur in it. Accuracy is the share of the
    rows predicted right; sensitivity, specificity, precision and F1 are means over the classes of each class's own
    value, where a zero denominator gives 0. A Y of one column gives a (2, 2) matrix, classes 0 and 1, and the
    values of class 1. Raises ValueError if X or Y do not fit the network, and FloatingPointError if an output is
    NaN.
    """
    X, Y = network.check(X, Y)
    predicted = network.predict(X)  # (m,)
    truth = Y.argmax(axis=1) if Y.shape[1] > 1 else Y[:, 0].astype(int)
    classes = max(Y.shape[1], 2)
    K = np.zeros((classes, classes), dtype=int)
    np.add.at(K, (truth, predicted), 1)
    reported = slice(None) if Y.shape[1] > 1 else slice(1, 2)
    TP = np.diag(K)[reported]
    FN, FP = K.sum(axis=1)[reported] - TP, K.sum(axis=0)[reported] - TP
    TN = len(Y) - TP - FN - FP
    sensitivity, specificity = _ratio(TP, TP + FN), _ratio(TN, TN + FP)
    precision = _ratio(TP, TP + FP)
    accuracy = np.trace(K) / len(Y)
    f1 = _ratio(2 * TP, 2 * TP + FP + FN)
    means = (float(np.mean(values)) for values in (sensitivity, specificity, precision, accuracy, f1))
    return Metrics(K, *means)


def _ratio(part: ArrayLike, whole: ArrayLike) -> NDArray[np.float64]:
    """Return part / whole, class by class, and 0 where whole is 0."""
    whole = np.asarray(whole)
    share = np.zeros(whole.shape)
    np.divide(part, whole, out=share, where=whole > 0)
    return share
