"""softmax-shape: every row of a batch is divided by its own total."""

import numpy as np
import oracles
import pytest
import strategies
from hypothesis import example, given
from oracles import SINGLE, close
from telling import instead, told

pytestmark = pytest.mark.bug("softmax-shape")

WHY = "numpy lines a vector of m totals up with the columns, not with the rows"


@given(Z=strategies.logits())
@example(Z=np.arange(12.0).reshape(4, 3))
@example(Z=np.array([[0.0, 1.0], [5.0, 5.0]]))
def test_every_row_of_a_batch_gives_its_probabilities(subject, Z):
    """Logits are small here, so that nothing but the shape of the totals can go wrong."""
    expected = oracles.softmax(Z)
    with instead(expected=expected, why=WHY):
        P = subject.softmax(Z)
    assert close(P, expected, rtol=SINGLE), told(
        tried=f"softmax of {Z.tolist()}", got=P, expected=expected, why=WHY
    )


@pytest.mark.parametrize("shape", [(4, 3), (3, 4), (2, 5), (5, 1), (7, 10)])
def test_the_result_has_the_shape_of_the_logits(subject, shape):
    """As many rows as samples and as many columns as classes, which here are not equal in number."""
    expected = np.full(shape, 1 / shape[1])
    with instead(expected=expected, why=WHY):
        P = subject.softmax(np.zeros(shape))
    assert close(P, expected, rtol=SINGLE), told(
        tried=f"softmax of zeros, {shape}", got=P, expected=expected, why=WHY
    )


@pytest.mark.parametrize("classes", [2, 3, 10])
def test_as_many_rows_as_classes(subject, classes):
    """Here numpy raises nothing: a batch as long as the classes are many is silently wrong."""
    Z = np.tril(np.full((classes, classes), 5.0))
    got, expected = subject.softmax(Z).sum(axis=1), np.ones(classes)
    assert close(got, expected, rtol=SINGLE), told(
        tried=f"the row sums of softmax of {Z.tolist()}", got=got, expected=expected, why=WHY
    )


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
