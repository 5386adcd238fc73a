"""A network is trained into a folder, whole or not at all, and measured again from there."""

import json
import os
import shutil
import signal
import subprocess
import sys

import numpy as np
import pytest
from waiting import INTERRUPTIBLE, children_of, ignore_ctrl_c, limit, none_left

from kata import DATA, ROOT
from kata.proof.bench import with_line
from kata.student.exercise import Exercise
from kata.subject.interface import Network
from kata.training.curves import draw_confusion, draw_curve
from kata.training.folder import load_trained
from kata.training.outputs import run_outputs
from kata.training.plan import Plan
from kata.training.weights import load_weights, save_weights

PNG = b"\x89PNG"
WEIGHTS, CONFIGURATION, METRICS = "weights.npz", "configuration.json", "metrics.json"
FILES = {WEIGHTS, CONFIGURATION, METRICS, "learning-curve.png", "confusion-matrix.png", "mistakes.png"}
SMALL = ("--widths", "784-20-10", "--epochs", "2")


def read(path):
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def folder(kata_process, tmp_path_factory):
    """The folder of a small network, trained once; in a pipe there is a line an epoch, and what to type next."""
    path = tmp_path_factory.mktemp("train") / "first"
    done = kata_process("train", path, *SMALL)
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert [line.split(":")[0] for line in lines[:2]] == ["epoch 1 of 2", "epoch 2 of 2"]
    for word in ("cost ", "accuracy ", "gradient ", " digits/s"):
        assert word in lines[0]
    assert f"kata evaluate {path}" in done.stdout
    return path


@pytest.fixture
def unpainted(monkeypatch):
    """Have a few bytes stand for each picture, which takes as long to draw as the training that it is of."""
    for name in ("draw_curve", "draw_confusion", "save_picture"):
        monkeypatch.setattr(f"kata.training.folder.{name}", lambda path, *_: path.write_bytes(PNG))


def test_what_is_in_the_folder(folder):
    """All of it and nothing else; the metrics are those of the weights that are there."""
    assert {path.name for path in folder.iterdir()} == FILES
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]
    configuration, metrics = read(folder / CONFIGURATION), read(folder / METRICS)
    assert configuration["format"] == metrics["format"] == 1
    assert configuration["plan"]["sizes"] == [784, 20, 10]
    assert (configuration["plan"]["library"], configuration["plan"]["data"]) == ("fixed", "embedded")
    assert configuration["versions"]["numpy"] == np.__version__
    assert configuration["interrupted_after"] is None
    assert [epoch["epoch"] for epoch in metrics["epochs"]] == [1, 2]
    assert metrics["best"] == 2
    assert metrics["test"]["accuracy"] == metrics["epochs"][1]["accuracy"] > 0.8
    assert np.sum(metrics["test"]["confusion"]) == 2_000
    assert np.sum(metrics["train"]["confusion"]) == 8_000
    assert metrics["peak_memory"] > 2**24
    for name in FILES:
        assert (folder / name).read_bytes().startswith(PNG) == name.endswith(".png")


def test_the_same_seed_gives_the_same_folder(kata, folder, tmp_path, request):
    """Byte for byte, but for times and memory; another seed gives other weights."""
    again, other = tmp_path / "again", tmp_path / "other"
    assert kata("train", again, *SMALL).returncode == 0
    request.getfixturevalue("unpainted")
    assert kata("train", other, *SMALL, "--seed", 1).returncode == 0
    for name in FILES - {METRICS}:
        assert (again / name).read_bytes() == (folder / name).read_bytes(), name
    measures = ("best", "train", "test")
    once, twice = ({name: read(path / METRICS)[name] for name in measures} for path in (folder, again))
    assert once == twice
    weights = [load_weights(path / WEIGHTS).parameters for path in (folder, other)]
    assert not np.array_equal(*weights)


