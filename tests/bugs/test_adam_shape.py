"""adam-shape: Adam needs memory for a few numbers a parameter, not for one a pair of parameters.

The numbers come out right either way, so peak memory tells. 1.5 matrices of n x n are far more than Adam needs
(about 12 rows of n, recording included) and far less than what (n, 1) moments lead to (5 matrices or more).
One batch an epoch, so that epochs and steps are the same.
"""

import numpy as np
import pytest
import strategies
from hypothesis import example, given
from hypothesis import strategies as st
from oracles import CANCELLED, close
from telling import count, no_error, told

from kata.subject.interface import Settings

WHY = "an (n, 1) array and a (1, n) array make an (n, n) array: with 82,008 parameters 50 GiB"


def stepped(subject, gradients):
    """Return the trace of one step of Adam for each of these gradients, an epoch each."""
    with no_error("a step", but=MemoryError):
        settings = Settings(epochs=len(gradients), batch_size=1, measured=True)
        return subject.fit_trace("adam", gradients, 1, settings, 0)


def assert_little_memory(trace, n, steps):
    """Fail if the peak is more than 1.5 matrices of n x n."""
    matrices = trace.peak / (8 * n * n)
    assert matrices < 1.5, told(
        tried=f"the memory of {count(steps, 'step')} of Adam with {n} parameters",
        got=f"{trace.peak:,} bytes: {matrices:.1f} matrices of {n} x {n}",
        expected="a few rows of n numbers",
        why=WHY,
    )


@pytest.mark.bug("adam-shape")
@given(n=st.integers(400, 1300), steps=st.integers(1, 3), seed=strategies.seeds)
@example(n=1250, steps=1, seed=0)
def test_memory_grows_with_the_number_of_parameters(subject, n, steps, seed):
    """Not with its square, for any number of parameters and steps."""
    gradients = np.random.default_rng(seed).normal(size=(steps, n))
    assert_little_memory(stepped(subject, gradients), n, steps)


@pytest.mark.bug("adam-shape")
def test_1250_parameters(subject):
    """One matrix of 1,250 x 1,250 takes 12.5 million bytes; the original takes five and more."""
    assert_little_memory(stepped(subject, np.ones((1, 1250))), 1250, 1)


@pytest.mark.once_fixed("adam-shape")
@given(gradients=strategies.gradients(steps=3, components=500))
@example(gradients=np.ones((3, 500)) * [[1.0], [2.0], [-1.0]] * np.linspace(0.1, 10, 500))
def test_little_memory_and_yet_a_moment_for_each_parameter(subject, gradients):
    """Less memory must not come from sharing the moments: each parameter moves as it does without the others."""
    trace = stepped(subject, gradients)
    assert_little_memory(trace, 500, 3)
    expected = np.hstack([stepped(subject, gradients[:, i : i + 250]).updates for i in (0, 250)])
    expected[:, :2] = stepped(subject, gradients[:, :2]).updates
    assert close(trace.updates, expected, rtol=CANCELLED), told(
        tried="three steps of Adam with 500 parameters",
        got=trace.updates,
        expected=expected,
        why="every parameter has running means of its own, and the others are none of its business",
    )
