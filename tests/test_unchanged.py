"""What works in the original and must go on working, whatever is fixed or still broken.

No test here is marked with a bug, so each keeps away from all twelve: hidden ReLU layers, shuffled data, one-row
batches for softmax, one batch an epoch for Adam.
"""

import numpy as np
import oracles
import pytest
import strategies
from hypothesis import assume, example, given
from hypothesis import strategies as st
from oracles import close
from telling import told

from kata.subject.interface import Network, Settings

OPTIMISERS = ["adam", "gradient_descent"]


@pytest.mark.parametrize("name", ["identity", "relu", "sigmoid", "tanh"])
@given(Z=strategies.logits(largest=30))
def test_activations(subject, name, Z):
    """The functions themselves, element by element."""
    got, expected = subject.activation(name, Z), oracles.activation(name, Z)
    assert close(got, expected, rtol=1e-6), told(
        tried=f"{name} of {Z.tolist()}",
        got=got,
        expected=expected,
        why="every layer ends in one of these functions",
    )


@pytest.mark.parametrize("z", [-1e4, -800.0, 800.0, 1e4])
def test_sigmoid_of_large_numbers(subject, z):
    """0 on the far left and 1 on the far right, without a NaN."""
    got, expected = subject.activation("sigmoid", np.array([[z]])), np.array([[float(z > 0)]])
    assert close(got, expected), told(
        tried=f"sigmoid of {z}", got=got, expected=expected, why="a sure unit is 0 or 1"
    )


@pytest.mark.parametrize("name", ["identity", "relu"])
@given(Z=strategies.logits())
@example(Z=np.array([[0.0, -1.0, 2.0]]))
def test_derivatives_of_identity_and_relu(subject, name, Z):
    """1 throughout, and 1 for positive numbers only: 0 is none."""
    got, expected = subject.activation(name, Z, derivative=True), oracles.activation(name, Z, derivative=True)
    assert close(got, expected), told(
        tried=f"the derivative of {name} at {Z.tolist()}",
        got=got,
        expected=expected,
        why="backpropagation needs it",
    )


@given(row=strategies.logits(rows=1))
def test_softmax_of_a_small_row(subject, row):
    """One row of ordinary logits."""
    got, expected = subject.softmax(row), oracles.softmax(row)
    assert close(got, expected, rtol=1e-5), told(
        tried=f"softmax of {row}", got=got, expected=expected, why="exp(z_j) / sum_k exp(z_k) is what softmax is"
    )


