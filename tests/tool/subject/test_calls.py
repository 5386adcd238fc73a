"""Calls as a student would make them: the script of each gives on the corrected library what the subject gives."""

import contextlib
import copy
import inspect
import re
import tracemalloc

import numpy as np
import pytest
from idx import write_digits

from kata import ROOT
from kata.subject.calls import FIRST, LAST, Call, Calls, as_script, binder, call_of, in_a_line, in_brief
from kata.subject.features import METRICS
from kata.subject.interface import METHODS, Epoch, Network, Settings, Trace
from kata.subject.local import load_subject
from kata.subject.script import NO_GENERATORS

RNG = np.random.default_rng(0)
NETWORK = Network((2, 3, 2), ("relu", "softmax"), RNG.normal(size=17))
SINGLE = Network((2, 1), ("sigmoid",), np.array([0.1, -0.2, 0.3], np.float32))
X, Y, D = RNG.normal(size=(4, 2)), np.eye(2)[[0, 1, 1, 0]], RNG.normal(size=(1, 17))
LAYERS = ((2, 3, 2), ("relu", "softmax"))
TRAINED = Settings(2, 3, fits=(None, 3), decay=0.5, stop_after=2, l1=0.1, test=(X, Y), tolerance=0.0)
CALLS = [
    ("softmax", {"Z": X}),
    ("activation", {"name": "relu", "Z": X, "derivative": True}),
    ("outputs", {"network": NETWORK, "X": X}),
    ("outputs", {"network": SINGLE, "X": X.astype(np.float32)}),
    ("predict", {"network": NETWORK, "X": X}),
    ("cost", {"network": NETWORK, "X": X, "Y": Y, "l1": 0.5}),
    ("cost_gradient", {"network": NETWORK, "X": X, "Y": Y, "l2": 0.25}),
    ("in_turn", {"network": NETWORK, "parts": [(X, Y), (X[:1], Y[:1])]}),
    ("in_turn", {"network": NETWORK, "parts": [(X, Y), (X[:1], Y[:1])], "D": D}),
    ("moved", {"network": NETWORK, "D": D}),
    ("replaced", {"network": NETWORK, "row": D + 1, "D": D, "X": X}),
    ("moved_copy", {"network": NETWORK, "way": "deepcopy", "D": D, "X": X}),
    ("moved_copy", {"network": NETWORK, "way": "pickle", "D": D, "X": X}),
    ("initial_parameters", {"sizes": LAYERS[0], "activations": LAYERS[1], "seed": 3}),
    ("parts", {"sizes": LAYERS[0], "activations": LAYERS[1], "parameters": D[0], "D": D}),
    ("metrics", {"Y": Y, "P": X}),
    ("evaluate", {"network": NETWORK, "X": X, "Y": Y}),
    ("train", {**dict(zip(("sizes", "activations"), LAYERS, strict=True)), "optimiser": "adam"}
     | {"X": X, "Y": Y, "settings": TRAINED, "seed": 1}),
    ("train", {"sizes": (2, 2), "activations": ("softmax",), "optimiser": "gradient_descent"}
     | {"X": X, "Y": Y, "settings": Settings(1, 2, 0.5, parameters=D[0, :6], silent=True), "seed": 1}),
]  # fmt: skip


def printed(script):
    """Return all that a script prints, as it is at the time."""
    told = []
    names = {"__name__": "script", "print": lambda *values: told.extend(map(copy.deepcopy, values))}
    exec(script, names)  # noqa: S102 - it is ours
    return told


@pytest.fixture(autouse=True)
def importable(monkeypatch):
    """Have the package `fixed` where a student has the exercise."""
    monkeypatch.syspath_prepend(ROOT)


def numbers_of(value):
    """Return all numbers in a value, in their order."""
    if isinstance(value, dict):
        value = [value[name] for name in METRICS]
    if isinstance(value, tuple | list):
        return [number for part in value for number in numbers_of(part)]
    return [] if value is None or isinstance(value, str) else np.asarray(value, float).ravel().tolist()


