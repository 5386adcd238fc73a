"""The sealed library of a seed: its faults, each of which can be seen, and a list of what may be wrong with it.

Of faults drawn together each has to show by its own line: with it and without it the library answers differently.
And the lines of the decoys show nothing on this library, so that a call can rule each of them out.
"""

import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count

from kata.diagnosis.faults import Fault, load_faults, texts
from kata.lines.answers import Answer, same
from kata.lines.shelf import Shelf, shelf

MOST_FAULTS = 3
LISTED, DECOYS = 9, 5  # what there is to choose from, and of that decoys at least
CORRECTED = "corrected"


@dataclass(frozen=True)
class Sealed:
    """A library with faults on a shelf, and what is told of it: a list in which the faults are among decoys."""

    seed: int
    faults: tuple[Fault, ...]
    listed: tuple[Fault, ...]
    books: Shelf
    name: str

    def ask(self, lines: Sequence[str]) -> list[Answer]:
        """Return what it answers to lines."""
        return [answer for [answer] in self.books.ask([([self.name], line) for line in lines])]

    @property
    def numbers(self) -> list[int]:
        """The places of the faults in the list, from 1."""
        return [place for place, fault in enumerate(self.listed, 1) if fault in self.faults]


@contextmanager
def sealed(seed: int) -> Iterator[Sealed]:
    """Give the library that a seed stands for; it is taken away afterwards."""
    draw = random.Random(f"diagnosis {seed}")  # noqa: S311 - nothing is secret
    with shelf() as books:
        books.put(CORRECTED, {})
        for attempt in count():
            drawn = draw.sample(load_faults(), draw.randint(1, MOST_FAULTS))
            others = draw.sample(load_faults(), len(load_faults()))
            name = f"{attempt}"
            if not _put(books, name, drawn):
                continue
            silent = _silent(books, name, drawn)
            decoys = [fault for fault in others if fault in silent][: LISTED - len(drawn)]
            if len(decoys) >= DECOYS:
                listed = draw.sample([*drawn, *decoys], len(drawn) + len(decoys))
                yield Sealed(seed, tuple(drawn), tuple(listed), books, name)
                return


def _put(books: Shelf, name: str, drawn: Sequence[Fault]) -> bool:
    """Put a library with faults on the shelf, and one without each of them; return whether they go together."""
    try:
        books.put(name, texts(drawn))
        for fault in drawn:
            books.put(_without(name, fault), texts([other for other in drawn if other != fault]))
    except ValueError:
        return False
    return True


def _without(name: str, fault: Fault) -> str:
    return f"{name} without {fault.name}"


def _silent(books: Shelf, name: str, drawn: Sequence[Fault]) -> list[Fault]:
    """Return the faults whose lines show nothing on a library; none at all if one that it has cannot be seen."""
    questions = [([name, CORRECTED], fault.shown) for fault in load_faults()]
    questions += [([name, CORRECTED, _without(name, fault)], fault.shown) for fault in drawn]
    answers = books.ask(questions)
    for of_library, *others in answers[len(load_faults()) :]:
        if any(same(of_library, other) for other in others):
            return []
    told = zip(load_faults(), answers, strict=False)
    return [fault for fault, (of_library, corrected) in told if same(of_library, corrected)]
