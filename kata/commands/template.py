"""`kata template`."""

from pathlib import Path
from typing import Annotated

import typer

from kata.classroom import record as records
from kata.exports.templates import FILES, requirement
from kata.exports.templates import template as made
from kata.files import whole_file
from kata.terminal import fail, say


def template(
    platform: Annotated[
        str, typer.Argument(metavar="PLATFORM", help=f"{', '.join(FILES)}.", autocompletion=lambda: [*FILES])
    ],
    handed_out: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="For gradescope: of `kata hand-out`, who has which bugs."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The file to write.", show_default="as it is called there")
    ] = None,
    install: Annotated[
        str | None,
        typer.Option(
            metavar="PACKAGE",
            help="What pip installs there; for gradescope it may be the file of a wheel.",
            show_default=requirement(),
        ),
    ] = None,
    points: Annotated[
        str | None, typer.Option(metavar="POINTS", help="As for `kata export`.", show_default="each=1,breach=1")
    ] = None,
    hide_values: Annotated[bool, typer.Option("--hide-values", help="As for `kata export`.")] = False,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Write over what is there.")] = False,
) -> None:
    """Write what judges on another platform: a workflow that does so on push, or an autograder.

    Examples: kata template github --out .github/workflows/netkata.yml ·
    kata template gradescope --handed-out autumn
    """
    if platform not in FILES:
        raise fail(f"There is no template for {platform}: expected {', '.join(FILES)}.")
    path = out or Path(FILES[platform])
    try:
        record = records.read(handed_out) if handed_out else None
        content = made(platform, record, install=install, points=points, hide_values=hide_values)
        if path.exists() and not overwrite:
            raise ValueError(f"{path} exists already: name another, or write over it with --overwrite.")
    except ValueError as error:
        raise fail(str(error)) from error
    path.parent.mkdir(parents=True, exist_ok=True)
    with whole_file(path) as part:
        part.write_bytes(content)
    say(f"Wrote {path}.")
    if platform == "gradescope" and record and (unknown := [one.id for one in record.students if not one.email]):
        say(f"Gradescope tells by the address who has handed in, and the record has none of {', '.join(unknown)}.")