@given(problem=st.one_of(strategies.binary_problems(), strategies.one_row_problems()))
def test_the_forward_pass(subject, problem):
    """Layer by layer f(A W + b), and the class that follows."""
    network, X, _ = problem
    got, expected = subject.outputs(network, X), oracles.outputs(network, X)
    tried = f"the outputs of a network of {network.sizes}, {network.activations}"
    assert close(got, expected, rtol=1e-6), told(
        tried=tried, got=got, expected=expected, why="a layer is f(A W + b)"
    )
    classes = expected.argmax(axis=1) if expected.shape[1] > 1 else (expected[:, 0] >= 0.5).astype(int)
    assert subject.predict(network, X).tolist() == classes.tolist(), told(
        tried=f"the classes predicted from {expected}",
        got=subject.predict(network, X),
        expected=classes,
        why="the largest output decides, or whether a single one is at least 0.5",
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


def test_names_of_activations_are_compared_by_their_letters(subject):
    """One that was read from a file is another object than the same word in the code."""
    name = "".join(["sig", "moid"])
    got = subject.cost(Network((1, 1), (name,), np.zeros(2)), np.ones((1, 1)), np.ones((1, 1)))
    expected = float(np.log(2))
    assert close(got, expected, rtol=1e-6), told(
        tried="the cost of a network whose activation is called 'sig' + 'moid'",
        got=got,
        expected=expected,
        why="a name may come from anywhere",
    )


@given(problem=strategies.binary_problems())
def test_the_binary_cost(subject, problem):
    """Mean binary cross-entropy over any number of rows, the same from `cost` and `cost_gradient`."""
    network, X, Y = problem
    expected = oracles.cost(network, X, Y)
    for got in (subject.cost(network, X, Y), subject.cost_gradient(network, X, Y)[0]):
        assert close(got, expected, rtol=1e-6, atol=1e-9), told(
            tried=f"the cost of {len(X)} rows", got=got, expected=expected, why="two classes work from the start"
        )


@pytest.mark.parametrize(
    ("sizes", "activations"),
    [
        ((3, 1), ("sigmoid",)),
        ((3, 4, 1), ("relu", "sigmoid")),
        ((4, 5, 3, 1), ("relu", "relu", "sigmoid")),
        ((2, 3, 3, 3, 1), ("relu", "identity", "relu", "sigmoid")),
        ((3, 4), ("softmax",)),
        ((3, 5, 4), ("relu", "softmax")),
        ((4, 5, 6, 10), ("relu", "relu", "softmax")),
    ],
)
@given(rng=strategies.generators)
def test_the_gradient_of_every_parameter_block(subject, sizes, activations, rng):
    """Centred differences of the oracle's cost in float64, any depth; one row for softmax, several for sigmoid."""
    network = strategies.random_network(rng, sizes, activations)
    m = 5 if sizes[-1] == 1 else 1
    X = rng.normal(size=(m, sizes[0]))
    binary = sizes[-1] == 1
    assume(oracles.smooth(network, X))
    Y = rng.integers(0, 2, (m, 1)).astype(float) if binary else strategies.unlikely(network, X)
    G = subject.cost_gradient(network, X, Y)[1]
    slope = oracles.numerical_gradient(
        lambda w: oracles.cost(network._replace(parameters=w), X, Y), network.parameters
    )
    for block, where in oracles.blocks(sizes).items():
        error = oracles.relative_error(G[where], slope[where])
        assert error < 1e-6, told(
            tried=f"the gradient of {sizes}, {activations}, block {block}",
            got=f"{G[where]}, a relative error of {error:.1e}",
            expected=slope[where],
            why="the gradient is the slope of the cost in every parameter",
        )


@given(problem=strategies.binary_problems())
def test_the_binary_gradient_is_the_slope_of_the_librarys_own_cost(subject, problem):
    """What `cost_gradient` gives is the slope of what `cost` gives."""
    network, X, Y = problem
    assume(oracles.smooth(network, X))
    G = subject.cost_gradient(network, X, Y)[1]
    slope = oracles.numerical_gradient(
        lambda w: subject.cost(network._replace(parameters=w), X, Y), network.parameters
    )
    for block, where in oracles.blocks(network.sizes).items():
        assert oracles.relative_error(G[where], slope[where]) < 1e-6, told(
            tried=f"block {block} of {network.sizes}", got=G[where], expected=slope[where], why="they must agree"
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


@given(script=strategies.gradients(steps=8))
def test_full_batch_adam_is_the_textbooks(subject, script):
    """Eight steps of one batch each, against the algorithm of the paper."""
    got = subject.fit_trace("adam", script, 1, Settings(epochs=8, batch_size=1), 0).updates
    expected = oracles.adam(script)
    assert close(got, expected, rtol=1e-6, atol=1e-12), told(
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
    assert close(got, expected, rtol=1e-6, atol=1e-15), told(
        tried=f"gradients {(scale * script).tolist()}, beta1 {beta1}, beta2 {beta2}, epsilon {epsilon}",
        got=got,
        expected=expected,
        why="Kingma and Ba (2015): each of the three has its place in the formula",
    )


def test_gradient_descent_has_a_learning_rate_of_its_own(subject):
    """One hundredth, if none is given."""
    got = subject.fit_trace("gradient_descent", np.array([[2.0, -1.0]]), 1, Settings(1, 1), 0).updates
    assert close(got, [[0.02, -0.01]], rtol=1e-6), told(
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
    assert close(got, rate * script, rtol=1e-6, atol=1e-9), told(
        tried=f"gradients {script.tolist()}, alpha {rate}", got=got, expected=rate * script, why="w <- w - alpha G"
    )


@pytest.mark.parametrize("optimiser", OPTIMISERS)
@given(rows=st.integers(1, 20), batch_size=st.integers(1, 25), epochs=st.integers(1, 3), seed=strategies.seeds)
def test_each_row_is_used_exactly_once_an_epoch(subject, optimiser, rows, batch_size, epochs, seed):
    """With its own label, the short last batch included, and no batch longer than asked for."""
    trace = subject.fit_trace(
        optimiser, np.ones((1, 2)), rows, Settings(epochs=epochs, batch_size=batch_size), seed
    )
    batches = -(-rows // batch_size)
    tried = f"{epochs} epochs over {rows} rows in batches of {batch_size}"
    for epoch in range(epochs):
        seen = np.concatenate(trace.batches[epoch * batches : (epoch + 1) * batches]).tolist()
        assert sorted(seen) == list(range(rows)), told(
            tried=tried,
            got=f"rows {seen} in epoch {epoch + 1}",
            expected="each row once",
            why="that is what an epoch is",
        )
    sizes = [len(batch) for batch in trace.batches]
    assert max(sizes) <= batch_size, told(tried=tried, got=sizes, expected=f"at most {batch_size}", why="memory")
    for X, Y in zip(trace.batches, trace.labels, strict=True):
        assert (X % 2).tolist() == Y.tolist(), told(
            tried=tried, got=Y, expected=X % 2, why="a row keeps its label, or the network learns noise"
        )


@given(
    costs=st.lists(st.floats(0, 100), min_size=1, max_size=6),
    rows=st.integers(1, 12),
    batch_size=st.integers(1, 12),
)
def test_the_reported_training_cost_is_the_mean_over_the_rows_seen(subject, costs, rows, batch_size):
    """Scripted costs; a short last batch counts by its rows."""
    settings = Settings(epochs=1, batch_size=batch_size)
    trace = subject.fit_trace("gradient_descent", np.ones((1, 2)), rows, settings, 0, costs=costs)
    expected = sum(len(batch) * costs[step % len(costs)] for step, batch in enumerate(trace.batches)) / rows
    assert close(trace.log[0].training_cost, expected), told(
        tried=f"batches of {[len(b) for b in trace.batches]} rows with costs {costs}",
        got=trace.log[0].training_cost,
        expected=expected,
        why="the mean goes over rows, not over batches",
    )


@pytest.mark.parametrize("optimiser", OPTIMISERS)
def test_epochs_are_counted_from_one_and_end_at_the_last(subject, optimiser):
    """And `on_epoch` may stop the training after any of them."""
    settings = Settings(epochs=5, batch_size=1)
    log = subject.fit_trace(optimiser, np.ones((1, 2)), 2, settings, 0).log
    counted = [epoch.epoch for epoch in log]
    assert counted == [1, 2, 3, 4, 5], told(
        tried="five epochs", got=counted, expected=[1, 2, 3, 4, 5], why="on_epoch is told which epoch has ended"
    )
    stopped = subject.fit_trace(optimiser, np.ones((1, 2)), 2, settings._replace(stop_after=2), 0).log
    assert [epoch.epoch for epoch in stopped] == [1, 2], told(
        tried="an on_epoch that returns true after epoch 2",
        got=stopped,
        expected="two epochs",
        why="patience lives there",
    )


@pytest.mark.parametrize(
    ("tolerance", "gradient", "epochs"), [(None, 0.0, 3), (0.0, 0.0, 1), (0.0, 0.5, 3), (1.0, 0.5, 1)]
)
def test_a_small_gradient_ends_the_training(subject, tolerance, gradient, epochs):
    """One of zero, unless told more, or, with a tolerance of None, never: then it goes on all the same."""
    settings = Settings(epochs=3, batch_size=1, tolerance=tolerance)
    log = subject.fit_trace("gradient_descent", np.array([[gradient, 0.0]]), 2, settings, 0).log
    assert len(log) == epochs, told(
        tried=f"gradients of norm {gradient}, tolerance {tolerance}",
        got=f"{len(log)} epochs",
        expected=f"{epochs} epochs",
        why="where the gradient is that small nothing is left to learn",
    )


def test_the_test_cost_is_reported_where_there_is_a_test_part(subject):
    """It is the cost of the parameters at the end of the epoch, on data that are not trained on."""
    rng = np.random.default_rng(0)
    X, X_test = rng.normal(size=(6, 2)), rng.normal(size=(4, 2))
    Y, Y_test = (X[:, :1] > 0).astype(float), (X_test[:, :1] > 0).astype(float)
    settings = Settings(epochs=2, batch_size=3, parameters=np.array([0.5, -0.5, 0.1]))
    log = subject.train((2, 1), ("sigmoid",), "gradient_descent", X, Y, settings, 0)[1]
    without = [epoch.test_cost for epoch in log]
    assert without == [None, None], told(
        tried="two epochs without a test part",
        got=without,
        expected="None, twice",
        why="there is nothing to take the cost of",
    )
    w, log = subject.train(
        (2, 1), ("sigmoid",), "gradient_descent", X, Y, settings._replace(test=(X_test, Y_test)), 0
    )
    expected = oracles.cost(Network((2, 1), ("sigmoid",), w), X_test, Y_test)
    assert close(log[-1].test_cost, expected, rtol=1e-6), told(
        tried="two epochs with a test part",
        got=log[-1].test_cost,
        expected=expected,
        why="it tells of overfitting",
    )


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


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("problem", [xor, two_moons])
def test_binary_training_learns(subject, problem, seed):
    """By Adam, through two hidden ReLU layers, from the library's own random start."""
    X, Y = problem()
    sizes, activations = (2, 16, 8, 1), ("relu", "relu", "sigmoid")
    settings = Settings(epochs=300, batch_size=len(X), learning_rate=0.02)
    w, log = subject.train(sizes, activations, "adam", X, Y, settings, seed)
    accuracy = float((subject.predict(Network(sizes, activations, w), X) == Y[:, 0]).mean())
    assert accuracy > 0.97, told(
        tried=f"300 epochs of {problem.__name__}, seed {seed}",
        got=accuracy,
        expected="above 0.97",
        why="two classes and hidden ReLU layers work with every bug of the kata",
    )
    first, last = log[0].training_cost, log[-1].training_cost
    assert last < first, told(
        tried=f"300 epochs of {problem.__name__}, seed {seed}",
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


def test_biases_start_at_zero_and_weights_do_not(subject):
    """A bias breaks no symmetry; a weight must."""
    sizes = (20, 10, 5)
    w = subject.initial_parameters(sizes, ("relu", "softmax"), 0)
    for name, where in oracles.blocks(sizes).items():
        values = w[where]
        right = not values.any() if name.startswith("b") else len(np.unique(values)) == values.size
        assert right, told(
            tried=f"block {name}", got=values, expected="biases 0, weights all different", why="symmetry"
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


def altered(tried, subject):
    """Return what to say if an argument is not what it was before the call."""
    return told(
        tried=tried,
        got=f"other values in {', '.join(subject.changed)}",
        expected="arguments that are left as they were",
        why="whoever called goes on using them",
    )


@pytest.mark.parametrize("name", ["identity", "relu", "sigmoid", "tanh", "softmax"])
@given(Z=strategies.logits(rows=1))
def test_activations_leave_their_argument_alone(subject, name, Z):
    """Nothing is changed in place."""
    subject.activation(name, Z)
    assert subject.changed == (), altered(f"{name} of {Z}", subject)


@given(problem=st.one_of(strategies.binary_problems(), strategies.one_row_problems()))
def test_the_network_leaves_its_arguments_alone(subject, problem):
    """Neither X nor Y is changed by a forward pass, a cost, a gradient or the metrics."""
    network, X, Y = problem
    for name, arguments in [
        ("outputs", (network, X)),
        ("predict", (network, X)),
        ("cost", (network, X, Y)),
        ("cost_gradient", (network, X, Y, 0.1, 0.1)),
        ("metrics", (Y, 0.5 + 0.4 * Y)),
    ]:
        getattr(subject, name)(*arguments)
        assert subject.changed == (), altered(name, subject)


@pytest.mark.parametrize("optimiser", OPTIMISERS)
def test_training_leaves_its_data_alone(subject, optimiser):
    """The rows are shuffled in a copy, or by index: the caller's X and Y stay in their order."""
    X, Y = two_moons()
    settings = Settings(epochs=2, batch_size=32, test=(X[:10], Y[:10]), parameters=np.zeros(3))
    subject.train((2, 1), ("sigmoid",), optimiser, X, Y, settings, 0)
    assert subject.changed == (), altered("two epochs", subject)


@given(
    labels=st.lists(st.integers(0, 1), min_size=2, max_size=20).filter(
        lambda labels: 0 < sum(labels) < len(labels)
    )
)
def test_perfect_predictions_of_two_classes_score_one(subject, labels):
    """One column of 0 and 1, both of which occur."""
    Y = np.array(labels, dtype=float)[:, np.newaxis]
    got = subject.metrics(Y, 0.1 + 0.8 * Y)
    for name in ("sensitivity", "specificity", "precision", "accuracy", "f1"):
        assert close(got[name], 1.0), told(
            tried=f"the {name} for {labels}", got=got[name], expected=1.0, why="all right"
        )


@given(labels=st.lists(st.integers(0, 1), min_size=1, max_size=20), rng=strategies.generators)
def test_the_matrix_of_two_classes(subject, labels, rng):
    """Rows are the truth, columns the prediction, classes 0 and 1."""
    Y, P = np.array(labels, dtype=float)[:, np.newaxis], rng.random((len(labels), 1))
    got, expected = subject.metrics(Y, P)["confusion"], oracles.metrics(Y, P)["confusion"]
    assert close(got, expected), told(
        tried=f"labels {labels}, scores {P[:, 0].round(2)}",
        got=got,
        expected=expected,
        why="two classes work with every bug of the kata",
    )
