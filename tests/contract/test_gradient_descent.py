"""Gradient descent goes alpha times the gradient."""

import numpy as np
import strategies
from hypothesis import given
from hypothesis import strategies as st
from oracles import CANCELLED, ROUNDED, close
from telling import told

from kata.subject.interface import Settings


def test_gradient_descent_has_a_learning_rate_of_its_own(subject):
    """One hundredth, if none is given."""
    got = subject.fit_trace("gradient_descent", np.array([[2.0, -1.0]]), 1, Settings(1, 1), 0).updates
    assert close(got, [[0.02, -0.01]], rtol=ROUNDED), told(
        tried="a step with the gradient 2, -1, without a learning rate",
        got=got,
        expected=[[0.02, -0.01]],
        why="it is what whoever gives none will get",
    )


@given(script=strategies.gradients(), rate=st.floats(1e-4, 1.0))
def test_gradient_descent_goes_alpha_times_the_gradient(subject, script, rate):
    """Every step, whatever came before."""
    settings = Settings(epochs=len(script), batch_size=1, learning_rate=rate)
    got = subject.fit_trace("gradient_descent", script, 1, settings, 0).updates
    assert close(got, rate * script, rtol=ROUNDED, atol=CANCELLED), told(
        tried=f"gradients {script.tolist()}, alpha {rate}", got=got, expected=rate * script, why="w <- w - alpha G"
    )
