"""What a failing test says can be said of whatever a library answers."""

import numpy as np
import pytest
from telling import asked, count, told

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


class Library:
    """Something that has been asked, by a call that it tells of."""

    tried = "X = [[1.]]\nnetwork(X)"

    def __init__(self, calls):
        self.calls = calls

    def about(self, got):
        """Return what was called to get this."""
        return f"{self.calls} for {got}" if self.calls else ""


def tried_of(calls, sentence):
    """Return what is told as tried, where something was called and the test says something of it."""
    with asked(Library(calls)):
        return told(tried=sentence, got="it", expected=1, why="so").partition("\ngot ")[0].strip()


def test_what_was_tried_begins_with_the_call_of_what_was_got():
    """And below it stands what the test says of that, in a line, however many its arrays take."""
    assert tried_of("network.cost(X, Y)", "the cost\n  of two rows") == (
        "tried      network.cost(X, Y) for it\n           the cost of two rows"
    )
    assert told(tried="it", got=1, expected=1, why="so").startswith("\ntried      it\n")


def test_what_a_call_says_as_well_is_not_said_twice():
    """In words or in numbers: one word more, or one number more, is worth a line."""
    call = "softmax([[1000., -1.]])"
    assert tried_of(call, "softmax of [[1000 -1]]") == f"tried      {call} for it"
    assert tried_of(call, "softmax of [[1000 -2]]").endswith("\n           softmax of [[1000 -2]]")
    assert tried_of(call, "softmax of [[1000 -1]], twice").endswith(", twice")


def test_a_call_in_full_is_left_as_it_is():
    """As where a test expects an error and tells the library's own words; or where no call is known."""
    assert tried_of("network(X)", Library.tried) == f"tried      {Library.tried}".replace("\n", "\n" + " " * 11)
    assert tried_of("", "the cost") == "tried      the cost"
