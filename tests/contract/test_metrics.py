"""The metrics of two classes in one column are right, and truth and scores must agree in shape."""

import numpy as np
import oracles
import strategies
from hypothesis import given
from hypothesis import strategies as st
from oracles import close
from telling import told


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


def test_metrics_of_shapes_that_do_not_agree(subject, assert_refused):
    """Truth and scores have a row for each sample."""
    assert_refused(lambda: subject.metrics(np.eye(3), np.eye(3)[:2]), "(3, 3)", "(2, 3)")
