"""A session with a sealed library: calls are counted and kept, so that it can be taken up again."""

from pathlib import Path
from typing import Any

from kata.diagnosis.diagnosis import MOST_CALLS, Diagnoses, Diagnosis
from kata.diagnosis.record import Exam
from kata.diagnosis.sealed import Sealed
from kata.diagnosis.symptoms import as_data, symptoms
from kata.lines.answers import Answer
from kata.words.translation import phrase


class Session:
    """What somebody asks of a library, and names: remembered for themselves, or in the record of an exam.

    Raises ValueError, with a sentence, for a file that is the record of something else.
    """

    def __init__(self, library: Sealed, exam: Path | None = None) -> None:
        self.library, self.memory = library, Diagnoses()
        self.exam = None if exam is None else Exam(exam, library)
        before = self.memory.asked(library.seed) if self.exam is None else self.exam.record["calls"]
        self.calls: list[str] = list(before)

    @property
    def left(self) -> int:
        """How many calls are left."""
        return max(0, MOST_CALLS - len(self.calls))

    def ask(self, *lines: str) -> list[Answer]:
        """Return what the library answers; raise ValueError if there are not so many calls left."""
        if len(lines) > self.left:
            raise ValueError(phrase(f"{len(lines)} calls: {self.left} of {MOST_CALLS} are left"))
        answers = self.library.ask(lines)
        self.calls += lines
        if self.exam is None:
            self.memory.note_calls(self.library.seed, self.calls)
        else:
            self.exam.note(calls=self.calls)
        return answers

    def name(self, numbers: tuple[int, ...]) -> Diagnosis:
        """Say what is wrong, by numbers of the list."""
        diagnosis = Diagnosis(self.library, numbers, len(self.calls))
        if self.exam is None:
            self.memory.note(diagnosis, self.calls)
        else:
            self.exam.note(named=list(numbers))
        return diagnosis

    def as_data(self) -> dict[str, Any]:
        """Return what may be seen before anything is named, as plain data."""
        this, corrected = symptoms(self.library)
        return {
            "seed": self.library.seed,
            "training": as_data(this),
            "right_library": as_data(corrected),
            "listed": [fault.says for fault in self.library.listed],
            "calls": self.calls,
            "calls_left": self.left,
        }
