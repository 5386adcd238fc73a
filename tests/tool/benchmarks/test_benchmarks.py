"""The benchmarks run, and their figures are measured."""

import io
import json
import os
import signal
import statistics
import subprocess
import sys
from itertools import pairwise

import numpy as np
import pytest
from rich.console import Console
from typer.testing import CliRunner
from waiting import INTERRUPTIBLE, children_of, limit, none_left

from benchmarks.__main__ import app
from benchmarks.contestants import CONTESTANTS, Job, Learner, Products
from benchmarks.measures import Bench, Plan, ratios, spread
from benchmarks.training import render
from benchmarks.worker import Worker
from kata import DATA, ROOT


def test_latency(monkeypatch):
    """Two saves: seconds of each kind, their ratio, and the memory of watcher, judge and workers."""
    monkeypatch.setattr("benchmarks.latency.COLD", 3)
    done = CliRunner().invoke(app, ["latency", "--saves", "2", "--json"], catch_exceptions=False)
    figures = json.loads(done.stdout)
    runs = {name: row["runs"] for name, row in figures["seconds"].items()}
    assert runs == {"verdict after a save": 2, "plain pytest, one file": 2, "kata, nothing changed": 3}
    for row in figures["seconds"].values():
        assert 0 < row["median"] <= row["p95"]
    assert figures["ratio"] > 0
    assert all(size > 0 for size in figures["mebibytes"].values())


TRAINING = [sys.executable, "-m", "benchmarks", "training"]
QUICK = ["--without", "torch", "--threads", "1", "--seconds", "0", "--rows", "600", "--rounds", "2"]
PNG = b"\x89PNG"


def training(*options):
    """Run the command."""
    return subprocess.run(
        [*TRAINING, *options], cwd=ROOT, capture_output=True, encoding="utf-8", check=False, timeout=limit(600)
    )


@pytest.fixture(scope="module")
def quick(tmp_path_factory):
    """Return the figures of all parts, on few rows, and the picture of them."""
    picture = tmp_path_factory.mktemp("training") / "training.png"
    done = training(*QUICK, "--batches", "128,32", "--accuracy", "0.6", "--json", "--picture", str(picture))
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout), picture


def test_throughput(quick):
    """Every contestant at every batch size, and the ratios are those of the same round."""
    figures, _ = quick
    assert figures["format"] == 1
    assert list(figures["throughput"]) == ["32", "128"]
    for contestants in figures["throughput"].values():
        assert list(contestants) == ["fixed", "sklearn", "products"]
        ours = contestants["fixed"]["samples_a_second"]["values"]
        for row in contestants.values():
            speeds = row["samples_a_second"]["values"]
            assert len(speeds) == 2
            assert row["ratio"]["values"] == [a / b for a, b in zip(ours, speeds, strict=True)]
            for found in (row["samples_a_second"], row["ratio"]):
                assert found["median"] == pytest.approx(statistics.median(found["values"]))
                assert (found["least"], found["most"]) == (min(found["values"]), max(found["values"]))


def test_the_best_setting_counts(quick):
    """It is the one with the highest median in the heats, in which all settings were tried."""
    figures, _ = quick
    for batch, contestants in figures["throughput"].items():
        for name, row in contestants.items():
            heats = figures["heats"][batch][name]
            assert len(heats) == len(CONTESTANTS[name].settings)
            assert row["setting"] == max(heats, key=lambda setting: heats[setting]["median"])


def test_seconds_to_an_accuracy(quick):
    """A run ends with the epoch that reached it, or is told not to have."""
    target = quick[0]["target"]
    assert list(target["contestants"]) == ["fixed", "sklearn"]
    for row in target["contestants"].values():
        assert [run["seed"] for run in row["runs"]] == [0, 1]
        for run, seconds in zip(row["runs"], row["seconds"]["values"], strict=True):
            *before, last = run["accuracies"]
            assert max(before, default=0) < 0.6
            assert run["reached"] == (last >= 0.6)
            assert seconds == (run["seconds"] if run["reached"] else None)
            assert run["reached"] or len(run["accuracies"]) == target["most_epochs"]


