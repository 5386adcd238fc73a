"""The matrix finds a test that does not hold to its marks, and a short cut that would hide it."""

import json
import os
import random
import shutil
import subprocess
import sys

import pytest
from waiting import limit

from kata import ROOT
from kata.bugs.manifest import load_bugs
from kata.bugs.questions import KINDS
from kata.proof.matrix import Matrix, draw, every_variant, some_variants
from kata.proof.rounds import Outcomes

NONE = frozenset()
THIRTEENTH = """
[[bug]]
id = "double-step"
title = "Steps are twice as long"
module = "gradient_descent"
group = "missed"
kind = "slip"
report = ""
symptom = "training overshoots"
hunks = [1]
raises = ["AssertionError"]
hints = ["where", "what", "how"]

[bug.predict]
question = "How far is a step?"
code = "2"
answers = ["1", "2"]
right = 1
correct = "1"
because = "it is twice as long"
""" + "".join(
    f"""
[[bug.ask]]
kind = "{kind}"
draw = {{ n = [1, 2] }}
question = "What is $n?"
code = "$n"
working = "$n"
because = "$n is $n"
"""
    for kind in KINDS
)
TESTS = {
    "alone": """
@pytest.mark.bug("double-step")
def test_a_step(subject):
    trace = subject.fit_trace("gradient_descent", np.ones((1, 3)), 1, Settings(1, 1, learning_rate=0.5), 0)
    assert trace.updates.tolist() == [[0.5, 0.5, 0.5]]
""",
    "entangled": """
@pytest.mark.bug("double-step")
def test_a_step_of_a_network_with_a_hidden_layer(subject):
    settings = Settings(1, 1, learning_rate=0.5, parameters=np.zeros(6))
    X, Y = np.ones((1, 1)), np.array([[1.0, 0.0]])
    parameters, _ = subject.train((1, 1, 2), ("tanh", "softmax"), "gradient_descent", X, Y, settings, 0)
    assert parameters[-2:].tolist() == [0.25, -0.25]
""",
    "unmeasured": """
def test_of_the_text_of_the_library(request):
    assert "self.epoch)" not in (find_library(request.config.getoption("subject")) / "adam.py").read_text()
""",
}
HEAD = """
import numpy as np
import pytest

from kata.subject.libraries import find_library
from kata.subject.interface import Settings
"""


@pytest.fixture(scope="module")
def checkout(tmp_path_factory):
    """A checkout with a thirteenth bug, in a module that has no other, and no tests yet."""
    copy = tmp_path_factory.mktemp("checkout")
    for name in ("kata", "original", "fixed"):
        shutil.copytree(ROOT / name, copy / name)  # with what is compiled
    for name in ("tests/conftest.py", "tests/telling.py", "pyproject.toml", "bugs.toml"):
        (copy / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, copy / name)
    with (copy / "bugs.toml").open("a") as file:
        file.write(THIRTEENTH)
    module = copy / "original" / "gradient_descent.py"
    text = module.read_text()
    assert text.count("self.learning_rate * G") == 1
    module.write_text(text.replace("self.learning_rate * G", "2 * self.learning_rate * G"))
    return copy


@pytest.fixture
def check(checkout):
    """Return a function that runs `kata matrix` in the checkout with these of the tests."""

    def run(*tests):
        path = checkout / "tests" / "test_thirteenth.py"
        path.write_text("".join([HEAD, *(TESTS[test] for test in tests)]))
        settings = (ROOT / "pyproject.toml").read_text()
        start, end = settings.index("testpaths = ["), settings.index("pythonpath")
        (checkout / "pyproject.toml").write_text(f'{settings[:start]}testpaths = ["tests"]\n{settings[end:]}')
        command = [sys.executable, "-m", "kata", "matrix", "--json", "--sample=4"]
        environment = {**os.environ, "KATA_SUBJECT": ""}
        done = subprocess.run(
            command, cwd=checkout, env=environment, capture_output=True, text=True, check=False, timeout=limit(600)
        )
        assert done.returncode in (0, 1), done.stderr
        return done.returncode, json.loads(done.stdout)

    return run


