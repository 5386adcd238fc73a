"""softmax-shape: every row of a batch is divided by its own total.

Whatever a row sums to alone, it sums to in a batch; what that is, and what the numbers are, other tests ask.
"""

import numpy as np
import oracles
import pytest
import strategies
from hypothesis import example, given
from oracles import SINGLE, close
from telling import instead, told

WHY = "numpy lines a vector of m totals up with the columns, not with the rows"


def sums_alone(subject, Z):
    """Return what each row of softmax sums to when it is the only one."""
    return np.array([subject.softmax(row[np.newaxis]).sum() for row in Z])


def same_sums(sums, alone):
    """Tell whether rows sum to what they sum to alone: where that is NaN, no batch spoils it."""
    return sums.shape == alone.shape and np.allclose(sums, alone, rtol=SINGLE, atol=0, equal_nan=True)


@pytest.mark.bug("softmax-shape")
@given(Z=strategies.logits(least_rows=2))
@example(Z=np.arange(12.0).reshape(4, 3))
@example(Z=np.array([[0.0, 1.0], [5.0, 5.0]]))
def test_every_row_of_a_batch_gives_its_probabilities(subject, Z):
    """Logits are small here, so that nothing but the shape of the totals can go wrong."""
    alone = sums_alone(subject, Z)
    with instead(expected=f"rows that sum to {alone}", why=WHY):
        sums = subject.softmax(Z).sum(axis=1)
    assert same_sums(sums, alone), told(
        tried=f"the row sums of softmax of {Z.tolist()}", got=sums, expected=alone, why=WHY
    )


@pytest.mark.bug("softmax-shape")
@pytest.mark.parametrize("shape", [(4, 3), (3, 4), (2, 5), (7, 10)])
def test_the_result_has_the_shape_of_the_logits(subject, shape):
    """As many rows as samples and as many columns as classes, which here are not equal in number."""
    expected = f"an array of shape {shape}"
    with instead(expected=expected, why=WHY):
        P = subject.softmax(np.zeros(shape))
    assert P.shape == shape, told(
        tried=f"softmax of zeros, {shape}", got=f"an array of shape {P.shape}", expected=expected, why=WHY
    )


@pytest.mark.bug("softmax-shape")
@pytest.mark.parametrize("classes", [2, 3, 10])
def test_as_many_rows_as_classes(subject, classes):
    """Here numpy raises nothing: a batch as long as the classes are many is silently wrong."""
    Z = np.tril(np.full((classes, classes), 5.0))
    got, expected = subject.softmax(Z).sum(axis=1), sums_alone(subject, Z)
    assert same_sums(got, expected), told(
        tried=f"the row sums of softmax of {Z.tolist()}", got=got, expected=expected, why=WHY
    )


@pytest.mark.once_fixed("softmax-shape")
@given(Z=strategies.logits())
@example(Z=np.array([[0.0, 1.0], [5.0, 5.0]]))
def test_a_row_does_not_depend_on_its_batch(subject, Z):
    """What softmax makes of a sample is the same alone and in company."""
    alone = np.vstack([subject.softmax(row[np.newaxis]) for row in Z])
    with instead(expected=alone, why=WHY):
        together = subject.softmax(Z)
    assert close(together, alone, rtol=SINGLE), told(
        tried=f"softmax of {Z.tolist()}, then of each row alone", got=together, expected=alone, why=WHY
    )


@pytest.mark.once_fixed("softmax-shape")
@given(Z=strategies.logits())
@example(Z=np.arange(12.0).reshape(4, 3))
@example(Z=np.zeros((5, 1)))
def test_the_probabilities_of_a_batch(subject, Z):
    """Row by row exp(z_j) / sum_k exp(z_k), of one class, too."""
    expected = oracles.softmax(Z)
    with instead(expected=expected, why=WHY):
        P = subject.softmax(Z)
    assert close(P, expected, rtol=SINGLE), told(
        tried=f"softmax of {Z.tolist()}", got=P, expected=expected, why="each row is a distribution of its own"
    )
