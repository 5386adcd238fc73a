"""bias-correction: the t in Adam's correction counts steps, over all batches and epochs."""

import numpy as np
import oracles
import pytest
import strategies
from hypothesis import example, given
from hypothesis import strategies as st
from oracles import ROUNDED, close
from telling import told

from kata.subject.interface import Settings

pytestmark = pytest.mark.bug("bias-correction")

WHY = "the running means start at zero and are too small by 1 - beta^t at step t: steps, not epochs"


@given(batches=st.integers(2, 6), epochs=st.integers(1, 3), seed=strategies.seeds)
@example(batches=2, epochs=1, seed=0)
@example(batches=3, epochs=2, seed=0)
def test_every_step_is_the_textbooks(subject, batches, epochs, seed):
    """Several batches an epoch and any gradients, against the algorithm of the paper."""
    script = np.random.default_rng(seed).normal(size=(batches * epochs, 3))
    got = subject.fit_trace("adam", script, batches, Settings(epochs=epochs, batch_size=1), 0).updates
    expected = oracles.adam(script)
    assert close(got, expected, rtol=ROUNDED), told(
        tried=f"{epochs} epochs of {batches} batches, gradients {script.round(3).tolist()}",
        got=got,
        expected=expected,
        why=WHY,
    )


@pytest.mark.parametrize("batches", [10, 100, 1000])
def test_a_constant_gradient_gives_equal_steps(subject, batches):
    """All of length alpha; the original's are 1.75, 1.47 and 0.63 times as long in the mean of the first epoch."""
    trace = subject.fit_trace("adam", np.array([[2.0, -0.5]]), batches, Settings(epochs=1, batch_size=1), 0)
    got, expected = trace.updates / 1e-3, np.tile([1.0, -1.0], (batches, 1))
    assert close(got, expected, rtol=1e-4), told(
        tried=f"the steps of one epoch of {batches} batches with a constant gradient, in units of alpha",
        got=f"{np.abs(got).mean():.2f} in the mean",
        expected="1.00 each",
        why=WHY,
    )


@given(script=strategies.gradients(steps=6))
@example(script=np.ones((6, 2)))
def test_only_the_number_of_steps_counts(subject, script):
    """Six steps are six steps: in one epoch, in two, in three or in six."""
    expected = oracles.adam(script)
    for epochs in (1, 2, 3, 6):
        got = subject.fit_trace("adam", script, 6 // epochs, Settings(epochs=epochs, batch_size=1), 0).updates
        assert close(got, expected, rtol=ROUNDED), told(
            tried=f"six steps in {epochs} epochs, gradients {script.round(3).tolist()}",
            got=got,
            expected=expected,
            why=WHY,
        )