def test_work_is_never_overwritten(kata, folder):
    """Neither a folder nor a file of that name."""
    for name in (folder, folder / METRICS):
        done = kata("train", name, *SMALL)
        assert (done.returncode, done.stdout) == (2, "")
        assert "exists already" in done.stderr
    assert {path.name for path in folder.iterdir()} == FILES


@pytest.mark.usefixtures("unpainted")
def test_for_a_program(kata, tmp_path):
    """With --json the metrics and nothing else; options arrive; the best epoch on the validation part counts."""
    options = ["--widths", "784-16-12-10", "--activations", "tanh,sigmoid", "--optimiser", "gradient-descent"]
    options += [
        "--batch",
        200,
        "--rate",
        0.5,
        "--decay",
        "linear",
        "--l1",
        1e-6,
        "--l2",
        1e-5,
        "--dtype",
        "float64",
    ]
    options += ["--validation", 0.25, "--epochs", 3, "--patience", 2, "--tolerance", 0, "--seed", 5]
    done = kata("train", tmp_path / "model", *options, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    metrics = json.loads(done.stdout)
    assert metrics == read(tmp_path / "model" / METRICS)
    scores = [epoch["validation_accuracy"] for epoch in metrics["epochs"]]
    assert metrics["best"] == 1 + int(np.argmax(scores))
    assert np.sum(metrics["train"]["confusion"]) == 6_000
    assert load_trained(tmp_path / "model").plan == Plan(
        "fixed",
        data="embedded",
        sizes=(784, 16, 12, 10),
        activations=("tanh", "sigmoid"),
        optimiser="gradient-descent",
        batch_size=200,
        learning_rate=0.5,
        decay="linear",
        l1=1e-6,
        l2=1e-5,
        dtype="float64",
        validation=0.25,
        epochs=3,
        patience=2,
        tolerance=0.0,
        seed=5,
    )
    assert load_weights(tmp_path / "model" / WEIGHTS).parameters.dtype == np.float64


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--widths", "784-ten-10"], "widths '784-ten-10': expected numbers"),
        (["--widths", "28-10"], "expected 784, for the pixels"),
        (["--activations", "magic"], "activation 'magic': expected relu"),
        (["--patience", "3"], "it needs a validation part"),
        (["--subject", "pytorch"], "'pytorch' is an adapter: expected a library"),
        (["--subject", "nowhere"], "no library 'nowhere'"),
        (["--data", "nowhere"], "no digits 'nowhere': expected embedded, full, or a folder"),
        (["--data", str(ROOT / "kata")], "train-images-idx3-ubyte: no such file"),
    ],
)
def test_what_makes_no_sense(kata, tmp_path, options, sentence):
    """One sentence, status 2, and nothing is written."""
    done = kata("train", tmp_path / "model", *options)
    assert (done.returncode, done.stdout) == (2, "")
    assert sentence in done.stderr
    assert done.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_a_folder_within_a_folder_that_is_not_there(kata, tmp_path):
    """It is not made in passing."""
    done = kata("train", tmp_path / "none" / "model", *SMALL)
    assert done.returncode == 2
    assert "No such file or directory" in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_to(kata, tmp_path):
    """It is said before anything is trained."""
    tmp_path.chmod(0o500)
    done = kata("train", tmp_path / "model", *SMALL)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Permission denied" in done.stderr


@pytest.mark.parametrize(
    ("subject", "sentence"),
    [
        ("original", "ValueError in epoch 1"),
        ("adam-shape,gradient-norm", "MemoryError in epoch 1, in adam.py line"),
    ],
)
def test_a_library_that_cannot_train(kata, tmp_path, subject, sentence):
    """Its sentence, status 1, and nothing is written; it runs confined, so that memory has an end."""
    done = kata("train", tmp_path / "model", "--epochs", "1", "--subject", subject)
    assert (done.returncode, done.stdout) == (1, "")
    assert sentence in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("unpainted")
