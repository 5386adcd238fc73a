"""Hand out: for each student a folder and a zip with an exercise of their own, and a page in their language.

Everything is drawn and compared with what is there before anything is written. What is there is never written over
unless that is asked for, and what is the same stays as it is.
"""

import hashlib
import io
import re
import shutil
import tempfile
import unicodedata
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from kata.classroom import record as records
from kata.classroom.draw import Plan, Secret, generator
from kata.classroom.normal import digest, fingerprint_of
from kata.classroom.page import page
from kata.classroom.record import RECORD, HandedOut, Record
from kata.classroom.roster import Roster, Student
from kata.files import new_folder, whole_file
from kata.places import EXERCISE, installed_version
from kata.student.exercise import Exercise
from kata.words.translation import phrase

STUDENTS = "students"  # the folder of all that may be given away: the record and the secret are beside it
LONGEST = 60  # characters of a folder's name
YEAR_OF_ZIP = (1980, 1, 1, 0, 0, 0)  # no time that a zip can hold is before it, and none tells anything
DEVICES = ("con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10)))
PLAIN = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})
REGULAR_FILE = 0o100644 << 16
UNIX = 3

Content = Mapping[str, bytes]  # files by their name within the folder


@dataclass(frozen=True)
class Outcome:
    """What became of it: the record, who has something new, for whom it was there, and who is not in the list."""

    record: Record
    new: list[HandedOut]
    same: list[HandedOut]
    others: list[HandedOut]


def hand_out(
    roster: Roster,
    plan: Plan,
    secret: Secret,
    out: Path,
    *,
    name: str | None,
    due: datetime | None,
    overwrite: bool = False,
    on_student: Callable[[int], None] = lambda _: None,
) -> Outcome:
    """Write what each student has into a folder, and the record; raise ValueError if something else is there.

    A `name` and a time that are not given are those of the record, and else the folder's and none. `on_student`
    hears for how many it was drawn.
    """
    before, place = records.read(out) if (out / RECORD).exists() else None, out / STUDENTS
    if before is not None:
        name, due = name or before.name, due or before.until
        if not overwrite:
            _check_same_for_all(before, name, due)
    name = name or out.resolve().name
    drawn = []
    for number, student in enumerate(roster.students, 1):
        drawn.append(_made(student, plan, secret.value, name, due))
        on_student(number)
    made = _in_folders(drawn, before)
    found = [(handed.id, _of_another_version(handed, before, place)) for handed, _ in made]
    older = {identity: handed for identity, handed in found if handed is not None}
    made = [(older.get(handed.id, handed), content) for handed, content in made]
    states = {
        handed.id: "same" if handed.id in older else _state(place, handed, content) for handed, content in made
    }
    other = [handed for handed, _ in made if states[handed.id] == "other"]
    if other and not overwrite:
        first = place / other[0].folder
        where = phrase(f"{first}, and in {len(other) - 1} more,") if len(other) > 1 else first
        raise ValueError(
            f"What is in {where} is not what would be handed out now. Nothing was written. "
            "Choose as you did the first time, name another folder, or replace it with --overwrite."
        )
    secret.keep()
    for handed, content in made:
        if states[handed.id] != "same":
            _write(place, handed, content)
    ids = {handed.id.casefold() for handed, _ in made}
    others = [handed for handed in before.students if handed.id.casefold() not in ids] if before else []
    students = [*(handed for handed, _ in made), *others]
    record = Record(installed_version(), _now(), name, due.isoformat() if due else None, students)
    if before is None or replace(record, made=before.made, netkata=before.netkata) != before:
        records.write(out / RECORD, record)
    new = [handed for handed, _ in made if states[handed.id] != "same"]
    return Outcome(record, new, [handed for handed, _ in made if states[handed.id] == "same"], others)


