"""Whose a submission is: by what its name tells, in the forms of the platforms, and by nothing unsure."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from kata.classroom.record import HandedOut
from kata.collecting.words import Note, note

# Moodle: (GROUP-)NAME_NUMBER_assignsubmission_file(_FILE), with the number of a participant of the assignment
MOODLE = re.compile(r"(?P<person>.+)_(?P<number>\d+)_assignsubmission_(?:file|onlinetext)_?(?P<file>.*)", re.S)
# Canvas: name, last part first, in small letters without spaces; then the number of the user, and that of the file
CANVAS = re.compile(r"(?P<person>[^\W_]+?)(?P<late>_LATE)?_(?P<number>\d+)_\d+_(?P<file>.+)", re.S)
GRADESCOPE = re.compile(r"submission_(?P<number>\d+)")
COPY = re.compile(r"(?:[-_ ]v?(\d{1,2})|\((\d{1,2})\))$")
AGAIN = re.compile(r" *\(\d{1,2}\)$")  # by a browser, of a name that there is already
SHORT = 3  # digits: a shorter number is an id only where nothing else stands beside it
OF_NOBODY = note("of-nobody")
END = re.compile(r"(?:\.(?:zip|tar|tgz|tbz2|txz|gz|bz2|xz|py))+$", re.I)


@dataclass(frozen=True)
class Told:
    """What the name of a submission tells: the platform, a person, a number, what the student called it."""

    platform: str = ""
    person: str = ""
    number: str = ""
    file: str = ""
    late: bool = False
    people: tuple[tuple[str, str, str], ...] = ()  # e-mail, id and name of each, where the platform tells

    @property
    def sender(self) -> tuple[str, str] | None:
        """Who handed it in, as the platform tells them apart; None if that is not known."""
        return (self.person, self.number) if self.person else None


def told_by(name: str) -> Told:
    """Return what the name of a file or a folder tells."""
    if found := MOODLE.fullmatch(name):
        return Told("moodle", found["person"], found["number"], found["file"])
    if found := CANVAS.fullmatch(name):
        return Told("canvas", found["person"], found["number"], found["file"], bool(found["late"]))
    if found := GRADESCOPE.fullmatch(name):
        return Told("gradescope", number=found["number"])
    return Told()


def copy_of(name: str) -> int:
    """Return which copy a name says that it is of: 0 for the first."""
    found = COPY.search(END.sub("", name))
    return int(found[1] or found[2]) if found else 0


def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a name, in small letters and without accents."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return tuple(re.findall(r"[^\W_]+", plain.casefold()))


def may_be_called(student: HandedOut, name: str) -> bool:
    """Whether a name may be a student's: a middle name may be left out, and of some the list has no name."""
    own, told = set(words_of(student.name)), set(words_of(name))
    return student.name == student.id or (bool(own and told) and (own <= told or told <= own))


def of_several(students: Iterable[str]) -> Note:
    """Return the note on what may be of several students."""
    return note("of-two", students=", ".join(sorted(students)))


def _only(found: set[str], sure: bool = True) -> tuple[str | None, Note | None]:
    """Return the only one of those found, or nobody, and why that is or what is not sure of it."""
    if len(found) > 1:
        return None, of_several(found)
    student = min(found, default=None)
    if student is None:
        return None, OF_NOBODY
    return student, None if sure else note("by-part", student=student)


