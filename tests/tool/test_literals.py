"""Values as Python writes them: what is written is the value again, or says that it is not."""

import gzip
import tracemalloc

import numpy as np
import pytest

from kata.literals import FEW, MANY, brief, left_out, literal

RNG = np.random.default_rng(0)
VALUES = [
    RNG.normal(size=(3, 40)),
    RNG.normal(size=5).astype(np.float32),
    np.array([np.nan, np.inf, -np.inf, -0.0]),
    np.zeros((5, 5)),
    np.full(FEW + 1, 7, np.uint8),
    np.eye(6),
    np.eye(10)[[3, 1, 4]],
    np.tile(RNG.normal(size=3), (9, 1)),
    np.asfortranarray(RNG.normal(size=(2, 3))),
    np.array([["a", "it's"]]),
    np.empty((0, 3)),
    np.array(1.5),
    np.array([True, False]),
    np.float32(0.1),
    (1, (2.0, None), ["x", True], ()),
    ("relu",),
    b"\0\0\x08\x01\0\0\0\x40" + bytes(64),
]


def made(text):
    """Return what an expression gives."""
    return eval(text, {"np": np, "gzip": gzip})  # noqa: S307 - it is ours


@pytest.mark.parametrize("value", VALUES, ids=range(len(VALUES)))
def test_what_is_written_is_the_value_again(value):
    """To the last bit, with its type, its shape and its order."""
    again = made(literal(value))
    assert type(again) is type(value)
    assert left_out(value) == ""
    if isinstance(value, np.ndarray):
        assert (again.shape, again.dtype, again.flags.f_contiguous) == (
            value.shape,
            value.dtype,
            value.flags.f_contiguous,
        )
        assert again.tobytes("A") == value.tobytes("A")
    else:
        assert again == value


@pytest.mark.parametrize("dtype", [np.float64, np.float32, np.uint8])
def test_others_stand_in_for_very_many_numbers(dtype):
    """As many, of the same type and range; a comment says so."""
    value = RNG.uniform(0, 200, (2, MANY)).astype(dtype)
    again = made(literal(value))
    assert (again.shape, again.dtype) == (value.shape, value.dtype)
    assert value.min() <= again.min() + 1e-3 < again.max() <= value.max() + 1e-3
    assert left_out(value).startswith("# in place of")


@pytest.mark.parametrize("shape", [(50_000, 2), (2, 50_000)])
def test_a_long_array_is_written_without_a_much_larger_one(shape):
    """An identity matrix of 50,000 rows would take 20 GB: whether it is one is seen from its shape."""
    array = RNG.normal(size=shape)
    tracemalloc.start()
    try:
        literal(array)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 20 * array.nbytes


def test_a_packed_file_is_written_as_what_is_in_it():
    """For nobody can read the other, and with a broken one as it is."""
    assert gzip.decompress(made(literal(gzip.compress(b"abc")))) == b"abc"
    assert made(literal(gzip.compress(b"abc")[:-3])) == gzip.compress(b"abc")[:-3]


def test_in_brief_it_is_a_line():
    """Of a long array its beginning, and its shape."""
    assert brief(np.array([[1.0], [2.5]])) == "[[1.], [2.5]]"
    assert brief(np.ones((4, 9))).endswith("…  # (4, 9)")
    long = brief(RNG.normal(size=(40, 40)))
    assert "\n" not in long
    assert "..., …" not in long, "it is told once that there is more"
