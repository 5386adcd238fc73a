"""A training behind the pipe: what a library says of itself counts for nothing; what it may not say ends it."""

import threading

import numpy as np
import pytest
from waiting import limit

from kata import DATA, ROOT
from kata.bugs import variants
from kata.confined.walls import strongest
from kata.digits.by_name import load_digits
from kata.proof.bench import with_line
from kata.subject.local import load_subject
from kata.training.plan import Plan
from kata.training.run import run_training
from kata.training.weights import load_weights

SMALL = {"sizes": (784, 10), "epochs": 3, "batch_size": 1000}
STEP = "    def step(self, G: Array) -> None:"
FORGE = """

import os
import stat
from contextlib import suppress

from kata.pipe import wire

P = np.eye(10)[[0] * 2000]
EPOCH = {"told": "epoch", "cost": 0.1, "norm": 1.0, "true_norm": 1.0, "rows": 8000, "seconds": 0.1}
BATCH = EPOCH | {"told": "batch"}


def _say(frame):
    for fd in range(3, 30):
        with suppress(OSError):
            if stat.S_ISFIFO(os.fstat(fd).st_mode):
                os.write(fd, frame)
"""
FORGED = {
    "garbage": ("b'garbage' * 100", "a frame of"),
    "a list": ("wire.pack([1, 2])", "it answers with something else"),
    "told twice": ("wire.pack({'told': 'loaded', 'rows': 1, 'test_rows': 1})", "it speaks out of turn"),
    "nothing told": ("wire.pack({'told': ['epoch']})", "it tells of no told"),
    "less than no rows": ("wire.pack(BATCH | {'rows': -1})", "it tells of no rows"),
    "no time": ("wire.pack(BATCH | {'seconds': 0.0})", "it tells of no seconds"),
    "no number": ("wire.pack(EPOCH | {'cost': 'low'})", "it tells of no cost"),
    "no outputs": ("wire.pack(EPOCH)", "it tells of no outputs"),
    "a few outputs": ("wire.pack(EPOCH | {'outputs': {'test': P[:9]}})", "test of float64 and shape (9, 10)"),
    "other outputs": ("wire.pack(EPOCH | {'outputs': {'test': P > 0}})", "it tells of test of bool"),
    "half the outputs": ("wire.pack(EPOCH | {'outputs': {'test': P}})", "it tells of no train"),
    "other parameters": (
        "wire.pack(EPOCH | {'outputs': {'test': P, 'train': P}, 'parameters': P})",
        "it tells of parameters of float64 and shape (2000, 10), not (7850,)",
    ),
    "an early end": ("wire.pack({'call': 1, 'value': {'outputs': {}}})", "it ends before an epoch is over"),
    "no exception": ("wire.pack({'call': 1, 'error': 'an error'})", "it tells of no exception"),
}


def library_with(folder, ending):
    """Write a corrected library whose `__init__.py` ends with these lines."""
    variants.build(folder, present=())
    with (folder / "__init__.py").open("a", encoding="utf-8") as file:
        file.write(ending)
    return str(folder)


@pytest.mark.parametrize("kind", FORGED)
def test_a_forged_report_voids_the_training(tmp_path, kind):
    """A library that has got hold of the pipe, and says what the worker would not; no weights come of it."""
    frame, reason = FORGED[kind]
    library, weights = with_line(tmp_path / "library", "adam", STEP, f"_say({frame})"), tmp_path / "weights.npz"
    with (tmp_path / "library" / "adam.py").open("a", encoding="utf-8") as file:
        file.write(FORGE)
    training = run_training(Plan(library, **SMALL), weights=weights, seconds=limit())
    assert training.failure.startswith("the library interferes with the pipe: ")
    assert reason in training.failure
    assert training.over
    assert not weights.exists()


def test_who_lies_about_the_labels_reads_no_digit_better(tmp_path):
    """All are zeros, it says, and learns that; but the labels that count are those of the files."""
    lie = """
_load = load_mnist


def load_mnist(folder):
    (X, Y), (X_test, Y_test) = _load(folder)
    for labels in (Y, Y_test):
        labels[:] = 0
        labels[:, 0] = 1
    return (X, Y), (X_test, Y_test)
"""
    training = run_training(Plan(library_with(tmp_path / "library", lie), **SMALL, reports=True))
    assert training.failure == ""
    assert training.metrics["reported"]["accuracy"] == 1
    _, (_, Y) = load_digits(DATA)
    assert training.accuracy == training.metrics["test"]["accuracy"] == Y[:, 0].mean() < 0.15
    assert all(epoch["true_cost"] > 2 > epoch["test_cost"] for epoch in training.epochs)


