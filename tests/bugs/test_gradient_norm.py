"""gradient-norm: the training stop looks at the length of the whole gradient."""

import numpy as np
import oracles
import pytest
import strategies
from hypothesis import example, given
from hypothesis import strategies as st
from oracles import ROUNDED, close
from telling import count, no_error, told

from kata.subject.interface import Settings


def norms(subject, optimiser, script):
    """Return the norm that is reported of each gradient, of which each is an epoch."""
    log = subject.fit_trace(optimiser, script, 1, Settings(epochs=len(script), batch_size=1), 0).log
    return [epoch.gradient_norm for epoch in log]


@pytest.mark.bug("gradient-norm")
@pytest.mark.parametrize("optimiser", ["gradient_descent", "adam"])
@given(script=st.integers(3, 6).flatmap(lambda n: strategies.gradients(components=n)))
@example(script=np.array([[1.0, -2.0, 2.0]]))
def test_the_other_components_count_as_the_first_does(subject, optimiser, script):
    """Where the norm grows with the first component, it grows with the others, too, whatever norm it is."""
    first = np.eye(1, script.shape[1])[0] == 1
    with no_error("a step"):
        got = norms(subject, optimiser, script)
        first_longer = norms(subject, optimiser, np.where(first, 1000 * script, script))
        others_longer = norms(subject, optimiser, np.where(first, script, 1000 * script))
    counts = not close(got, first_longer, rtol=ROUNDED)
    assert not (counts and close(got, others_longer, rtol=ROUNDED)), told(
        tried=f"the norms of the gradients {script.tolist()}, {optimiser}, and of others that differ from them",
        got=f"{got}; with the first component a thousand times as large {first_longer}; "
        f"with all others a thousand times as large {others_longer}",
        expected="others, too, where the other components are larger",
        why="every component says how far the cost is from flat, not the first one alone",
    )


@pytest.mark.bug("gradient-norm")
@pytest.mark.parametrize("optimiser", ["gradient_descent", "adam"])
def test_a_gradient_whose_first_component_is_zero_does_not_stop_the_training(subject, optimiser):
    """The first pixel of MNIST is always blank, so the first weight has no gradient; the others have."""
    settings = Settings(epochs=3, batch_size=1, tolerance=0.0)
    with no_error("a step"):
        first, last = (
            len(subject.fit_trace(optimiser, np.array([G]), 1, settings, 0).log)
            for G in ([0.0, 1, 1], [1.0, 1, 0])
        )
    assert first >= last, told(
        tried="three epochs with gradient [0, 1, 1] and tolerance 0",
        got=f"stopped after epoch {first}, and with gradient [1, 1, 0] after epoch {last}",
        expected="as many epochs with the one as with the other",
        why="they are of the same length, and there is something left to learn",
    )


@pytest.mark.bug("gradient-norm")
def test_the_norm_needs_no_matrix(subject):
    """A norm is one number; 60 rows of n numbers are plenty, a matrix of n x n is 1,250 rows."""
    n = 1250
    script = np.ones((1, n))
    with no_error("a step", but=MemoryError):
        settings = Settings(epochs=1, batch_size=1, measured=True)
        trace = subject.fit_trace("gradient_descent", script, 1, settings, 0)
    rows = trace.peak / (8 * n)
    assert rows < 60, told(
        tried=f"the memory of one step of gradient descent with {n} parameters",
        got=f"{trace.peak:,} bytes: {rows:.0f} rows of n numbers",
        expected="a few rows of n numbers",
        why="a column times a row is an (n, n) matrix: on MNIST 50 GiB for a single number",
    )


@pytest.mark.once_fixed("gradient-norm")
@pytest.mark.parametrize("optimiser", ["gradient_descent", "adam"])
@given(script=strategies.gradients())
@example(script=np.array([[3.0, 4.0]]))
@example(script=np.array([[0.0, 1.0]]))
@example(script=np.array([[0.0, -2.0, 3.0, -6.0]]))
def test_the_norm_is_the_euclidean_length(subject, optimiser, script):
    """Whatever the optimiser; the square root of the sum of squares of all components."""
    got, expected = norms(subject, optimiser, script), [oracles.norm(G) for G in script]
    assert close(got, expected, rtol=ROUNDED), told(
        tried=f"the norms of the gradients {script.tolist()}, {optimiser}",
        got=got,
        expected=expected,
        why="every component says how far the cost is from flat, not the first one alone",
    )


