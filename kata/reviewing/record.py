"""The record of a review exam: what was answered without being told anything; and its points, from the seed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kata.bugs.fixes import Fix
from kata.bugs.manifest import load_bugs
from kata.lines.language import LineError, checked
from kata.lines.records import Record, check_record, digest, new_record, read_record, write_record
from kata.reviewing.drawing import drawn_for_exam
from kata.reviewing.review import WRONG, Review, patch_of, points
from kata.reviewing.trial import Tried, tried
from kata.words.translation import phrase

SCHEMA = Path(__file__).with_name("review-record.schema.json")
KIND = "review"
SECONDS = 120  # that the lines of a record may take: those of 20 fixes take 3


class Exam:
    """A review exam in a file, which is written after every answer, and gone on with if it is there.

    Raises ValueError, with a sentence, for the file of another exam, and for numbers that do not fit.
    """

    def __init__(self, path: Path, seed: int, number: int, bug: str = "") -> None:
        self.path = path
        self.fixes = drawn_for_exam(seed, number, bug)
        drawn = {"seed": seed, "number": number, "bug": bug}
        self.record = new_record(KIND, map(patch_of, self.fixes), **drawn) | {"answers": []}
        if path.exists():
            before = read_record(path, SCHEMA)
            if any(before[key] != self.record[key] for key in (*drawn, "digest")):
                raise ValueError(phrase(f"{path} is the record of another exam: name another file."))
            self.record = before

    @property
    def reached(self) -> int:
        """How many have been answered."""
        return len(self.record["answers"])

    def next(self) -> Review | None:
        """Return what is to be reviewed next; None at the end."""
        return Review(self.fixes[self.reached], self.record["seed"]) if self.reached < len(self.fixes) else None

    def answer(self, said: str, call: str = "") -> None:
        """Note an answer."""
        answers = [*self.record["answers"], {"said": said, "call": call}]
        write_record(self.path, self.record | {"answers": answers}, SCHEMA)
        self.record["answers"] = answers


@dataclass(frozen=True)
class Scored:
    """An answer of a record with its fix, the line as it was tried, if it was, and its points from 0 to 1."""

    fix: Fix
    said: str
    tried: Tried | None
    points: float


@dataclass(frozen=True)
class Score:
    """The points of a record, of so many; what was not answered has none."""

    points: float
    most: float
    answers: Sequence[Scored]


def score(record: Mapping[str, Any]) -> Score:
    """Return the points of a record, computed anew from its seed; what it says of itself does not count.

    Raises ValueError, with a sentence, if it is no record, if this version draws other fixes by its
    seed, or if its lines take too long.
    """
    check_record(dict(record), SCHEMA, phrase("The record"))
    if record["bug"] and record["bug"] not in load_bugs():
        raise ValueError(phrase(f"The record names {record['bug']}, which is no bug."))
    fixes = drawn_for_exam(record["seed"], record["number"], record["bug"])
    if digest(map(patch_of, fixes)) != record["digest"] or len(record["answers"]) > len(fixes):
        version = record["netkata"]
        raise ValueError(phrase(f"The record is of NetKata {version}, which draws other fixes than this version."))
    answers = list(zip(fixes, record["answers"], strict=False))
    lines = [_line(answer) for _, answer in answers]
    found = iter(tried([(fix, line) for (fix, _), line in zip(answers, lines, strict=True) if line], SECONDS))
    of_each = [next(found) if line else None for line in lines]
    scored = [
        Scored(fix, answer["said"], trial, points(fix, answer["said"], trial))
        for (fix, answer), trial in zip(answers, of_each, strict=True)
    ]
    return Score(sum(one.points for one in scored), float(len(fixes)), scored)


def _line(answer: Record) -> str:
    """Return the line of an answer, if it needs one and may be run."""
    try:
        return checked(answer["call"]) if answer["said"] == WRONG and answer["call"] else ""
    except LineError:
        return ""
