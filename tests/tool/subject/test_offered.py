"""The subject as the tests see it: whoever asks for what it lacks, or looks at it, is skipped."""

# ruff: noqa: ARG002 - the names of the protocol

import numpy as np
import pytest
from conftest import Offered

from kata.subject.interface import METHODS, Epoch, Network, NotOfferedError, Settings, Trace
from kata.subject.watched import Watched

LOG = [Epoch(1, None, 0.5, None)]
SKIPPED = pytest.skip.Exception


class Sparing:
    """A library that does not tell of norms, and has one metric."""

    offers = METHODS - {"moved"}
    lacks = frozenset({"norm", "precision", "l1"})

    def metrics(self, Y, P):
        """Give the one that there is."""
        return {"accuracy": float((Y == P).mean())}

    def train(self, sizes, activations, optimiser, X, Y, settings, seed):
        """Tell of an epoch."""
        return np.zeros(2), list(LOG)

    def fit_trace(self, optimiser, gradients, rows, settings, seed):
        """Tell of an epoch."""
        return Trace([], [], gradients, list(LOG), 0)

    def predict(self, network, X):
        """Find within the method what is lacking."""
        raise NotOfferedError("predictions on a Monday")


@pytest.fixture
def subject():
    """Return it."""
    return Offered(Watched(Sparing()))


def test_what_is_not_there_skips_the_test_that_looks_at_it(subject):
    """Not the one that looks at the rest."""
    settings = Settings(1, 1)
    for log in (
        subject.train((1, 1), ("sigmoid",), "adam", np.ones((1, 1)), np.ones((1, 1)), settings, 0)[1],
        subject.fit_trace("adam", np.ones((1, 2)), 1, settings, 0).log,
    ):
        assert (log == LOG, len(log), log[0].epoch, log[0].training_cost) == (True, 1, 1, 0.5)
        with pytest.raises(SKIPPED, match="does not offer norm"):
            log[0].gradient_norm  # noqa: B018 - a look is enough
    metrics = subject.metrics(np.eye(2), np.eye(2))
    assert metrics["accuracy"] == 1.0
    with pytest.raises(SKIPPED, match="does not offer precision"):
        metrics["precision"]
    with pytest.raises(KeyError):  # it should have had that
        metrics["f1"]


def test_a_call_that_asks_for_too_much_skips_the_test(subject):
    """Whether the table says so, or the adapter, or there is no such method."""
    network = Network((1, 1), ("sigmoid",), np.zeros(2))
    for method, arguments, what in [
        ("moved", (network, np.zeros((1, 2))), "moved"),
        ("predict", (network, np.ones((1, 1))), "predictions on a Monday"),
        ("train", ((1, 1), ("sigmoid",), "adam", 1, 1, Settings(1, 1, l1=0.1), 0), "l1"),
    ]:
        with pytest.raises(SKIPPED, match=f"the subject does not offer {what}"):
            getattr(subject, method)(*arguments)