def test_a_variant_is_built_again_when_it_is_evaluated(kata, tmp_path):
    """A library that does not scale the pixels reads digits as it has learnt them."""
    done = kata("train", tmp_path / "model", *SMALL, "--subject", "unscaled-pixels", "--json")
    assert done.returncode == 0, done.stderr
    assert read(tmp_path / "model" / CONFIGURATION)["plan"]["library"] == "unscaled-pixels"
    again = json.loads(kata("evaluate", tmp_path / "model", "--json").stdout)
    assert again["confusion"] == json.loads(done.stdout)["test"]["confusion"]


@pytest.mark.usefixtures("unpainted")
def test_the_exercise_and_a_folder(kata, tmp_path):
    """A student's own library, named or as a folder: it is kept in full, and missed when it is gone."""
    exercise = Exercise.start(tmp_path / "exercise", ["binary-metrics"])
    done = kata("train", tmp_path / "one", *SMALL, "--subject", "exercise", KATA_EXERCISE=str(exercise.folder))
    assert done.returncode == 0, done.stderr
    done = kata("train", tmp_path / "two", *SMALL, "--subject", os.path.relpath(exercise.folder))
    assert done.returncode == 0, done.stderr
    libraries = [read(tmp_path / name / CONFIGURATION)["plan"]["library"] for name in ("one", "two")]
    assert libraries == [str(exercise.folder)] * 2
    shutil.rmtree(exercise.folder)
    done = kata("evaluate", tmp_path / "two")
    assert done.returncode == 2
    assert "no library" in done.stderr


@pytest.mark.usefixtures("unpainted")
@pytest.mark.parametrize("victim", ["draw_curve", "save_picture"])
def test_a_full_disk(kata, tmp_path, monkeypatch, victim):
    """Whichever file it is that no longer fits: one sentence, status 2, and nothing is left."""

    def full(path, *_):
        path.write_bytes(bytes(9))
        raise OSError(28, "No space left on device", "it")

    monkeypatch.setattr(f"kata.training.folder.{victim}", full)
    done = kata("train", tmp_path / "model", "--widths", "784-1-10", "--epochs", "1")
    assert (done.returncode, done.stderr) == (2, "No space left on device: it\n")
    assert list(tmp_path.iterdir()) == []


CALL = "    def __call__(self, X: ArrayLike) -> Array:"


def begun(folder, *options, **started):
    """Start a training in a process of its own, its output in pipes."""
    command = [sys.executable, "-m", "kata", "train", str(folder), *options]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "encoding": "utf-8"}
    return subprocess.Popen(command, **pipes, **started)


def read_to(child, beginning):
    """Read lines of a child up to one that begins so."""
    while not (line := child.stdout.readline()).startswith(beginning):
        assert line, child.stderr.read()


def interrupted(folder, *options, after="", halts=None):
    """Train, and press Ctrl-C after a line that begins so, or as soon as there is a child; return how it ended.

    With a file that halts the library it is pressed a second time when the first has been heard: the child that
    trained is gone, and one measures, without an end.
    """
    with begun(folder, *options, **INTERRUPTIBLE) as child:
        if after:
            read_to(child, after)
        children = children_of(child)  # before that line it may have others, which try walls
        if halts:
            halts.touch()
        child.send_signal(signal.SIGINT)
        if halts:
            assert none_left(children)
            children = children_of(child)
            child.send_signal(signal.SIGINT)
        out, err = child.communicate(timeout=limit())
    assert none_left(children)
    return child.returncode, out, err


