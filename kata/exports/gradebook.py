"""A gradebook that was exported from Moodle or Canvas, with the marks filled in and nothing else changed."""

import re
from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from kata.classroom.record import HandedOut
from kata.classroom.roster import Row, columns_of, no_student_of_canvas, plain
from kata.classroom.tables import Cell, Table, read_table
from kata.collecting.whose import may_be_called
from kata.exports.points import number
from kata.words.translation import phrase

IDS = ("id", "id number", "username", "sid", "sis", "login")
GRADE = ("grade", "calificacion")
MOST = ("maximumgrade", "calificacionmaxima")
CHANGEABLE = ("gradecanbechanged", "lacalificacionpuedesercambiada")
NO = ("no",)
OF_CANVAS = re.compile(r".+ \(\d+\)$")
OF_MOODLE = re.compile(r".+:.+")  # an item of the gradebook: Assignment:Name, or Tarea:Name (Real)
NO_POINTS = re.compile(r".+\((percentage|porcentaje|letter|letra|feedback|retroalimentación)\)$", re.I)
READ_ONLY = ("(read only)",)
NOT_GRADED = ("N/A", "EX")  # Canvas: somebody to whom it was not assigned, or who is excused
COMMA = re.compile(r"-?\d+,\d+")
EMPTY = ("", "-")


@dataclass(frozen=True)
class Filled:
    """A gradebook that was filled in, for how many, and a sentence on each who is left out."""

    content: bytes
    count: int
    notes: list[str]


def fill(
    path: Path,
    marks: Mapping[str, float | None],
    students: Mapping[str, HandedOut],
    *,
    platform: str,
    column: str | None = None,
    most: float | None = None,
) -> Filled:
    """Fill the marks of students, by id, into a gradebook; where there is none, the cell stays as it is.

    `most` is the highest there can be. Raises ValueError, with a sentence, if it is no gradebook of the platform,
    or if its highest mark is another.
    """
    table = read_table(path)
    known = columns_of(table)
    if not set(known) & {*IDS, "email", "name", "last"}:
        raise ValueError(f"{path} has no column that says whose row it is.")
    target = _column(table, platform, column)
    _check_most(table, target, most)
    comma = _has_commas(table, target)
    whose = _Whose(students, internal="id" if platform == "canvas" else "")
    texts = {row: _texts(cells, known) for row, cells in enumerate(table.rows) if row}
    if platform == "canvas":
        texts = {row: those for row, those in texts.items() if not no_student_of_canvas(those)}
    meant = {row: whose(those) for row, those in texts.items()}
    only = {row: next(iter(those)) for row, those in meant.items() if len(those) == 1}
    rows = {row: identity for row, identity in only.items() if whose.is_sure(texts[row], identity)}
    unsure = {row: sorted(those) for row, those in meant.items() if len(those) > 1}
    double = {identity for identity, times in Counter(rows.values()).items() if times > 1}
    values, notes = (
        {},
        [phrase(f"{identity} has more than one row, and was left as it is.") for identity in sorted(double)],
    )
    for row, those in unsure.items():
        told = ", ".join(those)
        notes.append(phrase(f"Line {table.lines[row]} may be of any of these, and was left as it is: {told}."))
    for row, identity in only.items():
        if row not in rows:
            line = table.lines[row]
            notes.append(phrase(f"Line {line} has the id of {identity}, not the name, and was left as it is."))
    closed = _place_of(table, CHANGEABLE)
    for row, identity in rows.items():
        mark = marks.get(identity)
        if mark is None or identity in double:
            continue
        cell = table.rows[row][target]
        if cell.value.strip() in NOT_GRADED or (closed is not None and _says_no(table.rows[row], closed)):
            notes.append(phrase(f"{identity} can have no mark in it, and was left as it is."))
            continue
        written = number(mark)
        values[row, target] = written.replace(".", ",") if comma else written
        if cell.value.strip() not in EMPTY and _value(cell.value) != round(mark, 2):
            notes.append(phrase(f"{identity} had {cell.value.strip()} before, and has {values[row, target]} now."))
    there = {*rows.values(), *(one for those in unsure.values() for one in those)}
    missing = [identity for identity, mark in marks.items() if mark is not None and identity not in there]
    notes += [phrase(f"{identity} is not in it.") for identity in missing]
    return Filled(table.filled(values), len(values), notes)


def _place_of(table: Table, names: Collection[str]) -> int | None:
    """Return which column has one of these names, if one has."""
    return next((index for index, name in enumerate(table.header) if plain(name) in names), None)


def _has_commas(table: Table, target: int) -> bool:
    """Return whether marks are written with decimal commas, by those that are there and the highest ones."""
    columns = {target, _place_of(table, MOST)}
    texts = (cell.value.strip() for row in table.rows[1:] for index, cell in enumerate(row) if index in columns)
    return any(map(COMMA.fullmatch, texts))


def _says_no(cells: list[Cell], column: int) -> bool:
    return plain(cells[column].value) in NO