def assert_same(method, arguments):
    """Fail unless a call as it is written prints what the subject gives."""
    value = getattr(load_subject("fixed"), method)(**arguments)
    got = printed(as_script([call_of(method, arguments)], "fixed"))
    if method == "train":  # each epoch as it comes, and then the parameters
        value = value[1], value[0]
    assert numbers_of(got) == numbers_of(value)


@pytest.mark.parametrize(("method", "arguments"), CALLS, ids=lambda value: value if isinstance(value, str) else "")
def test_a_call_as_it_is_written_gives_what_the_subject_gives(method, arguments):
    """To the last digit, whatever the method, with all that a training tells of its epochs."""
    assert_same(method, arguments)


def test_every_method_is_written():
    """What the tests may ask of a library a student can ask it."""
    assert {method for method, _ in CALLS} | {"fit_trace", "load_mnist"} == METHODS


@pytest.mark.parametrize("optimiser", ["adam", "gradient_descent"])
def test_scripted_gradients_are_those_of_a_network_of_the_librarys_own(optimiser):
    """With the same rows, labels and positions at every step, and the same report of every epoch."""
    arguments = {"optimiser": optimiser, "gradients": RNG.normal(size=(2, 3)), "rows": 3, "costs": (1.0, 0.5)}
    arguments |= {"settings": Settings(2, 2, learning_rate=0.5), "seed": 4}
    trace = load_subject("fixed").fit_trace(**arguments)
    told = printed(as_script([Call("fit_trace", arguments)], "fixed"))
    steps = [
        told[at + 1 : at + 6 : 2] for at, value in enumerate(told) if isinstance(value, str) and value == "rows"
    ]
    assert [rows.tolist() for rows, _, _ in steps] == [batch.tolist() for batch in trace.batches]
    assert [labels.tolist() for _, labels, _ in steps] == [labels.tolist() for labels in trace.labels]
    positions = [*(parameters[0] for _, _, parameters in steps), told[-1][0]]
    assert (-np.diff(positions, axis=0)).tolist() == trace.updates.tolist()
    assert [each.epoch for each in trace.log] == [value for value in told if type(value) is int]


def test_memory_that_is_measured_is_told():
    """One bug shows itself in nothing else."""
    arguments = {
        "optimiser": "adam",
        "gradients": np.ones((1, 200)),
        "rows": 1,
        "settings": Settings(1, 1, measured=True),
        "seed": 0,
    }
    with contextlib.ExitStack() as stack:
        stack.callback(tracemalloc.stop)
        assert printed(as_script([Call("fit_trace", arguments)], "fixed"))[-1].endswith(" bytes at most")


@pytest.mark.parametrize("seed", NO_GENERATORS)
def test_what_is_no_generator_is_written_as_what_it_is(seed):
    """So that the library refuses it here as it does there."""
    script = as_script(
        [Call("initial_parameters", {"sizes": (1, 1), "activations": ("sigmoid",), "seed": seed})], "fixed"
    )
    with pytest.raises((TypeError, ValueError, AttributeError)) as here:
        printed(script)
    with pytest.raises(type(here.value), match=re.escape(str(here.value).partition("0x")[0])):
        load_subject("fixed").initial_parameters((1, 1), ("sigmoid",), seed)


def test_the_files_of_a_folder_are_made_anew(tmp_path):
    """Packed or not: the folder that the test had is gone when a student runs it. Long ones are of other bytes."""
    write_digits(tmp_path, np.full((2, 28, 28), 7))
    script = as_script([call_of("load_mnist", {"folder": tmp_path})], "fixed")
    expected = load_subject("fixed").load_mnist(tmp_path)
    for path in tmp_path.iterdir():
        path.unlink()
    assert numbers_of(printed(script)) == numbers_of(expected)


