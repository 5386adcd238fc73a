"""Tables as other programs write them: CSV in UTF-8, with its own separator, of which every cell's place is known.

Where a cell stands in the text is kept, so that one can be filled in and nothing else changes.
"""

import codecs
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

LARGEST = 20 * 2**20  # bytes: a class of ten thousand with a hundred columns has less
SEPARATORS = (",", ";", "\t")
BOM = "\ufeff"
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet takes for the beginning of one
NUMBER = re.compile(r"[-+]\d+([.,]\d+)?")


@dataclass(frozen=True)
class Cell:
    """A cell: its value, and where it stands in the text, with its quotation marks."""

    value: str
    start: int
    end: int


@dataclass(frozen=True)
class Table:
    """A table: its text, what separates its cells, and its rows, of which the first is the header.

    `lines` are those of the text in which the rows begin, counted from 1.
    """

    path: Path
    text: str
    separator: str
    rows: list[list[Cell]]
    lines: list[int]

    @property
    def header(self) -> list[str]:
        """The names of the columns."""
        return [cell.value.strip() for cell in self.rows[0]]

    def filled(self, values: Mapping[tuple[int, int], str]) -> bytes:
        """Return the file with other values in some cells, by row and column: every other byte is as it was."""
        parts, done = [], 0
        for row, column in sorted(values):
            cell = self.rows[row][column]
            quoted = self.text[cell.start : cell.end].startswith('"')
            parts += [self.text[done : cell.start], written(values[row, column], self.separator, quoted)]
            done = cell.end
        return ("".join(parts) + self.text[done:]).encode()


def written(value: str, separator: str = ",", quoted: bool = False) -> str:
    """Return a value as a cell, in quotation marks if it needs them; what looks like a formula is none."""
    if value.startswith(FORMULA) and not NUMBER.fullmatch(value):
        value = f"'{value}"
    if quoted or any(character in value for character in (separator, '"', "\n", "\r")):
        doubled = value.replace('"', '""')
        return f'"{doubled}"'
    return value


def read_table(path: Path) -> Table:
    """Read a table; raise ValueError, with a sentence, for what is none."""
    if path.stat().st_size > LARGEST:
        raise ValueError(f"{path} is larger than {LARGEST // 2**20} MiB: that is no list of a class.")
    content = path.read_bytes()
    if content.startswith(b"PK") or content.startswith(b"\xd0\xcf\x11\xe0"):
        raise ValueError(f"{path} is a file of a spreadsheet program: save it there as CSV in UTF-8.")
    text = _decoded(path, content)
    if not text.strip(BOM + " \r\n\t,;"):
        raise ValueError(f"{path} is empty.")
    separator = _separator(text)
    rows, lines = _rows(path, text, separator)
    width = len(rows[0])
    for row, line in zip(rows, lines, strict=True):
        if len(row) != width and any(cell.value.strip() for cell in row[width:] or row):
            raise ValueError(
                f"{path} is no table in CSV: line {line} has {len(row)} cells, and the first row has {width}."
            )
    return Table(path, text, separator, rows, lines)


def _decoded(path: Path, content: bytes) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise ValueError(f"{path} is not text in UTF-8 but in UTF-16: save it again as CSV in UTF-8.")
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ValueError(
            f"{path} is not text in UTF-8, from line {line} on: save it again as CSV in UTF-8."
        ) from error
    if "\0" in text:
        raise ValueError(f"{path} is no text: it has null bytes.")
    return text


def _separator(text: str) -> str:
    """Return what separates the cells: the sign that the first row has most of, outside of quotation marks."""
    outside = "".join(text.lstrip(BOM + "\r\n").replace("\r", "\n").split('"')[::2])
    first = outside.split("\n", 1)[0]
    return max(SEPARATORS, key=first.count)


def _rows(path: Path, text: str, separator: str) -> tuple[list[list[Cell]], list[int]]:
    """Return the rows that are not empty, and the lines in which they begin."""
    rows, lines = [], []
    place, line = len(BOM) if text.startswith(BOM) else 0, 1
    row: list[Cell] = []
    began = line
    while True:
        cell, line = _cell(path, text, place, separator, line)
        row.append(cell)
        place = cell.end
        if text.startswith(separator, place):
            place += 1
            continue
        if len(row) > 1 or row[0].value.strip():
            rows.append(row)
            lines.append(began)
        if place >= len(text):
            return rows, lines
        place += 2 if text.startswith("\r\n", place) else 1
        line += 1
        row, began = [], line
        if place >= len(text):
            return rows, lines


def _cell(path: Path, text: str, start: int, separator: str, line: int) -> tuple[Cell, int]:
    """Return the cell that begins at a place, and the line in which it ends."""
    if not text.startswith('"', start):
        end = start
        while end < len(text) and text[end] not in (separator, "\r", "\n"):
            end += 1
        return Cell(text[start:end], start, end), line
    value, place, began = [], start + 1, line
    while True:
        end = text.find('"', place)
        if end < 0:
            raise ValueError(f"{path} is no table in CSV: the quotation mark in line {began} is never closed.")
        value.append(text[place:end])
        line += text.count("\n", place, end)
        if not text.startswith('"', end + 1):
            break
        value.append('"')
        place = end + 2
    end += 1
    if end < len(text) and text[end] not in (separator, "\r", "\n"):
        raise ValueError(f"{path} is no table in CSV: in line {line} something follows a quotation mark.")
    return Cell("".join(value), start, end), line
