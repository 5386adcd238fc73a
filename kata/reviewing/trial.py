"""A line on trial: whether it shows what is wrong with a fix, by what right libraries and this one say to it.

The right ones are the corrected library and every right fix of the same bug. A line counts if they agree on an
answer and this one gives another. Where they differ among themselves, the contract leaves the answer open.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from kata.bugs.clauses import Clause, load_clauses
from kata.bugs.fixes import Fix, left_open, text_of
from kata.bugs.manifest import load_bugs
from kata.lines.answers import Answer, same
from kata.lines.shelf import Shelf, shelf
from kata.reviewing.drawing import pool
from kata.words.translation import phrase

CORRECTED = "corrected"
_clauses = cache(load_clauses)  # which reads all of them each time it is asked
SHOWS, SAME, OPEN, UNANSWERED = "shows", "same", "open", "unanswered"


@dataclass(frozen=True)
class Tried:
    """What came of a line: one of the outcomes above, what the right libraries say, and what this one says.

    Of an answer that is left open, `other` is what another right library says, in the place of this one's.
    """

    line: str
    outcome: str
    right: Answer
    other: Answer
    clause: Clause

    @property
    def counts(self) -> bool:
        """Whether it shows what is wrong."""
        return self.outcome == SHOWS

    def told(self) -> str:
        """Return the outcome in a sentence."""
        if self.outcome == SHOWS:
            return phrase("The right libraries agree, and this one says something else.")
        if self.outcome == SAME:
            return phrase("This one answers as the right libraries do: the line shows nothing.")
        if self.outcome == UNANSWERED:
            return phrase("The right libraries do not answer this line: it asks for too much.")
        says = " ".join(self.clause.says.split())
        return phrase(
            f"The contract leaves this open, and right libraries differ. Its clause {self.clause.id}: {says}"
        )


def tried(asked: Sequence[tuple[Fix, str]], seconds: float = math.inf) -> list[Tried]:
    """Try lines, each on a fix and on the right libraries of its bug, one worker for all.

    Raises ValueError, with a sentence, if all together take longer than so many seconds.
    """
    with shelf() as books:
        answers = books.ask([(list(_put(books, fix)), line) for fix, line in asked], seconds)
    return [_judged(fix, line, told) for (fix, line), told in zip(asked, answers, strict=True)]


def _put(books: Shelf, fix: Fix) -> Iterable[str]:
    """Put the libraries for a fix on the shelf; yield their names, this one's last."""
    module = load_bugs()[fix["bug"]].module
    books.put(CORRECTED, {})
    yield CORRECTED
    for one in (*(other for other in pool(fix["bug"]) if other["right"]), fix):
        name = f"{one['bug']}: {one['name']}"
        books.put(name, {module: text_of(one)})
        yield name


def _judged(fix: Fix, line: str, answers: Sequence[Answer]) -> Tried:
    """Return what follows from the answers, of which the last is the fix's own."""
    *rights, this = answers
    first = rights[0]
    clause = _clauses()[left_open()[fix["bug"]]]
    unlike = next((other for other in rights if not same(first, other)), None)
    if not all(answer.given for answer in rights):
        return Tried(line, UNANSWERED, next(answer for answer in rights if not answer.given), this, clause)
    if unlike is not None:
        return Tried(line, OPEN, first, unlike, clause)
    return Tried(line, SAME if same(first, this) else SHOWS, first, this, clause)
