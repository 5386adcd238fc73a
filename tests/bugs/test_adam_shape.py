"""adam-shape: Adam needs memory for a few numbers a parameter, not for one a pair of parameters.

The numbers come out right either way, so peak memory tells. 1.5 matrices of n x n are far more than Adam needs
(about 12 rows of n, recording included) and far less than what (n, 1) moments lead to (5 matrices or more).
One batch an epoch, so that epochs and steps are the same.
"""

import numpy as np
import oracles
import pytest
import strategies
from hypothesis import example, given
from hypothesis import strategies as st
from oracles import ROUNDED, close
from telling import told

from kata.subject.interface import Settings

pytestmark = pytest.mark.bug("adam-shape")

WHY = "an (n, 1) array and a (1, n) array make an (n, n) array: with 82,008 parameters 50 GiB"


def assert_little_memory(trace, n, steps):
    """Fail if the peak is more than 1.5 matrices of n x n."""
    matrices = trace.peak / (8 * n * n)
    assert matrices < 1.5, told(
        tried=f"the memory of {steps} steps of Adam with {n} parameters",
        got=f"{trace.peak:,} bytes: {matrices:.1f} matrices of {n} x {n}",
        expected="a few rows of n numbers",
        why=WHY,
    )


@given(n=st.integers(400, 1300), steps=st.integers(1, 3), seed=strategies.seeds)
@example(n=1250, steps=1, seed=0)
def test_memory_grows_with_the_number_of_parameters(subject, n, steps, seed):
    """Not with its square, for any number of parameters and steps."""
    gradients = np.random.default_rng(seed).normal(size=(steps, n))
    assert_little_memory(
        subject.fit_trace("adam", gradients, 1, Settings(epochs=steps, batch_size=1), 0), n, steps
    )


def test_1250_parameters(subject):
    """One matrix of 1,250 x 1,250 takes 12.5 million bytes; the original takes five and more."""
    trace = subject.fit_trace("adam", np.ones((1, 1250)), 1, Settings(epochs=1, batch_size=1), 0)
    assert_little_memory(trace, 1250, 1)


@given(gradients=strategies.gradients(steps=3, components=500))
@example(gradients=np.ones((3, 500)) * [[1.0], [2.0], [-1.0]])
def test_little_memory_and_yet_a_moment_for_each_parameter(subject, gradients):
    """Less memory must not come from dropping moments, from sharing them, or from starting them anew."""
    trace = subject.fit_trace("adam", gradients, 1, Settings(epochs=3, batch_size=1), 0)
    assert_little_memory(trace, 500, 3)
    expected = oracles.adam(gradients)
    assert close(trace.updates, expected, rtol=ROUNDED), told(
        tried="three steps of Adam with 500 parameters",
        got=trace.updates,
        expected=expected,
        why="every parameter has running means of its own, kept from step to step",
    )