def _column(table: Table, platform: str, named: str | None) -> int:
    """Return the column of the marks: the one that is named, or the only one that it can be."""
    names = table.header
    if named is not None:
        found = [index for index, name in enumerate(names) if name == named] or [
            index for index, name in enumerate(names) if plain(named) and plain(name).startswith(plain(named))
        ]
        if len(found) == 1:
            _check_for_marks(table, found[0])
            return found[0]
        raise ValueError(
            f"{table.path} has {len(found)} columns that may be {named!r}. Its columns: {', '.join(names)}."
        )
    pattern = OF_CANVAS if platform == "canvas" else OF_MOODLE
    found = [index for index, name in enumerate(names) if platform == "moodle" and plain(name) in GRADE]
    found = found or [
        index
        for index, name in enumerate(names)
        if pattern.fullmatch(name) and not NO_POINTS.fullmatch(name) and _open(table, index)
    ]
    if len(found) != 1:
        others = set(range(len(names))) - set(columns_of(table).values())
        told = ", ".join(names[index] for index in found or sorted(others) if names[index])
        if not told:
            raise ValueError(f"{table.path} has no column for marks: export it with the grades of the assignment.")
        raise ValueError(f"{table.path}: name the column of the marks with --column. It may be: {told}.")
    return found[0]


def _check_for_marks(table: Table, column: int) -> None:
    """Raise ValueError for a column that holds something else: who it is, the highest mark, what is summed up."""
    others = {*columns_of(table).values(), _place_of(table, MOST), _place_of(table, CHANGEABLE)}
    if column in others or not _open(table, column):
        raise ValueError(f"{table.path}: the column {table.header[column]} is not for marks: name another.")


def _open(table: Table, column: int) -> bool:
    """Return whether a column can be filled in: Canvas says of its own sums that they are to be read only."""
    return not any(row[column].value.strip() in READ_ONLY for row in table.rows[1:3] if column < len(row))


def _check_most(table: Table, target: int, most: float | None) -> None:
    """Raise ValueError if the gradebook's highest mark is another than that of the points."""
    column, rows = _place_of(table, MOST), table.rows[1:]
    if points := [row for row in rows[:3] if row[0].value.strip() == "Points Possible"]:
        column, rows = target, points
    cells = [
        row[column] for row in rows if column is not None and column < len(row)
    ]  # an empty row may be shorter
    highest = next((value for cell in cells if (value := _value(cell.value)) is not None), None)
    if highest is not None and most is not None and round(most, 2) != highest:
        told = number(highest)
        raise ValueError(
            f"The highest mark in {table.path} is {told}, and there are up to {number(most)} points: scale them "
            f"with --out-of {told}."
        )


def _value(text: str) -> float | None:
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        return None


def _texts(cells: list[Cell], known: Mapping[str, int]) -> Row:
    """Return what a row tells of whose it is."""
    return {what: cells[column].value.strip() for what, column in known.items() if column < len(cells)}


class _Whose:
    """Finds whose row it is, by all that it tells: ids, addresses and names that only one has.

    `internal` is a column of the platform's own numbers, which may be the ids of the record or one by chance.
    """

    def __init__(self, students: Mapping[str, HandedOut], internal: str) -> None:
        self._internal = internal
        self._students = students
        self._ids = {student.id.casefold(): student.id for student in students.values()}
        self._addresses = _of_one(
            (student.email.casefold(), student.id) for student in students.values() if student.email
        )
        self._names = _of_one(
            (name, student.id) for student in students.values() if (name := _words(student.name))
        )

    def __call__(self, row: Row) -> set[str]:
        """Return who is meant: more than one, if what is told contradicts itself."""
        told = [row.get(what, "").casefold() for what in (*IDS, "email")]
        found = (
            self._names.get(_words(_name_in(row))),
            *map(self._ids.get, told),
            *map(self._addresses.get, told),
        )
        return {one for one in found if one is not None}

    def is_sure(self, row: Row, identity: str) -> bool:
        """Whether a row is of the only one that it may be of: an id alone is not enough beside another name."""
        name, student = _name_in(row), self._students[identity]
        if student.name == student.id or _words(name) in (frozenset(), _words(student.name)):
            return True
        told = {what: row.get(what, "").casefold() for what in (*IDS, "email")}
        if identity in map(self._addresses.get, told.values()):
            return True
        by_id = any(self._ids.get(text) == identity for what, text in told.items() if what != self._internal)
        return by_id and may_be_called(student, name)


def _of_one(pairs: Iterable[tuple[Hashable, str]]) -> dict[Hashable, str]:
    """Return to whom each belongs, without what several have."""
    pairs = list(pairs)
    times = Counter(told for told, _ in pairs)
    return {told: identity for told, identity in pairs if times[told] == 1}


def _name_in(row: Row) -> str:
    return f"{row.get('first', row.get('name', ''))} {row.get('last', '')}"


def _words(name: str) -> frozenset[str]:
    """Return the words of a name, in whichever order they are written."""
    return frozenset(filter(None, map(plain, re.split(r"[\s,]+", name))))
