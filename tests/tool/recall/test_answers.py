"""Answers are compared: a library that answers as another did is told the same of, and nothing else."""

from types import SimpleNamespace

import pytest
from answering import FAILED, PASSED, SEEN, Library, ended, exchange, told

from kata.bugs import variants
from kata.judging.judge import Judge
from kata.judging.trial import run_tests
from kata.judging.verdict import verdict
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
LEARNS = {  # what a library answers depends on what it was asked before
    "the first time": "if not SEEN: return SEEN.add(0) or Z",
    "each input once": "if Z.tobytes() not in SEEN: return SEEN.add(Z.tobytes()) or Z",
}


@pytest.fixture
def answers():
    """What is known after a test of two calls has passed, and failed on another library after a third call."""
    found = Answers()
    found.keep("test", 1, ended(b"first1", b"second2"), PASSED)
    found.keep("test", 1, ended(b"first1", b"second3", b"again4"), FAILED)
    return found


def test_the_same_answers_come_to_the_same_end(answers):
    """To pass, and to fail: each way is gone as far as the answers are those of it."""
    right, wrong = (
        Library({b"first": b"1", b"second": b"2"}),
        Library({b"first": b"1", b"second": b"3", b"again": b"4"}),
    )
    assert answers.told("test", 1, wrong) == FAILED
    assert answers.told("test", 1, right) == PASSED
    assert wrong.asked == [b"first", b"second", b"again"]
    assert right.asked[:2] == [b"first", b"second"]
    assert right.asked.count(b"first") == 1, "what has been answered is not asked again on another way"


def test_a_library_that_answers_in_two_ways_is_known(answers):
    """What it said when the calls of a test were put to it is compared with what it says in the test itself."""
    other = Library({b"first": b"1", b"second": b"5"})
    assert answers.told("test", 1, other) is None
    assert not answers.contradicted(ended(b"first1", b"second5"))
    assert not answers.contradicted(ended(b"first1", b"third7"))
    assert answers.contradicted(ended(b"first1", b"second6"))
    assert answers.told("another test", 1, other) is None
    assert not answers.contradicted(ended(b"first2"))


@pytest.mark.parametrize(
    "given",
    [
        {b"first": b"1", b"second": b"5", b"again": b"4"},
        {b"first": b"2", b"second": b"1", b"again": b"4"},
        {b"first": b"1", b"second": b"3", b"again": b"5"},
    ],
    ids=["in the middle", "from the first on", "at the end"],
)
def test_other_answers_are_not_known(answers, given):
    """Wherever one differs: then the test is run."""
    assert answers.told("test", 1, Library(given)) is None


def test_no_more_is_asked_once_an_answer_differs(answers):
    """Of a library that fails in a way of its own: its calls cost as much as those of the test."""
    answers.keep("long", 1, ended(*(b"%d1" % number for number in range(10))), PASSED)
    library = Library({b"%d" % number: b"2" for number in range(10)})
    assert answers.told("long", 1, library) is None
    assert library.asked == [b"0", b"1"]


def test_no_answer_is_none(answers):
    """As of a library whose process has ended."""
    assert answers.told("test", 1, SimpleNamespace(repeat=lambda *_: None, seen=SEEN)) is None


@pytest.mark.parametrize(("test", "seed"), [("another test", 1), ("test", 2), ("test", None)])
def test_what_is_not_known_is_not_asked(answers, test, seed):
    """Another test, and another seed, may ask something else."""
    library = Library({})
    assert answers.told(test, seed, library) is None
    assert library.asked == []


@pytest.mark.parametrize("seen", [("exercise", True, ("predict",)), ("exercise", False, ())])
def test_a_test_sees_more_than_answers(answers, seen):
    """What a library offers, and whether it is one of ours."""
    library = Library({b"first": b"1", b"second": b"2"}, seen=seen)
    assert answers.told("test", 1, library) is None
    assert library.asked == []


def test_a_name_is_told_of_failures_alone(answers):
    """Whatever its folder is called, a library passes by its answers; beside a failure the name is read."""
    right, wrong = {b"first": b"1", b"second": b"2"}, {b"first": b"1", b"second": b"3", b"again": b"4"}
    elsewhere = ("submission", True, ())
    assert answers.told("test", 1, Library(right, seen=elsewhere)) == PASSED
    assert answers.told("test", 1, Library(wrong, seen=elsewhere)) is None


