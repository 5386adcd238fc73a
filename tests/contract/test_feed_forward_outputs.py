"""A network's outputs, classes, types, parameters and updates are what its docstring says."""

import numpy as np
import oracles
import pytest
import strategies
from hypothesis import given
from hypothesis import strategies as st
from oracles import CANCELLED, ROUNDED, close
from telling import altered, count, told

from kata.subject.interface import Network, Settings

ONE_OUTPUT = Network((2, 2, 1), ("relu", "sigmoid"), np.array([1.0, -2.0, 0.5, 1.0, 0.25, 0.5, 1.0, -1.0, 0.5]))
THREE_OUTPUTS = Network((2, 3), ("softmax",), np.array([1.0, -2.0, 0.5, 1.0, 0.25, -0.5, 0.1, 0.2, 0.3]))
SHIFT = THREE_OUTPUTS._replace(activations=("identity",))


@given(problem=st.one_of(strategies.binary_problems(), strategies.one_row_problems()))
def test_the_forward_pass(subject, problem):
    """Layer by layer f(A W + b), and the class that follows."""
    network, X, _ = problem
    got, expected = subject.outputs(network, X), oracles.outputs(network, X)
    tried = f"the outputs of a network of {network.sizes}, {network.activations}"
    assert close(got, expected, rtol=ROUNDED, atol=2e-7), told(
        tried=tried, got=got, expected=expected, why="a layer is f(A W + b)"
    )
    classes = expected.argmax(axis=1) if expected.shape[1] > 1 else (expected[:, 0] >= 0.5).astype(int)
    assert subject.predict(network, X).tolist() == classes.tolist(), told(
        tried=f"the classes predicted from {expected}",
        got=subject.predict(network, X),
        expected=classes,
        why="the largest output decides, or whether a single one is at least 0.5",
    )


def test_a_sure_network_says_so(subject):
    """Probabilities come as they are, however near to 0 and 1."""
    sigmoid = Network((1, 1), ("sigmoid",), np.array([1.0, 0.0]))
    softmax = Network((1, 2), ("softmax",), np.array([10.0, 0.0, 0.0, 0.0]))
    for network, x in [(sigmoid, 10.0), (sigmoid, -10.0), (softmax, 1.0), (softmax, -1.0)]:
        got, expected = (outputs(network, np.array([[x]])) for outputs in (subject.outputs, oracles.outputs))
        assert close(got, expected, rtol=ROUNDED, atol=2e-7), told(
            tried=f"the output of {network.activations[0]} for a logit of {10 * np.sign(x):g}",
            got=got,
            expected=expected,
            why="what is cut off here is missing in the cost, and in the gradient",
        )


@pytest.mark.parametrize("network", [ONE_OUTPUT, SHIFT], ids=["one output", "three outputs"])
def test_classes_are_whole_numbers_in_a_row(subject, network):
    """One for each row of X, of which there may be one, as an index can be."""
    for m in (1, 4):
        got = subject.predict(network, np.linspace(-1, 1, 2 * m).reshape(m, 2))
        assert got.shape == (m,), told(
            tried=f"the shape of the classes of {count(m, 'row')}",
            got=got.shape,
            expected=(m,),
            why="a row is of one class",
        )
        assert np.issubdtype(got.dtype, np.integer), told(
            tried="the type of the classes",
            got=got.dtype,
            expected="integers",
            why="they count, and are the indices of columns",
        )


def test_the_class_is_that_of_the_largest_output(subject):
    """Of any sign: the outputs need not be probabilities."""
    network = Network((3, 3), ("identity",), np.append(np.eye(3).ravel(), np.zeros(3)))
    X = np.array([[0.1, 0.3, 0.2], [-3.0, -2.0, -1.0], [5.0, -9.0, 4.0], [0.0, 0.0, 0.1]])
    got = subject.predict(network, X).tolist()
    assert got == [1, 2, 0, 2], told(
        tried=f"the classes of the outputs {X.tolist()}", got=got, expected=[1, 2, 0, 2], why="the largest decides"
    )


def test_of_two_outputs_the_larger_decides(subject):
    """Which need not be on the other side of one half."""
    network = Network((2, 2), ("identity",), np.append(np.eye(2).ravel(), np.zeros(2)))
    X = np.array([[0.9, 0.6], [0.2, 0.4], [-3.0, -2.0]])
    got = subject.predict(network, X).tolist()
    assert got == [0, 1, 1], told(
        tried=f"the classes of the outputs {X.tolist()}",
        got=got,
        expected=[0, 1, 1],
        why="the largest decides, of two as of ten",
    )


