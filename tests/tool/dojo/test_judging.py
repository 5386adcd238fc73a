"""Tests in a file meet libraries: what is told of them, and what is kept from one judgement to the next."""

import threading

import pytest

from kata.dojo.judging import LANES, SEEDS, CalledOff, texts_of
from kata.dojo.rules import FLAKY, INVALID, VALID
from kata.sparring.lane import Lane

HEAD = """\
import itertools
import numpy as np
import pytest
from hypothesis import given, settings, strategies as st
LARGE = np.array([[1000.0, 0.0]])
"""


@pytest.fixture(scope="module")
def dojo(dojo_for):
    """The dojo for one bug."""
    return dojo_for("softmax-overflow")


@pytest.fixture
def judged(dojo, tmp_path):
    """Judge a file with this text, below what all have in common; return the judgement, and its tests by name."""

    def judge(text, **options):
        file = tmp_path / dojo.target.file
        file.write_text(HEAD + text, encoding="utf-8")
        judgement = dojo.judge(file, **options)
        return judgement, {each.test.name: each for each in judgement.tests}

    return judge


def test_each_test_is_told_apart(judged):
    """By what a right library answers to it, and whether it is a property; none stands in another's way."""
    judgement, tests = judged(
        """
def test_good(subject):
    assert not np.isnan(subject.softmax(LARGE)).any()

def test_wrong(subject):
    assert subject.softmax(np.array([[0.0, 0.0]]))[0, 0] == 0.25

@given(st.integers(0, 1000))
def test_property(subject, n):
    assert np.isfinite(subject.softmax(np.array([[n, 0.0]]))).all()

@given(st.integers(0, 1000))
def test_wrong_property(subject, n):
    assert subject.softmax(np.array([[n, 0.0]]))[0, 0] < 0.99

DRAWS = itertools.count()

def test_flaky(subject):
    assert next(DRAWS) != 1

@pytest.mark.parametrize("n", [800.0, 900.0])
class TestInAClass:
    def test_it(self, subject, n):
        assert np.isfinite(subject.softmax(np.array([[n, 0.0]]))).all()
"""
    )
    assert {name: each.status for name, each in tests.items()} == {
        "test_good": VALID,
        "test_wrong": INVALID,
        "test_property": VALID,
        "test_wrong_property": INVALID,
        "test_flaky": FLAKY,
        "TestInAClass::test_it[800.0]": VALID,
        "TestInAClass::test_it[900.0]": VALID,
    }
    assert [name for name, each in tests.items() if each.test.drawn] == ["test_property", "test_wrong_property"]
    wrong = tests["test_wrong"].ending
    assert wrong.tried == "ActivationFunctions.softmax([[0., 0.]])"
    assert wrong.answered == "[[0.5, 0.5]]"
    assert "0.25" in wrong.message
    assert wrong.line == 11
    assert tests["test_wrong_property"].ending.example == "n=5", "the smallest n that fails"
    assert tests["test_property"].shown.example == "n=710", "the smallest n that the bug fails on"
    assert (tests["test_flaky"].passes, tests["test_flaky"].draws) == (2, 3)
    assert judgement.passed is False


def test_a_test_keeps_what_it_was_found_to_be(dojo, judged, monkeypatch):
    """After a save only those are tried again whose text has changed, or what they may depend on."""
    met = []
    for lane in dojo._lanes:
        run = type(lane).run
        monkeypatch.setattr(
            lane,
            "run",
            lambda file, library, names, *rest, lane=lane, run=run, **named: (
                met.append((library.name, tuple(names))) or run(lane, file, library, names, *rest, **named)
            ),
        )
    one = "\ndef test_one(subject):\n    subject.softmax(LARGE)\n"
    judged(one)
    assert {names for _, names in met} == {("test_one",)}
    met.clear()
    judged(one + "\ndef test_two(subject):\n    assert subject.softmax(LARGE).shape == (1, 2)\n")
    assert {names for _, names in met} == {("test_two",)}
    met.clear()
    judged(f"NEW = 1\n{one}")
    assert {names for _, names in met} == {("test_one",)}


def test_what_a_test_may_depend_on_is_in_its_text(tmp_path):
    """Its own lines, all that is no test, and the files beside it; not the other tests, and not the comments."""
    file, helper = tmp_path / "test_it.py", tmp_path / "helper.py"

    def text(one, rest="", beside=""):
        file.write_text(f"{rest}\ndef test_one(): {one}\ndef test_two(): pass  # {one}\n", encoding="utf-8")
        helper.write_text(beside, encoding="utf-8")
        return texts_of(file, {"test_one", "test_two"})

    before = text("pass")
    assert text("pass  # as before") == before
    assert text("assert 1")["test_two"] == before["test_two"]
    assert text("assert 1")["test_one"] != before["test_one"]
    assert text("pass", rest="N = 1")["test_two"] != before["test_two"]
    assert text("pass", beside="N = 1")["test_two"] != before["test_two"]
    assert text("(") == {}


