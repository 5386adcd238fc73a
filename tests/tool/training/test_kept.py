"""Finished runs are kept, found again, and made anew when anything that they depend on has changed."""

import json
import shutil
import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kata import ROOT
from kata.subject.interface import Network
from kata.training.kept import Runs
from kata.training.lesson import Training
from kata.training.plan import Plan
from kata.training.weights import load_weights, save_weights

SMALL = {"sizes": (784, 10), "epochs": 1, "batch_size": 1000}


def test_a_run_is_made_once(tmp_path):
    """The second time the file is read; it holds the plan and all that came of it."""
    runs, plan = Runs(tmp_path / "runs"), Plan("fixed", **SMALL)
    first = runs.make(plan)
    [file] = (tmp_path / "runs").iterdir()
    kept = json.loads(file.read_text())
    assert kept["plan"]["sizes"] == [784, 10]
    kept["training"]["seconds"] = -1.0  # as no run of its own would take
    file.write_text(json.dumps(kept))
    second = runs.make(plan)
    assert second.seconds == -1.0
    assert second.metrics == first.metrics
    assert first.metrics["test"]["accuracy"] == first.accuracy > 0.5


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"format": 99, "training": {}}', '{"format": 1, "training": {"a": 1}}']
)
def test_a_file_that_is_no_run_is_made_anew(tmp_path, text):
    """Half a file, or one of another format, is no result."""
    runs, plan = Runs(tmp_path), Plan("fixed", **SMALL)
    runs.path(plan).write_text(text)
    assert runs.find(plan) is None


def test_what_a_run_depends_on(tmp_path):
    """The plan, the text of the library, and the limits; not where the library stands."""
    copy = tmp_path / "copy"
    shutil.copytree(ROOT / "fixed", copy, ignore=shutil.ignore_patterns("__pycache__"))
    runs = Runs(tmp_path)
    path = runs.path(Plan("fixed"))
    assert runs.path(Plan(str(copy))) == path
    assert runs.path(Plan("fixed", seed=1)) != path
    assert Runs(tmp_path, seconds=1).path(Plan("fixed")) != path
    (copy / "adam.py").write_text((copy / "adam.py").read_text() + "# changed\n")
    assert runs.path(Plan(str(copy))) != path


def test_the_runs_of_several_plans_come_in_their_order(tmp_path):
    """Whichever is done first; each is told of once."""
    plans = [Plan("fixed", **SMALL, seed=seed) for seed in range(3)]
    told = []
    made = Runs(tmp_path).make_all(plans, 2, lambda done, total, plan, _: told.append((done, total, plan.seed)))
    assert [Runs(tmp_path).find(plan) for plan in plans] == made
    assert [done for done, _, _ in told] == [1, 2, 3]
    assert sorted(seed for _, _, seed in told) == [0, 1, 2]
    assert len({training.epochs[0]["cost"] for training in made}) == 3


NETWORK = Network((784, 10), ("softmax",), np.ones(7850, np.float32))


def test_weights_are_read_as_they_were_written(tmp_path):
    """Sizes, activations, parameters and their dtype; and no other file is left."""
    path = tmp_path / "weights.npz"
    save_weights(path, NETWORK)
    read = load_weights(path)
    assert read[:2] == NETWORK[:2]
    assert read.parameters.dtype == np.float32
    assert np.array_equal(read.parameters, NETWORK.parameters)
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("write", "sentence"),
    [
        (lambda path: path.write_bytes(b"no zip"), "holds no sizes, activations, parameters"),
        (lambda path: path.write_bytes(b""), "holds no sizes, activations, parameters"),
        (lambda path: np.savez(path, sizes=[784, 10]), "holds no sizes, activations, parameters"),
        (
            lambda path: np.savez(path, **NETWORK._replace(parameters=np.array([None]))._asdict()),
            "holds no sizes, activations, parameters",
        ),
        (lambda path: save_weights(path, NETWORK._replace(sizes=(784, 9))), "expected (7065,)"),
        (lambda path: save_weights(path, NETWORK._replace(parameters=np.full(7850, np.nan))), "not finite"),
        (lambda path: save_weights(path, NETWORK._replace(parameters=np.ones(7850, int))), "not finite"),
    ],
)
def test_a_file_that_holds_no_weights(tmp_path, write, sentence):
    """A sentence names the file and what is wrong with it; nothing is unpickled."""
    path = tmp_path / "weights.npz"
    write(path)
    with pytest.raises(ValueError, match=r"weights\.npz") as caught:
        load_weights(path)
    assert sentence in str(caught.value)


@given(places=st.lists(st.integers(0, 3_000), min_size=1, max_size=3), value=st.integers(0, 255))
def test_a_broken_file_holds_weights_or_gives_a_sentence(tmp_path_factory, places, value):
    """Whichever bytes of it are wrong: zipfile and numpy raise a dozen kinds of exceptions."""
    path = tmp_path_factory.getbasetemp() / "weights.npz"
    save_weights(path, NETWORK._replace(sizes=(9, 4), parameters=np.ones(40)))
    content = bytearray(path.read_bytes())
    for place in places:
        content[place % len(content)] = value
    path.write_bytes(content)
    try:
        with warnings.catch_warnings(action="ignore"):
            assert np.isfinite(load_weights(path).parameters).all()
    except ValueError as error:
        assert "weights.npz" in str(error)


def test_a_training_with_a_validation_part_keeps_the_best_weights_and_has_patience(tmp_path):
    """It ends so many epochs after the best one, and that one's accuracy counts."""
    plan = Plan(
        "fixed", sizes=(784, 30, 10), epochs=40, learning_rate=0.02, validation=0.25, patience=2, decay="constant"
    )
    training = Runs(tmp_path).make(plan)
    scores = [epoch["validation_accuracy"] for epoch in training.epochs]
    assert training.rows == 6_000
    assert training.best == 1 + int(np.argmax(scores))
    assert len(scores) == training.best + 2 < 40
    assert (
        training.accuracy == training.epochs[training.best - 1]["accuracy"] == training.metrics["test"]["accuracy"]
    )


def test_a_failure_is_a_result(tmp_path):
    """It is kept like any other, with its sentence."""
    runs, plan = Runs(tmp_path), Plan("original", **SMALL)
    made = runs.make(plan)
    assert "ValueError in epoch 1" in made.failure
    assert runs.find(plan) == made
    assert isinstance(made, Training)


def test_what_was_cut_off_is_no_result(tmp_path):
    """A child that was killed is told of, but not kept: another time it ends by itself."""
    library = tmp_path / "library"
    shutil.copytree(ROOT / "fixed", library, ignore=shutil.ignore_patterns("__pycache__"))
    (library / "adam.py").write_text("import os, signal\nos.kill(os.getpid(), signal.SIGTERM)\n")
    runs, plan = Runs(tmp_path / "runs"), Plan(str(library), **SMALL)
    assert "ended with status" in runs.make(plan).failure
    assert runs.find(plan) is None