@pytest.mark.parametrize("method", ["outputs", "predict", "cost", "cost_gradient", "evaluate"])
def test_samples_may_be_lists(subject, method):
    """Rows of numbers are rows of numbers."""
    subject.need("errors")
    X, Y = [[0.5, -1.0], [2.0, 0.25]], [[1], [0]]
    lists, arrays = (X, Y)[: 1 if method in ("outputs", "predict") else 2], (np.array(X), np.array(Y, dtype=float))
    got, expected = (getattr(subject, method)(ONE_OUTPUT, *given) for given in (lists, arrays[: len(lists)]))
    if method == "evaluate":
        got, expected = got["accuracy"], expected["accuracy"]
    got, expected = (np.hstack(each) if isinstance(each, tuple) else each for each in (got, expected))
    assert close(got, expected, rtol=ROUNDED), told(
        tried=f"{method} of {X}, given as lists",
        got=got,
        expected=expected,
        why="what numpy makes an array of is as good as an array",
    )


@pytest.mark.parametrize("method", ["outputs", "cost_gradient"])
def test_samples_may_lie_in_memory_as_they_like(subject, method):
    """Column by column, as those of a transposed array do: rows are rows all the same."""
    X, Y = np.arange(6.0).reshape(3, 2) - 2, np.array([[1.0], [0.0], [0.0]])
    got, expected = (
        getattr(subject, method)(ONE_OUTPUT, *(array if method == "cost_gradient" else array[:1]))
        for array in ([np.asfortranarray(X), np.asfortranarray(Y)], [X, Y])
    )
    got, expected = (np.ravel(each if method == "outputs" else each[1]) for each in (got, expected))
    assert close(got, expected, rtol=ROUNDED), told(
        tried=f"{method} of {X.tolist()}, which lies in memory column by column",
        got=got,
        expected=expected,
        why="how an array lies in memory is nobody's business but numpy's",
    )


def test_an_infinite_output_is_the_largest(subject):
    """It is no NaN, and so somebody's class."""
    network = Network((1, 3), ("identity",), np.array([1e200, -1e200, 1.0, 0.0, 0.0, 0.0]))
    got = subject.predict(network, np.array([[1e200], [-1e200]])).tolist()
    assert got == [0, 1], told(
        tried="the classes where one output is infinite, and one minus infinity",
        got=got,
        expected=[0, 1],
        why="the largest decides",
    )


def test_a_single_output_of_one_half_is_class_one(subject):
    """The border belongs to it."""
    network = Network((1, 1), ("sigmoid",), np.zeros(2))
    got = subject.predict(network, np.ones((2, 1))).tolist()
    assert got == [1, 1], told(
        tried="the classes that a network with parameters 0 predicts",
        got=got,
        expected=[1, 1],
        why="of a single output it counts whether it is at least 0.5",
    )


@pytest.mark.parametrize(
    ("network", "labels"),
    [
        pytest.param(Network((2, 1), ("sigmoid",), np.full(3, np.nan)), np.ones((2, 1)), id="one output"),
        *(
            pytest.param(
                Network((2, 2), ("identity",), np.where(np.arange(6) == 4 + at, np.nan, 0.5)), np.eye(2), id=name
            )
            for at, name in enumerate(["the first of two", "the last of two"])
        ),
        pytest.param(
            Network((2, 2, 2), ("relu", "identity"), 1e308 * np.array([1.5] * 4 + [0, 0, 1, 1, -1, 0, 0, 0])),
            np.eye(2),
            id="by an overflow",
        ),
        pytest.param(
            Network((2, 2), ("identity",), np.array([np.inf, 0, 0, np.inf, 0, 0])), np.eye(2), id="of one row"
        ),
    ],
)
@pytest.mark.parametrize("method", ["predict", "evaluate"])
def test_outputs_that_are_nan_are_nobodys_class(subject, assert_refused, method, network, labels):
    """Neither class 0, nor the one that numpy takes NaN for, nor counted as right."""
    samples = (np.array([[1.0, 0.5], [0.0, 0.5]]),)
    if method == "evaluate":
        samples += (labels,)
    assert_refused(lambda: getattr(subject, method)(network, *samples), error=FloatingPointError)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("network", [ONE_OUTPUT, THREE_OUTPUTS], ids=["one output", "three outputs"])
def test_all_numbers_are_of_the_networks_type(subject, network, dtype):
    """Outputs, gradient and parameters, whatever the type of X and Y."""
    typed = network._replace(parameters=network.parameters.astype(dtype))
    outputs, n = network.sizes[-1], network.parameters.size
    for kind in (np.float32, np.float64, np.int64):
        X, Y = np.ones((1, 2), kind), np.eye(outputs)[:1].astype(kind)
        types = {
            "the outputs": subject.outputs(typed, X).dtype,
            "the gradient": subject.cost_gradient(typed, X, Y)[1].dtype,
            "the parameters after an update": subject.moved(typed, np.ones((1, n))).dtype,
        }
        for what, got in types.items():
            # probabilities in single precision are good enough for any network
            rounded = what == "the outputs" and network is THREE_OUTPUTS and got == np.float32
            assert got == dtype or rounded, told(
                tried=f"the type of {what} of a network of {np.dtype(dtype)}, for X and Y of {np.dtype(kind)}",
                got=got,
                expected=np.dtype(dtype),
                why="half the memory, or all the precision, is what one asks for by the type",
            )


