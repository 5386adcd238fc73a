"""softmax-overflow: any finite row of logits gives probabilities."""

import numpy as np
import oracles
import pytest
import strategies
from hypothesis import example, given
from oracles import SINGLE, close
from telling import told

pytestmark = pytest.mark.bug("softmax-overflow")

WHY = "exp() of a large logit is inf and of a very negative one 0, and neither inf/inf nor 0/0 is a number"


@given(row=strategies.logits(rows=1, largest=1e6))
@example(row=np.array([[1000.0, 0.0, -1000.0]]))
@example(row=np.array([[-1e4, -1e4, -1e4]]))
@example(row=np.array([[1000.0, 999.0]]))
@example(row=np.array([[1e5, 99_999.0]]))
@example(row=np.array([[-1e5, -99_999.0]]))
def test_one_row_of_any_size_gives_probabilities(subject, row):
    """A single row, so that only the exponential can go wrong, whatever else is broken."""
    P = subject.softmax(row)
    expected = oracles.softmax(row)
    assert close(P, expected, rtol=SINGLE), told(tried=f"softmax of {row}", got=P, expected=expected, why=WHY)


@given(row=strategies.logits(rows=1), moved=strategies.numbers(1e6))
@example(row=np.array([[0.0, 1.0]]), moved=1000.0)
@example(row=np.array([[0.0, 1.0]]), moved=-1000.0)
def test_adding_a_constant_to_a_row_changes_nothing(subject, row, moved):
    """Only differences between logits count: softmax(z + c) is softmax(z)."""
    P, expected = subject.softmax(row + moved), oracles.softmax(row)
    assert close(P, expected, rtol=SINGLE), told(
        tried=f"softmax of {row} + {moved}",
        got=P,
        expected=expected,
        why="exp(z + c) is exp(c) exp(z): exp(c) cancels",
    )


@given(Z=strategies.shuffled_rows(largest=50, offset=1e6))
@example(Z=np.array([[1000.0, 0.0], [0.0, -1000.0]]))
@example(Z=np.array([[1000.0, 0.0], [-1e6, -1e6 - 1000]]))
def test_rows_of_very_different_size_in_one_matrix(subject, Z):
    """Each row has its own maximum: that of the whole matrix, or of a column, does not do."""
    P, expected = subject.softmax(Z), oracles.softmax(Z)
    assert close(P, expected, rtol=SINGLE), told(
        tried=f"softmax of {Z.tolist()}",
        got=P,
        expected=expected,
        why=f"what is large for one row is not for another; {WHY}",
    )


def test_logits_of_single_precision(subject):
    """exp(200) is a number in float64, but not in float32."""
    P = subject.softmax(np.array([[200.0, 199.0]], dtype=np.float32))
    expected = oracles.softmax(np.array([[200.0, 199.0]]))
    assert close(P, expected, rtol=SINGLE), told(
        tried="softmax of [[200, 199]], float32", got=P, expected=expected, why=WHY
    )


def test_large_logits_are_left_as_they_were(subject):
    """The maximum is taken away from a copy: the caller still needs Z."""
    Z = np.array([[1000.0, 0.0]])
    P = subject.softmax(Z)
    assert close(P, [[1, 0]]), told(tried=f"softmax of {Z}", got=P, expected=[[1, 0]], why=WHY)
    assert subject.changed == (), told(
        tried=f"softmax of {Z}",
        got="Z was changed in place",
        expected="Z as it was",
        why="the caller still needs Z",
    )