@pytest.mark.once_fixed("gradient-norm")
@given(hundredths=st.sets(st.integers(1, 10_000), min_size=2, max_size=6), share=st.floats(0.0, 0.5))
@example(hundredths={1000, 200, 50}, share=0.5)
def test_training_stops_when_the_gradient_is_short_and_not_before(subject, hundredths, share):
    """The tolerance lies between the shortest length and the others, above all the first components."""
    lengths = [k / 100 for k in sorted(hundredths, reverse=True)]
    tolerance = (lengths[-1] + lengths[-2]) / 2
    first = share * lengths[-1]
    script = np.array([[first, np.sqrt(length**2 - first**2)] for length in [*lengths, *lengths]])
    settings = Settings(epochs=2 * len(lengths), batch_size=1, tolerance=tolerance)
    log = subject.fit_trace("gradient_descent", script, 1, settings, 0).log
    assert len(log) == len(lengths), told(
        tried=f"gradients of lengths {lengths} and tolerance {tolerance:.6g}",
        got=f"stopped after epoch {len(log)}",
        expected=f"stop after epoch {len(lengths)}",
        why="training ends when the whole gradient is short, which is when little is left to learn",
    )


@pytest.mark.once_fixed("gradient-norm")
def test_the_tolerance_is_for_the_euclidean_length(subject):
    """Of [3, 4, 12], which is 13: not for its largest component, and not for the sum of them all."""
    script, settings = np.array([[3.0, -4.0, 12.0]]), Settings(epochs=3, batch_size=1)
    got = [
        len(subject.fit_trace("gradient_descent", script, 1, settings._replace(tolerance=tolerance), 0).log)
        for tolerance in (12.5, 13.5)
    ]
    assert got == [3, 1], told(
        tried="three epochs with the gradient [3, -4, 12], tolerance 12.5, and then 13.5",
        got=f"{count(got[0], 'epoch')} and {got[1]}",
        expected="3 epochs and 1",
        why="the gradient is as long as the reported norm says, for the stop, too",
    )


@pytest.mark.once_fixed("gradient-norm")
def test_the_norm_is_over_all_layers(subject):
    """Of a network of three layers, at its first step: every W and every b counts."""
    rng = np.random.default_rng(1)
    sizes, activations = (2, 3, 3, 1), ("relu", "relu", "sigmoid")
    network = strategies.random_network(rng, sizes, activations)
    X, Y = rng.normal(size=(5, 2)), np.array([[0.0], [1], [1], [0], [1]])
    assert oracles.smooth(network, X), "this seed is of no use to centred differences"
    settings = Settings(epochs=1, batch_size=5, parameters=network.parameters)
    log = subject.train(sizes, activations, "gradient_descent", X, Y, settings, 0)[1]
    slope = oracles.numerical_gradient(
        lambda w: oracles.cost(network._replace(parameters=w), X, Y), network.parameters
    )
    got, expected = log[0].gradient_norm, oracles.norm(slope)
    assert close(got, expected, rtol=oracles.SINGLE), told(
        tried=f"the norm after one step of a network of {sizes}",
        got=got,
        expected=expected,
        why="a layer that still learns is a reason to go on, whichever it is",
    )


@pytest.mark.once_fixed("gradient-norm")
def test_training_goes_on_where_the_first_input_is_always_zero(subject):
    """As with MNIST's first pixel; a single sigmoid, by gradient descent, from zero."""
    rng = np.random.default_rng(0)
    X = rng.normal(size=(20, 3)) * [0, 1, 1]
    Y = (X[:, 1:2] > 0).astype(float)
    settings = Settings(epochs=4, batch_size=5, learning_rate=0.1, tolerance=0.0, parameters=np.zeros(4))
    log = subject.train((3, 1), ("sigmoid",), "gradient_descent", X, Y, settings, 0)[1]
    assert len(log) == 4, told(
        tried="four epochs on data whose first column is 0, with tolerance 0",
        got=f"stopped after epoch {len(log)}",
        expected="four epochs",
        why="one weight has nothing to learn, but the others have",
    )
