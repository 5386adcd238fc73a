"""The report's table, made again: every network from several seeds, in every format, and interrupted."""

import csv
import io
import json
import os
import signal
import statistics
import subprocess
import sys

import pytest
from waiting import INTERRUPTIBLE, limit, until

from kata import ROOT
from kata.report.networks import ASSUMED, MEASURES, NETWORKS, RECIPES
from kata.report.table import Row, Spread, settings_of
from kata.training.lesson import Training

PNG = b"\x89PNG"


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """A folder of runs for all tests, so that each is made once."""
    return tmp_path_factory.mktemp("runs")


@pytest.fixture
def table(kata, runs):
    """Return how the command is run on one network and two seeds."""

    def run(*arguments):
        return kata("table", f"--runs={runs}", "--networks=Model_02", "--seeds=2", *arguments)

    return run


def test_the_figures_are_those_of_the_runs(table, runs):
    """Mean and deviation over the seeds, of test and drift, beside the report's."""
    done = table("--format=json")
    assert done.returncode == 0, done.stderr
    [block] = json.loads(done.stdout)["tables"]
    [network] = block["networks"]
    assert network["sizes"] == [784, 95, 50, 43, 10]
    kept = [json.loads(path.read_text())["training"]["metrics"] for path in runs.glob("*.json")]
    assert len(kept) == 2
    for figure in network["figures"]:
        measure = figure["measure"]
        expected = [
            100 * (k["test"][measure] if figure["part"] == "test" else k["train"][measure] - k["test"][measure])
            for k in kept
        ]
        assert sorted(figure["values"]) == pytest.approx(sorted(expected))
        assert figure["mean"] == pytest.approx(statistics.mean(expected))
        assert figure["deviation"] == pytest.approx(statistics.stdev(expected))
        assert figure["report"] == getattr(NETWORKS["Model_02"], figure["part"])[measure]
    accuracy = next(f for f in network["figures"] if (f["part"], f["measure"]) == ("test", "accuracy"))
    assert 93 < accuracy["mean"] < 97


def test_every_format_says_the_same(table, tmp_path):
    """Text, Markdown and CSV have the mean that JSON has; the picture is one."""
    [block] = json.loads(table("--format=json").stdout)["tables"]
    figures = {(f["part"], f["measure"]): f for f in block["networks"][0]["figures"]}
    rows = list(csv.DictReader(io.StringIO(table("--format=csv").stdout)))
    assert {(row["part"], row["measure"]): float(row["mean"]) for row in rows} == {
        column: pytest.approx(figure["mean"]) for column, figure in figures.items()
    }
    picture = tmp_path / "table.png"
    text = table("--picture", str(picture)).stdout
    markdown = table("--format=markdown").stdout
    for figure in figures.values():
        shown = str(Spread(figure["mean"], figure["deviation"]))
        assert shown in text
        assert shown in markdown
        assert f"{figure['report']:.2f}" in text
    assert picture.read_bytes().startswith(PNG)
    assert list(tmp_path.iterdir()) == [picture]


@pytest.mark.skipif(os.name != "posix", reason="there are no such signals on Windows")
def test_an_interrupted_table_goes_on_where_it_stopped(tmp_path):
    """What was finished before Ctrl-C is not made again."""
    runs = tmp_path / "runs"
    command = [sys.executable, "-m", "kata", "table", f"--runs={runs}", "--networks=Model_00"]
    command += ["--processes=1", "--format=json"]
    silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen([*command, "--seeds=99"], **silent, **INTERRUPTIBLE) as child:
        until(lambda: list(runs.glob("*.json")))
        child.send_signal(signal.SIGINT)
        assert child.wait(limit()) == 130
    before = {path.name: path.stat().st_mtime_ns for path in runs.iterdir()}
    assert 1 <= len(before) < 99
    assert all(name.endswith(".json") for name in before)
    command += [f"--seeds={len(before) + 1}"]
    assert subprocess.run(command, stdout=subprocess.DEVNULL, check=False, timeout=limit()).returncode == 0
    after = {path.name: path.stat().st_mtime_ns for path in runs.iterdir()}
    assert len(after) == len(before) + 1
    assert {name: after[name] for name in before} == before


def test_a_subject_that_cannot_train(table):
    """The table says so, with the error; exit status 1."""
    done = table("--subject=softmax-shape")
    assert done.returncode == 1
    assert "failed" in done.stdout
    assert "2 of 2 failed: ValueError in epoch 1" in " ".join(done.stdout.split())


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--networks=Model_9"], "There is no network Model_9"),
        (["--format=html"], "There is no format 'html': expected text, markdown, csv, json"),
        (["--recipe=none"], "There is no recipe 'none': expected one of"),
        (["--subject=nowhere"], "no library 'nowhere'"),
        (["--subject=pytorch"], "'pytorch' is an adapter"),
        (["--data=nowhere"], "no digits 'nowhere': expected embedded, full, or a folder of MNIST"),
        ([f"--data={ROOT / 'docs'}"], "train-images-idx3-ubyte: no such file"),
        (["--picture=table.gif"], "expected a picture's name that ends in .svg, .png, .pdf"),
        (["--picture=nowhere/table.png"], "nowhere/table.png cannot be written: No such file or directory"),
    ],
)
def test_what_makes_no_sense(table, arguments, sentence):
    """One sentence, before anything is trained; exit status 2."""
    done = table(*arguments)
    assert done.returncode == 2
    assert sentence in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert done.stdout == ""


def test_the_settings_that_the_report_does_not_give_are_varied():
    """For what its authors had all that are assumed, for the corrected library one recipe."""
    assert settings_of("reported") == ASSUMED
    assert len(ASSUMED) > 2
    assert list(settings_of("fixed").items()) == [next(iter(RECIPES.items()))]


def test_a_network_that_fails_for_some_seeds():
    """The figures are those of the others, and the failure is told."""
    metrics = {part: dict.fromkeys(MEASURES, share) for part, share in (("test", 0.5), ("train", 0.75))}
    row = Row("Model_00", [Training(metrics=metrics), Training(failure="ValueError in epoch 1")])
    assert row.spread(("test", "f1")) == Spread(50, 0)
    assert row.spread(("drift", "f1")) == Spread(25, 0)
    assert row.failure == "ValueError in epoch 1"
    assert Row("Model_00", row.trainings[1:]).spread(("test", "f1")) is None