def test_peak_memory(quick):
    """At least the imports and the data; the IDX files take the whole training part through memory."""
    memory = quick[0]["memory"]
    assert memory["training_set"] == 600 * 784 * 4
    assert list(memory["ways"]) == ["fixed", "fixed from IDX files", "sklearn", "products"]
    for row in memory["ways"].values():
        for key in ("imported", "peak", "above_imported"):
            assert row[key]["least"] > memory["training_set"]
        sets = row["peak"]["median"] / memory["training_set"]
        assert row["peak_in_training_sets"]["median"] == pytest.approx(sets)
    peaks = {way: row["peak"]["median"] for way, row in memory["ways"].items()}
    assert peaks["fixed from IDX files"] > peaks["fixed"] + 7400 * 784 * 4


def test_growth(quick):
    """A point for each width, depth and share of the rows, with the network that was meant."""
    growth = quick[0]["growth"]
    sizes = {axis: [point["sizes"] for point in growth[axis]] for axis in ("width", "depth", "rows")}
    assert sizes["width"][2] == [784, 190, 100, 86, 10]
    assert [len(layers) - 2 for layers in sizes["depth"]] == [1, 2, 4, 8]
    assert [point["rows"] for point in growth["rows"]] == [75, 150, 300, 600]
    for axis in sizes:
        for point in growth[axis]:
            assert list(point["contestants"]) == ["fixed"]  # PyTorch was left out
            assert point["contestants"]["fixed"]["seconds_an_epoch"]["least"] > 0


def test_what_was_at_work(quick):
    """The machine, the plan, and of every worker its versions and its thread pools."""
    figures, picture = quick
    assert figures["plan"]["rows"] == 600
    assert figures["machine"]["cores"] == os.cpu_count()
    workers = {worker["contestant"]: worker for worker in figures["workers"]}
    assert set(workers) == {"fixed", "sklearn", "products"}
    assert workers["fixed"]["versions"] == {"numpy": np.__version__}
    assert {pool["num_threads"] for worker in workers.values() for pool in worker["pools"]} <= {1}
    assert picture.read_bytes().startswith(PNG)
    assert [path.name for path in picture.parent.iterdir()] == [picture.name]


def test_what_a_person_sees(quick):
    """A table for each part that was measured; one alone can be had."""
    done = training(*QUICK, "--only", "target", "--accuracy", "1", "--rounds", "1")
    assert done.returncode == 0, done.stderr
    assert "Seconds of training to 100.0%" in done.stdout
    assert "not in 20 epochs" in done.stdout
    assert "Peak memory" not in done.stdout
    console = Console(width=100, file=io.StringIO())
    console.print(render(quick[0]))
    shown = console.file.getvalue()
    for title in ("Thousand training samples", "Seconds of training to 60.0%", "Peak memory", "Seconds an epoch"):
        assert title in shown


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--batches", "0"], "--batches 0: expected whole numbers from 1 on"),
        (["--batches", "32;128"], "--batches 32;128: expected whole numbers from 1 on"),
        (["--batches", "8001"], "batches of 8,001 are more than the 8,000 rows there are"),
        (["--threads", "-1"], "--threads -1: expected whole numbers from 1 on"),
        (["--only", "speed"], "--only speed: expected some of throughput, target, memory, growth"),
        (["--only", ","], "--only names nothing: expected some of throughput, target, memory, growth"),
        (["--without", "jax"], "--without jax: expected some of torch, sklearn"),
        (["--data", "docs"], "no such file"),
        (["--picture", "training.txt"], "training.txt: expected a picture's name that ends in .svg, .png, .pdf"),
        (
            ["--picture", "nowhere/training.svg"],
            "nowhere/training.svg cannot be written: No such file or directory",
        ),
    ],
)
def test_bad_input(options, sentence, monkeypatch):
    """One sentence, before anything is measured."""
    monkeypatch.chdir(ROOT)
    done = CliRunner().invoke(app, ["training", "--without", "torch", *options])
    assert done.exit_code == 2
    assert sentence in done.stderr
    assert done.stderr.count("\n") == 1
    assert not done.stdout


def test_a_library_that_is_missing():
    """It is named, with what to install, or how to do without."""
    hide = "import sys; sys.modules['sklearn'] = None; sys.argv[0] = 'benchmarks'; import runpy; "
    command = [sys.executable, "-c", hide + "runpy.run_module('benchmarks', run_name='__main__')", "training"]
    done = subprocess.run(
        [*command, "--without", "torch"],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=limit(600),
    )
    assert done.returncode == 2
    assert "sklearn is not installed: `tox -e benchmarks -- training` has it; or leave it out" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("m", [128, 300, 1])
