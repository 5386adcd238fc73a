"""Several judges come to the verdict of one: each test is run once, by one of them."""

import threading
from collections import Counter
from itertools import chain
from types import SimpleNamespace

import pytest
from waiting import in_time, limit

from kata.bugs import variants
from kata.judging import run
from kata.judging.judge import Judge, JudgeError, Judges, judge_of
from kata.judging.trial import run_tests
from kata.judging.verdict import failure_in_words

BUGS = ["softmax-shape", "ignored-penalty"]
ASKED = [*BUGS, "derivative-name", "binary-metrics"]  # of these a run is to tell, which takes a third of the time
FORGED = """
import os
import contextlib

def load_mnist(folder):
    for number in range(3, 20):
        with contextlib.suppress(OSError):
            os.write(number, b"0" * 64)
"""


class Overheard(Judges):
    """Judges of whom it is known which test each run has told of."""

    def run(self, request, on_event, **limits):
        """Run tests, and keep what is told of them."""
        self.told = Counter()

        def hear(event):
            self.told.update([event["id"]] if event["event"] == "test" else [])
            on_event(event)

        return super().run(request, hear, **limits)


@pytest.fixture(scope="module")
def judges():
    """Two, whatever this machine has."""
    with Overheard(2) as judges:
        judges.begin()
        yield judges


@pytest.fixture
def library(tmp_path):
    """A library with two bugs."""
    variants.build(tmp_path / "library", BUGS)
    return tmp_path / "library"


def in_words(trial):
    """Return what each test says, without the addresses that pytest adds."""
    return {test: failure_in_words(message) for test, message in trial.messages.items()}


def test_they_come_to_the_verdict_of_one(library, judges, judge):
    """The same outcomes and messages, and no test that two have run."""
    seen = []
    both = run_tests(
        str(library), bugs=ASKED, judge=judges, on_test=lambda done, total: seen.append((done, total))
    )
    alone = run_tests(str(library), bugs=ASKED, judge=judge)
    assert both.complete
    assert both.outcomes == alone.outcomes
    assert both.failed == alone.failed
    assert in_words(both) == in_words(alone)
    assert both.calls > len(both.bugs)
    assert (both.isolation, both.reason) == (alone.isolation, "")
    assert judges.told == Counter(alone.bugs.keys())
    assert seen[-1] == (len(alone.bugs), len(alone.bugs))


def test_the_tests_that_take_long_are_shared_out_evenly(monkeypatch):
    """Each has as many of those that draw, wherever they stand, and all are run by somebody, in their order."""
    items = [SimpleNamespace(nodeid=f"test-{number}") for number in range(30)]
    drawing = items[0:20:2]  # to take every other one would give them all to the first
    monkeypatch.setattr(run, "draws", lambda item: item in drawing)
    shares = [run.shared_out(items, number, 2) for number in range(2)]
    assert [len(share) for share in shares] == [15, 15]
    assert [sum(item in drawing for item in share) for share in shares] == [5, 5]
    assert sorted(chain(*shares), key=items.index) == items
    assert all(share == sorted(share, key=items.index) for share in shares)


def test_a_library_that_cannot_be_imported(library, judges):
    """Both see it, and it is told once."""
    (library / "adam.py").write_text("def (")
    trial = run_tests(str(library), judge=judges)
    assert "SyntaxError" in trial.reason
    assert trial.where == "adam.py:1"
    assert not trial.outcomes


def test_what_interferes_with_one_is_no_verdict_of_the_other(library, judges):
    """A library that says what is no answer has none at all, though other tests have passed elsewhere."""
    path = library / "mnist.py"
    path.write_text(path.read_text() + FORGED)
    trial = run_tests(str(library), judge=judges)
    assert "interferes" in trial.reason
    assert not trial.outcomes


def test_called_off_all_of_them_end(library, judges):
    """Soon, and they are there for what comes next."""
    off = threading.Event()
    trial = run_tests(str(library), judge=judges, on_test=lambda *_: off.set(), stop=off)
    assert not trial.complete
    assert in_time(trial.seconds, 30)
    assert run_tests(str(library), bugs=["unscaled-pixels"], judge=judges).complete


def test_who_is_interrupted_has_all_of_them_end():
    """Ctrl-C is heard in one place, and whoever waits for the others would wait for minutes."""
    told, begun = [], threading.Event()

    def interrupted(*_, **__):
        assert begun.wait(limit())
        raise KeyboardInterrupt

    def at_work(*_, stop, **__):
        begun.set()
        told.append(stop.wait(limit()))
        return {}

    judges = Judges(2)
    judges._judges[:] = [SimpleNamespace(run=interrupted), SimpleNamespace(run=at_work)]
    with pytest.raises(KeyboardInterrupt):
        judges.run({}, print, seconds=300)
    assert told == [True]


def test_when_one_is_interfered_with_the_others_end():
    """There is no verdict then, whatever they would come to; and whoever asked has called nothing off."""
    off, told = threading.Event(), []

    def at_work(*_, stop, **__):
        told.append(stop.wait(limit()))
        return {"reason": "it was called off"}

    judges = Judges(2)
    ends = {"reason": "the library interferes with the judge", "void": True}
    judges._judges[:] = [SimpleNamespace(run=at_work), SimpleNamespace(run=lambda *_, **__: ends)]
    assert judges.run({}, print, seconds=300, stop=off)["reason"] == ends["reason"]
    assert told == [True]
    assert not off.is_set()


def test_tests_that_cannot_be_loaded_are_reported(monkeypatch):
    """As by one judge, and nobody is left behind."""
    monkeypatch.setattr("kata.judging.ahead.COMMAND", ["python", "-c", "raise SystemExit('no pytest here')"])
    with Judges(2) as judges, pytest.raises(JudgeError, match="no pytest here"):
        run_tests("fixed", judge=judges)


def test_for_some_bugs_there_is_one():
    """Their tests are run sooner than another process would be there."""
    assert isinstance(judge_of(["adam-shape"]), Judge)
    assert isinstance(judge_of(), Judges)
