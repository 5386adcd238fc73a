"""What a line gives on a library, and whether two libraries say the same."""

from dataclasses import dataclass

import numpy as np

from kata.pipe.frames import Frame
from kata.printable import printable
from kata.subject.interface import Array
from kata.words.translation import phrase

RELATIVE, ABSOLUTE = 1e-3, 1e-6  # what two ways to compute the same may differ by, single precision included
LONGEST = 300  # characters shown


@dataclass(frozen=True)
class Answer:
    """An answer: its form without numbers, the numbers, and the text to show.

    `form` begins with ``raises`` for an exception of the library; it is `NONE` where there was no answer, for the
    reason in `text`.
    """

    form: str
    text: str
    numbers: Array

    @property
    def raised(self) -> bool:
        """Whether it is an exception."""
        return self.form.startswith("raises ")

    @property
    def given(self) -> bool:
        """Whether there was an answer, an exception included."""
        return self.form != NONE


NONE = "none"


def answer_of(told: Frame) -> Answer:
    """Return what a worker has told; raises `Void` for what is no answer."""
    text = " ".join(printable(told.text("text")).split())
    numbers = told.array("numbers")
    if numbers.ndim != 1 or numbers.dtype != np.float64:
        raise told.void("it tells of no numbers")
    return Answer(told.text("form"), text if len(text) <= LONGEST else f"{text[:LONGEST]} ...", numbers)


def no_answer(reason: str) -> Answer:
    """Return what stands for an answer that did not come."""
    return Answer(NONE, phrase(f"no answer: {reason}"), np.empty(0))


def same(one: Answer, other: Answer) -> bool:
    """Return whether two answers are one, as far as the way in which they are computed goes."""
    return (
        one.form == other.form
        and one.numbers.shape == other.numbers.shape
        and bool(np.allclose(one.numbers, other.numbers, RELATIVE, ABSOLUTE, equal_nan=True))
    )
