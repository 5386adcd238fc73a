"""What a call asks for: derived from its arguments, and never asked of a library that lacks it."""

import re

import numpy as np
import pytest

from kata import ROOT
from kata.subject.features import EVERYTHING, FEATURES, NEEDS, assert_offered, offered
from kata.subject.interface import METHODS, Network, NotOfferedError, Settings
from kata.subject.watched import Watched

X, Y = np.ones((2, 2)), np.eye(2)
USUAL = Settings(epochs=1, batch_size=2)
SOFTMAX = Network((2, 3, 2), ("relu", "softmax"), np.zeros(17))
SIGMOID = Network((2, 1), ("sigmoid",), np.zeros(3))
SCRIPT = {"gradients": np.ones((1, 3)), "rows": 2, "seed": 0}


@pytest.mark.parametrize(
    ("method", "arguments", "needs"),
    [
        ("softmax", {"Z": X}, set()),
        ("softmax", {"Z": X.astype(np.float32)}, {"float32"}),
        ("activation", {"name": "tanh", "Z": X, "derivative": True}, {"tanh", "derivatives"}),
        ("activation", {"name": "softmax", "Z": X}, {"softmax"}),
        ("activation", {"name": "rleu", "Z": X}, set()),
        ("outputs", {"network": SOFTMAX, "X": X}, {"relu", "softmax-outputs"}),
        (
            "outputs",
            {"network": SIGMOID, "X": X.astype(np.float32)},
            {"float32", "sigmoid-output", "no-hidden-layer"},
        ),
        (
            "predict",
            {"network": Network((2, 2), ("sigmoid",), np.zeros(6)), "X": X},
            {"other-outputs", "no-hidden-layer"},
        ),
        ("cost", {"network": SOFTMAX, "X": X, "Y": Y, "l1": 0.1}, {"relu", "softmax-outputs", "l1"}),
        (
            "cost_gradient",
            {"network": SOFTMAX, "X": X, "Y": Y, "l1": 0.0, "l2": 2},
            {"relu", "softmax-outputs", "l2"},
        ),
        ("moved", {"network": SOFTMAX, "D": np.ones((1, 17))}, {"relu", "softmax-outputs"}),
        (
            "initial_parameters",
            {"sizes": (2, 3, 3, 2), "activations": ("relu", "identity", "softmax"), "seed": 0},
            {"relu", "identity", "softmax-outputs", "deep", "mixed-layers"},
        ),
        ("initial_parameters", {"sizes": (), "activations": (), "seed": 0}, {"other-outputs", "no-hidden-layer"}),
        ("metrics", {"Y": Y, "P": Y}, {"softmax-outputs"}),
        ("metrics", {"Y": Y[:, :1], "P": Y[:, :1]}, {"sigmoid-output"}),
        ("load_mnist", {"folder": ROOT}, set()),
        ("fit_trace", {"optimiser": "adam", "settings": USUAL, **SCRIPT}, {"adam"}),
        (
            "fit_trace",
            {"optimiser": "adam", "settings": USUAL._replace(beta2=0.9, epsilon=0.1, tolerance=0.0), **SCRIPT},
            {"adam", "betas", "epsilon", "tolerance"},
        ),
        (
            "train",
            {
                "sizes": (2, 1),
                "activations": ("sigmoid",),
                "optimiser": "gradient_descent",
                "X": X,
                "Y": Y[:, :1],
                "settings": USUAL._replace(
                    beta2=0.9,
                    l1=1,
                    l2=1,
                    test=(X, Y),
                    parameters=np.ones(3),
                    stop_after=1,
                    fits=(1,),
                    decay=0.5,
                ),
                "seed": 0,
            },
            {"gradient_descent", "sigmoid-output", "no-hidden-layer", "l1", "l2"}
            | {"test", "parameters", "stop-after", "fits", "decay"},
        ),
    ],
)
def test_what_a_call_needs_follows_from_its_arguments(method, arguments, needs):
    """And all of it is needed: without any one of these it is not made."""
    found = set(NEEDS[method](arguments)) if method in NEEDS else set()
    assert found == needs
    assert needs <= EVERYTHING
    assert_offered(frozenset(needs), method, arguments)
    for need in needs:
        with pytest.raises(NotOfferedError, match=f"^the subject does not offer {need}$"):
            assert_offered(EVERYTHING - {need}, method, arguments)


def test_the_usual_features_are_offered_unless_an_adapter_says_otherwise():
    """One that was written before there were any has them all, and the methods that it names."""

    class Old:
        offers = METHODS - {"cost"}

        def softmax(self, Z):
            """All that there was when it was written; and that it has not said that it has."""

        cost = softmax

    class Finer(Old):
        lacks = frozenset({"l1", "float32"})

    assert offered(Old()) == {"softmax"} | FEATURES.keys()
    assert offered(Old()) - offered(Finer()) == {"l1", "float32"}


@pytest.mark.parametrize(("offers", "lacks"), [({"sofmax"}, {"l1"}), ({"softmax"}, {"l3"}), (set(), {"softmax"})])
def test_a_word_that_is_none_is_refused(offers, lacks):
    """A slip there would have tests asked, or skipped, in silence; a method is left out of `offers`."""

    class Slip:
        pass

    Slip.offers, Slip.lacks = frozenset(offers), frozenset(lacks)
    with pytest.raises(ValueError, match=r"Slip offers or lacks (sofmax|l3|softmax): expected some of accuracy,"):
        Watched(Slip())


def test_what_an_adapter_lacks_it_is_never_called_for():
    """With the default arguments of its own method left out, too."""

    class One:
        offers, lacks = frozenset({"cost"}), frozenset({"l1"})

        def cost(self, network, X, Y, l1=0.0, l2=0.0):  # noqa: ARG002 - the names of the protocol
            assert not l1
            return l2

    subject = Watched(One())
    assert subject.cost(SOFTMAX, X, Y, l2=3.0) == 3.0
    with pytest.raises(NotOfferedError, match="does not offer l1"):
        subject.cost(SOFTMAX, X, Y, 0.5)


def test_every_feature_is_in_the_documentation():
    """With what it means, word for word."""
    page = (ROOT / "docs" / "reference" / "adapters.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `([\w-]+)` \| (.*) \|$", page, flags=re.MULTILINE))
    assert rows == FEATURES
    assert not METHODS & FEATURES.keys()
