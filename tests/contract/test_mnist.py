"""The four files of MNIST load, whatever their number of digits, and a corrupt one is refused by its name."""

import gzip
import tempfile
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from idx import header, idx
from oracles import ROUNDED, close
from telling import told

GOOD = {
    "train-images-idx3-ubyte": idx(2, 28, 28),
    "train-labels-idx1-ubyte": idx(2),
    "t10k-images-idx3-ubyte": idx(1, 28, 28),
    "t10k-labels-idx1-ubyte": idx(1),
}
IMAGES, LABELS = "train-images-idx3-ubyte", "train-labels-idx1-ubyte"
TEST_IMAGES, TEST_LABELS = "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"
# 50 MB too much; in parts, as to pack them in one takes longer than to load all the other tests
SWELLING = gzip.compress(idx(2, 28, 28)) + 50 * gzip.compress(bytes(1_000_000))


@pytest.fixture(scope="module")
def strict(subject):
    """Return the subject, if it refuses bad input: who makes no promise on that makes none on gzip and dtypes."""
    subject.need("errors")
    return subject


def load(subject, **changes):
    """Load MNIST from the four good files with some of them replaced; None takes one away."""
    with tempfile.TemporaryDirectory() as folder:
        for name, content in {**GOOD, **changes}.items():
            if content is not None:
                Path(folder, name).write_bytes(content)
        return subject.load_mnist(Path(folder))


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["as they are", "with gzip"])
@pytest.mark.parametrize("ending", ["", ".gz"])
def test_good_files_load(strict, pack, ending):
    """Compressed or not, whatever their names say: shapes, one-hot labels, float32."""
    packed = dict.fromkeys(GOOD) | {name + ending: pack(content) for name, content in GOOD.items()}
    (X, Y), (X_test, Y_test) = load(strict, **packed)
    got = X.shape, Y.shape, X_test.shape, Y_test.shape, str(X.dtype), str(Y.dtype), Y.tolist()
    expected = (2, 784), (2, 10), (1, 784), (1, 10), "float32", "float32", [[1.0] + [0.0] * 9] * 2
    assert got == expected, told(
        tried="load_mnist of two images of the digit 0 to train and one to test",
        got=got,
        expected=expected,
        why="a row for each sample, and a column for each pixel or class",
    )


def test_a_folder_may_be_given_as_text(strict):
    """Its name does as well as a Path."""
    with tempfile.TemporaryDirectory() as folder:
        for name, content in GOOD.items():
            Path(folder, name).write_bytes(content)
        got = [part[0].shape for part in strict.load_mnist(folder)]
    assert got == [(2, 784), (1, 784)], told(
        tried="load_mnist of a folder given by its name, as a str",
        got=got,
        expected=[(2, 784), (1, 784)],
        why="both name the same folder",
    )


def test_what_lies_there_now_is_loaded(subject):
    """And not what was loaded from the same folder before."""
    with tempfile.TemporaryDirectory() as folder:
        inked = []
        for byte in (0, 255):
            train, test = (idx(count, 28, 28, content=bytes([byte]) * 784 * count) for count in (2, 1))
            for name, content in (GOOD | {IMAGES: train, TEST_IMAGES: test}).items():
                Path(folder, name).write_bytes(content)
            (X, _), (X_test, _) = subject.load_mnist(Path(folder))
            inked.append((np.append(X, X_test, axis=0) > 0).all(axis=1).tolist())
    assert inked == [[False] * 3, [True] * 3], told(
        tried="load_mnist of three blank images, and of the same folder when they have become black",
        got=f"images that are all ink: {inked[0]}, and then {inked[1]}",
        expected="none, and then all three",
        why="files may have been mended, or unpacked anew, since",
    )


def test_every_pixel_has_its_place(subject):
    """Row by row from the top left, more for more ink, each image in its part: brightest of all is byte 255."""
    images = np.random.default_rng(0).integers(0, 256, (3, 28, 28))
    images[:, 0, 0], images[:, 27, 27] = 255, 0
    content = images.astype(np.uint8).tobytes()
    parts = load(
        subject,
        **{IMAGES: idx(2, 28, 28, content=content[:1568]), TEST_IMAGES: idx(1, 28, 28, content=content[1568:])},
    )
    for (X, _), expected in zip(parts, (images[:2], images[2:]), strict=True):
        got = np.asarray(X, dtype=float)
        assert close(got / np.max(got, initial=0), expected.reshape(len(expected), 784) / 255, rtol=ROUNDED), told(
            tried="load_mnist of two images to train and one to test, with bytes drawn at random",
            got=got,
            expected=f"byte / 255, or in that proportion: {expected.reshape(len(expected), 784) / 255}",
            why="a pixel elsewhere, or of another shade, is another picture",
        )


