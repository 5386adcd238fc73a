"""Adam is the textbook's, with its own settings and with others.

One batch an epoch. The paper gives the formula in two orders, which differ in the weight of epsilon: with ordinary
gradients by less than `oracles.SINGLE`.
"""

import numpy as np
import oracles
import pytest
import strategies
from hypothesis import example, given
from hypothesis import strategies as st
from oracles import ROUNDED, SINGLE, close
from telling import told

from kata.subject.interface import Settings


def steps(subject, script, **settings):
    """Return what Adam takes from the parameters in each epoch of one batch."""
    return subject.fit_trace("adam", script, 1, Settings(len(script), batch_size=1, **settings), 0).updates


@given(script=strategies.gradients(steps=8))
@example(script=np.array([[1.0, 0.1]] * 4 + [[-2.0, 10.0]] * 4))
@example(script=np.array([[1.0, -2.0]] + [[0.0, 1.0]] * 7))
def test_full_batch_adam_is_the_textbooks(subject, script):
    """Eight steps of one batch each, against the algorithm of the paper."""
    got, expected = steps(subject, script), oracles.adam(script)
    assert close(got, expected, rtol=SINGLE), told(
        tried=f"eight steps with gradients {script.tolist()}",
        got=got,
        expected=expected,
        why="Kingma and Ba (2015)",
    )


def other_order(script, beta2, epsilon, **betas):
    """Return the steps of the paper's other order, which divides by sqrt(v) + epsilon and corrects afterwards."""
    each = [
        oracles.adam(script[:t], beta2=beta2, epsilon=epsilon / (1 - beta2**t) ** 0.5, **betas)[-1]
        for t in range(1, len(script) + 1)
    ]
    return np.array(each)


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
    """Any decay of the means, and gradients so small that epsilon counts, in either order of the paper."""
    given = {"beta1": beta1, "beta2": beta2, "epsilon": epsilon}
    got = steps(subject, scale * script, **given)
    expected, other = oracles.adam(scale * script, **given), other_order(scale * script, **given)
    assert any(close(got, right, rtol=ROUNDED, atol=1e-15) for right in (expected, other)), told(
        tried=f"gradients {(scale * script).tolist()}, beta1 {beta1}, beta2 {beta2}, epsilon {epsilon}",
        got=got,
        expected=expected,
        why="Kingma and Ba (2015): each of the three has its place in the formula",
    )


def test_a_parameter_without_a_gradient_stays(subject):
    """As that of a pixel which is always blank: 0 / (0 + epsilon) is 0."""
    got = steps(subject, np.array([[0.0, 1.0]] * 3))[:, 0]
    assert close(got, np.zeros(3)), told(
        tried="three steps of a parameter whose gradient is always 0",
        got=got,
        expected="0 each",
        why="without epsilon, 0 / 0 is not a number",
    )


def test_the_steps_go_against_the_gradient(subject):
    """The first of them by the learning rate, however large or small the gradient is."""
    got = steps(subject, np.array([[1e-3, -1e3]]), learning_rate=0.25)
    assert close(got, np.array([[0.25, -0.25]]), rtol=1e-3), told(
        tried="what the first step takes from two parameters with the gradients 0.001 and -1000, alpha 0.25",
        got=got,
        expected="0.25 and -0.25",
        why="m and sqrt(v) are of the same size, and what is left is the sign",
    )


def test_a_learning_rate_set_between_epochs_counts(subject):
    """Each step is half as long as it would be with the last, and m and v go on."""
    script = np.array([[1.0, 2.0], [-1.0, 1.0], [3.0, 0.5], [-0.5, -1.0]])
    got = steps(subject, script, learning_rate=0.5, decay=0.5)
    expected = oracles.adam(script) * 500 * 0.5 ** np.arange(4)[:, np.newaxis]
    assert close(got, expected, rtol=SINGLE), told(
        tried=f"the steps with gradients {script.tolist()} when on_epoch halves the learning rate after each",
        got=got,
        expected=expected,
        why="decay of the learning rate lives in on_epoch, and must reach the optimiser",
    )


@given(script=strategies.gradients(steps=6))
@example(script=np.array([[1.0, 2.0], [-1.0, 1.0], [1.0, 1.0], [-2.0, 1.0], [1.0, -1.0], [1.0, 3.0]]))
def test_the_means_go_on_in_the_next_fit(subject, script):
    """Two trainings of three epochs are one of six."""
    settings = Settings(epochs=3, batch_size=1, fits=(None, None))
    got, expected = subject.fit_trace("adam", script, 1, settings, 0).updates, oracles.adam(script)
    assert close(got, expected, rtol=SINGLE), told(
        tried=f"two calls of fit, three epochs each, gradients {script.round(3).tolist()}",
        got=got,
        expected=expected,
        why="m, v and the count of steps belong to the optimiser, not to one training",
    )


