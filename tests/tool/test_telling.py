"""What a failing test says can be said of whatever a library answers."""

import numpy as np
import pytest
from telling import count, told

VALUES = [
    None,
    True,
    3,
    2.5,
    float("nan"),
    "NaN",
    [],
    [1.0, 2.0],
    (),
    ((1, 3), "float32"),
    (np.ones((2, 3)), np.ones(2), 1.5),
    ([3, 0, 9], (2, 10), (1, 10), "float32"),
    {"confusion": np.eye(2)},
    np.float32(0.1),
    np.zeros((0, 3)),
    np.array("text"),
    np.array([{}, None], dtype=object),
    np.eye(30),
]


@pytest.mark.parametrize("value", VALUES, ids=lambda value: repr(value)[:20])
def test_every_value_can_be_told(value):
    """A message that cannot be made hides what it should tell."""
    lines = told(tried="it", got=value, expected=value, why="so").splitlines()
    heads = [line[:11].strip() for line in lines]
    assert [head for head in heads if head] == ["tried", "got", "expected", "why"]


def test_one_is_not_several():
    """As a sentence has it."""
    assert [count(1, "epoch"), count(2, "epoch"), count(0, "batch"), count(1_250, "row")] == [
        *("1 epoch", "2 epochs", "0 batches", "1,250 rows")
    ]


def test_numbers_are_short():
    """In arrays, where six places are enough to see where two differ."""
    assert "[0.333333 2.      ]" in told(tried="it", got=(1 / 3, 2), expected=0, why="so")
