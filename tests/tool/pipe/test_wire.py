"""The wire: what is plain data arrives as it was, and nothing else arrives."""

import io
import json
import signal
import struct
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from kata.pipe import wire
from kata.pipe.frames import digest
from kata.subject.interface import Epoch, Network, Settings, Trace

NUMBERS = st.sampled_from(["?", "i1", "i8", "u1", "f4", "f8", ">f8", "c16", "g"])
ARRAYS = NUMBERS.flatmap(
    lambda dtype: arrays.arrays(dtype, arrays.array_shapes(min_dims=0, min_side=0, max_side=3))
)
LEAVES = st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.floats() | st.text() | ARRAYS
DATA = st.recursive(
    LEAVES,
    lambda part: st.lists(part, max_size=3) | st.tuples(part, part) | st.dictionaries(st.text(), part, max_size=3),
    max_leaves=8,
)


def same(one, other):
    """Whether two values are the same in type, shape and every bit that matters."""
    if isinstance(one, np.ndarray):
        equal = np.array_equal(one, other, equal_nan=one.dtype.kind in "fc")
        return equal and one.dtype == other.dtype.newbyteorder("=") and one.shape == other.shape
    if isinstance(one, float):
        return isinstance(other, float) and (one == other or (one != one and other != other))
    if isinstance(one, list | tuple):
        return type(one) is type(other) and len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    return type(one) is type(other) and one == other


def sent(value):
    """Return a value as it arrives."""
    return wire.read(io.BytesIO(wire.pack(value)))


@given(value=DATA)
@example(value=[float("nan"), float("-inf"), -0.0, 2**200, "\ud800"])
@example(value=np.zeros((0, 2**28)))
def test_plain_data_arrives_as_it_was(value):
    """Numbers, texts, arrays, and containers of them."""
    arrived = sent(value)
    assert same(value, arrived) or same(arrived, value)


def test_what_a_subject_speaks_of_arrives_as_it_was():
    """Networks, settings, epochs, traces, and folders."""
    network = Network((2, 1), ("sigmoid",), np.arange(3.0))
    assert same(tuple(sent(network)), tuple(network))
    settings = Settings(3, 2, l1=0.5, test=(np.ones((1, 2)), np.ones((1, 1))))
    assert same(tuple(sent(settings)), tuple(settings))
    trace = sent(Trace([np.arange(2)], [np.arange(2)], np.ones((1, 2)), [Epoch(1, 0.5, 0.25, None)], 7))
    assert (trace.log, trace.peak, trace.updates.tolist()) == ([Epoch(1, 0.5, 0.25, None)], 7, [[1, 1]])
    assert sent(Path("some", "folder")) == Path("some", "folder")


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (np.str_("relu"), "relu"),
        (signal.SIGTERM, int(signal.SIGTERM)),
        (np.float64(0.5), 0.5),
        (np.ones((1, 2)).view(np.matrix), np.ones((1, 2))),
    ],
    ids=lambda value: type(value).__name__,
)
def test_of_a_subclass_the_value_arrives(value, plain):
    """A library may well answer with one, such as a text of numpy's."""
    arrived = sent(value)
    assert type(arrived) in (type(plain), np.float64)
    assert np.array_equal(arrived, plain)


@pytest.mark.parametrize("container", [list, tuple])
@given(data=st.data())
def test_many_of_a_kind_arrive_as_they_were(container, data):
    """As a training has them: arrays of different lengths, numbers, epochs; and what is nearly of one kind."""
    kinds = {
        "arrays": arrays.arrays("f8", st.integers(0, 3)),
        "integers": arrays.arrays("i8", st.integers(0, 2)),
        "big-endian": arrays.arrays(">f8", st.integers(0, 2)),
        "tables": arrays.arrays("f8", (1, 2)),
        "floats": st.floats(),
        "epochs": st.builds(Epoch, st.integers(0, 9), *[st.none() | st.floats()] * 3),
    }
    chosen = data.draw(st.sets(st.sampled_from([*kinds]), min_size=1, max_size=2))
    value = container(data.draw(st.lists(st.one_of([kinds[name] for name in sorted(chosen)]), max_size=6)))
    assert same(sent(value), value)


def test_arrays_that_were_sent_together_are_apart():
    """Who writes to one leaves the others as they are."""
    first, second = sent([np.zeros(2), np.zeros(3)])
    first[:] = 7
    assert second.tolist() == [0, 0, 0]
    assert first.base is None


def test_many_of_a_kind_take_few_bytes():
    """A long training answers with thousands: each costs its numbers and a few characters."""
    batches, log = [np.arange(3)] * 1_000, [Epoch(1, 0.5, None, None)] * 1_000
    assert len(wire.pack(batches)) < 1_000 * (3 * 8 + 3)
    assert len(wire.pack(log)) < 1_000 * 25


def test_arrays_keep_their_order_and_can_be_written_to():
    """As copies in the same process do."""
    array = sent(np.asfortranarray(np.ones((2, 3))))
    assert array.flags.f_contiguous
    array[0, 0] = 2


def test_an_array_that_is_spread_arrives_whole():
    """Its numbers lie in the same place, as those of `np.broadcast_to` and of a gradient of ones do."""
    for array in (
        np.broadcast_to(2.0, (1, 3)),
        np.broadcast_to(np.arange(2.0), (3, 2)),
        np.ones((4, 4))[::2, ::2],
    ):
        assert same(sent(array), array)


class Liar(np.ndarray):
    """An array that is equal to everything."""

    def __eq__(self, other):
        return True

    def __array__(self, *_, **__):
        return np.zeros(2)


