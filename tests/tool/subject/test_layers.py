"""Parameters as one row, and as the arrays of each layer."""

import numpy as np

from kata.subject.layers import cut, joined


def test_the_layers_of_a_row_of_parameters():
    """Layer by layer W, row by row, then b: views, so that what is written there is in the row."""
    row = np.arange(11.0)
    (W1, b1), (W2, b2) = cut((2, 2, 1), row[:9])
    assert (W1.tolist(), b1.tolist()) == ([[0, 1], [2, 3]], [4, 5])
    assert (W2.tolist(), b2.tolist()) == ([[6], [7]], [8])
    b2[0] = -1
    assert row.tolist() == [0, 1, 2, 3, 4, 5, 6, 7, -1, 9, 10]
    assert joined([(W1, b1[np.newaxis]), (W2, b2)]).tolist() == row[:9].tolist()