def test_every_label_has_its_column(subject):
    """Ten of them, whichever labels occur, and each label in its part."""
    labels, of_test = [7, 0, 9, 3], [2, 8]
    content = {
        IMAGES: idx(4, 28, 28),
        LABELS: idx(4, content=bytes(labels)),
        TEST_IMAGES: idx(2, 28, 28),
        TEST_LABELS: idx(2, content=bytes(of_test)),
    }
    for (_, Y), expected in zip(load(subject, **content), (labels, of_test), strict=True):
        got = np.asarray(Y).tolist()
        assert got == [[float(k == label) for k in range(10)] for label in expected], told(
            tried=f"load_mnist with the labels {expected}",
            got=got,
            expected="rows of ten, with 1 in the column of the label and 0 in the others",
            why="the network answers with a number for each of ten classes",
        )


def test_many_digits_load(subject):
    """More than are read at once: the last image and its label are those of the file."""
    content = bytes(784 * 1399) + bytes([255]) * 784
    (X, Y), _ = load(
        subject,
        **{IMAGES: idx(1400, 28, 28, content=content), LABELS: idx(1400, content=bytes(1399) + bytes([7]))},
    )
    got = X.shape, bool((X[-2] == 0).all()), bool((X[-1] > 0).all()), Y[-1].argmax()
    assert got == ((1400, 784), True, True, 7), told(
        tried="load_mnist of 1,400 images, the last of them black and labelled 7",
        got=got,
        expected="1,400 rows, the last but one white, the last not, and of class 7",
        why="MNIST has 60,000",
    )


def test_a_byte_too_many_after_many_digits(subject, assert_refused):
    """Though the digits end where a piece does, of any power of two up to 128 KiB, and only another one tells."""
    content = {IMAGES: idx(2**13, 28, 28) + b"x", LABELS: idx(2**13)}
    assert_refused(lambda: load(subject, **content), IMAGES)


@pytest.mark.parametrize("name", GOOD)
def test_a_missing_file_is_named(subject, assert_refused, name):
    """Whichever of the four it is."""
    assert_refused(lambda: load(subject, **{name: None}), name, error=FileNotFoundError)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        pytest.param(IMAGES, b"", id="an empty file"),
        pytest.param(IMAGES, b"hello, this is no IDX file", id="text"),
        *(
            pytest.param(name, content[:length], id=f"{length} bytes of {name}")
            for name, content, header in ((IMAGES, idx(2, 28, 28), 16), (LABELS, idx(2), 8))
            for length in range(4, header)
        ),
        pytest.param(IMAGES, idx(2, 28, 28)[:-1], id="a byte short"),
        pytest.param(IMAGES, idx(2, 28, 28) + b"x", id="a byte too long"),
        pytest.param(TEST_IMAGES, idx(1, 28, 28)[:-784], id="no images at all"),
        pytest.param(LABELS, idx(2) + b"x", id="a label too many for the header"),
        pytest.param(LABELS, idx(2)[:-1], id="a label too few for the header"),
        pytest.param(IMAGES, b"\1" + idx(2, 28, 28)[1:], id="that does not begin with 0"),
        pytest.param(LABELS, b"\0\1" + idx(2)[2:], id="that goes on with another byte than 0"),
        pytest.param(IMAGES, idx(2, 28, 28, kind=13), id="of floats"),
        pytest.param(LABELS, idx(2, kind=9), id="of signed bytes"),
        pytest.param(IMAGES, idx(2, 28, 28, kind=7), id="of a type that there is none of"),
        pytest.param(IMAGES, idx(2), id="too few dimensions"),
        pytest.param(IMAGES, b"\0\0\x08\2" + idx(2, 28, 28)[4:], id="a number of dimensions that is not so"),
        pytest.param(LABELS, idx(2, 1), id="too many dimensions"),
        pytest.param(IMAGES, idx(2, 28, 29), id="larger digits"),
        pytest.param(IMAGES, idx(2, 28, 27), id="smaller digits"),
        pytest.param(IMAGES, idx(2, 14, 56), id="wider digits"),
        pytest.param(IMAGES, idx(0, 28, 28), id="no digits"),
        pytest.param(IMAGES, idx(2, 28, 28, declared=(2**32 - 1, 28, 28)), id="a header of 2^32 images"),
        pytest.param(IMAGES, idx(2, 28, 28, declared=(1_000_000, 28, 28)), id="a header of a million images"),
        pytest.param(IMAGES, idx(2, 28, 28, declared=(1_000_001, 28, 28)), id="a header of one more"),
        pytest.param(IMAGES, SWELLING, id="a gzip file that swells"),
        pytest.param(IMAGES, gzip.compress(idx(2, 28, 28))[:-9], id="a truncated gzip file"),
        pytest.param(IMAGES, b"\x1f\x8b" + bytes(50), id="no gzip file"),
        pytest.param(LABELS, idx(2, content=bytes((3, 10))), id="a label of 10"),
        pytest.param(LABELS, idx(2, content=bytes((3, 255))), id="a label of 255"),
        pytest.param(LABELS, idx(2, declared=(2**32 - 1,)), id="a header of 2^32 labels"),
    ],
)
def test_a_corrupt_file_is_named(subject, assert_refused, name, content):
    """Truncated, too long, of another kind, with a header that lies: never a crash, and no memory for a lie."""
    tracemalloc.start()
    try:
        assert_refused(lambda: load(subject, **{name: content}), name)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 20e6, told(
        tried=f"load_mnist with a corrupt {name} of {len(content)} bytes",
        got=f"{peak:,} bytes of memory",
        expected="less than 20,000,000",
        why="a header can promise more than there is memory for",
    )


