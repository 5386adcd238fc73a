"""Training learns, can be repeated bit for bit, and leaves alone what it is given."""

import numpy as np
import pytest
from oracles import SINGLE, close
from telling import altered, told

from kata.subject.interface import Network, Settings

OPTIMISERS = ["adam", "gradient_descent"]


def xor():
    """Four points that no single layer can tell apart."""
    return np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]]), np.array([[0.0], [1], [1], [0]])


def two_moons():
    """Two half circles, one in the other's mouth, shuffled."""
    rng = np.random.default_rng(0)
    angle = rng.uniform(0, np.pi, 200)
    Y = rng.integers(0, 2, (200, 1)).astype(float)
    upper = np.column_stack([np.cos(angle), np.sin(angle)])
    lower = np.column_stack([1 - np.cos(angle), 0.5 - np.sin(angle)])
    return np.where(Y == 1, lower, upper) + rng.normal(0, 0.1, (200, 2)), Y


@pytest.mark.parametrize("problem", [xor, two_moons])
def test_binary_training_learns(subject, problem):
    """By Adam, through two hidden ReLU layers, from the library's own random start: one of five is a good one."""
    X, Y = problem()
    sizes, activations = (2, 16, 8, 1), ("relu", "relu", "sigmoid")
    settings = Settings(epochs=300, batch_size=len(X), learning_rate=0.02)
    found = []
    for seed in range(5):
        w, log = subject.train(sizes, activations, "adam", X, Y, settings, seed)
        accuracy = float((subject.predict(Network(sizes, activations, w), X) == Y[:, 0]).mean())
        found.append((accuracy, log[0].training_cost, log[-1].training_cost))
        if accuracy > 0.97:
            break
    accuracy, first, last = max(found)
    assert accuracy > 0.97, told(
        tried=f"300 epochs of {problem.__name__}, from five random starts",
        got=f"accuracies {[each[0] for each in found]}",
        expected="above 0.97 from one of them",
        why="two classes and hidden ReLU layers work with every bug of the kata",
    )
    assert last < first, told(
        tried=f"300 epochs of {problem.__name__}",
        got=f"a training cost of {last} after the last, {first} after the first",
        expected="a falling cost",
        why="what learns is seen to learn by its cost",
    )


def test_gradient_descent_lowers_the_cost(subject):
    """A small enough step goes downhill, every epoch."""
    X, Y = two_moons()
    settings = Settings(epochs=20, batch_size=len(X), learning_rate=0.1, parameters=np.zeros(3))
    costs = [
        e.training_cost for e in subject.train((2, 1), ("sigmoid",), "gradient_descent", X, Y, settings, 0)[1]
    ]
    assert costs == sorted(costs, reverse=True), told(
        tried="20 epochs of gradient descent on the full batch",
        got=costs,
        expected="falling costs",
        why="it is convex",
    )


@pytest.mark.parametrize("optimiser", OPTIMISERS)
def test_the_same_seed_gives_the_same_bits(subject, optimiser):
    """Initial weights, order of rows and all that follows come from the seed alone."""
    X, Y = two_moons()
    sizes, activations = (2, 5, 1), ("relu", "sigmoid")
    settings = Settings(epochs=3, batch_size=16, test=(X[:20], Y[:20]))
    (one, one_log), (same, same_log), (other, _) = (
        subject.train(sizes, activations, optimiser, X, Y, settings, seed) for seed in (7, 7, 8)
    )
    assert one.tobytes() == same.tobytes(), told(
        tried="three epochs, twice, seed 7",
        got=same,
        expected=one,
        why="a result that cannot be repeated proves little",
    )
    assert one_log == same_log, told(
        tried="three epochs, twice, seed 7",
        got=same_log,
        expected=one_log,
        why="what is reported of an epoch comes from the seed, too",
    )
    assert not np.array_equal(one, other), told(
        tried="three epochs with the seeds 7 and 8",
        got="the same parameters",
        expected="others",
        why="whoever asks for another seed wants another start",
    )


@pytest.mark.parametrize("optimiser", OPTIMISERS)
def test_training_goes_on_from_the_parameters_it_finds(subject, optimiser):
    """`fit` never initialises: with a learning rate of 0 nothing moves."""
    start = np.arange(1.0, 4.0)
    settings = Settings(epochs=2, batch_size=2, learning_rate=0.0, parameters=start)
    w = subject.train((2, 1), ("sigmoid",), optimiser, np.ones((4, 2)), np.ones((4, 1)), settings, 0)[0]
    assert close(w, start), told(
        tried="two epochs with alpha 0", got=w, expected=start, why="training can be continued"
    )


@pytest.mark.parametrize("optimiser", OPTIMISERS)
def test_training_leaves_its_data_alone(subject, optimiser):
    """The rows are shuffled in a copy, or by index: the caller's X and Y stay in their order."""
    X, Y = two_moons()
    settings = Settings(epochs=2, batch_size=32, test=(X[:10], Y[:10]), parameters=np.zeros(3))
    subject.train((2, 1), ("sigmoid",), optimiser, X, Y, settings, 0)
    assert subject.changed == (), altered("two epochs", subject)


@pytest.mark.parametrize("optimiser", OPTIMISERS)
def test_training_computes_with_the_data_as_they_are(subject, optimiser):
    """Inputs of 1e100 are numbers in double precision, and infinite in single."""
    start = np.array([1e-100, 0.0])
    settings = Settings(epochs=1, batch_size=1, learning_rate=0.0, parameters=start)
    log = subject.train((1, 1), ("sigmoid",), optimiser, np.full((1, 1), 1e100), np.ones((1, 1)), settings, 0)[1]
    got, expected = log[0].training_cost, np.log1p(np.exp(-1.0))
    assert close(got, expected, rtol=SINGLE), told(
        tried="the cost of an epoch with an input of 1e100 and a weight of 1e-100",
        got=got,
        expected=expected,
        why="a float64 network takes its data in double precision",
    )


@pytest.mark.parametrize("optimiser", OPTIMISERS)
def test_data_may_be_lists(subject, optimiser):
    """Of the training part and of the test part: they are made arrays of."""
    subject.need("errors")
    X, Y = [[0.5, -1.0], [2.0, 0.25], [1.0, 1.0]], [[1], [0], [1]]
    settings = Settings(epochs=2, batch_size=2, parameters=np.array([0.5, -0.5, 0.1]))
    got, expected = (
        subject.train((2, 1), ("sigmoid",), optimiser, *part, settings._replace(test=part), 0)[0]
        for part in ((X, Y), (np.array(X), np.array(Y, dtype=float)))
    )
    assert close(got, expected, rtol=SINGLE), told(
        tried=f"two epochs over {X}, given as lists",
        got=got,
        expected=expected,
        why="what numpy makes an array of is as good as an array",
    )
