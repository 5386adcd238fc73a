"""The record of a class as `kata hand-out` writes it, of a class that nothing was handed out to."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from kata.classroom.record import RECORD, HandedOut, Record, write

NO_HASH = "0" * 64
MADE = "2026-11-29T10:00:00+00:00"


def write_record(folder: Path, name: str, given: Iterable[tuple[str, Sequence[str], Sequence[str]]]) -> None:
    """Write what each is given, an id with bugs and breaches; an id is the name of the folder, too."""
    students = [
        HandedOut(one, f"Student {one}", None, "en", one, [*bugs], [*breaches], NO_HASH, {})
        for one, bugs, breaches in given
    ]
    write(folder / RECORD, Record("0", MADE, name, None, students))