def test_helpers_beside_the_tests_can_be_imported(judged, tmp_path):
    """But no other tests."""
    (tmp_path / "helper.py").write_text("def rows(P): return P.sum(axis=1)\n", encoding="utf-8")
    (tmp_path / "test_other.py").write_text("raise ValueError\n", encoding="utf-8")
    _, tests = judged(
        "from helper import rows\ndef test_it(subject):\n    assert np.allclose(rows(subject.softmax(LARGE)), 1)\n"
    )
    assert tests["test_it"].status == VALID
    assert tests["test_it"].caught


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("def test_it(subject:\n", "SyntaxError"),
        ("import nothing_of_that_name\n", "nothing_of_that_name"),
        ("", ""),
    ],
    ids=["syntax", "import", "no test"],
)
def test_a_file_that_cannot_be_read_is_told(judged, text, says):
    """And there is nothing to measure."""
    judgement, tests = judged(text)
    assert tests == {}
    assert says in judgement.wrong_with_file
    assert judgement.points == 0


def test_a_judgement_is_called_off(judged):
    """When something newer is there; the next one is as ever."""
    stop = threading.Event()
    text = "\ndef test_it(subject):\n    assert not np.isnan(subject.softmax(LARGE)).any(), 'off'\n"
    with pytest.raises(CalledOff):
        judged(text, on_progress=lambda *_: stop.set(), stop=stop)
    judgement, _ = judged(text)
    assert "softmax-overflow" in judgement.caught


def test_who_is_interrupted_does_not_wait_for_all_libraries(judged, monkeypatch):
    """Those that are being met come to their end, and no other is begun."""
    met, run = [], Lane.run
    monkeypatch.setattr(Lane, "run", lambda *asked, **named: met.append(asked) or run(*asked, **named))

    def interrupt(*_):
        raise KeyboardInterrupt

    text = "\ndef test_it(subject):\n    assert subject.softmax(LARGE).shape, 'interrupted'\n"
    with pytest.raises(KeyboardInterrupt):
        judged(text, on_progress=interrupt)
    before = len(met)
    judgement, _ = judged(text)
    assert 2 <= before <= 2 + 2 * LANES < len(judgement.cast)
    assert [each.status for each in judgement.tests] == [VALID]


def test_who_is_interrupted_waits_for_the_tests_that_run_and_no_others(judged, monkeypatch):
    """On the libraries that are being met, too: all of them may take minutes."""
    asked, counts, ending = [], [], Lane._ending
    monkeypatch.setattr(Lane, "_ending", lambda *given: asked.append(given) or ending(*given))

    def interrupt(*_):
        counts.append(len(asked))
        raise KeyboardInterrupt

    number = 9
    text = "import time\n" + "".join(f"def test_{one}(subject): time.sleep(0.2)\n" for one in range(number))
    with pytest.raises(KeyboardInterrupt):
        judged(text, on_progress=interrupt)
    counts.append(len(asked))
    before, after = counts
    assert after - before <= LANES * len(SEEDS) < number, "expected no more than the draws of a test on each lane"


def test_tests_have_so_much_time_together(judged):
    """Whoever takes longer is told so, and earns nothing; nobody waits for the rest of them."""
    text = """
import time

def test_slow(subject):
    assert not np.isnan(subject.softmax(LARGE)).any(), 'slow'
    time.sleep(0.5)
"""
    judgement, tests = judged(text, seconds=1.0)
    assert (tests, judgement.points) == ({}, 0)
    assert judgement.wrong_with_file == "its tests take longer than 1 seconds together"
    judgement, tests = judged(text)
    assert tests["test_slow"].status == VALID


def test_it_is_told_as_data(judged):
    """Without a name, or a line of code, of a library that a student does not know."""
    judgement, _ = judged("\ndef test_it(subject):\n    assert not np.isnan(subject.softmax(LARGE)).any()\n")
    told = judgement.as_dict()
    assert told["caught"] == len(judgement.caught) > 0
    assert told["tests"][0]["status"] == VALID
    names = [library.name for library in judgement.cast if ":" in library.name]
    assert names
    assert not [name for name in names if name in str(told)]
