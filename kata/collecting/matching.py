"""From submissions to work for the judge: each to its student, the newest of several, and what was given."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from operator import itemgetter
from pathlib import Path
from typing import Any

from kata.bugs.manifest import load_bugs
from kata.bugs.variants import module_text, modules
from kata.classroom.normal import fingerprint
from kata.classroom.record import HandedOut, Record
from kata.collecting.handed_out import check_known, missing_modules, text_of
from kata.collecting.submissions import Submission, Texts, find_submissions
from kata.collecting.whose import OF_NOBODY, Class, Told, copy_of, of_several
from kata.collecting.words import Note, note

STANDING = 2  # lines of an exercise that have to stand in a text of nobody, and more than of any other

# of what is not surely anybody's: notes if it is taken for a student's, and if that one has handed in something
BY_FOLDER, BY_LIKENESS = ("by-folder", "folder-of"), ("by-likeness", "like")
BY_PART = "by-part", "part-of"


@dataclass
class Work:
    """A submission to judge, or one that cannot be: whose it is, its code, and what was given."""

    name: str
    student: str | None
    code: dict[str, str]
    submitted: float
    bugs: tuple[str, ...]
    breaches: tuple[str, ...] = ()
    notes: list[Note] = field(default_factory=list)
    refused: Note | None = None
    late: bool = False  # by the word of the platform

    @property
    def fingerprint(self) -> str:
        """A hash of its library."""
        return fingerprint(self.code)

    @property
    def at(self) -> str | None:
        """When it was handed in, by the clock of whoever wrote that down."""
        return datetime.fromtimestamp(self.submitted).astimezone().isoformat() if self.submitted else None


@dataclass
class Collected:
    """All that there is to do, whose work is missing, and what is of nobody, with the reason."""

    work: list[Work]
    without: list[str] = field(default_factory=list)
    unmatched: list[tuple[str, Note]] = field(default_factory=list)


def collect(submissions: Path, record: Record | None, texts: Texts) -> Collected:
    """Return what there is to do; raises ValueError, `RefusedError` and OSError for what cannot be read at all."""
    if record is not None:
        check_known(record)
    found = find_submissions(submissions, texts, Class(record.students if record else ()))
    return as_they_are(found) if record is None else matched(found, record, texts)


def as_they_are(submissions: Iterable[Submission]) -> Collected:
    """Return what there is to do where nothing is known of what was handed out: all, for all bugs."""
    found = sorted(submissions, key=lambda one: one.name)
    senders = {one.told.sender for one in found if not one.is_loose} - {None}
    found = [one for one in found if not one.is_loose or one.told.sender not in senders]
    asked = any(one.has_library for one in found)  # where nobody hands in a library, none was asked for
    everything = tuple(load_bugs())
    work = [
        Work(
            *(one.shown, None, one.code, one.submitted),
            *(everything if asked or one.refused else (), ()),
            *([*one.notes, *_without_library(one, asked)], one.refused),
        )
        for one in found
    ]
    return Collected(work)


def _by_content(one: Submission, people: Class, likeness: "Likeness") -> tuple[set[str], tuple[str, str]]:
    """Return whose a submission with the name of nobody may be, and the notes for that: it is not sure."""
    if within := people.named_in(one.folders):
        return within, BY_FOLDER
    like = likeness.of(one)
    return set() if like is None else {like}, BY_LIKENESS


def _without_library(one: Submission, asked: object) -> list[Note]:
    """Return the note on a submission that has no library, where one was asked for."""
    return [note("no-library")] if asked and one.refused is None and not one.has_library else []


def matched(submissions: Iterable[Submission], record: Record, texts: Texts) -> Collected:
    """Return what there is to do for those to whom something was handed out; nothing is taken for another's."""
    people = Class(record.students)
    copies: dict[str, list[Submission]] = defaultdict(list)
    unsure: list[tuple[Submission, str | None]] = []
    left: list[tuple[str, Note]] = []
    for one in submissions:
        student, why = people.find(one.told, one.name)
        if student is not None and why is None:
            copies[student].append(one)
        elif student is not None or why == OF_NOBODY:
            unsure.append((one, student))
        elif why is not None:
            left.append((one.shown, why))
    named = frozenset(copies)  # by their own names, which nothing that is less sure comes before
    likeness = Likeness(record, texts)
    for one, found in unsure:
        whose, (taken, handed_in) = ({found}, BY_PART) if found else _by_content(one, people, likeness)
        student = min(whose, default=None)
        if student is None or len(whose) > 1:
            left.append((one.shown, of_several(whose) if whose else OF_NOBODY))
        elif student in named:
            left.append((one.shown, note(handed_in, student=student)))
        else:
            one.notes.append(note(taken, student=student))
            copies[student].append(one)
    places = [one.archive for found in copies.values() for one in found]
    beside = 2 * places.count("") > len(places)  # most lie in no archive of a class
    work = [
        _work(people.students[student], copies[student], people, record, texts, beside)
        for student in sorted(copies)
    ]
    without = sorted(set(people.students) - set(copies))
    return Collected(work, without, sorted(left, key=itemgetter(0)))


