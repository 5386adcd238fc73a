"""PyTorch under the same tests: all that it offers passes. So they ask for the mathematics, not for our code."""

import sys
from collections import Counter

import numpy as np
import pytest

from kata.bugs.manifest import load_bugs
from kata.judging.trial import run_tests
from kata.judging.verdict import verdict
from kata.subject.interface import Settings
from kata.subject.local import load_subject

torch = pytest.importorskip("torch", reason="PyTorch is not installed: it is of the group `adapters`")

NOT_OFFERED = {"metrics", "load_mnist", "moved", "moved_copy", "replaced", "parts", "in_turn", "errors", "memory"}
UNCLEAR = {"binary-metrics": "metrics", "unscaled-pixels": "load_mnist"}


def test_every_test_of_what_it_offers_passes(record_property):
    """No other is skipped, and what was skipped is unclear, with the reason."""
    trial = run_tests("pytorch")
    judged = verdict(trial)
    assert judged["broken"] == []
    for bug in load_bugs():
        said = judged["bugs"][bug]
        if bug in UNCLEAR:
            reason = f"skipped: the subject does not offer {UNCLEAR[bug]}"
            assert (said["status"], said["message"]) == ("unclear", reason)
        else:
            assert (said["status"], set(said["tests"].values())) == ("fixed", {"passed"}), bug
    assert set(trial.outcomes.values()) == {"passed", "skipped"}
    skipped = {trial.messages[test] for test, outcome in trial.outcomes.items() if outcome == "skipped"}
    assert skipped == {f"the subject does not offer {what}" for what in NOT_OFFERED}
    for outcome, number in Counter(trial.outcomes.values()).items():
        record_property(outcome, number)


def test_its_memory_is_counted(monkeypatch):
    """An optimiser that makes an (n, n) matrix is caught: the tests of memory could fail here, too."""

    class Wasteful(torch.optim.SGD):
        def step(self, closure=None):
            (w,) = self.param_groups[0]["params"]
            torch.outer(w.grad, w.grad)
            return super().step(closure)

    n, settings = 1000, Settings(epochs=1, batch_size=1, measured=True)
    subject = load_subject("pytorch")
    script = np.ones((1, n))
    modest = subject.fit_trace("gradient_descent", script, 1, settings, 0).peak
    monkeypatch.setitem(sys.modules["kata.adapters.pytorch"].TORCH_OPTIMISERS, "gradient_descent", Wasteful)
    wasteful = subject.fit_trace("gradient_descent", script, 1, settings, 0).peak
    assert 8 * n <= modest < 60 * 8 * n
    assert wasteful >= modest + 8 * n * n