def test_the_limit_multiplies_what_training_needs(m):
    """Its floating-point operations are those of the formula, for whole and for short batches."""
    job = Job(sizes=(7, 5, 4, 3), batch_size=128)
    products = Products(np.ones((m, 7), np.float32), np.ones((m, 3), np.float32), job)
    operations = 0
    for start in range(0, m, job.batch_size):
        for left, right, result in products.step(products.X[start : start + job.batch_size]):
            assert result.shape == (len(left), right.shape[1])
            assert left.dtype == right.dtype == result.dtype == np.float32
            operations += 2 * left.size * right.shape[1]
    weights = sum(inputs * outputs for inputs, outputs in pairwise(job.sizes))
    assert operations == 6 * m * weights - 2 * m * 7 * 5
    products.epoch()
    assert all(np.isfinite(gradient).all() for gradient in products.gradients)


@pytest.mark.parametrize("name", [name for name, kind in CONTESTANTS.items() if issubclass(kind, Learner)])
def test_learners_learn(name):
    """Each contestant, with each setting, tells easy classes apart after some epochs."""
    kind = CONTESTANTS[name]
    pytest.importorskip(kind.package)
    rng = np.random.default_rng(0)
    labels = rng.integers(0, 3, 300)
    Y = np.eye(3, dtype=np.float32)[labels]
    X = (np.hstack([Y, Y]) + rng.normal(0, 0.1, (300, 6))).astype(np.float32)
    for options in kind.settings:
        learner = kind(X, Y, Job(sizes=(6, 8, 3), batch_size=16, learning_rate=0.02, options=options))
        for _ in range(5):
            learner.epoch()
        assert (learner.predict(X) == labels).mean() > 0.95


def test_heats():
    """The setting with the highest median wins, and one that is hopelessly slow is not timed again."""
    speeds = {1: [100, 10, 90], 2: [80, 95, 92], 3: [30, 999, 999]}  # by threads, a heat each

    class Stopwatch:
        def ask(self, _what, _contestant, job, **_):
            return {"seconds": 1000 / speeds[job.threads].pop(0), "epochs": 1}

    plan = Plan("", rows=1000, test_rows=0, accuracy=1, contestants=("fixed",), threads=(1, 2, 3), rounds=7)
    bench = Bench(plan, Stopwatch(), on_step=lambda _: None)
    bench.run_heats([128])
    assert bench.best("fixed").threads == 2
    assert speeds == {1: [], 2: [], 3: [999, 999]}


def test_what_is_missing_counts_as_the_largest():
    """Medians and ratios of runs some of which did not reach what they should."""
    assert spread([3.0, None, 1.0]) == {"median": 3.0, "least": 1.0, "most": None, "values": [3.0, None, 1.0]}
    assert spread([None, None, 1.0])["median"] is None
    assert spread([4.0, 1.0])["median"] == 2.5
    assert ratios([1.0, None, 3.0], [2.0, 2.0, None]) == [0.5, None, None]


def test_a_worker_that_cannot():
    """Its error is told, and so is its end."""
    worker = Worker("products", 1)
    try:
        with pytest.raises(RuntimeError, match="the worker of products failed: FileNotFoundError"):
            worker.ask("load", folder="nowhere")
        worker._child.kill()
        with pytest.raises(RuntimeError, match="the worker of products ended early"):
            worker.ask("peak")
    finally:
        worker.end()


def test_a_worker_does_not_outlive_its_parent():
    """It ends with its standard input, even while it works."""
    command = [sys.executable, "-m", "benchmarks.worker", "products"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        for request in (
            {"do": "load", "folder": str(DATA), "idx": True},
            {"do": "time", "job": {}, "seconds": 100},
        ):
            child.stdin.write(json.dumps(request) + "\n")
        child.stdin.flush()
        assert json.loads(child.stdout.readline()) == {"value": None}
        child.stdin.close()
        assert child.wait(limit()) == 0


@pytest.mark.skipif(os.name != "posix", reason="there are no such signals on Windows")
def test_ctrl_c_ends_the_workers_too():
    """Exit status 130, no traceback, and nothing trains on in the background."""
    command = [*TRAINING, *QUICK, "--only", "throughput", "--batches", "32", "--rounds", "1000"]
    with subprocess.Popen(
        command,
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        **INTERRUPTIBLE,
    ) as child:
        children = children_of(child, 3, recursive=False)
        assert len(children) == 3
        os.killpg(child.pid, signal.SIGINT)  # as a terminal does
        _, errors = child.communicate(timeout=limit())
        assert child.returncode == 130
    assert "Traceback" not in errors
    assert none_left(children)
