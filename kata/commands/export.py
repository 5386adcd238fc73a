"""`kata export`."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from kata.exports import FORMATS, GRADEBOOKS
from kata.terminal import fail, say

ENDINGS = {
    "marks": ".csv",
    "junit": ".xml",
    "classroom50": ".json",
    "feedback": "",
    "gradescope": "",
    "prairielearn": "",
}


def export(
    form: Annotated[
        str,
        typer.Argument(metavar="FORMAT", help=f"{', '.join(FORMATS)}.", autocompletion=lambda: [*FORMATS]),
    ],
    results: Annotated[
        Path, typer.Argument(help="What `kata grade` wrote, or a verdict: what `kata judge --json` printed.")
    ],
    gradebook: Annotated[
        Path | None,
        typer.Argument(metavar="GRADEBOOK", help="For moodle and canvas: the CSV that you exported there."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="PATH", help="What to write: a file, or a folder for a file for each student."),
    ] = None,
    handed_out: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER",
            help="Of `kata hand-out`: who has which bugs.",
            show_default="in the results, or beside",
        ),
    ] = None,
    points: Annotated[
        str | None,
        typer.Option(
            metavar="POINTS",
            help="A TOML file, or `each=1,adam-shape=2,breach=1,on-time=1,partial`.",
            show_default="each=1,breach=1",
        ),
    ] = None,
    out_of: Annotated[
        float | None,
        typer.Option(metavar="N", help="Scale all points, so that the most there can be is N."),
    ] = None,
    column: Annotated[
        str | None, typer.Option(metavar="NAME", help="The column of the gradebook, if it is not the only one.")
    ] = None,
    hide_values: Annotated[
        bool, typer.Option("--hide-values", help="Tell of no number that was drawn, nor by which seed.")
    ] = False,
    student: Annotated[
        str | None, typer.Option(metavar="ID", help="Whose a verdict is: an id or an address of the record.")
    ] = None,
    submitted: Annotated[
        str | None, typer.Option(metavar="TIME", help="When that was handed in, as ISO 8601 writes it.")
    ] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Write over what is there.")] = False,
) -> None:
    """Make of results what others read: marks, a page for each student, or a file for the platform of the course.

    Whoever could not be judged, or handed in nothing, is told, and has no mark: the cell in the gradebook stays as
    it was. Exit status 1: there is somebody like that.

    Examples: kata export moodle results grades.csv --out-of 10 · kata export feedback results --hide-values ·
    kata export gradescope verdict.json --out results.json
    """
    from kata.exports.export import Wish, write
    from kata.exports.gathering import gather
    from kata.exports.points import MOST, read_scheme

    if form not in FORMATS:
        raise fail(f"There is no format {form}: expected {', '.join(FORMATS)}.")
    if out_of is not None and not 0 < out_of < MOST:
        raise fail(f"--out-of {out_of}: expected a number of points above 0.")
    try:
        datetime.fromisoformat(submitted or "2026-12-18")
    except ValueError:
        raise fail(f"--submitted {submitted}: expected a time, 2026-12-18T18:00.") from None
    for option in (gradebook, "--column" if column is not None else None):
        if option is not None and form not in GRADEBOOKS:
            raise fail(f"{form} fills in no gradebook: leave {option} out.")
    try:
        graded = gather(results, handed_out, read_scheme(points), student, submitted)
        if form in GRADEBOOKS:
            place = out or Path(f"{gradebook.stem if gradebook else form}-filled.csv")
        else:
            ending = ENDINGS[form] or ((".md" if form == "feedback" else ".json") if graded.single else "")
            place = out or Path(form + ending)
        notes, without = write(graded, Wish(form, hide_values, out_of, gradebook, column), place, overwrite)
    except ValueError as error:
        raise fail(str(error)) from error
    for note in (*notes, *without):
        say(note)
    say(f"Wrote {place}.")
    raise typer.Exit(1 if without else 0)