def test_a_variable_is_given_its_value_once():
    """Calls on the same network and rows are short; what was altered is made anew."""
    D, X = np.ones((1, 2)), np.ones((1, 1))
    network = Network((1, 1), ("sigmoid",), np.array([3.0, -4.0]))
    calls = [Call("outputs", {"network": network, "X": X}), Call("predict", {"network": network, "X": X})]
    lines = as_script([*calls, Call("moved", {"network": network, "D": D}), calls[0]], "fixed").splitlines()
    assert [
        lines.count(line) for line in ("X = np.array([[1.0]])", "network.parameters[0] = np.array([3.0, -4.0])")
    ] == [1, 2]


def costs(*penalties):
    """Return calls that were made, with what came out: outputs, and the cost with each of the penalties."""
    calls = Calls()
    calls.add(Call("outputs", {"network": SINGLE, "X": X}))
    for at, l1 in enumerate(penalties):
        calls.add(Call("cost", {"network": SINGLE, "X": X, "Y": X[:, :1], "l1": l1}))
        calls.answered(float(at))
    return calls


def softmaxes(number):
    """Return calls of softmax that were made, and what came out of each."""
    calls, answers = Calls(), []
    for at in range(number):
        calls.add(Call("softmax", {"Z": np.array([[float(at)]])}))
        calls.answered(answer := np.ones((1, 1)))
        answers.append(answer)
    return calls, answers


def numbers_in(script):
    """Return the numbers that softmax is called with in a script."""
    return [int(found) for found in re.findall(r"Z = np.array\(\[\[(-?\d+).0", script)]


def test_a_failure_is_about_the_call_whose_answer_a_test_got():
    """Not about another that has given the same, nor about the last: a test may ask more before it fails."""
    calls, answers = softmaxes(3)
    assert calls.about(answers[1]) == "ActivationFunctions.softmax([[1.]])"
    assert numbers_in(calls.as_script("exercise")) == [1]
    assert calls.about(answers[0][0]) == "ActivationFunctions.softmax([[0.]])"


def test_a_part_of_an_answer_is_known_again():
    """Of several values, of metrics, and of what was seen of a training."""
    calls, cost = Calls(), 2.5
    for answer in ((cost, D), {"accuracy": cost}, Trace([], [], D, [Epoch(1, cost, 0.5, None)], 0)):
        calls.add(Call("softmax", {"Z": np.array([[0.5]])}))
        calls.answered(answer)
        calls.add(Call("softmax", {"Z": np.array([[1.5]])}))
        assert calls.about(cost) == "ActivationFunctions.softmax([[0.5]])"
        calls.begin()


def test_what_is_made_of_several_calls_is_about_those_of_the_last_method():
    """What a test asks for first leads to it. Of more than two that differ those that it began with are told."""
    calls = costs(0.5, 0.0)
    assert calls.about("a difference") == "network.cost(X, Y, l1=0.5)\nnetwork.cost(X, Y)"
    assert calls.as_script("exercise").count("network.cost(") == 2
    assert costs(0.5).about("a sum") == "network.cost(X, Y, l1=0.5)"
    assert costs(0.5, 0.25, 0.0).about("a sum") == "network.cost(X, Y, l1=0.5)\nnetwork.cost(X, Y, l1=0.25)"


def test_of_calls_that_are_written_alike_the_first_and_the_last_are_told():
    """With the names of what they are given; the ones between are no news."""
    calls, _ = softmaxes(FIRST + LAST + 2)
    assert calls.about("all of them") == "ActivationFunctions.softmax(Z)"
    assert numbers_in(calls.as_script("exercise")) == [0, FIRST + LAST + 1]


def test_an_error_is_about_the_last_call():
    """Nobody has got anything there. What was before the last example of a test is forgotten."""
    calls, answers = softmaxes(3)
    assert numbers_in(calls.as_script("exercise")) == [2]
    calls.about(answers[0])
    calls.begin()
    assert (calls.about(1.5), calls.last, calls.as_script("exercise")) == ("", "", "")


