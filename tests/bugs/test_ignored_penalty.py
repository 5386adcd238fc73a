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
from telling import count, told

from kata.subject.interface import Network, Settings

strengths = st.sampled_from([0.01, 0.5, 2.0])
penalties = pytest.mark.parametrize("penalty", ["l1", "l2"])
TWO_PARAMETERS = (Network((1, 1), ("sigmoid",), np.array([3.0, -4.0])), np.ones((2, 1)), np.array([[0.0], [1.0]]))
ONE_IS_ZERO = (Network((1, 1), ("sigmoid",), np.array([3.0, 0.0])), *TWO_PARAMETERS[1:])
TWO_CLASSES = (Network((1, 2), ("softmax",), np.array([3.0, 2.0, -4.0, -2.0])), np.ones((2, 1)), np.eye(2)[[0, 0]])
either_output = pytest.mark.parametrize("problem", [TWO_PARAMETERS, TWO_CLASSES], ids=["sigmoid", "softmax"])


def need_parameters(subject, problem):
    """Skip the test where outputs do not depend on the parameters: there is nothing that could be penalised."""
    network, X, _ = problem
    others = network._replace(parameters=2 * network.parameters)
    if np.array_equal(subject.outputs(network, X), subject.outputs(others, X)):
        pytest.skip("the outputs do not depend on the parameters")


def costs_of(subject):
    """Return the two functions of a library that report a cost, by name."""
    return {"cost": subject.cost, "cost_gradient": lambda *a, **named: subject.cost_gradient(*a, **named)[0]}


@pytest.mark.bug("ignored-penalty")
@penalties
@either_output
@pytest.mark.parametrize("function", ["cost", "cost_gradient"])
def test_a_penalty_changes_the_cost(subject, penalty, problem, function):
    """By whatever it may be: a penalty that costs nothing was ignored."""
    need_parameters(subject, problem)
    cost = costs_of(subject)[function]
    with_it, without = cost(*problem, **{penalty: 1.0}), cost(*problem)
    assert with_it != without, told(
        tried=f"the cost by {function} of a network with the parameters {problem[0].parameters}, {penalty}=1",
        got=f"{with_it:.6g}, as without it",
        expected="another cost than without it",
        why="a penalty that is accepted and ignored does not penalise",
    )


@pytest.mark.bug("ignored-penalty")
@penalties
@either_output
def test_a_penalty_changes_the_gradient(subject, penalty, problem):
    """By whatever it may be: it is the gradient that acts."""
    need_parameters(subject, problem)
    with_it, without = (subject.cost_gradient(*problem, **options)[1] for options in ({penalty: 1.0}, {}))
    assert not np.array_equal(with_it, without), told(
        tried=f"the gradient of a network with the parameters {problem[0].parameters}, {penalty}=1",
        got=f"{with_it}, as without it",
        expected="another gradient than without it",
        why="a training goes by the gradient, and then learns the same with a penalty as without",
    )


@pytest.mark.once_fixed("ignored-penalty")
@penalties
@given(problem=strategies.binary_problems(), strength=strengths)
@example(problem=TWO_PARAMETERS, strength=1.0)
@example(problem=TWO_CLASSES, strength=1.0)
def test_the_cost_rises_by_the_penalty(subject, penalty, problem, strength):
    """By l1 |w| or l2 w^2, in both places that report a cost, however many rows there are."""
    network, X, _ = problem
    rows = count(len(X), "row")
    expected = oracles.penalty(network.parameters, **{"l1": 0.0, "l2": 0.0, penalty: strength})
    for name, cost in costs_of(subject).items():
        got = cost(*problem, **{penalty: strength}) - cost(*problem)
        assert close(got, expected, rtol=ROUNDED, atol=CANCELLED), told(
            tried=f"what {penalty}={strength} adds to {name}, of {network.parameters.round(2)} and {rows}",
            got=got,
            expected=expected,
            why="the penalty is l1 |w| + l2 w^2 over all parameters, biases too, once a call",
        )


@pytest.mark.once_fixed("ignored-penalty")
@penalties
@given(problem=strategies.binary_problems(), strength=strengths)
@example(problem=TWO_PARAMETERS, strength=1.0)
@example(problem=ONE_IS_ZERO, strength=1.0)
@example(problem=TWO_CLASSES, strength=1.0)
def test_the_gradient_leans_towards_zero(subject, penalty, problem, strength):
    """By l1 sign(w) or 2 l2 w in every component, and by nothing at 0: what makes the penalty act."""
    network, X, _ = problem
    got = subject.cost_gradient(*problem, **{penalty: strength})[1] - subject.cost_gradient(*problem)[1]
    expected = oracles.penalty_gradient(network.parameters, **{"l1": 0.0, "l2": 0.0, penalty: strength})
    assert close(got, expected, rtol=ROUNDED, atol=CANCELLED), told(
        tried=f"what {penalty}={strength} adds to G, of {network.parameters.round(2)}, {count(len(X), 'row')}",
        got=got,
        expected=expected,
        why="the slope of l1 |w| + l2 w^2 is l1 sign(w) + 2 l2 w",
    )


@pytest.mark.once_fixed("ignored-penalty")
def test_both_penalties_add_up(subject):
    """Each by its own strength, in the cost and in the gradient."""
    network, X, Y = TWO_PARAMETERS
    cost, G = subject.cost_gradient(network, X, Y, 0.5, 0.25)
    without, G_without = subject.cost_gradient(network, X, Y)
    expected = np.array([0.5 * 7 + 0.25 * 25, 0.5 + 0.5 * 3, -0.5 - 0.5 * 4])
    got = np.append(cost - without, G - G_without)
    assert close(got, expected, rtol=ROUNDED, atol=CANCELLED), told(
        tried="what l1=0.5 and l2=0.25 add to the cost and the gradient of a network with the parameters 3, -4",
        got=got,
        expected=expected,
        why="the penalty is l1 |w| + l2 w^2, and its slope l1 sign(w) + 2 l2 w",
    )


@pytest.mark.once_fixed("ignored-penalty")
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
