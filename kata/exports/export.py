"""Write graded work in the form that somebody asks for; say who is left out of it, and why."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from kata.classroom.record import HandedOut
from kata.exports import GRADEBOOKS, platforms
from kata.exports.feedback import Page, as_html, as_markdown, feedback
from kata.exports.gathering import Graded
from kata.exports.gradebook import fill
from kata.exports.junit import class_as_junit
from kata.exports.marks import as_table
from kata.exports.points import Score
from kata.files import whole_file
from kata.grading.results import Result
from kata.words.translation import phrase

Files = dict[Path, Callable[[], str]]  # what each is to say is made when it is written: a class may be large


@dataclass(frozen=True)
class Wish:
    """What is asked for: the form, whether values are told, a scale, and whose gradebook is filled in, where."""

    format: str
    hide_values: bool = False
    out_of: float | None = None
    gradebook: Path | None = None
    column: str | None = None


def write(graded: Graded, wish: Wish, out: Path, overwrite: bool = False) -> tuple[list[str], list[str]]:
    """Write what is asked for; return what there is to say of it, and of those who have no mark, in sentences.

    Raises ValueError, with a sentence, if it cannot be made, or if something is there and is not to be replaced.
    """
    notes: list[str] = []
    if wish.format in GRADEBOOKS:
        filled, notes = _gradebook(graded, wish)
        files: dict[Path, Callable[[], bytes]] = {out: lambda: filled}
    else:
        files = {path: partial(_encoded, make) for path, make in _files(graded, wish, out).items()}
    if not overwrite and (there := [path for path in files if path.exists()]):
        raise ValueError(f"{there[0]} exists already: name another, or write over it with --overwrite.")
    for path, content in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        with whole_file(path) as part:
            part.write_bytes(content())
    if graded.unmatched:
        notes.append(phrase(f"Submissions that belong to nobody in the record: {graded.unmatched}."))
    return notes, list(_without_mark(graded))


def _encoded(make: Callable[[], str]) -> bytes:
    return make().encode()


def _without_mark(graded: Graded) -> list[str]:
    lines = []
    for handed, _, points in graded.rows:
        who = handed.id or "It"
        if points is None and graded.unmatched:
            lines.append(
                phrase(f"Of {who} nothing was found, unless it is among what belongs to nobody: there is no mark.")
            )
        elif points is None:
            lines.append(phrase(f"{who} has handed in nothing, and has no mark."))
        elif points.unclear:
            lines.append(phrase(f"{who} could not be judged, and has no mark: {' '.join(points.unclear.split())}"))
    return lines


def _files(graded: Graded, wish: Wish, out: Path) -> Files:
    """Return the files to write: those of one form, for each student or for all together."""
    if wish.format == "marks":
        return {out: lambda: as_table(graded.rows, wish.out_of)}
    if wish.format == "junit":
        rows = [(handed.id, result, points) for handed, result, points in graded.handed_in]
        return {out: lambda: class_as_junit(rows, wish.hide_values)}
    if wish.format == "feedback":
        return _feedback(graded, wish, out)
    if wish.format == "classroom50" and not graded.single:
        raise ValueError("A result of Classroom 50 is made of one verdict, in its runner: of `kata judge --json`.")

    def told(handed: HandedOut, result: Result, points: Score) -> str:
        data = _for_platform(wish, handed, result, points)
        return json.dumps(data, indent=1, ensure_ascii=False) + "\n"

    return {
        out if graded.single else out / f"{row[0].folder}.json": partial(told, *row) for row in graded.handed_in
    }


def _for_platform(wish: Wish, handed: HandedOut, result: Result, points: Score) -> dict[str, Any]:
    if wish.format == "gradescope":
        return platforms.gradescope(result, points, handed.language, wish.hide_values, wish.out_of)
    if wish.format == "prairielearn":
        return platforms.prairielearn(result, points, handed.language, wish.hide_values, wish.out_of)
    return platforms.classroom50(result, points, hide_values=wish.hide_values)


def _feedback(graded: Graded, wish: Wish, out: Path) -> Files:
    """Return a page for each student, as Markdown and HTML; of a single result one, by the ending of its name."""

    def told(write: Callable[[Page], str], handed: HandedOut, result: Result | None, points: Score | None) -> str:
        return write(
            feedback(result, points, handed, graded.record, hide_values=wish.hide_values, out_of=wish.out_of)
        )

    if graded.single:
        return {out: partial(told, as_html if out.suffix == ".html" else as_markdown, *graded.rows[0])}
    return {
        out / f"{row[0].folder}{ending}": partial(told, write, *row)
        for row in graded.rows
        for ending, write in ((".md", as_markdown), (".html", as_html))
    }


def _gradebook(graded: Graded, wish: Wish) -> tuple[bytes, list[str]]:
    if wish.gradebook is None:
        raise ValueError(f"Name the CSV that you exported from {wish.format.capitalize()}, to be filled in.")
    if graded.record is None:
        raise ValueError("Whose marks these are is told by the record: name it with --handed-out.")
    judged = [(handed, points) for handed, _, points in graded.handed_in if not points.unclear]
    highest = {points.most for _, points in judged} if wish.out_of is None else {wish.out_of}
    if len(highest) > 1:
        raise ValueError("Not everybody can have the same number of points: scale them, with --out-of.")
    filled = fill(
        wish.gradebook,
        {handed.id: points.out_of(wish.out_of) for handed, points in judged},
        {handed.id: handed for handed in graded.record.students},
        platform=wish.format,
        column=wish.column,
        most=next(iter(highest), None),
    )
    return filled.content, [phrase(f"Filled in: {filled.count} of {len(graded.rows)} students."), *filled.notes]
