"""Adam is the textbook's, with its own settings and with others."""

import numpy as np
import oracles
import strategies
from hypothesis import example, given
from hypothesis import strategies as st
from oracles import ROUNDED, close
from telling import told

from kata.subject.interface import Settings


@given(script=strategies.gradients(steps=8))
def test_full_batch_adam_is_the_textbooks(subject, script):
    """Eight steps of one batch each, against the algorithm of the paper."""
    got = subject.fit_trace("adam", script, 1, Settings(epochs=8, batch_size=1), 0).updates
    expected = oracles.adam(script)
    assert close(got, expected, rtol=ROUNDED), told(
        tried=f"eight steps with gradients {script.tolist()}",
        got=got,
        expected=expected,
        why="Kingma and Ba (2015)",
    )


@given(
    script=strategies.gradients(steps=4),
    scale=st.sampled_from([1e-8, 1.0]),
    beta1=st.sampled_from([0.0, 0.3, 0.8]),
    beta2=st.sampled_from([0.2, 0.9, 0.99]),
    epsilon=st.sampled_from([1e-8, 1e-2]),
)
@example(script=np.ones((4, 2)), scale=1e-8, beta1=0.9, beta2=0.999, epsilon=1e-8)
@example(script=np.ones((4, 2)), scale=1.0, beta1=0.3, beta2=0.2, epsilon=1e-2)
def test_adam_with_other_settings_is_the_textbooks(subject, script, scale, beta1, beta2, epsilon):
    """Any decay of the means, and gradients so small that epsilon counts; one batch an epoch."""
    settings = Settings(epochs=4, batch_size=1, beta1=beta1, beta2=beta2, epsilon=epsilon)
    got = subject.fit_trace("adam", scale * script, 1, settings, 0).updates
    expected = oracles.adam(scale * script, beta1=beta1, beta2=beta2, epsilon=epsilon)
    assert close(got, expected, rtol=ROUNDED, atol=1e-15), told(
        tried=f"gradients {(scale * script).tolist()}, beta1 {beta1}, beta2 {beta2}, epsilon {epsilon}",
        got=got,
        expected=expected,
        why="Kingma and Ba (2015): each of the three has its place in the formula",
    )