def _work(
    student: HandedOut, copies: list[Submission], people: Class, record: Record, texts: Texts, beside: bool
) -> Work:
    """Return what is to be judged of a student: the newest that has a library.

    Without a library all that was given still counts, so that tests or a record alone do not earn every point.
    """
    ranked = sorted(copies, key=_rank, reverse=True)
    newest, others = ranked[0], [one for one in ranked[1:] if not one.is_loose]
    notes = list(newest.notes)
    if others:
        notes.append(note("newest", number=1 + len(others), others=", ".join(one.name for one in others)))
        if any(_as_new(newest, one) and one.code != newest.code for one in others):
            notes.append(note("same-time"))
    if any(_other_sender(newest.told, one.told) for one in copies):
        notes.append(note("two-senders"))
    if any(one.archive != newest.archive and one.code != newest.code for one in others):
        notes.append(note("two-places"))
    if beside and newest.archive:
        notes.append(note("in-archive", archive=newest.archive.removesuffix("/")))
    if newest.refused is None and any(one.refused and one.submitted > newest.submitted for one in others):
        notes.append(note("newer-refused"))
    if newest.has_library and any(_without_library(one, one.submitted > newest.submitted) for one in others):
        notes.append(note("newer-without"))
    notes += _without_library(newest, student.bugs or student.breaches)
    if other := people.another_inside(student.id, newest.inside):
        notes.append(note("another-inside", student=other))
    if newest.told.late or (record.due and newest.submitted > datetime.fromisoformat(record.due).timestamp()):
        notes.append(note("late"))
    code = dict(newest.code)
    if newest.has_library and (missing := missing_modules(student, code)):
        code |= {file: texts.keep(text) for file, text in missing.items()}
        notes.append(note("filled", files=", ".join(sorted(missing))))
    return Work(
        newest.shown,
        student.id,
        code,
        newest.submitted,
        tuple(student.bugs),
        tuple(student.breaches),
        notes,
        newest.refused,
        newest.told.late,
    )


def _rank(one: Submission) -> tuple[bool, bool, float, int, str]:
    return one.refused is None, one.has_library, one.submitted, copy_of(one.name), one.name


def _as_new(one: Submission, other: Submission) -> bool:
    return other.refused is None and (one.submitted, copy_of(one.name)) == (other.submitted, copy_of(other.name))


def _other_sender(told: Told, other: Told) -> bool:
    """Whether two were handed in by two of a platform, who have one name."""
    comparable = bool(told.sender and other.sender) and told.platform == other.platform
    return comparable and told.number != other.number


class Likeness:
    """To whom a text of nobody was handed out, by the faults that still stand in it."""

    def __init__(self, record: Record, texts: Texts) -> None:
        self._record, self._texts = record, texts

    @cached_property
    def _lines(self) -> dict[str, set[tuple[str, str]]]:
        return {student.id: _own_lines(student) for student in self._record.students}

    def of(self, submission: Submission) -> str | None:
        """Return whose exercise this text was, if it is that of one more than of any other."""
        there = {
            (file, line)
            for file, name in submission.code.items()
            for line in self._texts[name].decode("utf-8", "replace").splitlines()
        }
        ranked = sorted(((len(lines & there), student) for student, lines in self._lines.items()), reverse=True)
        if not ranked or ranked[0][0] < STANDING:
            return None
        runner_up = ranked[1][0] if len(ranked) > 1 else 0
        return ranked[0][1] if ranked[0][0] - runner_up >= STANDING else None


def _own_lines(student: HandedOut) -> set[tuple[str, str]]:
    """Return the lines of an exercise that the corrected library has not."""
    return {
        (f"{module}.py", line)
        for module in modules()
        for line in set(text_of(student, module).splitlines()) - set(module_text(module, ()).splitlines())
    }


def given_of(work: Work) -> Mapping[str, Any]:
    """Return what was given, as the results have it."""
    return {"bugs": list(work.bugs), "breaches": list(work.breaches)}
