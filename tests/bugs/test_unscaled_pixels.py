"""unscaled-pixels: pixels come as numbers from 0 to 1, byte / 255, and not as the bytes themselves."""

import tempfile
from pathlib import Path

import numpy as np
import pytest
import strategies
from hypothesis import example, given
from hypothesis import strategies as st
from idx import write_digits
from oracles import ROUNDED, close
from telling import count, no_error, told

WHY = "0 is paper and 1 is ink in every file, and weights are drawn for inputs of about that size"


def load(subject, images):
    """Write (m, 28, 28) bytes as the four files of MNIST, and load them."""
    with tempfile.TemporaryDirectory() as name:
        write_digits(Path(name), images)
        return subject.load_mnist(Path(name))


def assert_pixels_scaled(subject, images, tried):
    """Fail unless both parts are byte / 255, to single precision."""
    for X, _ in load(subject, images):
        got, expected = np.asarray(X, dtype=float), images.reshape(len(images), -1) / 255
        assert close(got, expected, rtol=ROUNDED, atol=0), told(
            tried=tried,
            got=f"from {got.min():.6g} to {got.max():.6g}",
            expected=f"from {expected.min():.6g} to {expected.max():.6g}",
            why=WHY,
        )


def assert_no_bytes(subject, images, tried):
    """Fail if the darkest pixel of a part comes as its byte; skip the test where nothing can be loaded."""
    darkest = images.max()
    with no_error("a file"):
        parts = load(subject, images)
    for X, _ in parts:
        most = np.max(X, initial=0)
        assert not close(most, darkest, rtol=ROUNDED), told(
            tried=tried, got=f"pixels up to {most:.6g}", expected=f"pixels up to {darkest / 255:.6g}", why=WHY
        )


@pytest.mark.bug("unscaled-pixels")
@given(m=st.integers(1, 4), darkest=st.integers(4, 255), seed=strategies.seeds)
@example(m=1, darkest=255, seed=0)
@example(m=2, darkest=100, seed=0)
def test_a_pixel_is_not_its_byte(subject, m, darkest, seed):
    """Whatever else it is: the darkest of any images, and in both parts."""
    images = np.random.default_rng(seed).integers(0, darkest + 1, (m, 28, 28))
    images[-1, 14, 14] = darkest
    assert_no_bytes(subject, images, f"{count(m, 'image')} with bytes up to {darkest}")


@pytest.mark.bug("unscaled-pixels")
def test_ink_is_not_255(subject):
    """A picture of nothing but ink."""
    assert_no_bytes(subject, np.full((1, 28, 28), 255), "an image of nothing but byte 255")


@pytest.mark.once_fixed("unscaled-pixels")
@given(m=st.integers(1, 4), darkest=st.integers(1, 255), seed=strategies.seeds)
@example(m=1, darkest=255, seed=0)
@example(m=2, darkest=100, seed=0)
def test_a_pixel_is_its_byte_by_255(subject, m, darkest, seed):
    """Any images, also those in which nothing is quite black."""
    images = np.random.default_rng(seed).integers(0, darkest + 1, (m, 28, 28))
    assert_pixels_scaled(subject, images, f"{count(m, 'image')} with bytes up to {darkest}")


@pytest.mark.once_fixed("unscaled-pixels")
@pytest.mark.parametrize("byte", [1, 127, 128, 254, 255])
def test_one_shade(subject, byte):
    """Greys stay grey: 128 is neither 0 nor 1, 255 is 1 and not 255/256."""
    assert_pixels_scaled(subject, np.full((1, 28, 28), byte), f"an image of nothing but byte {byte}")


@pytest.mark.once_fixed("unscaled-pixels")
def test_a_file_without_black_is_not_stretched(subject):
    """The brightest of this file is 200; it is 200/255 and not 1."""
    images = np.zeros((2, 28, 28), dtype=int)
    images[0, 3, 4], images[1, 5, 6] = 200, 50
    assert_pixels_scaled(subject, images, "two images whose darkest bytes are 200 and 50")
