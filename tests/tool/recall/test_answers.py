"""Answers are compared: what a library answers as one did that passed is not looked at again, and nothing else."""

import re
from types import SimpleNamespace

import pytest

from kata.bugs import variants
from kata.judging.judge import Judge
from kata.judging.trial import run_tests
from kata.pipe.remote import Exchange
from kata.recall.answers import MOST_BYTES, MOST_WAYS, Answers
from kata.recall.seeds import SEEDS

BUGS = ["softmax-shape", "unscaled-pixels"]  # one with a function that all networks have, and one with files
MODULE, HEADING = "activation_functions", "exponentials: Array ="
WAYS = {
    "as corrected": "pass",
    "with other last digits": "Z = Z * 3 / 3",
    "wrong": "Z = 2 * Z",
    "an exception": "raise ValueError('not today')",
    "an endless loop": "while True: pass",
    "no process any more": "__import__('os')._exit(0)",
}


def exchange(call=b"softmax", answer=b"right", lasting=True):
    """Return a call and its answer."""
    return Exchange(call, answer, lasting)


def answering(*answers):
    """Return a library that gives these answers, whatever it is asked, and keeps what that is."""
    asked = []
    return SimpleNamespace(asked=asked, repeat=lambda calls: asked.append(calls) or answers)


@pytest.fixture
def answers():
    """What is known after a test of two calls has passed."""
    found = Answers()
    found.keep("test", 1, [exchange(b"one", b"1"), exchange(b"two", b"2")])
    return found


def test_the_same_answers_pass(answers):
    """All of them, in their order."""
    library = answering(b"1", b"2")
    assert answers.same("test", 1, library)
    assert library.asked == [[b"one", b"two"]]


@pytest.mark.parametrize("given", [(b"1", b"3"), (b"2", b"1"), (b"1",), (b"1", b"2", b"2"), ()], ids=str)
def test_other_answers_do_not(answers, given):
    """Whether one of them is another, or there are more or fewer."""
    assert not answers.same("test", 1, answering(*given))


def test_no_answer_is_none(answers):
    """As of a library whose process has ended."""
    assert not answers.same("test", 1, SimpleNamespace(repeat=lambda _: None))


@pytest.mark.parametrize(("test", "seed"), [("another test", 1), ("test", 2), ("test", None)])
def test_what_is_not_known_is_not_asked(answers, test, seed):
    """Another test, and another seed, may ask something else."""
    library = answering(b"1", b"2")
    assert not answers.same(test, seed, library)
    assert library.asked == []


@pytest.mark.parametrize(
    "exchanged",
    [[], [exchange(), exchange(lasting=False)], [exchange(call=b"0" * (MOST_BYTES + 1))]],
    ids=["no call", "one that is never answered in the same way", "too much"],
)
def test_what_cannot_be_compared_is_not_kept(exchanged):
    """A test that asks nothing of a library, or for its memory, is run each time."""
    answers = Answers()
    answers.keep("test", 1, exchanged)
    assert not answers.same("test", 1, answering(*(each.answer for each in exchanged)))


def test_right_answers_may_differ(answers):
    """In their last digits: some ways are known, and no number of libraries makes it endless."""
    for number in range(3, 3 + 2 * MOST_WAYS):
        answers.keep("test", 1, [exchange(b"one", b"1"), exchange(b"two", str(number).encode())])
    assert answers.same("test", 1, answering(b"1", b"2"))
    assert answers.same("test", 1, answering(b"1", b"3"))
    assert not answers.same("test", 1, answering(b"1", str(2 + 2 * MOST_WAYS).encode()))


def test_answers_to_other_calls_are_not_mixed_with_these(answers):
    """A test may call otherwise where it was answered otherwise."""
    answers.keep("test", 1, [exchange(b"one", b"1"), exchange(b"another", b"3")])
    assert not answers.same("test", 1, answering(b"1", b"3"))


def test_the_oldest_seed_is_forgotten(answers):
    """Some are kept; those of a class that is over make room."""
    for seed in range(2, 2 + SEEDS):
        answers.keep("test", seed, [exchange()])
    library = answering(b"1", b"2")
    assert not answers.same("test", 1, library)
    assert library.asked == []


@pytest.fixture(scope="module")
def libraries(tmp_path_factory):
    """The folders of libraries that go different ways in softmax, by name."""
    folders = {}
    for number, (name, lines) in enumerate(WAYS.items()):
        folders[name] = tmp_path_factory.mktemp(f"way-{number}") / "library"
        variants.build(folders[name], present=())
        path = folders[name] / f"{MODULE}.py"
        text = path.read_text(encoding="utf-8")
        assert text.count(HEADING) == 1
        path.write_text(text.replace(HEADING, f"{lines}\n        {HEADING}"), encoding="utf-8")
    return folders


def told(trial, folder):
    """Return what a trial says of each test, wherever the library stood, however fast and at whatever address."""
    besides = re.compile(rf"{re.escape(str(folder))}| at 0x[0-9a-f]+| within [\d.]+ seconds?")
    said = {test: besides.sub("", message) for test, message in trial.messages.items()}
    return trial.outcomes, said, trial.places, trial.snippets, trial.given_up, trial.reason


def test_each_library_is_told_the_same_whichever_came_before(libraries):
    """One after the other by one judge, twice, as by a judge of its own: outcome, message, place and calls."""
    alone = {}
    for name, folder in libraries.items():
        with Judge(BUGS) as judge:
            alone[name] = told(run_tests(str(folder), bugs=BUGS, seed=1, judge=judge), folder)
    with Judge(BUGS) as judge:
        for name in [*WAYS, *reversed(WAYS)]:
            folder = libraries[name]
            assert told(run_tests(str(folder), bugs=BUGS, seed=1, judge=judge), folder) == alone[name], name