class Number(float):
    """A number that says it is another."""

    def hex(self):
        """Say one."""
        return "0x1p+0"

    def __repr__(self):
        return "1.0"


def test_what_lies_arrives_as_what_it_is():
    """By its bytes; its type stays behind."""
    arrived = sent(np.arange(2.0).view(Liar))
    assert (type(arrived), arrived.tolist()) == (np.ndarray, [0.0, 1.0])
    number = sent(Number(3.5))
    assert (type(number), number) == (float, 3.5)


@pytest.mark.parametrize("value", [object(), {1, 2}, np.array([object()]), np.array(["a"]), b"a", [1, object()]])
def test_what_is_no_plain_data_is_not_sent(value):
    """An array of objects, a set, bytes: an error on the side that has it."""
    with pytest.raises(wire.UnsendableError):
        wire.pack(value)


def frame(tree, raw=b"", length=None, size=None):
    """Return a frame, if need be one that does not have the lengths it tells of."""
    text = tree if isinstance(tree, bytes) else json.dumps(tree).encode()
    return (
        struct.pack("<IQ", len(text) if length is None else length, len(raw) if size is None else size)
        + text
        + raw
    )


GARBLED = {
    "no JSON": frame(b"hello"),
    "deep": frame(b"[" * 100_000),
    "deep objects": frame(b'{"list":[' * 50_000),
    "a list of its own": frame([1, 2]),
    "two kinds": frame({"float": "0x1p0", "list": []}),
    "no kind": frame({"eval": "1"}),
    "a bare float": frame(b"1.5"),
    "NaN": frame(b"NaN"),
    "no float": frame({"float": "one"}),
    "text too long": frame(b"", length=2**24 + 1),
    "arrays too long": frame(b"null", size=2**60),
    "more than there is": frame({"array": ["<f8", [2], "C"]}, b"12345678"),
    "less than there is": frame(None, b"12345678"),
    "huge and empty": frame({"array": ["<f8", [0, 2**62], "C"]}),
    "negative": frame({"array": ["<f8", [-1], "C"]}),
    "a length that is no integer": frame({"array": ["<f8", [True], "C"]}, b"12345678"),
    "a length that is NaN": frame(b'{"array":["<f8",[NaN],"C"]}'),
    "objects": frame({"array": ["|O", [1], "C"]}, b"12345678"),
    "too many dimensions": frame({"array": ["<f8", [1] * 65, "C"]}, b"12345678"),
    "an order that there is none of": frame({"array": ["<f8", [1], ""]}, b"12345678"),
    "a tuple of another length": frame({"Epoch": [1]}),
    "arrays that are not one": frame({"list": {"arrays": ["<f8", [1], "C", [2]]}}, b"12345678"),
    "an array within another": frame({"list": {"arrays": ["|u1", [4], "C", [4, -1, 1]]}}, b"1234"),
    "arrays of a table": frame({"list": {"arrays": ["|u1", [2, 2], "C", [2, 2]]}}, b"1234"),
    "too many arrays": frame({"list": {"arrays": ["|u1", [0], "C", [0] * (2**16 + 1)]}}),
    "numbers of a table": frame({"list": {"floats": ["|u1", [2, 2], "C"]}}, b"1234"),
    "too many numbers": frame({"list": {"floats": ["|u1", [2**16 + 1], "C"]}}, b"1" * (2**16 + 1)),
    "columns of two lengths": frame(
        {"list": {"columns": ["Network", [{"list": [1]}, {"list": [1, 2]}, {"list": [1]}]]}}
    ),
    "columns of nothing": frame({"list": {"columns": ["eval", [{"list": ["1"]}]]}}),
    "together in no way": frame({"list": {"eval": "1"}}),
    "together in two ways": frame({"list": {"floats": ["<f8", [0], "C"], "arrays": ["<f8", [0], "C", []]}}),
    "too much together": frame({"list": [{"list": {"floats": ["|u1", [2**16], "C"]}}] * 17}, bytes(17 * 2**16)),
    "columns of arrays without bytes": frame(
        {"list": {"columns": ["Network", [{"array": ["<f8", [2**16, 0], "C"]}] * 3]}}
    ),
    "an array of too many rows of nothing": frame({"array": ["<f8", [2**17, 0], "C"]}),
    "rows of nothing within one": frame({"array": ["<f8", [1, 2**17, 0], "C"]}),
    "rows of nothing in many": frame({"array": ["<f8", [2**9, 2**9, 0], "C"]}),
    "keys of one hash": frame({"dict": [[(2**61 - 1) * number, 0] for number in range(9)]}),
    "keys that are none": frame({"dict": [[{"list": []}, 1]]}),
    "a number of a million digits": frame(b"1" * 1_000_000),
}


@pytest.mark.parametrize("content", GARBLED.values(), ids=GARBLED.keys())
def test_what_is_no_frame_is_garbled(content):
    """And nothing else happens; no memory is taken for what is only promised."""
    with pytest.raises(wire.Garbled):
        wire.read(io.BytesIO(content))


def test_a_digest_tells_where_the_halves_part():
    """The same bytes, cut elsewhere, are another frame, and no answer at all."""
    assert digest((b"[1]", b"")) == digest((b"[1]", b""))
    assert digest((b"[1]", b"")) != digest((b"[1", b"]"))


@pytest.mark.parametrize("content", [b"", b"123", frame([1, 2])[:-1], frame(None, b"12345678")[:-1]])
def test_a_frame_that_ends_early_is_the_end(content):
    """The other side is gone."""
    with pytest.raises(EOFError):
        wire.read(io.BytesIO(content))
