"""The record of a diagnosis exam: what was asked and named, and its points, from the seed."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kata.diagnosis.diagnosis import points
from kata.diagnosis.sealed import Sealed, sealed
from kata.lines.records import check_record, digest, new_record, read_record, write_record
from kata.words.translation import phrase

SCHEMA = Path(__file__).with_name("diagnosis-record.schema.json")
KIND = "diagnosis"


def shown(library: Sealed) -> list[str]:
    """Return the list of a library as a record knows it."""
    return [fault.says for fault in library.listed]


class Exam:
    """A diagnosis exam in a file, which is written after every call, and gone on with if it is there.

    Raises ValueError, with a sentence, for a file that is none, or is another exam, or is over.
    """

    def __init__(self, path: Path, library: Sealed) -> None:
        self.path = path
        self.record = new_record(KIND, shown(library), seed=library.seed) | {"calls": [], "named": []}
        if path.exists():
            before = read_record(path, SCHEMA)
            if any(before[key] != self.record[key] for key in ("seed", "digest")):
                raise ValueError(phrase(f"{path} is the record of another exam: name another file."))
            if before["named"]:
                raise ValueError(phrase(f"{path} is the record of an exam that is over."))
            self.record = before

    def note(self, **answers: Any) -> None:
        """Note calls or what is named."""
        self.record |= answers
        write_record(self.path, self.record, SCHEMA)


@dataclass(frozen=True)
class Score:
    """The points of a record, of so many, with the numbers that were right and those that were named."""

    points: float
    most: float
    faults: tuple[int, ...]
    named: tuple[int, ...]
    calls: int


def score(record: Mapping[str, Any]) -> Score:
    """Return the points of a record, computed anew from its seed; what it says of itself does not count.

    Raises ValueError, with a sentence, if it is no record, or if this version draws another library by its seed.
    """
    check_record(dict(record), SCHEMA, phrase("The record"))
    with sealed(record["seed"]) as library:
        faults, listed = tuple(library.numbers), shown(library)
    if digest(listed) != record["digest"]:
        version = record["netkata"]
        raise ValueError(
            phrase(f"The record is of NetKata {version}, which draws other faults than this version.")
        )
    named, calls = tuple(record["named"]), len(record["calls"])
    return Score(points(faults, named, calls), 1.0, faults, named, calls)
