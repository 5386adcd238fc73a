"""Answers are compared: a library that answers every call of a test as one did that passed it, passes it, too.

A test sees nothing of a library but its answers, and with the same draws its calls are the same, as long as these
are. So the calls of a test that passed are kept, with a digest of each answer, and put to the next library as they
are: where all answers are the same, to the last bit, no example is checked and no oracle asked. Where one differs,
which need not be wrong, the test is run.
"""

from collections.abc import Sequence
from typing import NamedTuple

from kata.pipe.remote import Exchange, Remote
from kata.recall.seeds import BySeed

MOST_BYTES = 2**20  # of the calls of a test
MOST_WAYS = 4  # to answer them that are kept: right fixes differ in the last digits


class Known(NamedTuple):
    """The calls of a test, and all the answers to them with which it has passed."""

    calls: list[bytes]
    answers: set[tuple[bytes, ...]]


class Answers:
    """The answers that libraries gave in the tests that they passed."""

    def __init__(self) -> None:
        self._kept: BySeed[Known] = BySeed()

    def same(self, test: str, seed: int | None, remote: Remote) -> bool:
        """Put the calls of a test to a library; return whether its answers are known to pass."""
        known = self._kept.of(seed).get(test)
        return known is not None and remote.repeat(known.calls) in known.answers

    def keep(self, test: str, seed: int | None, exchanged: Sequence[Exchange]) -> None:
        """Keep the calls and answers of a test that passed, if they can be the same another time."""
        calls = [each.call for each in exchanged]
        if not calls or not all(each.lasting for each in exchanged) or sum(map(len, calls)) > MOST_BYTES:
            return
        known = self._kept.of(seed).setdefault(test, Known(calls, set()))
        if known.calls == calls and len(known.answers) < MOST_WAYS:
            known.answers.add(tuple(each.answer for each in exchanged))