def test_a_bug_that_is_alone(check):
    """Its test fails with it, and passes with any others: there are 106 systematic variants, and 64 more."""
    status, said = check("alone")
    assert (status, said["breaches"], said["disagreements"]) == (0, [], [])
    assert said["variants"] == 1 + 13 + 78 + 13 + 1 + 64
    assert said["tests"]["tests/test_thirteenth.py::test_a_step"]["bugs"] == ["double-step"]


def test_an_entangled_bug_is_a_breach(check):
    """Its test fails, too, where another bug is the only one: the matrix names test and bug."""
    status, said = check("alone", "entangled")
    breach, *others = said["breaches"]
    assert (status, others) == (1, [])
    assert breach["test"].endswith("::test_a_step_of_a_network_with_a_hidden_layer")
    assert (breach["expected"], breach["outcome"]) == ("passed", "failed")
    assert breach["smallest"] == ["derivative-name"]
    assert "NameError" in breach["message"]


def test_an_unmeasured_dependency_is_a_difference(check):
    """A test that reads the library's text reaches no code: only running it without the short cut tells."""
    status, said = check("unmeasured")
    assert status == 1
    assert said["disagreements"], said
    assert all("bias-correction" in found["smallest"] for found in said["disagreements"])


def test_a_missing_outcome_is_a_breach():
    """A test that did not run has not passed."""
    matrix = Matrix([NONE, frozenset(["adam-shape"])], [], {"test": []}, Outcomes())
    assert [(breach.outcome, breach.variants) for breach in matrix.breaches()] == [("missing", 2)]
    assert matrix.status == 1


def test_what_is_known_of_similar_variants():
    """An outcome holds wherever the bugs that the test reached are the same, and nowhere else."""
    outcomes = Outcomes()
    outcomes.add("test", frozenset("ab"), frozenset("bc"), "failed", "why")
    assert outcomes.find("test", frozenset("b")) == ("failed", "why")
    assert outcomes.find("test", frozenset("bcd")) == ("failed", "why")
    assert outcomes.find("test", frozenset("ab")) is None
    assert outcomes.find("test", NONE) is None
    assert outcomes.find("other", frozenset("b")) is None


def test_the_variants():
    """All of them, and of the choice each once: none, all, singles, all but ones, pairs, and 64 others."""
    assert len(set(every_variant())) == 2 ** len(load_bugs())
    chosen = some_variants(random.Random(1))  # noqa: S311
    assert len(chosen) == len(set(chosen)) == 1 + 12 + 66 + 12 + 1 + 64
    assert chosen != some_variants(random.Random(2))  # noqa: S311


def test_where_the_bug_is_alone():
    """A test that fails with it, one that passes, and one that did not run: the data tell them apart."""
    outcomes = Outcomes()
    only = frozenset(["adam-shape"])
    for test, outcome in (("fails", "failed"), ("passes", "passed")):
        for present in (NONE, *(frozenset([bug]) for bug in load_bugs())):
            outcomes.add(test, only, present, outcome if present == only else "passed", "")
    matrix = Matrix([], [], {test: ["adam-shape"] for test in ("fails", "passes", "missing")}, outcomes)
    found = {test: said["fails_with_only"] for test, said in matrix.as_data()["tests"].items()}
    assert found == {"fails": ["adam-shape"], "passes": [], "missing": list(load_bugs())}


@pytest.mark.parametrize("suffix", ["svg", "png"])
def test_the_picture(tmp_path, suffix):
    """It is drawn, and the same each time, from what has been kept as JSON, too."""
    matrix = Matrix([], [], {"one": ["adam-shape"], "several": ["adam-shape", "binary-cost"], "none": []})
    first, second = tmp_path / f"first.{suffix}", tmp_path / f"second.{suffix}"
    draw(matrix.as_data(), first)
    draw(json.loads(json.dumps(matrix.as_data())), second)
    assert len(first.read_bytes()) > 5_000
    assert first.read_bytes() == second.read_bytes()