def test_a_call_is_a_line():
    """With its values where these are short, or with their names; how an optimiser is made belongs to it."""
    arguments = {"optimiser": "adam", "gradients": np.ones((1, 2)), "rows": 1, "seed": 0}
    single = {"network": SINGLE, "X": X[:1].round(1), "Y": np.ones((1, 1))}
    long = "GradientDescent(network, learning_rate=0.5).fit((X, Y), epochs=2, batch_size=10, ...)"
    assert in_a_line("softmax", {"Z": np.eye(2)}) == "ActivationFunctions.softmax([[1., 0.], [0., 1.]])"
    assert in_a_line("softmax", {"Z": np.eye(9)}) == "ActivationFunctions.softmax(Z)"
    assert in_a_line("cost", single) == "network.cost([[-0.3, 0.4]], [[1.]])"
    assert in_a_line("outputs", {"network": 1, "X": 1}) == ""
    assert in_a_line("fit_trace", arguments | {"settings": Settings(1, 1)}).startswith("Adam(network).fit((X, Y)")
    arguments |= {"optimiser": "gradient_descent", "settings": Settings(2, 10, learning_rate=0.5)}
    assert in_a_line("fit_trace", arguments) == long


def test_in_brief_a_call_keeps_its_values():
    """In its line, or in lines of their own before it: an error says no more of what was given."""
    assert in_brief("softmax", {"Z": np.eye(2)}) == "ActivationFunctions.softmax([[1., 0.], [0., 1.]])"
    assert re.fullmatch(
        r"Z = \[\[1\., .*\nActivationFunctions\.softmax\(Z\)", in_brief("softmax", {"Z": np.eye(9)})
    )


def test_what_cannot_be_written_is_named():
    """A test may hand on anything, and its verdict must not hang on our words."""
    assert in_brief("outputs", {"network": 1, "X": 1}).endswith(
        "# outputs: with arguments that cannot be written down"
    )


def test_a_folder_whose_name_is_no_word_can_be_imported(tmp_path, monkeypatch):
    """As `exercise-2` is one."""
    (tmp_path / "exercise-2").mkdir()
    (tmp_path / "exercise-2" / "__init__.py").write_text("from fixed import *\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    script = as_script([Call("softmax", {"Z": np.zeros((1, 2))})], "exercise-2")
    assert printed(script)[0].tolist() == [[0.5, 0.5]]


def plain(a, b, c=3, *, d=4):
    """Take arguments by place and by name."""


def many(a, *others, **named):
    """Take any number of arguments."""


@pytest.mark.parametrize(
    ("function", "arguments", "named"),
    [
        (plain, (1, 2), {}),
        (plain, (1,), {"d": 5, "b": 2}),
        (plain, (), {"d": 5, "c": 4, "b": 2, "a": 1}),
        (plain, (1, 2, 3), {"d": 4}),
        (many, (1, 2, 3), {"x": 4}),
    ],
)
def test_arguments_have_the_names_that_python_gives_them(function, arguments, named):
    """In the same order, too: `Signature.bind` says so, whose place this takes, as it is slow."""
    signature = inspect.signature(function)
    bound = binder(signature)(arguments, named)
    assert [*bound.items()] == [*signature.bind(*arguments, **named).arguments.items()]


@pytest.mark.parametrize(
    ("arguments", "named"),
    [((1,), {}), ((1, 2, 3, 4), {}), ((1, 2), {"b": 2}), ((1, 2), {"e": 5}), ((), {"a": 1})],
)
def test_a_call_that_python_refuses_is_refused(arguments, named):
    """In the words of `Signature.bind`."""
    signature = inspect.signature(plain)
    with pytest.raises(TypeError) as expected:
        signature.bind(*arguments, **named)
    with pytest.raises(TypeError, match=f"^{re.escape(str(expected.value))}$"):
        binder(signature)(arguments, named)
