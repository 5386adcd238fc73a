"""Pictures of digits become what MNIST has: the same digits in other sizes, lights and kinds of file come back."""

import struct
import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from PIL import Image

from kata import DATA
from kata.digits.by_name import load_digits
from kata.digits.handwriting import as_mnist, read_digit
from kata.digits.ink import find_ink, otsu
from kata.digits.photographs import MOST_PIXELS

NEAREST, BICUBIC = Image.Resampling.NEAREST, Image.Resampling.BICUBIC
SIDE = 28
_, (TEST, Y) = load_digits(DATA)
DIGITS = np.rint(255 * TEST).astype(np.uint8).reshape(-1, SIDE, SIDE)


def enlarged(digit, factor=10, resample=NEAREST, inverted=False):
    """Return a picture of a digit of MNIST, dark on light as on paper or, inverted, as MNIST has it."""
    picture = Image.fromarray(digit if inverted else 255 - digit)
    return picture.resize((factor * SIDE, factor * SIDE), resample)


def difference(one, other):
    return float(np.abs(one.astype(float) - other).mean() / 255)


@pytest.mark.parametrize("inverted", [False, True])
@pytest.mark.parametrize("factor", [1, 3, 10])
def test_a_digit_of_mnist_comes_back(tmp_path, factor, inverted):
    """As a PNG of another size, dark on light or light on dark: it was cropped, scaled and centred like this."""
    path, differences = tmp_path / "digit.png", []
    for digit in DIGITS[:20]:
        enlarged(digit, factor, inverted=inverted).save(path)
        differences.append(difference(read_digit(path).image, digit))
    assert np.mean(differences) < 0.003
    assert max(differences) < 0.05


@pytest.mark.parametrize("kind", ["smooth", "jpeg", "grain", "shadow", "corner", "grey pencil"])
def test_a_digit_comes_back_from_worse_pictures(tmp_path, kind):
    """Smooth edges, lossy files, grain, light that falls off, a digit in a large sheet, and grey on grey."""
    rng, light = np.random.default_rng(0), np.linspace(1, 0.5, 280)
    path = tmp_path / ("digit.jpg" if kind == "jpeg" else "digit.png")
    differences = []
    for digit in DIGITS[:10]:
        grey = np.asarray(enlarged(digit, resample=BICUBIC), float)
        if kind == "grain":
            grey = grey + rng.normal(0, 12, grey.shape)
        elif kind == "shadow":
            grey = grey * np.outer(np.sqrt(light), light)
        elif kind == "corner":
            grey = np.pad(grey, ((0, 900), (400, 500)), constant_values=255)
        elif kind == "grey pencil":
            grey = 140 + grey / 4
        Image.fromarray(grey.clip(0, 255).astype(np.uint8)).save(path)
        differences.append(difference(read_digit(path).image, digit))
    assert np.mean(differences) < 0.045  # a shift by one pixel makes 0.067


def test_a_shift_by_one_pixel_is_more_than_that():
    """So that the bounds above mean something."""
    assert np.mean([difference(np.roll(digit, 1, axis=1), digit) for digit in DIGITS[:40]]) > 0.06


def test_the_geometry_of_mnist():
    """What is aimed at is what MNIST has: a longer side of 20 pixels, and the centre of mass in pixel 14."""
    for digit in DIGITS[:200]:
        sides = [np.ptp(np.flatnonzero(digit.any(axis=axis))) + 1 for axis in (0, 1)]
        assert max(sides) == 20
        for axis in (0, 1):
            mass = digit.sum(axis=axis, dtype=float)
            assert 13.5 <= (mass * np.arange(SIDE)).sum() / mass.sum() <= 14.5


def test_dust_is_no_ink():
    """A speck far from the digit moves nothing."""
    grey = np.asarray(enlarged(DIGITS[0], resample=BICUBIC), float) / 255
    expected = as_mnist(grey).image
    grey[5:9, 5:9] = 0
    assert np.array_equal(as_mnist(grey).image, expected)


@pytest.mark.parametrize("pen", [2, 6, 20])
def test_a_thin_pen_is_made_thicker(pen):
    """A stroke of one part in three hundred would all but vanish in 20 pixels."""
    grey = np.ones((300, 300))
    grey[20:280, 150 : 150 + pen] = 0
    digit = as_mnist(grey).image
    assert digit[5:23].max(axis=1).min() > 200  # dark from top to bottom
    assert (digit.max(axis=0) > 128).sum() <= 4


@given(grey=arrays(float, array_shapes(min_dims=2, max_dims=2, max_side=30), elements=st.floats(0, 1)))
def test_any_picture_gives_a_digit_or_a_sentence(grey):
    """A digit has ink, and its box fits; else there is no ink to be seen."""
    try:
        digit = as_mnist(grey).image
    except ValueError as error:
        assert str(error) == "there is no ink to be seen" or "expected one digit, and paper round it" in str(error)
        return
    assert digit.shape == (SIDE, SIDE)
    assert digit.dtype == np.uint8
    assert digit.max() > 0
    rows, columns = (np.flatnonzero(digit.any(axis=axis)) for axis in (1, 0))
    assert max(np.ptp(rows), np.ptp(columns)) < 20


@given(
    shape=st.tuples(st.integers(1, 40), st.integers(1, 40)),
    shade=st.floats(0, 1),
    slope=st.floats(-0.3, 0.3),
    grain=st.floats(0, 0.02),
)
def test_a_blank_sheet_has_no_ink(shape, shade, slope, grain):
    """Of any shade and size, unevenly lit, with a little grain."""
    light = 1 + slope * np.linspace(-0.5, 0.5, shape[1])
    grey = (shade * light + np.random.default_rng(0).normal(0, grain, shape)).clip(0, 1)
    with pytest.raises(ValueError, match="no ink"):
        find_ink(grey)


