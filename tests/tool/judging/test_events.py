"""What is told of a test, from the reports of its parts."""

from types import SimpleNamespace

import pytest

from kata.judging.events import LONGEST, shown, told_of
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
