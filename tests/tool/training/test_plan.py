"""Plans: what makes no sense is refused with a sentence, before anything is trained."""

import pytest

from kata.training.plan import DECAYS, Plan


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"sizes": (784,)}, "widths 784: expected two or more"),
        ({"sizes": (784, 0, 10)}, "widths 784-0-10: expected two or more numbers of units, each at least 1"),
        ({"sizes": (28, 10)}, "expected 784, for the pixels, first, and 10, for the digits, last"),
        ({"sizes": (784, 100_000, 10)}, "79,500,010 parameters, expected at most 20,000,000"),
        ({"activations": ("relu", "tanh")}, "2 activations: expected one, or one for each of 3 hidden layers"),
        ({"activations": ("softmax",)}, "activation 'softmax': expected relu, tanh, sigmoid, identity"),
        ({"optimiser": "magic"}, "optimiser 'magic': expected adam, gradient-descent"),
        ({"decay": "sudden"}, "decay 'sudden': expected constant, linear, cosine, exponential"),
        ({"dtype": "int8"}, "dtype 'int8': expected float32, float64"),
        ({"epochs": 0}, "epochs 0: expected at least 1"),
        ({"batch_size": -1}, "batch_size -1: expected at least 0"),
        ({"learning_rate": 0}, "learning_rate 0: expected more than 0"),
        ({"learning_rate": float("nan")}, "learning_rate nan"),
        ({"l2": float("inf")}, "l2 inf"),
        ({"tolerance": -1.0}, "tolerance -1.0"),
        ({"validation": 1.0}, "validation 1.0: expected a share"),
        ({"patience": 2}, "patience 2: it needs a validation part"),
    ],
)
def test_what_makes_no_sense(wrong, sentence):
    """The sentence names what is wrong and what was expected."""
    with pytest.raises(ValueError, match=r"expected|needs") as caught:
        Plan("fixed", **wrong)
    assert sentence in str(caught.value)


@pytest.mark.parametrize(
    ("sizes", "activations", "functions"),
    [
        ((784, 10), ("relu",), ("softmax",)),
        ((784, 30, 20, 10), ("tanh",), ("tanh", "tanh", "softmax")),
        ((784, 30, 20, 10), ("relu", "sigmoid"), ("relu", "sigmoid", "softmax")),
    ],
)
def test_one_activation_for_all_hidden_layers_or_one_for_each(sizes, activations, functions):
    """The last layer is softmax."""
    assert Plan("fixed", sizes=sizes, activations=activations).functions == functions


def test_parameters_are_counted():
    """The report's Model_02 has the 82,008 that the Adam bug squares."""
    assert Plan("fixed").parameters == 82_008


@pytest.mark.parametrize("decay", DECAYS)
def test_the_learning_rate_begins_as_planned_and_never_rises(decay):
    """Constant stays, the others fall."""
    plan = Plan("fixed", decay=decay, epochs=10, learning_rate=0.5)
    rates = [plan.rate(epoch) for epoch in range(11)]
    assert rates[0] == 0.5
    assert rates == sorted(rates, reverse=True)
    assert (rates[-1] < 0.01) == (decay != "constant")
