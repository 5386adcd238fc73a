"""Results, the record of what was handed out, and the points, brought together: a row for each student."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kata.classroom import record as records
from kata.classroom.handing_out import slug
from kata.classroom.normal import digest
from kata.classroom.record import RECORD, HandedOut, Record
from kata.classroom.roster import Student
from kata.exports.points import Scheme, Score, score
from kata.exports.results import read_results
from kata.grading.results import Result
from kata.grading.summary import name_of

Row = tuple[HandedOut, Result | None, Score | None]  # nothing was handed in: there is neither


@dataclass(frozen=True)
class Graded:
    """A class with its results, or a single one, and what is told of them."""

    rows: list[Row]
    record: Record | None
    single: bool
    unmatched: int  # submissions that are of nobody in the record

    @property
    def handed_in(self) -> list[tuple[HandedOut, Result, Score]]:
        """Those of whom there is a result."""
        return [
            (handed, result, points)
            for handed, result, points in self.rows
            if result is not None and points is not None
        ]


def gather(
    place: Path, handed_out: Path | None, scheme: Scheme, whose: str | None = None, submitted: str | None = None
) -> Graded:
    """Read results and the record that belongs to them; raise ValueError, with a sentence, if they do not.

    The record is the one that is named, or that in the folder of the results or beside it. `whose` a verdict is
    and when the work was `submitted` no verdict says.
    """
    record = _record(place, handed_out)
    due = record.due if record else None
    if scheme.on_time and due is None:
        raise ValueError("There are points for being on time, and no record says until when: kata hand-out --due.")
    student = None if whose is None else _student(record, whose)
    results = read_results(place, student, submitted)
    if not results.single and (whose is not None or submitted is not None):
        raise ValueError("--student and --submitted tell of a verdict: the results of a class say it themselves.")
    pairs: Sequence[tuple[HandedOut, Result | None]]
    if results.single:
        pairs = [(student or _unknown(""), results.results[0])]
    elif record is None:  # each is judged for all bugs
        pairs = [*zip(_all_unknown(map(name_of, results.results)), results.results, strict=True)]
    else:
        pairs = _of_class(place, record, results.results)
    rows: list[Row] = [
        (one, result, None if result is None else score(result, scheme, due)) for one, result in pairs
    ]
    return Graded(rows, record, results.single, results.unmatched)


def _record(place: Path, handed_out: Path | None) -> Record | None:
    if handed_out is not None:
        return records.read(handed_out)
    folder = place if place.is_dir() else place.parent
    found = next((path for path in (folder / RECORD, folder.resolve().parent / RECORD) if path.is_file()), None)
    return records.read(found) if found else None


def _of_class(place: Path, record: Record, results: Sequence[Result]) -> list[tuple[HandedOut, Result | None]]:
    """Return all in the record, each with what there is; raise ValueError for those of another class."""
    if any(result.student is None for result in results):
        raise ValueError(f"{place} was graded without the record: grade it once more, with --handed-out.")
    by_id = {str(result.student).casefold(): result for result in results}
    known = {student.id.casefold() for student in record.students}
    if strangers := [result.student for identity, result in by_id.items() if identity not in known]:
        raise ValueError(f"{strangers[0]} is in the results and not in the record: they are of different classes.")
    return [(student, by_id.get(student.id.casefold())) for student in record.students]


def _student(record: Record | None, whose: str) -> HandedOut:
    """Return the student with this id or address."""
    if record is None:
        raise ValueError("Whose it is can be told with the record only: name it with --handed-out.")
    meant = whose.casefold()
    found = [one for one in record.students if meant in (one.id.casefold(), (one.email or "").casefold())]
    if len(found) != 1:
        count = "more than one" if found else "nobody"
        raise ValueError(f"{whose} is {count} in the record of what was handed out.")
    return found[0]


def _all_unknown(names: Iterable[str]) -> list[HandedOut]:
    """Return a student for each name; who would have the folder of another has some signs more in its name."""
    people = [_unknown(name) for name in names]
    times = Counter(one.folder for one in people)
    return [
        replace(one, folder=f"{one.folder}-{digest(one.id.encode('utf-8', 'surrogatepass'))[:8]}")
        if times[one.folder] > 1
        else one
        for one in people
    ]


def _unknown(identity: str) -> HandedOut:
    """Return a student of whom no record tells anything but the id."""
    folder = slug(Student(identity, identity, None, "en")) if identity else "result"
    return HandedOut(identity, identity, None, "en", folder, [], [], "", {})
