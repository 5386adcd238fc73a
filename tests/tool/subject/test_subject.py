"""Behind glass: adapters get copies, what they alter is seen, and what they lack is skipped."""

import os
import subprocess
import sys

import numpy as np
import pytest
from waiting import limit

from kata import ROOT
from kata.subject.interface import Network, Settings
from kata.subject.libraries import find_library, load_library
from kata.subject.local import load_subject
from kata.subject.watched import Watched


class Careless:
    """An adapter that alters what it is given, and fails."""

    offers = frozenset({"softmax", "outputs", "cost"})

    def softmax(self, Z):
        """Alter an argument."""
        Z += 1
        return Z

    def outputs(self, network, X):
        """Alter an array within an argument."""
        network.parameters[0] = np.nan
        return X

    def cost(self, network, X, Y):  # noqa: ARG002 - the names of the protocol
        """Fail."""
        raise NameError("name 'lost' is not defined")


NETWORK = Network((1, 1), ("sigmoid",), np.zeros(2))


def test_what_is_altered_in_place_is_seen_and_kept_from_the_tests():
    """Arrays, and arrays inside of a network."""
    subject, Z = Watched(Careless()), np.zeros((1, 2))
    assert subject.softmax(Z).tolist() == [[1.0, 1.0]]
    assert (subject.changed, Z.tolist()) == (("Z",), [[0.0, 0.0]])
    subject.outputs(NETWORK, Z)
    assert (subject.changed, NETWORK.parameters.tolist()) == (("network",), [0.0, 0.0])


def test_nan_is_no_change():
    """A NaN that stays where it was."""

    class Idle(Careless):
        def softmax(self, Z):
            return Z

    subject = Watched(Idle())
    subject.softmax(np.array([[np.nan]]))
    assert subject.changed == ()


def test_an_exception_says_what_was_tried():
    """So that a student sees the call as well as the error."""
    with pytest.raises(NameError) as caught:
        Watched(Careless()).cost(NETWORK, np.zeros((1, 1)), np.zeros((1, 1)))
    assert caught.value.__notes__[0].startswith('tried      network = FeedForward((1, 1), ("sigmoid",))')
    with pytest.raises(TypeError) as caught:
        Watched(Careless()).softmax(np.array([["a"], ["b"]]))
    assert caught.value.__notes__ == ["tried      ActivationFunctions.softmax([['a'], ['b']])"]


def test_what_is_not_offered_is_not_there():
    """An adapter may lack methods."""
    with pytest.raises(AttributeError, match="does not offer metrics"):
        Watched(Careless()).metrics(np.eye(2), np.eye(2))


def test_numpys_warnings_decide_nothing():
    """Not even where warnings are errors, as in these tests."""
    assert np.isnan(load_subject("original").softmax(np.array([[1000.0, 0.0]]))[0, 0])


@pytest.mark.parametrize("name", ["fixd", "kata", "no/such/folder"])
def test_a_library_that_is_not_there(name):
    """The message says what could have been."""
    with pytest.raises(FileNotFoundError, match=r"expected original, fixed, exercise or a folder"):
        find_library("tests" if name == "kata" else name)


def test_libraries_are_kept_apart():
    """Two of them in one process, and a folder by its path, do not mix."""
    original, fixed = load_library("original"), load_library("fixed")
    assert load_library(find_library("fixed")) is fixed
    assert original.Adam is not fixed.Adam
    assert original.feed_forward.__file__ != fixed.feed_forward.__file__


def test_a_library_that_cannot_be_imported_leaves_nothing_behind(tmp_path):
    """Mended, it loads."""
    (tmp_path / "__init__.py").write_text("x = (", encoding="utf-8")
    with pytest.raises(SyntaxError):
        load_library(tmp_path)
    (tmp_path / "__init__.py").write_text("x = 1", encoding="utf-8")
    assert load_library(tmp_path).x == 1


def test_what_is_loaded_is_what_was_saved_last(tmp_path):
    """In a process of its own after each save, though the second came within the same second, and as long."""
    (tmp_path / "__init__.py").write_text("from .layer import units", encoding="utf-8")
    script = f"from kata.subject.libraries import load_library; print(load_library({str(tmp_path)!r}).units)"
    told = []
    for text in ("units = 1", "units = 2"):
        path = tmp_path / "layer.py"
        path.write_text(text, encoding="utf-8")
        os.utime(path, (1e9, 1e9))
        command = [sys.executable, "-c", script]
        environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": ""}
        done = subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True, timeout=limit(600)
        )
        told.append(done.stdout.strip())
    assert told == ["1", "2"]


def test_a_trace_measures_memory_and_updates_however_they_are_made():
    """The updates are what was taken from the parameters, step by step."""
    script = np.array([[1.0, 2.0], [3.0, -4.0]])
    settings = Settings(epochs=2, batch_size=2, learning_rate=0.5, measured=True)
    trace = load_subject("fixed").fit_trace("gradient_descent", script, 2, settings, 0)
    assert trace.updates.tolist() == [[0.5, 1.0], [1.5, -2.0]]
    assert [sorted(batch.tolist()) for batch in trace.batches] == [[0, 1], [0, 1]]
    assert trace.peak > 0


@pytest.mark.parametrize("named", [{}, {"z": np.ones((1, 2))}, {"Z": np.ones((1, 2)), "axis": 1}], ids=list)
def test_a_call_by_other_names_is_a_type_error(named):
    """Of Python's own words, whoever looks at the arguments first."""
    with pytest.raises(TypeError, match="argument"):
        load_subject("fixed").softmax(**named)


def test_memory_that_was_not_measured_is_no_number():
    """A test that forgets to ask for it must not pass because nothing is less than anything."""
    trace = load_subject("fixed").fit_trace("adam", np.ones((1, 2)), 1, Settings(epochs=1, batch_size=1), 0)
    with pytest.raises(ValueError, match="measured=True"):
        trace.peak  # noqa: B018 - a look is enough


def test_an_optimiser_fits_again_and_its_learning_rate_decays():
    """The second `fit` goes on with the epochs and the parameters of the first, and `on_epoch` sets the rate."""
    settings = Settings(epochs=2, batch_size=1, learning_rate=8.0, fits=(None, None), decay=0.5)
    trace = load_subject("fixed").fit_trace("gradient_descent", np.ones((1, 2)), 1, settings, 0)
    assert [epoch.epoch for epoch in trace.log] == [1, 2, 3, 4]
    assert trace.updates[:, 0].tolist() == [8.0, 4.0, 2.0, 1.0]


def test_a_fit_that_was_stopped_can_be_followed_by_another():
    """`stop_after` is an epoch of the optimiser's life, and none comes twice."""
    settings = Settings(epochs=3, batch_size=1, fits=(None, None), stop_after=2)
    log = load_subject("fixed").fit_trace("gradient_descent", np.ones((1, 2)), 1, settings, 0).log
    assert [epoch.epoch for epoch in log] == [1, 2, 3, 4, 5]
