"""Answers are compared: a library that answers every call of a test as another did fares in it as that one did.

A test sees nothing of a library but its answers, and with the same draws its next call depends on these alone. So
the calls of a test are kept, with a digest of each answer and with how the test ended, and put to the next library
as they are: where all answers are the same, to the last bit, no example is checked, none is made simpler, and no
oracle asked. Where one differs, which need not be wrong, the test is run.
"""

from collections.abc import Mapping, Sequence
from itertools import takewhile
from operator import eq
from typing import Any, NamedTuple

from kata.pipe.remote import Remote
from kata.recall.seeds import BySeed

MOST_BYTES = 2**20  # of the calls of a test
MOST_WAYS = 12  # to answer them that are kept: wrong ones differ, and right ones in the last digits
ASKS_OF_ANSWERS = ("passed", "failed")  # outcomes; another may have to do with what became of a process

Seen = tuple[str, bool, tuple[str, ...]]  # of a library, besides: its name, whether it is ours, what it offers


class Way(NamedTuple):
    """The calls of a test, the answers of a library, and what was told of it then."""

    calls: Sequence[bytes]
    answers: Sequence[bytes]
    told: Mapping[str, Any]
    seen: Seen

    def is_for(self, seen: Seen) -> bool:
        """Tell whether what is told holds of another library, too: of one that passes nobody reads the name."""
        return self.seen[1:] == seen[1:] and (self.told["outcome"] == "passed" or self.seen == seen)


class NothingKept:
    """What has ways of tests from other processes, drawn as for everybody: here none."""

    def of(self, test: str) -> list[Way]:  # noqa: ARG002
        """Return the ways that are kept of a test, the last one that a library went first."""
        return []

    def keep(self, ways: Mapping[str, Sequence[Way]]) -> None:
        """Keep the ways of some tests."""


class Answers:
    """The answers that libraries gave, and what came of them: a few ways of each test, the last one first."""

    def __init__(self, kept: NothingKept | None = None) -> None:
        self._others = kept or NothingKept()
        self._kept: BySeed[list[Way]] = BySeed()
        self._new: set[str] = set()  # tests of which there is a way that no other process has
        self._tried: Sequence[tuple[bytes, bytes]] = ()  # calls of the last test that was not known, and answers

    def _ways(self, test: str, seed: int | None) -> list[Way]:
        kept = self._kept.of(seed)
        if test not in kept:
            kept[test] = self._others.of(test) if seed is None else []
        return kept[test]

    def told(self, test: str, seed: int | None, remote: Remote) -> Mapping[str, Any] | None:
        """Put the calls of a test to a library; return what is told of it, None if that is not known."""
        kept, self._tried = self._ways(test, seed), ()
        ways = [way for way in kept if way.is_for(remote.seen)]
        calls: Sequence[bytes] = ()
        answers: list[bytes] = []  # to these
        while ways:
            way = ways[0]
            del answers[_alike(calls, way.calls) :]
            calls = way.calls
            if _alike(answers, way.answers) == len(answers) < len(calls):
                if (found := remote.repeat(calls[len(answers) :], way.answers[len(answers) :])) is None:
                    return None
                answers += found
                self._tried = [*zip(calls, answers, strict=False)]
            same = _alike(answers, way.answers)
            if same == len(calls):
                kept[:] = [way, *(other for other in kept if other is not way)]
                return None if way.told["outcome"] != "passed" and remote.printed else way.told
            ways = [
                other
                for other in ways[1:]
                if _alike(other.calls, calls) > same and _alike(other.answers, answers) > same
            ]
        return None

    def contradicted(self, remote: Remote) -> bool:
        """Tell whether a library answers a call of the test that has been run otherwise than just before.

        Its own calls before it can change what such a library answers, as where it is wrong the first time.
        """
        made = [(each.call, each.answer) for each in remote.exchanged or ()]
        return any(one[0] == other[0] and one != other for one, other in zip(self._tried, made, strict=False))

    def keep(self, test: str, seed: int | None, remote: Remote, told: Mapping[str, Any]) -> None:
        """Keep the calls and answers of a test, and what is told of it, if they can be the same another time."""
        exchanged = remote.exchanged or ()
        size = sum(len(each.call) for each in exchanged)
        lasting = all(each.lasting for each in exchanged) and told["outcome"] in ASKS_OF_ANSWERS
        if not lasting or not 0 < size <= MOST_BYTES or told.get("printed"):
            return
        ways = self._ways(test, seed)
        known = {call: call for way in ways for call in way.calls}  # each is kept once
        calls = [known.get(each.call, each.call) for each in exchanged]
        ways.insert(0, Way(calls, [each.answer for each in exchanged], told, remote.seen))
        del ways[MOST_WAYS:]
        if seed is None:
            self._new.add(test)

    def save(self) -> None:
        """Keep what is new for other processes, but for what was drawn by a seed."""
        if self._new:
            self._others.keep({test: self._ways(test, None) for test in self._new})
            self._new.clear()


def _alike(one: Sequence[bytes], other: Sequence[bytes]) -> int:
    """Return how many members two sequences have in common from their beginning."""
    return sum(1 for _ in takewhile(bool, map(eq, one, other)))
