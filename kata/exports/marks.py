"""The marks of a class as a table: a row for each student, a column for each bug, and what to look at."""

from collections.abc import Collection, Iterable, Sequence

from kata.bugs.manifest import load_bugs
from kata.classroom.record import HandedOut
from kata.classroom.tables import written
from kata.collecting.words import said
from kata.exports.gathering import Row
from kata.exports.points import EXAM, ON_TIME, TESTS, Score, number
from kata.grading.results import Result
from kata.grading.unasked import Asked, asked_of_most
from kata.grading.unasked import look_at as unasked_to_look_at

BREACHES = "breaches"


def as_table(rows: Iterable[Row], out_of: float | None = None) -> str:
    """Return the table as CSV; a cell that begins like a formula is none."""
    names = ["id", "name", "email", "points", "out of", *load_bugs(), BREACHES, TESTS, EXAM, ON_TIME, "look at"]
    rows = list(rows)
    of_most = asked_of_most([result for _, result, _ in rows if result is not None])
    lines = [names, *([*_cells(*row, of_most, out_of)] for row in rows)]
    return "".join(",".join(map(written, line)) + "\n" for line in lines)


def _cells(
    student: HandedOut,
    result: Result | None,
    score: Score | None,
    of_most: Collection[Asked],
    out_of: float | None,
) -> Iterable[str]:
    yield from (student.id, student.name, student.email or "")
    if result is None or score is None:
        yield from ("", "", *("" for _ in load_bugs()), "", "", "", "", "nothing was found")
        return
    known = not score.unclear
    yield number(score.out_of(out_of)) if known else ""
    yield number(score.most if out_of is None else out_of) if known else ""
    by_name = {item.name: item for item in score.items if item.kind not in (TESTS, EXAM)}
    for bug in load_bugs():
        yield number(by_name[bug].points) if bug in by_name and known else ""
    for kind in ("breach", TESTS, EXAM):
        items = [item for item in score.items if item.kind == kind]
        yield number(sum(item.points for item in items)) if items and known else ""
    yield number(by_name[ON_TIME].points) if ON_TIME in by_name else ""
    yield "; ".join(look_at(result, score, of_most))


def look_at(result: Result, score: Score, of_most: Collection[Asked]) -> Sequence[str]:
    """Return what an instructor should look at, in words."""
    if score.unclear:
        return [" ".join(score.unclear.split())]
    unclear = [f"{item.name} is unclear" for item in score.items if item.status == "unclear" and item.kind != EXAM]
    unasked = map(said, unasked_to_look_at(result, of_most))
    came_in = [f"{bug} has come in" for bug in result.came_in]
    besides = result.broken_besides  # what no breach that was handed out accounts for
    broken = [f"tests of what worked fail, {len(besides)} in all"] if besides else []
    return [*unclear, *unasked, *came_in, *broken, *(str(note) for note in result.notes)]