def _check_same_for_all(before: Record, name: str, due: datetime | None) -> None:
    """Raise ValueError, with a sentence, if the record says otherwise: it holds for all who are in it."""
    for option, here, there in (("--class", name, before.name), ("--due", due, before.until)):
        if here != there:
            raise ValueError(
                f"{option} {here}: what is there was handed out with {there or phrase('none')}. "
                "Leave the option out, or change it for everybody with --overwrite."
            )


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _made(
    student: Student, plan: Plan, secret: bytes, name: str, due: datetime | None
) -> tuple[HandedOut, Content]:
    """Return what a student has, and the files: made in a place of its own, and read."""
    bugs, breaches = plan.draw(generator(secret, student.id))
    with tempfile.TemporaryDirectory(prefix="kata-") as place:
        folder = Path(place, EXERCISE)
        Exercise.start(folder, bugs, breaches, hidden=True)
        content = {
            f"{EXERCISE}/{path.relative_to(folder).as_posix()}": path.read_bytes() for path in _files(folder)
        }
        whole = fingerprint_of(folder)
        modules = {path.name: digest(path.read_bytes()) for path in sorted(folder.glob("*.py"))}
    content["README.md"] = page(student, name, due).encode()
    names = sorted(breach.name for breach in breaches)
    handed = HandedOut(
        student.id, student.name, student.email, student.language, slug(student), bugs, names, whole, modules
    )
    return handed, dict(sorted(content.items()))


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def slug(student: Student) -> str:
    """Return a name for a student's folder that every system takes: the id and the name, in plain letters."""
    words = f"{student.id} {student.name if student.name != student.id else ''}".casefold().translate(PLAIN)
    letters = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode()
    name = re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[:LONGEST].strip("-")
    return f"{name}-{_hash_of(student.id)}".strip("-") if name in ("", *DEVICES) else name


def _hash_of(identity: str) -> str:
    return hashlib.sha256(identity.casefold().encode()).hexdigest()[:8]


def _in_folders(made: list[tuple[HandedOut, Content]], before: Record | None) -> list[tuple[HandedOut, Content]]:
    """Give each a folder: who has one keeps it, and who would have that of another gets some signs more."""
    had = {handed.id.casefold(): handed.folder for handed in before.students} if before else {}
    taken, placed = set(had.values()), []
    for handed, content in made:
        folder = had.get(handed.id.casefold())
        if folder is None:
            folder = handed.folder if handed.folder not in taken else f"{handed.folder}-{_hash_of(handed.id)}"
        taken.add(folder)
        placed.append((replace(handed, folder=folder), content))
    return placed


def _of_another_version(handed: HandedOut, before: Record | None, place: Path) -> HandedOut | None:
    """Return what a student was handed out by another version of NetKata, if it was the same draw and is there.

    Its words may have changed since, and whoever has it has begun: it stays.
    """
    if before is None or before.netkata == installed_version():
        return None
    known = before.student(handed.id)
    if known is None or not (place / f"{known.folder}.zip").is_file():
        return None
    return known if (known.bugs, known.breaches) == (handed.bugs, handed.breaches) else None


def zipped(content: Content) -> bytes:
    """Return files as a zip: the same files give the same bytes, on every machine and at every time.

    Nothing is compressed: how well that works depends on the version of a library, and 200 kB need it not.
    """
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as file:
        for name, text in sorted(content.items()):
            entry = zipfile.ZipInfo(name, YEAR_OF_ZIP)
            entry.create_system, entry.external_attr = UNIX, REGULAR_FILE
            file.writestr(entry, text)
    return stream.getvalue()


def _state(place: Path, handed: HandedOut, content: Content) -> str:
    """Return whether what a student has is there: `new`, `same` or `other`."""
    folder, archive = place / handed.folder, place / f"{handed.folder}.zip"
    if not folder.exists() and not archive.exists():
        return "new"
    whole = archive.is_file() and archive.read_bytes() == zipped(content)
    there = all(
        (folder / name).is_file() and (folder / name).read_bytes() == text for name, text in content.items()
    )
    if (whole or not archive.exists()) and (there or not folder.exists()):
        return "same" if whole and there else "new"
    return "other"


def _write(place: Path, handed: HandedOut, content: Content) -> None:
    place.mkdir(parents=True, exist_ok=True)
    folder = place / handed.folder
    if folder.exists():
        shutil.rmtree(folder)
    with new_folder(folder) as part:
        for name, text in content.items():
            path = part / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text)
    with whole_file(place / f"{handed.folder}.zip") as part:
        part.write_bytes(zipped(content))