@given(
    low=st.lists(st.floats(0, 0.4), min_size=1, max_size=50),
    high=st.lists(st.floats(0.6, 1), min_size=1, max_size=50),
)
def test_a_threshold_has_less_variance_within_than_any_other(low, high):
    """Against the definition: no other cut leaves less variance within the two groups."""
    values = np.array(low + high)

    def within(cut):
        groups = [values[values <= cut], values[values > cut]]
        return sum(((group - group.mean()) ** 2).sum() for group in groups if len(group))

    best = min(within(cut) for cut in values)
    assert within(otsu(values)) <= best + 0.02 * len(values) * np.ptp(values)  # the bins of a histogram


MODES = ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "YCbCr", "I", "I;16", "F"]


@pytest.mark.parametrize("mode", MODES)
def test_pictures_of_every_mode(tmp_path, mode):
    """TIFF holds all but the one of JPEG."""
    digit, path = DIGITS[3], tmp_path / "digit"
    picture = enlarged(digit)
    if mode == "I;16":
        picture = Image.fromarray(257 * np.asarray(picture, np.uint16))
    elif mode != "CMYK":
        picture = picture.convert(mode)
    else:
        picture = picture.convert("RGB").convert(mode)
    picture.save(path, "JPEG" if mode == "YCbCr" else "TIFF")
    assert difference(read_digit(path).image, digit) < 0.05


def test_what_is_transparent_is_paper(tmp_path):
    """Black ink on nothing, as drawing programs save it."""
    digit, path = DIGITS[4], tmp_path / "digit.png"
    picture = Image.new("RGBA", (280, 280), (0, 0, 0, 0))
    picture.putalpha(enlarged(digit, inverted=True))
    picture.save(path)
    assert difference(read_digit(path).image, digit) < 0.01


def test_a_palette_with_a_transparent_colour(tmp_path):
    """The colour below does not count."""
    digit, path = DIGITS[4], tmp_path / "digit.png"
    picture = Image.fromarray((np.asarray(enlarged(digit, inverted=True)) > 127).astype(np.uint8))
    picture.putpalette([10, 10, 10, 0, 0, 0])
    picture.convert("P").save(path, transparency=0)
    assert difference(read_digit(path).image, digit) < 0.1


def test_the_camera_is_turned_back(tmp_path):
    """EXIF says how the camera was held."""
    digit, path = DIGITS[5], tmp_path / "digit.png"
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned by 90 degrees clockwise
    enlarged(digit).transpose(Image.Transpose.ROTATE_90).save(path, exif=exif)
    assert difference(read_digit(path).image, digit) < 0.01


def bomb(width, height):
    """Return a PNG that promises so many pixels and has none."""
    header = struct.pack(">2I5B", width, height, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(b"")), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )


def save(path, picture):
    picture.save(path, "PNG")


def save_half(path):
    enlarged(DIGITS[0]).save(path, "PNG")
    path.write_bytes(path.read_bytes()[:600])


BAD = {
    "empty": (lambda path: path.write_bytes(b""), "no picture"),
    "text": (lambda path: path.write_text("a digit"), "no picture"),
    "EPS, which needs a program": (lambda path: path.write_bytes(b"%!PS-Adobe-3.0 EPSF-3.0\n"), "no picture"),
    "half": (save_half, "broken"),
    "50 million and some": (lambda path: path.write_bytes(bomb(10_000, 5_001)), "10000 x 5001 pixels"),
    "beyond Pillow's own limit": (lambda path: path.write_bytes(bomb(60_000, 60_000)), "too large"),
    "no pixels of those promised": (lambda path: path.write_bytes(bomb(30, 30)), "broken"),
    "blank": (lambda path: save(path, Image.new("L", (100, 100), 200)), "no ink"),
    "one pixel": (lambda path: save(path, Image.new("RGB", (1, 1))), "no ink"),
    "transparent": (lambda path: save(path, Image.new("RGBA", (9, 9))), "no ink"),
    "not a number": (
        lambda path: Image.fromarray(np.full((9, 9), np.nan, np.float32)).save(path, "TIFF"),
        "NaN or infinity",
    ),
}


@pytest.mark.parametrize("kind", BAD)
def test_what_is_no_picture_of_a_digit(tmp_path, kind):
    """One sentence, which names the file; and what is too large is not even decoded."""
    write, sentence = BAD[kind]
    path = tmp_path / "picture"
    write(path)
    with pytest.raises(ValueError, match="picture") as caught:
        read_digit(path)
    assert str(caught.value).startswith(f"{path}: ")
    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_large_picture_is_read(tmp_path):
    """Up to the limit, which is more than a telephone's camera has."""
    path = tmp_path / "digit.png"
    Image.new("L", (7_000, 7_000), 255).save(path)
    assert MOST_PIXELS > 7_000**2
    with pytest.raises(ValueError, match="no ink"):
        read_digit(path)


@given(
    place=st.integers(0, 2_000), value=st.integers(0, 255), kind=st.sampled_from(["PNG", "JPEG", "GIF", "TIFF"])
)
def test_a_broken_file_gives_a_digit_or_a_sentence(tmp_path_factory, place, value, kind):
    """Whatever byte of it is wrong."""
    path = tmp_path_factory.getbasetemp() / "broken"
    enlarged(DIGITS[0], 3).save(path, kind)
    content = bytearray(path.read_bytes())
    content[place % len(content)] = value
    path.write_bytes(content)
    try:
        assert read_digit(path).image.max() > 0
    except ValueError as error:
        assert str(path) in str(error)
