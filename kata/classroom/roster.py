"""The roster: who is in a class, from our own CSV or from what Moodle, Canvas and Gradescope export.

Which columns these have, and when that was read, is told in the book, on the page on large classes.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kata.classroom.tables import BOM, Cell, Table, read_table
from kata.printable import CONTROL, printable
from kata.words.language import ENGLISH, languages
from kata.words.translation import phrase

LONGEST = 120  # characters of an id or a name

Row = dict[str, str]  # the cells of a row by what they are, such as `email`
# what a column is, by its name without accents, spaces and signs, as the platforms write it in English and Spanish
COLUMNS = {
    "language": ("language", "idioma"),
    "email": (
        *("email", "emailaddress", "correo", "correoelectronico"),
        *("direcciondecorreo", "direccionemail", "direcciondeemail"),
    ),
    "first": ("firstname",),
    "last": ("lastname", "surname", "apellidos", "apellido"),
    "name": ("name", "fullname", "nombrecompleto", "student", "nombre", "nombres"),
    "id": ("id",),
    "id number": ("idnumber", "numerodeid"),
    "username": ("username", "nombredeusuario"),
    "sid": ("sid",),
    "login": ("sisloginid",),
    "sis": ("sisuserid",),
    "section": ("section",),
    "role": ("role",),
}


@dataclass(frozen=True)
class Student:
    """One of the class: an id that nobody else has, the name, an address if there is one, and the language."""

    id: str
    name: str
    email: str | None
    language: str


@dataclass(frozen=True)
class Roster:
    """A class, where its list comes from, and what there is to say of the list."""

    students: list[Student]
    platform: str
    notes: list[str]


@dataclass(frozen=True)
class _Platform:
    """How a platform is known by its columns, which of them may be the id, and which rows are no students."""

    name: str
    known_by: Callable[[set[str]], bool]
    ids: tuple[str, ...]
    other: Callable[[Row], bool] = lambda _: False


def no_student_of_canvas(row: Row) -> bool:
    """Return whether it is the row of the highest points, that on hidden grades, or the student for trying out."""
    name, identity = row.get("name", "").strip(), row.get("id", "").strip()
    return not (name or identity) or name in ("Points Possible", "Student, Test", "Test Student")


PLATFORMS = (
    _Platform(
        "Canvas", lambda has: "id" in has and bool(has & {"login", "section"}), ("id",), no_student_of_canvas
    ),
    _Platform(
        "Gradescope",
        lambda has: "sid" in has or ({"email", "role"} <= has and "id" not in has),
        ("sid", "email"),
        lambda row: row.get("role", "Student").strip().lower() not in ("student", ""),
    ),
    _Platform("NetKata", lambda has: "id" in has, ("id",)),
    _Platform(
        "Moodle",
        lambda has: bool(has & {"id number", "username", "email"}) and bool(has & {"name", "first", "last"}),
        ("id number", "username", "email"),
    ),
)


def plain(text: str) -> str:
    """Return a text in small letters, without accents, spaces and signs: what two writers of it agree on."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return re.sub(r"[\W_]+", "", "".join(part for part in parts if not unicodedata.combining(part)))


def columns_of(table: Table) -> dict[str, int]:
    """Return what the columns of a table are, as far as it is known, and where."""
    names = [plain(name.strip(BOM)) for name in table.header]
    found = {}
    for what, known in COLUMNS.items():
        for name in known:
            if name in names:
                found[what] = names.index(name)
                break
    return found


def read_roster(path: Path, language: str = ENGLISH) -> Roster:
    """Read a roster; raise ValueError, with a sentence, if it is none.

    `language` is that of whoever has none in the list.
    """
    table = read_table(path)
    columns = columns_of(table)
    platform = next((platform for platform in PLATFORMS if platform.known_by(set(columns))), None)
    if platform is None:
        names = ", ".join(printable(name) for name in table.header if name) or "none"
        raise ValueError(
            f"{path} has no column of ids: expected id, name, email and language, or what Moodle, Canvas or "
            f"Gradescope export. Its columns: {names}."
        )
    rows = [
        (line, {what: cells[column].value for what, column in columns.items() if column < len(cells)})
        for cells, line in zip(table.rows[1:], table.lines[1:], strict=True)
        if _has_content(cells)
    ]
    kept = [(line, row) for line, row in rows if not platform.other(row)]
    if not kept:
        raise ValueError(f"{path} has no students: there is only a header.")
    key = _id_column(path, platform, kept)
    students, notes = _different(path, [(line, _student(path, line, row, key, language)) for line, row in kept])
    if platform.name == "Gradescope" and len(kept) < len(rows):
        notes.append(phrase(f"{len(rows) - len(kept)} of its rows are of staff, who are handed out nothing."))
    return Roster(students, platform.name, notes)


def _has_content(cells: list[Cell]) -> bool:
    return any(cell.value.strip() for cell in cells)


def _id_column(path: Path, platform: _Platform, rows: list[tuple[int, Row]]) -> str:
    """Return the first column that may be the id and has one in every row."""
    there = [what for what in platform.ids if what in rows[0][1]]
    for what in there:
        if all(row.get(what, "").strip() for _, row in rows):
            return what
    line = next(line for line, row in rows if not row.get(there[-1], "").strip())
    what = {"sid": "SID", "id number": "ID number"}.get(there[-1], there[-1])
    raise ValueError(f"{path}, line {line}: there is no {what}, and without an id nothing can be handed out.")


def _student(path: Path, line: int, row: Row, key: str, language: str) -> Student:
    identity = unicodedata.normalize("NFC", row[key].strip())
    if CONTROL.search(identity) or "\n" in identity or len(identity) > LONGEST:
        raise ValueError(f"{path}, line {line}: the id {printable(identity[:40])!r} is no id.")
    email = row.get("email", "").strip()
    chosen = row.get("language", "").strip().lower() or language
    if chosen not in languages():
        raise ValueError(
            f"{path}, line {line}: language {printable(chosen[:40])!r}: expected {' or '.join(languages())}."
        )
    return Student(identity, _name(row) or identity, printable(email[:LONGEST]) or None, chosen)


def _name(row: Row) -> str:
    """Return the name as it is said: the first name first."""
    if "last" in row:
        whole = f"{row.get('first', row.get('name', ''))} {row['last']}"
    else:
        whole = row.get("name", row.get("first", ""))
        if whole.count(",") == 1:  # as Canvas has it
            whole = " ".join(reversed(whole.split(",")))
    return printable(" ".join(unicodedata.normalize("NFC", whole).split())[:LONGEST])


def _different(path: Path, found: list[tuple[int, Student]]) -> tuple[list[Student], list[str]]:
    """Return each student once, with a sentence on rows that are there twice; two students have two ids."""
    first: dict[str, tuple[int, Student]] = {}
    notes = []
    for line, student in found:
        other, known = first.setdefault(student.id.casefold(), (line, student))
        if student != known:
            raise ValueError(
                f"{path}: lines {other} and {line} have the same id, {student.id}, and are not the same."
            )
        if line != other:
            notes.append(phrase(f"Lines {other} and {line} are the same student, {student.id}: handed out once."))
    return [student for _, student in first.values()], notes