@pytest.mark.skipif(os.name != "posix", reason="there are no such signals on Windows")
def test_ctrl_c_keeps_what_was_learnt(tmp_path):
    """The folder is as ever, and tells after which epoch it was; its weights are those that were measured."""
    folder = tmp_path / "model"
    status, out, err = interrupted(folder, "--widths", "784-20-10", "--epochs", "5000", after="epoch 3 of 5000")
    assert (status, err) == (0, "")
    assert {path.name for path in folder.iterdir()} == FILES
    assert list(tmp_path.iterdir()) == [folder]
    metrics, found = read(folder / METRICS), load_trained(folder)
    last = len(metrics["epochs"])
    assert 3 <= last == metrics["best"] == found.interrupted_after < 5000
    assert f"Interrupted after epoch {last} of 5000" in out
    assert metrics["test"]["accuracy"] == metrics["epochs"][-1]["accuracy"]
    assert metrics["peak_memory"] > 2**24


@pytest.mark.skipif(os.name != "posix", reason="there are no such signals on Windows")
def test_ctrl_c_before_the_first_epoch_is_over(tmp_path):
    """There is nothing to keep."""
    status, out, err = interrupted(tmp_path / "model", "--widths", "784-3000-3000-10")
    assert (status, out) == (130, "")
    assert "before the first epoch was over" in err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name != "posix", reason="there are no such signals on Windows")
def test_a_second_ctrl_c_ends_it_at_once(tmp_path):
    """While what was learnt is being measured; nothing is left."""
    halts = tmp_path / "library" / "halts"
    line = f"import os, time; os.path.exists({str(halts)!r}) and time.sleep(600)"
    library = with_line(tmp_path / "library", "feed_forward", CALL, line)
    options = ("--subject", library, "--widths", "784-20-10", "--epochs", "5000")
    status, _, err = interrupted(tmp_path / "model", *options, after="epoch 1", halts=halts)
    assert status == 130
    assert "Traceback" not in err
    assert list(tmp_path.iterdir()) == [tmp_path / "library"]


@pytest.mark.skipif(os.name != "posix", reason="there are no such signals on Windows")
def test_in_the_background_ctrl_c_is_not_meant_for_it(tmp_path):
    """Where the shell has it ignore Ctrl-C, it trains on to the end."""
    options = ("--widths", "784-20-10", "--epochs", "12")
    with begun(tmp_path / "model", *options, preexec_fn=ignore_ctrl_c) as child:
        read_to(child, "epoch 1 of 12")
        child.send_signal(signal.SIGINT)
        out, err = child.communicate(timeout=limit())
    assert (child.returncode, err) == (0, "")
    assert "epoch 12 of 12" in out
    assert len(read(tmp_path / "model" / METRICS)["epochs"]) == 12


