"""The four files of MNIST load, whatever their number of digits, and a corrupt one is refused by its name."""

import gzip
import tempfile
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from idx import header, idx
from telling import told


@pytest.fixture(autouse=True)
def _clear_errors(subject):
    subject.need("errors")


GOOD = {
    "train-images-idx3-ubyte": idx(2, 28, 28),
    "train-labels-idx1-ubyte": idx(2),
    "t10k-images-idx3-ubyte": idx(1, 28, 28),
    "t10k-labels-idx1-ubyte": idx(1),
}
IMAGES, LABELS = "train-images-idx3-ubyte", "train-labels-idx1-ubyte"


def load(subject, **changes):
    """Load MNIST from the four good files with some of them replaced; None takes one away."""
    with tempfile.TemporaryDirectory() as folder:
        for name, content in {**GOOD, **changes}.items():
            if content is not None:
                Path(folder, name).write_bytes(content)
        return subject.load_mnist(Path(folder))


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_good_files_load(subject, pack):
    """Gzipped or not: shapes, one-hot labels, float32."""
    packed = {name: pack(content) for name, content in GOOD.items()}
    (X, Y), (X_test, Y_test) = load(subject, **packed)
    got = X.shape, Y.shape, X_test.shape, Y_test.shape, str(X.dtype), str(Y.dtype), Y.tolist()
    expected = (2, 784), (2, 10), (1, 784), (1, 10), "float32", "float32", [[1.0] + [0.0] * 9] * 2
    assert got == expected, told(
        tried="load_mnist of two images of the digit 0 to train and one to test",
        got=got,
        expected=expected,
        why="a row for each sample, and a column for each pixel or class",
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
    assert_refused(
        lambda: load(subject, **{IMAGES: idx(2**13, 28, 28) + b"x"}), IMAGES, "promises 6422528 bytes", "more"
    )


@pytest.mark.parametrize("name", GOOD)
def test_a_missing_file_is_named(subject, assert_refused, name):
    """Whichever of the four it is."""
    assert_refused(lambda: load(subject, **{name: None}), name, f"{name}.gz", error=FileNotFoundError)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        pytest.param(IMAGES, b"", ["not an IDX file"], id="an empty file"),
        pytest.param(IMAGES, b"hello, this is no IDX file", ["not an IDX file"], id="text"),
        *(
            pytest.param(name, content[:length], ["not an IDX file"], id=f"{length} bytes of {name}")
            for name, content, header in ((IMAGES, idx(2, 28, 28), 16), (LABELS, idx(2), 8))
            for length in range(4, header)
        ),
        pytest.param(IMAGES, idx(2, 28, 28)[:-1], ["promises 1568 bytes", "1567 follow"], id="a byte short"),
        pytest.param(IMAGES, idx(2, 28, 28) + b"x", ["promises 1568 bytes", "more"], id="a byte too long"),
        pytest.param(IMAGES, idx(2, 28, 28, kind=13), ["not an IDX file"], id="of floats"),
        pytest.param(IMAGES, idx(2, 28, 28, kind=7), ["not an IDX file"], id="of a type that there is none of"),
        pytest.param(IMAGES, idx(2), ["not an IDX file"], id="too few dimensions"),
        pytest.param(IMAGES, idx(2, 28, 29), ["(2, 28, 29)", "(m, (28, 28))"], id="larger digits"),
        pytest.param(IMAGES, idx(2, 28, 27), ["(2, 28, 27)", "(m, (28, 28))"], id="smaller digits"),
        pytest.param(IMAGES, idx(0, 28, 28), ["(0, 28, 28)"], id="no digits"),
        pytest.param(
            IMAGES, idx(2, 28, 28, declared=(2**32 - 1, 28, 28)), ["4294967295"], id="a header of 2^32 images"
        ),
        pytest.param(
            IMAGES,
            idx(2, 28, 28, declared=(1_000_000, 28, 28)),
            ["promises 784000000 bytes"],
            id="a header of a million images",
        ),
        pytest.param(
            IMAGES, idx(2, 28, 28, declared=(1_000_001, 28, 28)), ["1 to 1000000"], id="a header of one more"
        ),
        pytest.param(
            IMAGES, gzip.compress(idx(2, 28, 28) + bytes(50_000_000)), ["more"], id="a gzip file that swells"
        ),
        pytest.param(IMAGES, gzip.compress(idx(2, 28, 28))[:-9], [], id="a truncated gzip file"),
        pytest.param(IMAGES, b"\x1f\x8b" + bytes(50), [], id="no gzip file"),
        pytest.param(IMAGES, idx(3, 28, 28), ["3 images", "2 labels"], id="more images than labels"),
        pytest.param(LABELS, idx(2, content=bytes((3, 10))), ["label of 10", "0 to 9"], id="a label of 10"),
        pytest.param(LABELS, idx(2, content=bytes((3, 255))), ["label of 255", "0 to 9"], id="a label of 255"),
        pytest.param(LABELS, idx(3), ["2 images", "3 labels"], id="more labels than images"),
        pytest.param(LABELS, idx(2, declared=(2**32 - 1,)), ["4294967295"], id="a header of 2^32 labels"),
    ],
)
def test_a_corrupt_file_is_named(subject, assert_refused, name, content, words):
    """Truncated, too long, of another kind, with a header that lies: never a crash, and no memory for a lie."""
    tracemalloc.start()
    try:
        assert_refused(lambda: load(subject, **{name: content}), name, *words)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 20e6, told(
        tried=f"load_mnist with a corrupt {name} of {len(content)} bytes",
        got=f"{peak:,} bytes of memory",
        expected="less than 20,000,000",
        why="a header can promise more than there is memory for",
    )


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
def test_any_bytes_load_or_are_refused_by_name(subject, name, content, compressed, spoilt):
    """Whatever stands in a file, gzipped or not, whole or with a byte spoilt."""
    content = bytearray(gzip.compress(content) if compressed else content)
    if spoilt is not None and spoilt[0] < len(content):
        content[spoilt[0]] = spoilt[1]
    try:
        parts = load(subject, **{name: bytes(content)})
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
    """Not there at all: the message names the file that was looked for."""
    assert_refused(lambda: subject.load_mnist(Path("no-such-folder")), "no-such-folder", error=FileNotFoundError)