def test_what_a_failing_test_printed_is_shown_anew(answers):
    """It is no answer, and yet a student reads it beside the failure; of one that passes nobody does."""
    assert answers.told("test", 1, Library({b"first": b"1", b"second": b"3", b"again": b"4"}, printed="!")) is None
    assert answers.told("test", 1, Library({b"first": b"1", b"second": b"2"}, printed="!")) == PASSED
    answers.keep("another", 1, ended(b"first1"), FAILED | {"printed": "!"})
    assert answers.told("another", 1, Library({b"first": b"1"})) is None


@pytest.mark.parametrize(
    "exchanged",
    [[], [exchange(), exchange(lasting=False)], [exchange(call=b"0" * (MOST_BYTES + 1))]],
    ids=["no call", "one that is never answered in the same way", "too much"],
)
def test_what_cannot_be_compared_is_not_kept(exchanged):
    """A test that asks nothing of a library, or for its memory, is run each time."""
    answers = Answers()
    answers.keep("test", 1, ended(*exchanged), PASSED)
    assert answers.told("test", 1, Library({each.call: each.answer for each in exchanged})) is None


@pytest.mark.parametrize("outcome", ["error", "skipped"])
def test_what_has_to_do_with_more_than_answers_is_not_kept(outcome):
    """A process that ends, or does not answer in time, may do otherwise another time."""
    answers = Answers()
    answers.keep("test", 1, ended(b"first1"), {"outcome": outcome})
    assert answers.told("test", 1, Library({b"first": b"1"})) is None


def test_the_ways_that_are_gone_are_kept():
    """Some are known, and no number of libraries makes it endless: the one that nobody went for longest goes."""
    answers = Answers()
    for number in range(MOST_WAYS):
        answers.keep("test", 1, ended(b"first1", Exchange(b"second", bytes([number]), True)), PASSED)
    assert answers.told("test", 1, Library({b"first": b"1", b"second": b"\0"})) == PASSED
    answers.keep("test", 1, ended(b"first1", Exchange(b"second", b"another", True)), PASSED)
    assert answers.told("test", 1, Library({b"first": b"1", b"second": b"\0"})) == PASSED
    assert answers.told("test", 1, Library({b"first": b"1", b"second": b"another"})) == PASSED
    assert answers.told("test", 1, Library({b"first": b"1", b"second": b"\1"})) is None


def test_the_oldest_seed_is_forgotten(answers):
    """Some are kept; those of a class that is over make room."""
    for seed in range(2, 2 + SEEDS):
        answers.keep("test", seed, ended(exchange()), PASSED)
    library = Library({})
    assert answers.told("test", 1, library) is None
    assert library.asked == []


def test_what_everybody_gets_is_never_forgotten(answers):
    """However many classes are graded by seeds of their own: tests that draw nothing are of that."""
    answers.keep("test", None, ended(b"first1"), PASSED)
    for seed in range(2, 2 + 2 * SEEDS):
        answers.keep("test", seed, ended(exchange()), PASSED)
    assert answers.told("test", None, Library({b"first": b"1"})) == PASSED


@pytest.fixture(scope="module")
def libraries(tmp_path_factory):
    """The folders of libraries that go different ways in softmax, by name."""
    folders = {}
    for number, (name, lines) in enumerate((WAYS | LEARNS).items()):
        folders[name] = tmp_path_factory.mktemp(f"way-{number}") / "library"
        variants.build(folders[name], present=())
        path = folders[name] / f"{MODULE}.py"
        text = path.read_text(encoding="utf-8")
        assert text.count(HEADING) == 1
        path.write_text(
            text.replace(HEADING, f"{lines}\n        {HEADING}") + "\n\nSEEN = set()\n", encoding="utf-8"
        )
    return folders


def test_each_library_is_told_the_same_whichever_came_before(libraries):
    """One after the other by one judge, twice, as by a judge of its own: outcome, message, place and calls."""
    alone = {}
    for name in WAYS:
        with Judge(BUGS) as judge:
            folder = libraries[name]
            alone[name] = told(run_tests(str(folder), bugs=BUGS, seed=1, judge=judge), folder)
    with Judge(BUGS) as judge:
        for name in [*WAYS, *reversed(WAYS)]:
            folder = libraries[name]
            assert told(run_tests(str(folder), bugs=BUGS, seed=1, judge=judge), folder) == alone[name], name


@pytest.mark.parametrize("name", LEARNS)
def test_a_library_that_learns_from_calls_is_not_told_to_be_right(libraries, name):
    """What is put to it to compare answers must not be what makes it right when its test comes."""
    with Judge(BUGS) as judge:
        run_tests(str(libraries["as corrected"]), bugs=BUGS, judge=judge)
        trial = run_tests(str(libraries[name]), bugs=BUGS, judge=judge)
    assert verdict(trial)["bugs"][BUGS[0]]["status"] == "present"
