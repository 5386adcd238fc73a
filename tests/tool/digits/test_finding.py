"""What is in the way of a digit in a photograph is told from it, or said; it is not read for sure."""

import numpy as np
import pytest
from photographed import FRAME, INK, PAPER, WHOLE, in_a_black_frame, on_paper, on_ruled_paper

from kata.digits.finding import find_digit
from kata.digits.handwriting import as_mnist


def bold():
    """Return a 0 with a narrow hole, which fills a rectangle as a frame round a stroke does, beside a 1."""
    grey = np.full((120, 160), PAPER)
    grey[14:106, 20:80] = INK
    grey[34:86, 40:60] = PAPER
    grey[14:106, 118:126] = INK
    return grey


def striped():
    """Return two strokes on grey, one dark and one light."""
    grey = np.full((120, 120), 0.5)
    grey[20:100, 40:46] = INK
    grey[20:100, 74:80] = PAPER
    return grey


@pytest.mark.parametrize(
    ("picture", "sentence"),
    [
        (lambda: np.vstack([on_paper(0), on_paper(1)]), "more than one digit"),
        (bold, "more than one digit"),
        (striped, "whether the digit is dark or light"),
        (lambda: np.pad(np.full((60, 60), PAPER), 6, constant_values=FRAME), "no ink"),
        (lambda: np.where(np.abs(np.arange(100) - 50)[:, None] < 5, INK, np.full((100, 100), PAPER)), "too wide"),
    ],
)
def test_it_is_said_what_is_wrong(picture, sentence):
    """Two digits, also if one is like a frame, or a dark and a light one; an empty frame; a line to the edges."""
    with pytest.raises(ValueError, match=sentence):
        find_digit(picture())


def test_it_is_said_what_was_left_out():
    """The frame and the lines; of a clean picture there is nothing to say."""
    rng = np.random.default_rng(0)
    assert as_mnist(on_paper(0)).remarks == []
    assert as_mnist(in_a_black_frame(1, rng)).remarks == ["a frame left out"]
    assert as_mnist(on_ruled_paper(0, rng)).remarks == ["straight lines left out"]


def test_a_digit_that_is_cut_off_is_read_with_a_remark():
    """Nobody knows how it goes on."""
    assert as_mnist(on_paper(0)[: WHOLE * 2 // 3]).remarks == ["it reaches the edge of the picture"]


def test_a_broken_stroke_stays_with_its_digit():
    """The bar of a 5 need not touch the rest."""
    grey = np.full((100, 100), PAPER)
    grey[20:26, 45:70] = INK
    grey[20:80, 36:42] = INK
    ink, remarks = find_digit(grey)
    assert ink.shape == (60, 34)
    assert remarks == []


def test_a_wide_digit_is_read():
    """As that of MNIST is whose bar is twice as long as it is high, up to the edge of the picture."""
    assert find_digit(on_paper(74))[0].shape[1] > 1.5 * find_digit(on_paper(74))[0].shape[0]


def test_a_digit_that_was_cropped_is_read():
    """It touches all four edges, and there is nothing else."""
    whole, _ = find_digit(on_paper(0))
    cropped, remarks = find_digit(1 - whole)
    assert remarks == ["it reaches the edge of the picture"]
    assert np.abs(cropped.shape - np.array(whole.shape)).max() <= 2
