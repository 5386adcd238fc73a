"""bias-correction: the t in Adam's correction counts steps, over all batches and epochs.

With a single batch an epoch, epochs and steps are the same, and the steps of a constant gradient are equal. Where
they are not, Adam has another defect, which tests/contract/test_adam.py tells of, and none of this one's.
"""

import numpy as np
import oracles
import pytest
import strategies
from hypothesis import example, given
from hypothesis import strategies as st
from oracles import SINGLE, close
from telling import count, no_error, told

from kata.subject.interface import Settings

PAPER = "the steps are those of Kingma and Ba (2015), however they are cut into epochs"


def lengths(subject, gradient, batches, epochs, optimiser="adam"):
    """Return the lengths of the steps with a constant gradient, in units of the first of them."""
    with no_error("a step"):
        trace = subject.fit_trace(optimiser, gradient, batches, Settings(epochs=epochs, batch_size=1), 0)
    with np.errstate(all="ignore"):
        return np.abs(trace.updates / trace.updates[0])


def assert_as_long_in_one_epoch(subject, gradient, batches, epochs):
    """Fail if Adam's steps are equal where each is an epoch of its own, and are not where an epoch has several.

    Where gradient descent does not take that many equal steps either, it is `fit` that does otherwise.
    """
    got, expected = lengths(subject, gradient, batches, epochs), np.ones((batches * epochs, gradient.shape[1]))
    alone = lengths(subject, gradient, 1, batches * epochs)
    plain = lengths(subject, gradient, batches, epochs, "gradient_descent")
    if not close(alone, expected, rtol=1e-4) or not close(plain, expected, rtol=1e-4):
        return
    first = " ".join(f"{length:.2f}" for length in got[:6, 0]) + (" ..." if len(got) > 6 else "")
    assert close(got, expected, rtol=1e-4), told(
        tried=f"{count(epochs, 'epoch')} of {count(batches, 'batch')}, Adam's gradient always {gradient[0]}",
        got=f"steps that are {first} times as long as the first, in the mean {got.mean():.2f} times",
        expected=f"steps that are all as long as the first, as in {batches * epochs} epochs of one batch",
        why="of a gradient that never changes the mean is the gradient, and all steps are equally long",
    )


@pytest.mark.bug("bias-correction")
@pytest.mark.parametrize("batches", [10, 100, 1000])
def test_a_constant_gradient_gives_equal_steps(subject, batches):
    """In one epoch as in many; the original's are 1.75, 1.47 and 0.63 times as long in the mean of the first."""
    assert_as_long_in_one_epoch(subject, np.array([[2.0, -0.5]]), batches, epochs=1)


@pytest.mark.bug("bias-correction")
@given(gradient=strategies.gradients(steps=1), batches=st.integers(2, 6), epochs=st.integers(1, 3))
@example(gradient=np.ones((1, 2)), batches=2, epochs=1)
@example(gradient=np.ones((1, 2)), batches=3, epochs=2)
def test_only_the_number_of_steps_counts(subject, gradient, batches, epochs):
    """Six steps are six steps: in one epoch, in two, in three or in six."""
    assert_as_long_in_one_epoch(subject, gradient, batches, epochs)


@pytest.mark.once_fixed("bias-correction")
@given(batches=st.integers(2, 6), epochs=st.integers(1, 3), seed=strategies.seeds)
@example(batches=2, epochs=1, seed=0)
@example(batches=3, epochs=2, seed=0)
def test_every_step_is_the_textbooks(subject, batches, epochs, seed):
    """Several batches an epoch and any gradients, against the algorithm of the paper."""
    script = np.random.default_rng(seed).uniform(0.1, 2, (batches * epochs, 3)) * [1, -1, 1]
    got = subject.fit_trace("adam", script, batches, Settings(epochs=epochs, batch_size=1), 0).updates
    expected = oracles.adam(script)
    assert close(got, expected, rtol=SINGLE), told(
        tried=f"{count(epochs, 'epoch')} of {count(batches, 'batch')}, gradients {script.round(3).tolist()}",
        got=got,
        expected=expected,
        why=PAPER,
    )


@pytest.mark.once_fixed("bias-correction")
@given(script=strategies.gradients(steps=6))
@example(script=np.ones((6, 2)))
@example(script=np.array([[1.0, 2.0], [-1.0, 1.0], [1.0, 1.0], [-2.0, 1.0], [1.0, -1.0], [1.0, 3.0]]))
def test_what_adam_remembers_outlasts_an_epoch(subject, script):
    """Any six gradients move the parameters alike in one epoch, in two, in three and in six."""
    expected = oracles.adam(script)
    for epochs in (1, 2, 3, 6):
        got = subject.fit_trace("adam", script, 6 // epochs, Settings(epochs=epochs, batch_size=1), 0).updates
        assert close(got, expected, rtol=SINGLE), told(
            tried=f"six steps in {count(epochs, 'epoch')}, gradients {script.round(3).tolist()}",
            got=got,
            expected=expected,
            why="the running means, and the count of their steps, go on when an epoch ends",
        )
