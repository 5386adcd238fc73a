"""Tests that a submission leaves indifferent: where it is ours in all that they run, and nowhere else."""

import pytest
from submitted import work

from kata.grading.indifferent import _reach, indifferent
from kata.grading.judging import judge_one

SEED = 3  # of all submissions here
SOFTMAX, PIXELS = "tests/bugs/test_softmax_overflow.py", "tests/bugs/test_unscaled_pixels.py"


@pytest.fixture(scope="module")
def reached():
    """The functions that each test runs."""
    return _reach(SEED)


def known(**files):
    """Return the tests that a submission with these files in the place of some leaves indifferent."""
    return indifferent(work(**files)["files"], SEED)


def changed(module, old, new):
    """Return a submission with another text in one place of a module."""
    text = work()["files"][f"{module}.py"]
    assert text.count(old) == 1
    return {module: text.replace(old, new)}


def test_a_library_like_ours_leaves_all_of_them_indifferent(reached):
    """Whatever comments it has."""
    assert known() == reached.keys()
    assert known(**changed("adam", b"import numpy", b"# mine\nimport numpy")) == reached.keys()


def test_those_that_run_a_function_with_another_body_are_left(reached):
    """And those alone."""
    found = known(
        **changed("activation_functions", b"exponentials: Array =", b"x = 1\n        exponentials: Array =")
    )
    assert reached.keys() - found == {
        test
        for test, functions in reached.items()
        if "activation_functions.ActivationFunctions.softmax" in functions
    }
    assert not any(test.startswith(SOFTMAX) for test in found)
    assert all(test in found for test in reached if test.startswith(PIXELS))


@pytest.mark.parametrize(
    "files",
    [
        {"numpy": b""},
        {"adam": b"import sys"},
        {"adam": b"def f(:"},
        {"adam": b"x = '\xff'"},
        {"adam": b"\0"},
        {"adam": b"(" * 10_000},
        {"adam": b"x = " + b"-" * 100_000 + b"1"},
        changed("adam", b"beta1: float = 0.9", b"beta1: float = 0.8"),
        changed("adam", b"class Adam(Optimizer)", b"class Adam(Optimizer, object)"),
        changed("adam", b"    def step(", b"    @staticmethod\n    def step("),
    ],
    ids=["a module more", "another one", "a slip", "latin-1", "a null", "deep", "deeper",
         "a default", "a base", "a decorator"],
)  # fmt: skip
def test_what_is_read_at_the_import_leaves_none_of_them_indifferent(files):
    """Nor does what Python cannot read: then the judge is to say so."""
    assert known(**files) == set()


def test_a_module_that_is_missing_leaves_none_of_them_indifferent():
    """Nobody can tell who imports it."""
    files = work()["files"]
    del files["adam.py"]
    assert indifferent(files, SEED) == set()


def test_what_cannot_be_measured_leaves_none_of_them_indifferent(monkeypatch):
    """A worker that has no room for it runs all tests; it is no fault of the submission."""

    def fail(**_):
        raise RuntimeError("the tests could not be run in rounds")

    monkeypatch.setattr("kata.grading.indifferent.measure", fail)
    assert indifferent(work()["files"], SEED + 1) == set()


def test_a_verdict_is_the_same_with_and_without_them(run_there):
    """Test by test, by what the seed of this class draws."""

    class There:
        run = staticmethod(lambda *asked, **limits: run_there(None, *asked, **limits))

    told = [judge_one(work(["binary-metrics"]) | {"many": many}, There()) for many in (False, True)]
    for one in told:
        del one["seconds"], one["verdict"]["seconds"]
    assert told[0]["bugs"]["binary-metrics"] == "present"
    assert told[0] == told[1]