def test_evaluate(kata, folder):
    """The same figures as after the training, for a program and for a person."""
    metrics = read(folder / METRICS)["test"]
    done = kata("evaluate", folder, "--json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert (found["format"], found["data"], found["rows"]) == (1, "embedded", 2_000)
    assert {name: found[name] for name in metrics} == metrics
    shown = kata("evaluate", folder).stdout
    for name in ("accuracy", "sensitivity", "specificity", "precision", "f1"):
        assert f"{'F1' if name == 'f1' else name:<11}  {metrics[name]:.2%}" in shown
    [nine] = [line.split() for line in shown.splitlines() if line.strip().startswith("9 ")]
    assert nine[1:] == [str(count or "·") for count in metrics["confusion"][9]]


def test_evaluate_on_other_digits(kata, folder, tmp_path):
    """A folder, and full MNIST where KATA_MNIST says that it is; of none it is said."""
    for path in DATA.glob("*-ubyte.gz"):
        here, _, rest = path.name.partition("-")
        shutil.copy(path, tmp_path / f"{'train' if here == 't10k' else 't10k'}-{rest}")
    swapped = json.loads(kata("evaluate", folder, "--data", tmp_path, "--json").stdout)
    full = json.loads(kata("evaluate", folder, "--data", "full", "--json", KATA_MNIST=str(tmp_path)).stdout)
    assert swapped["rows"] == 8_000
    assert swapped["confusion"] == full["confusion"] == read(folder / METRICS)["train"]["confusion"]
    done = kata("evaluate", folder, "--data", tmp_path / "none")
    assert (done.returncode, done.stdout) == (2, "")
    assert "no digits" in done.stderr


def configured(path, text):
    (path / CONFIGURATION).write_text(text, encoding="utf-8")


BROKEN = {
    "no folder": (shutil.rmtree, "holds no trained network"),
    "no weights": (lambda path: (path / WEIGHTS).unlink(), "No such file"),
    "half of the weights": (
        lambda path: (path / WEIGHTS).write_bytes((path / WEIGHTS).read_bytes()[:999]),
        "holds no sizes, activations, parameters",
    ),
    "weights of another network": (
        lambda path: save_weights(path / WEIGHTS, Network((784, 10), ("softmax",), np.ones(7850))),
        "is of another network: 784-10, expected 784-20-10",
    ),
    "no JSON": (lambda path: configured(path, "{"), "tells of no training"),
    "other JSON": (lambda path: configured(path, "[1]"), "tells of no training"),
    "another format": (lambda path: configured(path, '{"format": 99}'), "it has format 99, expected 1"),
    "a plan that makes no sense": (
        lambda path: configured(path, '{"format": 1, "plan": {"library": "fixed", "l1": -1}}'),
        "l1 -1: expected at least 0",
    ),
    "an adapter": (
        lambda path: configured(path, (path / CONFIGURATION).read_text().replace('"fixed"', '"pytorch"')),
        "'pytorch' is an adapter",
    ),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_folder_that_holds_no_trained_network(folder, tmp_path, kind):
    """A sentence says what is wrong with it."""
    spoil, sentence = BROKEN[kind]
    shutil.copytree(folder, tmp_path / "model")
    spoil(tmp_path / "model")
    with pytest.raises((ValueError, OSError)) as caught:
        load_trained(tmp_path / "model")
    assert sentence in str(caught.value)


@pytest.mark.parametrize("kind", ["no weights", "half of the weights"])
def test_a_broken_folder_on_the_command_line(kata, folder, tmp_path, kind):
    """One sentence, whatever exception it was, and status 2."""
    shutil.copytree(folder, tmp_path / "model")
    spoil, sentence = BROKEN[kind]
    spoil(tmp_path / "model")
    done = kata("evaluate", tmp_path / "model")
    assert (done.returncode, done.stdout) == (2, "")
    assert sentence in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("raise KeyError('lost')", "KeyError: 'lost'"),
        ("import os; os._exit(0)", "ended the process before it had computed"),
        ("import numpy; return numpy.full((len(X), 10), numpy.nan)", "no probabilities"),
        ("import numpy; return numpy.zeros((len(X), 9))", "no probabilities: float64 of shape (2000, 9)"),
        ("import numpy; return numpy.zeros(10**12)", "MemoryError"),
        ("while True: pass", "it was ended after 2 seconds"),
    ],
)
def test_a_library_that_gives_no_outputs(tmp_path, line, sentence):
    """Whatever it does, there is a sentence."""
    library = with_line(tmp_path / "library", "feed_forward", CALL, line)
    network = Network((784, 10), ("softmax",), np.zeros(7850))
    seconds = 2 if "while" in line else limit()
    with pytest.raises(RuntimeError) as caught:
        run_outputs(library, network, DATA, seconds=seconds)
    assert sentence in str(caught.value)


def test_pictures_of_a_single_epoch_and_of_costs_that_are_none(tmp_path):
    """A curve of one point, a cost that was not finite, and a matrix of nothing but zeros."""
    epoch = {"epoch": 1, "true_cost": None, "accuracy": 0.5, "training_true_cost": 1.0, "training_accuracy": 0.6}
    draw_curve(tmp_path / "curve.png", [epoch], 1)
    draw_confusion(tmp_path / "confusion.png", np.zeros((10, 10), int).tolist())
    for path in tmp_path.iterdir():
        assert path.read_bytes().startswith(PNG)
