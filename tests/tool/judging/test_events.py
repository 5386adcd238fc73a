"""What is told of a test, from the reports of its parts."""

from types import SimpleNamespace

import pytest
from hypothesis.errors import FlakyFailure

from kata.judging.events import LONGEST, TWO_WAYS, note, shown, told_of
from kata.judging.run import run_each
from kata.pipe.raised import Lost, Void

SKIPPED = "Skipped: the subject does not offer fits"
EXAMPLE = "Failing explicit example: test_one(\n    subject=the library under test,\n)"


@pytest.mark.parametrize(
    ("said", "message"),
    [
        (SKIPPED, "the subject does not offer fits"),
        (f"{SKIPPED}\n{EXAMPLE}", "the subject does not offer fits"),
        (f"{SKIPPED}\n{EXAMPLE.replace('Failing', 'Falsifying')}", "the subject does not offer fits"),
        (
            f"Skipped: KeyError: 'W'\nwhy  an error tells nothing\n{EXAMPLE}",
            "KeyError: 'W'\nwhy  an error tells nothing",
        ),
    ],
)
def test_why_a_test_was_skipped_is_told_without_its_example(said, message):
    """All lines of the reason, and none of what Hypothesis adds to it: of a skip nobody wants the example."""
    report = SimpleNamespace(outcome="skipped", failed=False, when="call", longrepr=("test_one.py", 1, said))
    told = told_of("test_one.py::test_one", [report])
    assert (told["outcome"], told["message"]) == ("skipped", message)


@pytest.mark.parametrize("ends", [Lost, Void, ValueError])
def test_no_text_of_an_event_paints(ends):
    """Whatever says why there is no library: control characters are there as their numbers."""

    def load():
        raise ends("\x1b[2J all is fixed")

    [event] = run_each(SimpleNamespace(load=load), [])
    assert event["reason"].endswith(r"\x1b[2J all is fixed")


def test_no_text_of_an_event_is_a_book():
    """A screen and a report take minutes over a message of megabytes; a number stays, and so does a short text."""
    told = shown({"message": "\x1b" * 10**6, "where": "adam.py:7", "calls": 3})
    assert len(told["message"]) == LONGEST
    assert (told["where"], told["calls"]) == ("adam.py:7", 3)


@pytest.mark.parametrize(
    ("group", "message"),
    [
        (
            FlakyFailure("unreliable", [AssertionError("\n  got        1\n  why        it is 2\nassert 1 == 2")]),
            f"AssertionError: \n  got        1\n  why        it is 2\n             {TWO_WAYS}",
        ),
        (FlakyFailure("unreliable", [ValueError("no")]), f"ValueError: no\nwhy        {TWO_WAYS}"),
        (ExceptionGroup("two", [ExceptionGroup("one", [ValueError("no")]), KeyError("W")]), "ValueError: no"),
    ],
    ids=["flaky", "flaky, an exception of the library", "groups"],
)
def test_of_a_group_the_first_exception_is_told(group, message):
    """In the words of the test, and not as Python writes a group; and that the library was not the same twice."""
    report = SimpleNamespace(outcome="failed", failed=True, when="call", longrepr="a group")
    note(
        SimpleNamespace(config=SimpleNamespace(stash={})),
        SimpleNamespace(excinfo=SimpleNamespace(value=group)),
        report,
    )
    assert told_of("test_one.py::test_one", [report])["message"] == message