def test_the_corrections_never_end(subject):
    """By a gradient that stays the same every step is alpha long, be it the three thousandth."""
    settings = Settings(epochs=3_000, batch_size=1)
    got = subject.fit_trace("adam", np.array([[1.0, -2.0]]), 1, settings, 0).updates
    wrong = np.flatnonzero(~np.isclose(got, [1e-3, -1e-3], rtol=SINGLE, atol=0).all(axis=1))
    assert not len(wrong), told(
        tried="3,000 steps with the gradient [1, -2]",
        got=f"{got[wrong[0]]} in step {wrong[0] + 1}" if len(wrong) else got,
        expected="[0.001, -0.001] in every step",
        why="m and v are corrected in every step: then they are the gradient and its square from first to last",
    )


def test_the_gradient_is_left_as_it_was(subject):
    """`fit` reports its length after the step; it has but one component that is not 0."""
    log = subject.fit_trace("adam", np.array([[3.0, 0.0, 0.0]]), 1, Settings(epochs=2, batch_size=1), 0).log
    got = [epoch.gradient_norm for epoch in log]
    assert close(got, [3.0, 3.0]), told(
        tried="the norms that fit reports after two steps of Adam with the gradient [3, 0, 0]",
        got=got,
        expected="3 each",
        why="a step reads the gradient, and whoever called goes on using it",
    )


@pytest.mark.parametrize("size", [1e-25, 1e25])
def test_the_mean_of_squares_is_as_precise_as_the_network(subject, size):
    """Squares of 1e50 and 1e-50 are numbers in double precision, and are not in single."""
    got = steps(subject, np.array([[size, -size]]), epsilon=1e-40)
    expected = np.array([[1e-3, -1e-3]])
    assert close(got, expected, rtol=SINGLE), told(
        tried=f"a step of a float64 network with gradients of {size:g}, epsilon 1e-40",
        got=got,
        expected=expected,
        why="v is of the network's dtype",
    )


def test_the_mean_of_gradients_is_as_precise_as_the_network(subject):
    """After 1 and -0.9 + 1e-9, m is 1e-10 exactly enough in double precision, and lost in single."""
    script = np.array([[1.0, 1.0], [-0.9 + 1e-9, 1.0]])
    got, expected = steps(subject, script)[1], oracles.adam(script)[1]
    assert close(got, expected, rtol=1e-3, atol=0), told(
        tried="the second step of a float64 network with gradients 1 and -0.9 + 1e-9",
        got=got,
        expected=expected,
        why="m is of the network's dtype",
    )


def test_single_precision_takes_half_the_memory(subject):
    """A network of float32 has m and v of float32."""
    script = np.ones((3, 1250))
    settings = Settings(epochs=3, batch_size=1, measured=True)
    double = subject.fit_trace("adam", script, 1, settings, 0)
    single = subject.fit_trace("adam", script.astype(np.float32), 1, settings, 0)
    trained_in_single = (
        single.updates.dtype == np.float32
    )  # an adapter may have no other network than one of float64
    assert single.peak < 0.8 * double.peak or not trained_in_single, told(
        tried="the memory of three steps of Adam with 1250 parameters, float32 and float64",
        got=f"{single.peak:,} and {double.peak:,} bytes",
        expected="about half of it for float32",
        why="m and v are of the network's dtype",
    )


@pytest.mark.once_fixed("adam-shape", "gradient-norm")
def test_adam_takes_a_few_rows(subject):
    """The steps and the ends of their epochs together: no matrix of n x n, be it a single one."""
    n = 1250
    settings = Settings(epochs=3, batch_size=1, measured=True)
    rows = subject.fit_trace("adam", np.ones((3, n)), 1, settings, 0).peak / (8 * n)
    assert rows < 60, told(
        tried=f"the memory of three epochs of Adam with {n} parameters",
        got=f"{rows:.0f} rows of {n} numbers",
        expected="a dozen, and no more than 60",
        why="a matrix of n x n is 1,250 rows, and 50 GiB with 82,008 parameters",
    )


@pytest.mark.once_fixed("adam-shape", "gradient-norm")
def test_many_steps_of_adam_take_no_more_than_a_few(subject):
    """The tests write the position before each of them down; beside that it needs a few rows."""
    subject.need("memory")
    n, steps = 800, 100
    settings = Settings(epochs=steps, batch_size=1, measured=True)
    rows = subject.fit_trace("adam", np.ones((1, n)), 1, settings, 0).peak / (8 * n)
    assert rows < steps + 60, told(
        tried=f"the memory of {steps} steps of Adam with {n} parameters, each position written down",
        got=f"{rows:.0f} rows of {n} numbers",
        expected=f"{steps} for the positions and a dozen for Adam, and no more than {steps + 60}",
        why="memory that grows with every step ends a long training",
    )