@pytest.mark.parametrize("kind", [np.int64, np.uint8, np.bool_])
def test_labels_may_be_of_any_type(subject, kind):
    """0 and 1 are labels, be they whole numbers or truth values."""
    X, Y = np.array([[1.0, 2.0], [0.5, -1.0]]), np.array([[1.0], [0.0]])
    got = subject.cost_gradient(ONE_OUTPUT, X, Y.astype(kind))
    expected = subject.cost_gradient(ONE_OUTPUT, X, Y)
    assert close(np.append(*got), np.append(*expected)), told(
        tried=f"cost and gradient for labels of {np.dtype(kind)}",
        got=got,
        expected=expected,
        why="Y is turned into the network's type",
    )


@given(script=strategies.gradients(steps=1, components=5))
def test_an_update_is_taken_from_the_parameters(subject, script):
    """W and b alike, in the order of the flat row."""
    network = Network((1, 2, 1), ("relu", "sigmoid"), np.arange(7.0))
    D = np.append(script, [[7.0, -7.0]], axis=1)
    got, expected = subject.moved(network, D), network.parameters - D[0]
    assert close(got, expected), told(
        tried=f"network -= {D}", got=got, expected=expected, why="every optimiser ends in it"
    )


def test_an_update_moves_what_outputs_are_made_of(subject):
    """The second step of a training goes on from where the first has led."""
    X, Y = np.array([[1.0], [3.0]]), np.array([[1.0], [0.0]])
    settings = Settings(epochs=2, batch_size=2, learning_rate=0.5, parameters=np.array([1.0, -0.5]))
    got = subject.train((1, 1), ("sigmoid",), "gradient_descent", X, Y, settings, 0)[0]
    expected = settings.parameters
    for _ in range(2):
        network = Network((1, 1), ("sigmoid",), expected)
        expected = expected - 0.5 * (np.hstack([X, np.ones((2, 1))]) * (oracles.outputs(network, X) - Y)).mean(
            axis=0
        )
    assert close(got, expected, rtol=ROUNDED), told(
        tried="the weight and the bias after two steps of gradient descent",
        got=got,
        expected=expected,
        why="every W and b is a view of the row that an update moves",
    )


@given(problem=st.one_of(strategies.binary_problems(), strategies.one_row_problems()))
def test_the_network_leaves_its_arguments_alone(subject, problem):
    """Neither X nor Y is changed by a forward pass, a cost, a gradient or the metrics."""
    network, X, Y = problem
    for name, arguments in [
        ("outputs", (network, X)),
        ("predict", (network, X)),
        ("cost", (network, X, Y)),
        ("cost_gradient", (network, X, Y, 0.1, 0.1)),
        ("moved", (network, np.ones((1, network.parameters.size)))),
        ("metrics", (Y, 0.5 + 0.4 * Y)),
    ]:
        getattr(subject, name)(*arguments)
        assert subject.changed == (), altered(name, subject)


@pytest.mark.parametrize("network", [ONE_OUTPUT, THREE_OUTPUTS], ids=["one output", "three outputs"])
def test_the_network_leaves_its_results_alone(subject, network):
    """What it gave for one row is still there after others, and nothing of it is in what it gives for those."""
    label = np.ones((1, 1)) if network is ONE_OUTPUT else np.eye(3)[:1]
    parts = [(np.array([x]), label) for x in ([0.5, -1.0], [2.0, 0.25], [-1.0, 3.0])]
    names = ["outputs", "classes", "cost", "gradient"]
    for (X, Y), results in zip(parts, subject.in_turn(network, parts), strict=True):
        alone = (subject.outputs(network, X), subject.predict(network, X), *subject.cost_gradient(network, X, Y))
        for name, got, expected in zip(names, results, alone, strict=True):
            assert close(got, expected, rtol=ROUNDED), told(
                tried=f"the {name} for {X.tolist()}, of a network that is asked for three samples in turn",
                got=got,
                expected=f"{expected}, as of a network that is asked for nothing else",
                why="a result belongs to whoever asked for it, and the next call knows nothing of it",
            )


def test_the_network_goes_by_the_parameters_of_the_moment(subject):
    """Asked for the same sample again after a step, it answers anew."""
    X, Y, D = np.array([[0.5, -1.0]]), np.ones((1, 1)), np.linspace(-0.5, 0.5, 9)[np.newaxis]
    results = subject.in_turn(ONE_OUTPUT, [(X, Y)] * 3, D)
    for steps, (got, _, cost, G) in enumerate(results):
        moved = ONE_OUTPUT._replace(parameters=ONE_OUTPUT.parameters - steps * D[0])
        expected = (subject.outputs(moved, X), *subject.cost_gradient(moved, X, Y))
        for name, one, other in zip(("outputs", "cost", "gradient"), (got, cost, G), expected, strict=True):
            assert close(one, other, rtol=ROUNDED, atol=CANCELLED), told(
                tried=f"the {name} for {X.tolist()} after {steps} steps, of a network that was asked before each",
                got=one,
                expected=other,
                why="what was right before a step is not right after it",
            )