class Class:
    """Those to whom something was handed out, found by what a name tells."""

    def __init__(self, students: Iterable[HandedOut]) -> None:
        self.students = {student.id: student for student in students}
        self._exact: dict[tuple[str, ...], set[str]] = defaultdict(set)  # ids, e-mails and folders
        self._names: dict[tuple[str, ...], set[str]] = defaultdict(set)  # words of names in the order of letters
        self._squeezed: dict[str, set[str]] = defaultdict(set)  # as Canvas has them
        for student in self.students.values():
            for text in (student.id, student.email or "", student.folder):
                if words := words_of(text):
                    self._exact[words].add(student.id)
            if words := words_of(student.name):
                self._names[tuple(sorted(words))].add(student.id)
                for first in range(len(words)):
                    self._squeezed["".join(words[first:] + words[:first])].add(student.id)
        self._longest = max(map(len, (*self._exact, *self._names)), default=0)

    def find(self, told: Told, name: str) -> tuple[str | None, Note | None]:
        """Return whose a submission is by its name and what a platform tells, or nobody, and why.

        A student with a note is one of whom only a part of what the platform tells is true.
        """
        return self._of_people(told) if told.people else self._named(told, name)

    def _named(self, told: Told, name: str) -> tuple[str | None, Note | None]:
        if told.platform == "moodle":
            return _only(self._of_participant(told.person))
        if told.platform == "canvas":
            return self._of_user(told)
        path = PurePosixPath(name)
        own = END.sub("", path.name)
        found = self._in_text(own) or self._in_text(AGAIN.sub("", own))
        return _only(found or self._in_text(str(path.parent)))

    def another_inside(self, student: str, inside: Sequence[str]) -> str | None:
        """Return to whom the folder was handed out that a submission stands in, if that is somebody else."""
        return min(self.named_in(inside) - {student}, default=None)

    def named_in(self, names: Iterable[str]) -> set[str]:
        """Return who is named by folders and archives that libraries and tests stand in."""
        return set().union(*(self._in_text(END.sub("", name)) for name in names))

    def _of_people(self, told: Told) -> tuple[str | None, Note | None]:
        found = [self._of_one(*person) for person in told.people]
        if len(found) == 1:
            return _only(*found[0])
        several = {next(iter(one)) for one, _ in found if len(one) == 1}
        return None, of_several(several or [p[2] or p[0] for p in told.people])

    def _of_one(self, email: str, number: str, name: str) -> tuple[set[str], bool]:
        """Return who is meant by these, several if they contradict each other, and whether that is sure.

        Nobody shares an address. An id or a name alone may be that of a stranger, whose other marks then differ.
        """
        by_email, by_number = (self._exact.get(words_of(text), set()) for text in (email, number))
        named = self._names.get(tuple(sorted(words_of(name))), set())
        found = by_email | by_number
        found = found | named if found.isdisjoint(named) else found
        alone = sum(bool(words_of(text)) for text in (email, number, name)) == 1
        alike = any(may_be_called(self.students[one], name) for one in by_number)
        return found, alone or alike or bool(by_email)

    def _of_participant(self, person: str) -> set[str]:
        """Return who is meant by Moodle's name; the number beside it is that of a participant, and no id."""
        parts = [person, *(person[at + 1 :] for at, c in enumerate(person) if c == "-")]
        names = (self._names.get(tuple(sorted(words_of(part))), set()) for part in parts)
        return next(filter(None, names), set()) or self._in_text(person)

    def _of_user(self, told: Told) -> tuple[str | None, Note | None]:
        """Return who is meant by Canvas' name, and its number of the user, which may be the id of the record."""
        found = self._squeezed.get("".join(words_of(told.person)), set())
        numbered = self._exact.get((told.number,), set())
        if not found:
            return _only(numbered, any(may_be_called(self.students[one], told.person) for one in numbered))
        return _only(found | numbered if len(found) == 1 else found & numbered or found)

    def _in_text(self, text: str) -> set[str]:
        """Return who is named in a text: by whole words, the longest of those that stand in each other."""
        words = words_of(text)
        hits: list[tuple[int, int, set[str]]] = []
        for length in range(min(self._longest, len(words)), 0, -1):
            for at in range(len(words) - length + 1):
                part = words[at : at + length]
                if length == 1 and part[0].isdecimal() and len(part[0]) < SHORT and len(words) > 1:
                    continue
                found = self._exact.get(part, set()) | self._names.get(tuple(sorted(part)), set())
                if found and not any(start <= at and at + length <= end for start, end, _ in hits):
                    hits.append((at, at + length, found))
        if not hits:
            return set()
        common = set.intersection(*(found for _, _, found in hits))
        return common or set().union(*(found for _, _, found in hits))