@pytest.mark.parametrize("part", ["train", "t10k"])
def test_a_part_without_samples_is_named(subject, assert_refused, part):
    """Its files agree, and hold nothing to learn from."""
    nothing = {f"{part}-images-idx3-ubyte": idx(0, 28, 28), f"{part}-labels-idx1-ubyte": idx(0)}
    assert_refused(lambda: load(subject, **nothing), f"{part}-")


@pytest.mark.parametrize("part", ["train", "t10k"])
@pytest.mark.parametrize(("images", "labels"), [(2, 3), (3, 2)])
def test_images_and_labels_of_different_number(subject, assert_refused, part, images, labels):
    """One of the two files is named, or both."""
    files = {f"{part}-images-idx3-ubyte": idx(images, 28, 28), f"{part}-labels-idx1-ubyte": idx(labels)}
    assert_refused(lambda: load(subject, **files), f"{part}-", "-ubyte")


headers = st.builds(
    header,
    st.lists(
        st.sampled_from([0, 1, 2, 10, 27, 28, 28, 60_000, 1_000_000, 2**31, 2**32 - 1]), min_size=1, max_size=4
    ),
    st.sampled_from([8, 8, 8, 9, 13]),
)
files = st.one_of(
    st.binary(max_size=40),
    st.tuples(headers, st.binary(max_size=2000)).map(b"".join),
    st.tuples(st.sampled_from(sorted(GOOD.values())), st.integers(0, 1700)).map(lambda pair: pair[0][: pair[1]]),
)


@given(
    name=st.sampled_from(sorted(GOOD)),
    content=files,
    compressed=st.booleans(),
    spoilt=st.one_of(st.none(), st.tuples(st.integers(0, 2000), st.integers(0, 255))),
)
@example(name=IMAGES, content=b"", compressed=True, spoilt=None)
@example(name=IMAGES, content=GOOD[IMAGES], compressed=True, spoilt=(3, 255))
def test_any_bytes_load_or_are_refused_by_name(strict, name, content, compressed, spoilt):
    """Whatever stands in a file, gzipped or not, whole or with a byte spoilt."""
    content = bytearray(gzip.compress(content) if compressed else content)
    if spoilt is not None and spoilt[0] < len(content):
        content[spoilt[0]] = spoilt[1]
    try:
        parts = load(strict, **{name: bytes(content)})
    except (ValueError, FileNotFoundError) as error:
        got, right = str(error), name.split("-")[0] in str(error)
    else:
        got = [(X.shape, Y.shape) for X, Y in parts]
        right = all(X.shape == (len(Y), 784) for X, Y in parts)
    assert right, told(
        tried=f"load_mnist with these bytes as {name}: {bytes(content[:20])} ...",
        got=got,
        expected="digits, or an error that names the file",
        why="whoever reads the error must find what to mend",
    )


def test_a_folder_that_is_none(subject, assert_refused):
    """Not there at all: then its files are missing, too."""
    assert_refused(lambda: subject.load_mnist(Path("no-such-folder")), error=FileNotFoundError)
