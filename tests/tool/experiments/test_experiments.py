"""The experiments: what they compute, and what they find in small trainings."""

import json
import subprocess
import sys

import numpy as np
import pytest
from rich.console import Console
from waiting import limit

from experiments import arithmetic, atlas, chain, recipes, why
from experiments.__main__ import EXPERIMENTS, RESULTS, as_page, keep
from experiments.laboratory import Laboratory
from experiments.statistics import analyse_variance, compare
from kata import ROOT
from kata.bugs.manifest import load_bugs
from kata.confined.supervision import GIB
from kata.report.networks import RECIPES
from kata.training.kept import Runs

TINY = {"epochs": 1, "batch_size": 250}


@pytest.fixture(scope="module")
def laboratory(few_digits, tmp_path_factory):
    """A laboratory of its own, on few digits."""
    runs = Runs(tmp_path_factory.mktemp("runs"), memory=4 * GIB)
    return Laboratory("embedded", few_digits, runs, 2, Console(quiet=True))


def test_the_atlas(laboratory, monkeypatch, tmp_path):
    """What a library reports differs from what is so for just those bugs that make it report something else."""
    monkeypatch.setattr(atlas, "SETTINGS", atlas.SETTINGS | TINY)
    small = TINY | {"sizes": (784, 5, 10), "epochs": 2, "batch_size": 8000}  # each step of adam-shape: 1/4 GiB
    monkeypatch.setattr(atlas, "SMALL_SETTINGS", atlas.SMALL_SETTINGS | small)
    result = atlas.run(laboratory, 2)
    large, small = result["subjects"]["Model_02"], result["subjects"]["784-10"]
    assert set(large) == {"fixed", *load_bugs()}
    failures = {bug: found["failures"][0].split()[0] for bug, found in large.items() if found["failures"]}
    assert failures == {"softmax-shape": "ValueError", "adam-shape": "MemoryError", "gradient-norm": "MemoryError"}

    def reports(found, name):
        true = found["accuracy"] if name == "accuracy" else found[f"true_{name}"]
        return np.allclose(found[f"reported_{name}"], true, rtol=1e-3)

    wrong = {
        (bug, name)
        for bug, found in large.items()
        if bug not in failures
        for name in ("cost", "norm", "accuracy")
        if not reports(found, name)
    }
    assert wrong == {("binary-cost", "cost"), ("binary-metrics", "accuracy")}
    assert small["gradient-norm"]["epochs"] == [1, 1]
    assert small["fixed"]["epochs"] == [2, 2]
    assert not reports(small["gradient-norm"], "norm")
    square = 4 * 3985**2  # bytes: of as many parameters
    assert min(small["adam-shape"]["peak"]) - max(small["fixed"]["peak"]) > square
    assert max(small["fixed"]["peak"]) - min(large["fixed"]["peak"]) < square
    assert small["adam-shape"]["accuracy"] == small["fixed"]["accuracy"]
    assert large["ignored-penalty"]["comparison"] == {"difference": 0.0, "p": 1.0, "effect": 0.0}
    lines = "\n".join(atlas.tell(result))
    assert "gradient-norm: does not train. MemoryError in epoch 1, in optimizer.py" in lines
    assert "stops after 1 of 2 epochs" in lines
    keep("atlas", result, tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {
        f"atlas-embedded.{kind}" for kind in ("json", "md", "svg")
    }
    assert json.loads((tmp_path / "atlas-embedded.json").read_text()) == json.loads(json.dumps(result))


def test_the_chain(laboratory, monkeypatch, tmp_path):
    """In the report's order the library trains once five bugs are fixed, and the last step is `fixed`."""
    monkeypatch.setattr(chain, "SETTINGS", chain.SETTINGS | TINY)
    result = chain.run(laboratory, 1)
    steps = result["steps"]
    assert list(steps) == ["none", *load_bugs()]
    assert chain.steps()["unscaled-pixels"] == "fixed"
    failed = [bool(found["failures"]) for found in steps.values()]
    assert failed == [True] * 5 + [False] * 8
    last = steps["unscaled-pixels"]
    assert last["reported_accuracy"] == pytest.approx(last["accuracy"])
    assert "- 5. gradient-norm: " in "\n".join(chain.tell(result))
    chain.draw(result, tmp_path / "chain.svg")
    assert (tmp_path / "chain.svg").read_text().startswith("<?xml")


def test_why(laboratory, monkeypatch, tmp_path):
    """Every mixture of the missed bugs is there, and the seed's share of the variance is computed from them."""
    monkeypatch.setattr(why, "SETTINGS", {"tiny": TINY | {"learning_rate": 0.01}})
    monkeypatch.setattr(
        why, "NETWORKS", {name: why.NETWORKS[name] for name in ("Model_00", "Model_02", "Model_03")}
    )
    result = why.run(laboratory, 1)
    accuracy = result["accuracy"]["tiny"]
    assert set(accuracy) == {
        "none", "all", *(f"{which} {bug}" for which in ("only", "all but") for bug in why.FACTORS)
    }  # fmt: skip
    assert {len(values) for values in accuracy["none"].values()} == {1}
    assert {len(values) for values in accuracy["all"].values()} == {2}
    shares = analyse_variance(list(accuracy["all"].values()))._asdict()
    assert result["variance"]["all networks"]["tiny"] == shares
    assert len(result["dead"]["tiny"]["all"]["Model_02"]["after"][0]) == 3
    assert "| all but frozen-batches |" in "\n".join(why.tell(result))
    why.draw(result, tmp_path / "why.svg")
    assert (tmp_path / "why.svg").read_text().startswith("<?xml")


def test_recipes(laboratory, monkeypatch, tmp_path):
    """The best of the choices on the validation part comes first."""
    monkeypatch.setattr(
        recipes, "GRIDS", {"tiny": {"epochs": [1], "batch_size": [500], "learning_rate": [0.0001, 0.003]}}
    )
    result = recipes.run(laboratory, 1)
    assert [choice["settings"]["learning_rate"] for choice in result["recipes"]["tiny"]] == [0.003, 0.0001]
    assert "learning_rate 0.003" in "\n".join(recipes.tell(result))
    recipes.draw(result, tmp_path / "recipes.svg")
    assert (tmp_path / "recipes.svg").read_text().startswith("<?xml")


def test_the_reports_arithmetic():
    """One accuracy is none of the test digits, and two drifts are a slip."""
    networks = arithmetic.check()["networks"]
    assert {name for name, found in networks.items() if "10000" not in found["test_accuracy_is_of"]} == {
        "Model_00"
    }
    assert networks["Model_00"]["test_accuracy_is_of"] == {"60000": 37_821}
    assert networks["Model_03"]["test_accuracy_is_of"]["10000"] == 2_762
    assert {name for name, found in networks.items() if found["f1_drift_is_a_slip"]} == {"Model_01", "Model_02"}
    assert "60000" in networks["Model_02"]["training_accuracy_is_of"]


def test_two_groups():
    """Equal ones do not differ; a shift by two deviations does, with the effect size that it has."""
    rng = np.random.default_rng(0)
    one = rng.normal(size=400)
    assert compare(one, one) == (0.0, 1.0, 0.0)
    found = compare(one + 2 * one.std(ddof=1), one)
    assert found.p < 1e-50
    assert found.effect == pytest.approx(2, rel=0.01)
    assert compare([1.0, 1.0], [2.0, 2.0]) == (-1.0, 0.0, None)


def test_a_spread_is_divided_among_its_causes():
    """All between the groups, all within them, and the share that there is by chance."""
    assert analyse_variance([[1.0, 1.1], [5.0, 5.1]]).between > 0.99
    within = analyse_variance([[0.0, 2.0], [2.0, 0.0]])
    assert within[:3] == pytest.approx((0.0, 1.0, 1 / 3))
    assert within.p == pytest.approx(1)
    rng = np.random.default_rng(0)
    shares = [analyse_variance(rng.normal(size=(5, 4)).tolist()).between for _ in range(2000)]
    assert np.mean(shares) == pytest.approx(4 / 19, abs=0.01)


def test_the_command(tmp_path):
    """Arithmetic is told at once; digits that are not there are one sentence, and exit status 2."""
    command = [sys.executable, "-m", "experiments"]
    done = subprocess.run(
        [*command, "arithmetic"], cwd=ROOT, capture_output=True, text=True, check=True, timeout=limit(600)
    )
    assert "37,821 of 60,000" in done.stdout
    options = ["chain", "--data", str(tmp_path / "nowhere"), "--results", str(tmp_path)]
    done = subprocess.run(
        [*command, *options], cwd=ROOT, capture_output=True, text=True, check=False, timeout=limit(600)
    )
    assert done.returncode == 2
    assert "expected embedded, full, or a folder of MNIST" in done.stderr
    assert not list(tmp_path.iterdir())


def test_the_results_that_are_kept_are_of_these_experiments():
    """Of each there is one at least; its page says what the data say, and it has a picture."""
    results = sorted(RESULTS.glob("*.json"))
    assert {path.stem.partition("-")[0] for path in results} == set(EXPERIMENTS)
    for path in results:
        result = json.loads(path.read_text(encoding="utf-8"))
        page = as_page(path.stem.partition("-")[0], result)
        assert path.with_suffix(".md").read_text(encoding="utf-8") == page
        assert path.with_suffix(".svg").is_file()


def test_the_recipes_are_those_that_were_best_on_the_validation_part():
    """`kata table` trains with what the kept result says, and no recipe is made up."""
    result = json.loads((RESULTS / "recipes-full.json").read_text(encoding="utf-8"))
    assert {recipe: found[0]["settings"] for recipe, found in result["recipes"].items()} == RECIPES
