"""ignored-penalty: l1 and l2 count, in the cost and in the gradient, for every parameter.

Penalties are measured as the difference they make, so that nothing else can go wrong.
"""

import numpy as np
import oracles
import pytest
import strategies
from hypothesis import example, given
from hypothesis import strategies as st
from oracles import CANCELLED, ROUNDED, close
from telling import told

from kata.subject.interface import Network, Settings

pytestmark = pytest.mark.bug("ignored-penalty")

penalties = st.sampled_from([0.0, 0.01, 0.5, 2.0])
TWO_PARAMETERS = (Network((1, 1), ("sigmoid",), np.array([3.0, -4.0])), np.ones((2, 1)), np.array([[0.0], [1.0]]))
ONE_IS_ZERO = (Network((1, 1), ("sigmoid",), np.array([3.0, 0.0])), *TWO_PARAMETERS[1:])


@given(problem=strategies.binary_problems(), l1=penalties, l2=penalties)
@example(problem=TWO_PARAMETERS, l1=1.0, l2=0.0)
@example(problem=TWO_PARAMETERS, l1=0.0, l2=1.0)
def test_the_cost_rises_by_the_penalty(subject, problem, l1, l2):
    """By l1 |w| + l2 w^2, in both places that report a cost, however many rows there are."""
    network, X, Y = problem
    expected = oracles.penalty(network.parameters, l1, l2)
    for name, function in [("cost", subject.cost), ("cost_gradient", lambda *a: subject.cost_gradient(*a)[0])]:
        got = function(network, X, Y, l1, l2) - function(network, X, Y, 0.0, 0.0)
        assert close(got, expected, rtol=ROUNDED, atol=CANCELLED), told(
            tried=f"what l1={l1}, l2={l2} add to {name}, parameters {network.parameters.round(3)}, {len(X)} rows",
            got=got,
            expected=expected,
            why="the penalty is l1 |w| + l2 w^2 over all parameters, biases too, once a call",
        )


@given(problem=strategies.binary_problems(), l1=penalties, l2=penalties)
@example(problem=TWO_PARAMETERS, l1=1.0, l2=0.0)
@example(problem=TWO_PARAMETERS, l1=0.0, l2=1.0)
@example(problem=ONE_IS_ZERO, l1=1.0, l2=0.0)
def test_the_gradient_leans_towards_zero(subject, problem, l1, l2):
    """By l1 sign(w) + 2 l2 w in every component, and by nothing at 0: what makes the penalty act."""
    network, X, Y = problem
    got = subject.cost_gradient(network, X, Y, l1, l2)[1] - subject.cost_gradient(network, X, Y, 0.0, 0.0)[1]
    expected = oracles.penalty_gradient(network.parameters, l1, l2)
    assert close(got, expected, rtol=ROUNDED, atol=CANCELLED), told(
        tried=f"what l1={l1}, l2={l2} add to G, parameters {network.parameters.round(2)}, {len(X)} rows",
        got=got,
        expected=expected,
        why="the slope of l1 |w| + l2 w^2 is l1 sign(w) + 2 l2 w",
    )


@pytest.mark.parametrize(("l1", "l2"), [(0.0, 0.3), (0.1, 0.0)])
def test_training_with_a_penalty_keeps_the_parameters_small(subject, l1, l2):
    """From the same start, over the same data, a penalty that pulls hard leaves less of every parameter."""
    X, Y = np.array([[-1.0], [1.0]]), np.array([[0.0], [1.0]])
    settings = Settings(epochs=200, batch_size=2, learning_rate=0.1, parameters=np.array([1.0, 0.5]))
    free = subject.train((1, 1), ("sigmoid",), "gradient_descent", X, Y, settings, 0)[0]
    held = subject.train((1, 1), ("sigmoid",), "gradient_descent", X, Y, settings._replace(l1=l1, l2=l2), 0)[0]
    assert abs(held[0]) < 0.7 * abs(free[0]), told(
        tried=f"a weight trained with l1={l1}, l2={l2}",
        got=held[0],
        expected=f"less than 0.7 of {free[0]:.6g}, which it is without",
        why="regularisation that changes nothing does not keep a network from overfitting",
    )