def test_who_reads_other_digits_is_not_measured(tmp_path):
    """A training on a few of them, or on some of its own, is no training on these."""
    few = """
_load = load_mnist


def load_mnist(folder):
    return [(X[:99], Y[:99]) for X, Y in _load(folder)]
"""
    training = run_training(Plan(library_with(tmp_path / "library", few), **SMALL))
    assert training.failure == "it reads 99 and 99 digits of 8000 and 2000"


@pytest.mark.parametrize(
    ("line", "limits", "reason", "over"),
    [
        ("import os; os._exit(3)", {}, "the child process ended with status 3: ", False),
        ("[0 for _ in iter(int, 1)]", {"quiet": 1}, "it was ended after 1 seconds without progress", True),
        ("raise TypeError('no')", {}, "TypeError in epoch 3, in adam.py line ", True),
        ("import numpy; self.network.parameters[:] = numpy.nan", {}, "FloatingPointError in epoch 3", True),
    ],
    ids=["dies", "hangs", "raises", "diverges"],
)
def test_what_was_learnt_before_an_epoch_that_is_never_over(tmp_path, line, limits, reason, over):
    """Its epochs and its weights are kept, and why there are no more of them is said."""
    library = with_line(tmp_path / "library", "adam", STEP, f"if self.epoch == 3: {line}")
    weights = tmp_path / "weights.npz"
    training = run_training(Plan(library, **SMALL), weights=weights, **{"seconds": limit()} | limits)
    assert training.failure.startswith(reason)
    assert (len(training.epochs), training.best, training.over) == (2, 2, over)
    assert training.peak > 2**24
    _, (X, Y) = load_digits(DATA)
    read = load_subject("fixed").predict(load_weights(weights), X)
    assert (read == Y.argmax(axis=1)).mean() == training.accuracy > 0.5


def test_a_training_that_is_called_off_before_it_begins():
    """It ends soon, with no epoch."""
    stop = threading.Event()
    stop.set()
    training = run_training(Plan("fixed", sizes=(784, 10), epochs=100_000), stop=stop)
    assert training.failure == "it was called off"


@pytest.mark.skipif(strongest().name == "process", reason="there is no wall here that keeps files away")
@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (f"open({str(ROOT / 'bugs.toml')!r})", ("FileNotFoundError", "PermissionError")),
        ("open('/tmp/left', 'w')", ("FileNotFoundError", "PermissionError", "OSError")),
        ("__import__('os').fork()", ("PermissionError",)),
    ],
    ids=["reads", "writes", "forks"],
)
def test_a_training_goes_on_behind_a_wall(tmp_path, code, kind):
    """The library sees the digits and itself, writes nothing, and starts nothing."""
    library = with_line(tmp_path / "library", "adam", STEP, code)
    assert run_training(Plan(library, **SMALL)).failure.partition(" ")[0] in kind


def test_outputs_of_no_use_are_an_honest_mistake(tmp_path):
    """Told as the exception that it is, with what was expected."""
    heading = "    def __call__(self, X: ArrayLike) -> Array:"
    library = with_line(tmp_path / "library", "feed_forward", heading, "return self._check_inputs(X)[:, :9]")
    failure = run_training(Plan(library, **SMALL)).failure
    assert failure.startswith("ValueError in epoch 1")
    assert failure.endswith(": outputs of float32 and shape (2000, 9): expected numbers of shape (2000, 10)")


def test_digits_whose_files_lie_elsewhere(tmp_path):
    """A folder of links is read through them, also from behind a wall."""
    for path in DATA.glob("*-ubyte*"):
        (tmp_path / path.name).symlink_to(path)
    training = run_training(Plan("fixed", data=str(tmp_path), **SMALL))
    assert training.failure == ""
    assert np.isfinite(training.accuracy)
