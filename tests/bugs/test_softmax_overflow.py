"""softmax-overflow: large logits give what the same logits give when they are small, and never NaN.

What softmax makes of small logits is asked elsewhere. Here the library is compared with itself, so that only their
size can go wrong.
"""

import numpy as np
import oracles
import pytest
import strategies
from hypothesis import example, given
from oracles import SINGLE, close
from telling import told

WHY = "exp() of a large logit is inf and of a very negative one 0, and neither inf/inf nor 0/0 is a number"
ROUGHLY = 0.01  # what overflow spoils is off by more, and what any precision rounds by less


def need_differences(subject):
    """Skip the test where a constant of 1 makes a difference already: there no size is to blame."""
    P, moved = (subject.softmax(np.array([row])) for row in ([0.0, 1.0], [1.0, 2.0]))
    if not close(P, moved, rtol=0, atol=ROUGHLY):
        pytest.skip("softmax of [[0, 1]] is not that of [[1, 2]], which are not large")


def need_a_distribution(subject):
    """Skip the test where a small row alone is none: then NaN comes of that, too."""
    if not close(subject.softmax(np.array([[0.0, 1.0]])).sum(), 1.0, rtol=0, atol=ROUGHLY):
        pytest.skip("softmax of [[0, 1]], which are not large, does not sum to 1")


def assert_same(subject, P, expected, *, tried, why):
    """Fail unless what large logits give is what small ones do."""
    same = close(P, expected, rtol=0, atol=ROUGHLY)
    if not same:
        need_differences(subject)
    if not np.isfinite(expected).all():
        need_a_distribution(subject)
    assert same, told(tried=tried, got=P, expected=expected, why=why)


@pytest.mark.bug("softmax-overflow")
@given(row=strategies.logits(rows=1, largest=1e6))
@example(row=np.array([[1000.0, 0.0, -1000.0]]))
@example(row=np.array([[-1e4, -1e4, -1e4]]))
@example(row=np.array([[1000.0, 999.0]]))
@example(row=np.array([[1e5, 99_999.0]]))
@example(row=np.array([[-1e5, -99_999.0]]))
def test_one_row_of_any_size_gives_probabilities(subject, row):
    """A single row, so that only the exponential can go wrong, whatever else is broken."""
    P, less_its_maximum = (subject.softmax(Z) for Z in (row, row - row.max()))
    assert_same(subject, P, less_its_maximum, tried=f"softmax of {row}", why=WHY)


@pytest.mark.bug("softmax-overflow")
@given(row=strategies.logits(rows=1), moved=strategies.numbers(1e6))
@example(row=np.array([[0.0, 1.0]]), moved=1000.0)
@example(row=np.array([[0.0, 1.0]]), moved=-1000.0)
def test_adding_a_constant_to_a_row_changes_nothing(subject, row, moved):
    """Only differences between logits count: softmax(z + c) is softmax(z)."""
    P, expected = subject.softmax(row + moved), subject.softmax(row)
    assert_same(
        subject,
        P,
        expected,
        tried=f"softmax of {row} + {moved}",
        why="exp(z + c) is exp(c) exp(z): exp(c) cancels",
    )


@pytest.mark.bug("softmax-overflow")
@given(Z=strategies.shuffled_rows(largest=50, offset=1e6))
@example(Z=np.array([[1000.0, 0.0], [0.0, -1000.0]]))
@example(Z=np.array([[1000.0, 0.0], [-1e6, -1e6 - 1000]]))
def test_rows_of_very_different_size_in_one_matrix(subject, Z):
    """Each row has its own maximum: that of the whole matrix, or of a column, does not do."""
    P = subject.softmax(Z)
    finite = bool(np.isfinite(P).all())
    if not finite:
        need_differences(subject)
    assert finite, told(
        tried=f"softmax of {Z.tolist()}",
        got=P,
        expected=oracles.softmax(Z),
        why=f"what is large for one row is not for another; {WHY}",
    )


@pytest.mark.bug("softmax-overflow")
def test_logits_of_single_precision(subject):
    """exp(200) is a number in float64, but not in float32."""
    P, expected = (subject.softmax(np.array([row], dtype=np.float32)) for row in ([200, 199], [0, -1]))
    assert_same(subject, P, expected, tried="softmax of [[200, 199]], float32", why=WHY)


@pytest.mark.once_fixed("softmax-overflow")
@given(Z=strategies.shuffled_rows(largest=50, offset=1e6))
@example(Z=np.array([[1000.0, 0.0], [0.0, -1000.0]]))
@example(Z=np.array([[1000.0, 0.0], [-1e6, -1e6 - 1000]]))
@example(Z=np.array([[1000.0, 999.0], [-99_999.0, -1e5]]))
def test_the_probabilities_of_large_logits(subject, Z):
    """And not only numbers: of every row, beside others of another size."""
    P, expected = subject.softmax(Z), oracles.softmax(Z)
    assert close(P, expected, rtol=SINGLE), told(
        tried=f"softmax of {Z.tolist()}", got=P, expected=expected, why=WHY
    )


@pytest.mark.once_fixed("softmax-overflow")
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
