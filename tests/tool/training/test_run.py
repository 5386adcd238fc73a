"""Training in a worker: whatever a library does, the training ends and says how."""

import shutil
import threading

import numpy as np
import pytest
from waiting import limit

from kata import DATA
from kata.digits.by_name import load_digits
from kata.proof.bench import with_line
from kata.subject.local import load_subject
from kata.training.measures import kept_back, learnt_from
from kata.training.plan import Plan
from kata.training.run import run_training
from kata.training.weights import load_weights


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("raise SystemExit(0)", "SystemExit in epoch 1, in adam.py line "),
        ("import os; os._exit(0)", "the child process ended early"),
        ("import os; os._exit(3)", "status 3"),
        ("while True: pass", "it was ended after 4 seconds"),
        ("raise KeyError('lost')", "KeyError in epoch 1, in adam.py line "),
    ],
)
def test_a_step_that_does_not_return(tmp_path, line, reason):
    """It is a failure in a sentence, and there is no accuracy."""
    library = with_line(tmp_path / "library", "adam", "    def step(self, G: Array) -> None:", line)
    training = run_training(Plan(library, epochs=1), seconds=4 if "while" in line else limit())
    assert training.accuracy is None
    assert reason in training.failure


def test_digits_that_are_not_there(tmp_path):
    """The file is named."""
    training = run_training(Plan("fixed", data=str(tmp_path)))
    assert "FileNotFoundError" in training.failure
    assert "train-images-idx3-ubyte" in training.failure


def test_digits_whose_names_have_a_dot(tmp_path):
    """Some archives call the files so, and pictures and labels are read by each side of the pipe."""
    for path in DATA.glob("*-ubyte.gz"):
        shutil.copy(path, tmp_path / path.name.replace("-idx", ".idx"))
    training = run_training(Plan("fixed", data=str(tmp_path), sizes=(784, 10), epochs=1))
    assert (training.failure, training.rows) == ("", 8_000)


def test_a_network_that_has_blown_up_reads_nothing():
    """After a single step of endless length its outputs are NaN, and neither a 0 nor the fault of the digits."""
    blown = {"optimiser": "gradient-descent", "learning_rate": 1e30, "decay": "constant", "batch_size": 0}
    training = run_training(Plan("fixed", epochs=1, **blown))
    assert training.accuracy == 0
    assert training.failure == "after its last step the network gives NaN or infinity: no class follows from that"


@pytest.mark.parametrize("reports", [False, True])
def test_what_fails_after_the_training_is_not_in_an_epoch_that_there_is_not(tmp_path, reports):
    """The library's own metrics of outputs that are NaN, or outputs that it does not give a second time."""
    library = with_line(
        tmp_path / "library",
        "feed_forward",
        "        P = self(X)" if reports else "        X = np.asarray(X, dtype=self.dtype)",
        "P[...] = np.nan"
        if reports
        else "if self.parameters[0, 0] != 0 and len(X) > 2000: raise KeyError('lost')",
    )
    training = run_training(Plan(library, epochs=1, sizes=(784, 10), reports=reports, batch_size=2000))
    kind = "FloatingPointError" if reports else "KeyError"
    assert f"{kind} after the last epoch, in feed_forward.py line " in training.failure
    assert len(training.epochs) == 1


def test_weights_and_epochs_fit_together_however_a_training_is_called_off(tmp_path):
    """No epoch was told of without its weights, and the accuracy that was told of is theirs."""
    stop, weights = threading.Event(), tmp_path / "weights.npz"
    plan = Plan("fixed", sizes=(784, 10), epochs=100_000, batch_size=4_000)

    def on_event(event):
        if event["event"] == "epoch" and event["epoch"] >= 5:
            stop.set()

    training = run_training(plan, weights=weights, stop=stop, on_event=on_event)
    assert training.failure == "it was called off"
    assert [epoch["epoch"] for epoch in training.epochs] == list(range(1, training.best + 1))
    _, (X, Y) = load_digits(DATA)
    assert (
        load_subject("fixed").predict(load_weights(weights), X) == Y.argmax(axis=1)
    ).mean() == training.accuracy
    assert list(tmp_path.iterdir()) == [weights]


def test_accuracy_on_the_training_part_is_of_as_many_digits_as_are_in_the_test_part():
    """So a learning curve can show both; the times are those of the training alone."""
    training = run_training(Plan("fixed", sizes=(784, 10), epochs=2))
    for epoch in training.epochs:
        assert 0.5 < epoch["training_accuracy"] < 1
        assert epoch["training_accuracy"] * 2_000 == pytest.approx(round(epoch["training_accuracy"] * 2_000))
        assert epoch["training_true_cost"] > 0
    assert training.seconds == training.epochs[1]["seconds"] > training.epochs[0]["seconds"] > 0
    for epoch, before in zip(training.epochs, (0, training.epochs[0]["seconds"]), strict=True):
        assert 8_000 / (epoch["seconds"] - before) == pytest.approx(epoch["samples_a_second"])


def test_outputs_are_split_like_the_digits():
    """The validation part is the same rows, whatever they hold."""
    X, Y = np.arange(20).reshape(10, 2), np.arange(10)
    X_rest, Y_rest, back = learnt_from(X, 0.3), learnt_from(Y, 0.3), kept_back(10, 0.3)
    assert np.array_equal(X_rest[:, 0], 2 * Y_rest)
    assert len(back) == 3
    assert sorted([*Y_rest, *back]) == list(range(10))
