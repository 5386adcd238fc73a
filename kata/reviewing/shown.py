"""A review as a person sees it: the patch, what came of a line, the explanation, and the points."""

from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from kata.reviewing.review import KIND_NAMES, Review, Reviewed
from kata.reviewing.trial import OPEN, Tried
from kata.words.translation import tr


def heading(review: Review, place: str = "") -> RenderableType:
    """Return what stands above a patch: the bug and the module."""
    bug = review.bug
    asked = Text.assemble((place, "dim"), (bug.id, "bold"), f"  {tr(bug.symptom)}")
    module = Text.assemble((f"{bug.module}.py", "cyan"), "  ", (tr("A fix that somebody proposes:"), "dim"))
    return Group(asked, module)


def wanted() -> Text:
    """Return what is asked for where a fix is said to be wrong."""
    said = tr("Show it by a line of Python on which this library and the right ones do not agree.")
    return Text.assemble(said, (f"\n{tr('? tells the names, an empty line leaves it.')}", "dim"))


def came_of(tried: Tried) -> RenderableType:
    """Return what came of a line: both answers, and whether it counts."""
    table = Table.grid(padding=(0, 2))
    table.add_row(tr("right libraries"), Text(tried.right.text, "green"))
    other = tr("another right one") if tried.outcome == OPEN else tr("this one")
    table.add_row(other, Text(tried.other.text, "red" if tried.counts else ""))
    return Group(table, Text(tr(tried.told()), "bold" if tried.counts else "yellow"))


def explained(reviewed: Reviewed) -> RenderableType:
    """Return whether the answer was right, and what the zoo says of the fix."""
    fix = reviewed.review.fix
    verdict = tr("You were right.") if reviewed.right else tr("You were wrong.")
    parts = [
        Text.assemble((f"{verdict} ", "bold green" if reviewed.right else "bold red"), reviewed.explanation())
    ]
    if not fix["right"]:
        parts.append(Text(f"{tr('Kind of mistake:')} {tr(KIND_NAMES[fix['kind']])}."))
        if reviewed.tried is None or not reviewed.tried.counts:
            parts.append(Text.assemble(f"{tr('This shows it:')}  ", (fix["shown"], "cyan")))
    return Group(*parts)


def so_far(score: dict[str, Any]) -> Text:
    """Return the points so far, on a line."""
    return Text(tr(f"So far: {score['points']:g} of {score['fixes']} points."))


def by_kind(score: dict[str, Any]) -> RenderableType:
    """Return the points by kind of mistake."""
    if not score["fixes"]:
        return Text(tr("No fix has been reviewed yet."))
    table = Table.grid(padding=(0, 2))
    for kind, told in score["kinds"].items():
        share = told["points"] / told["fixes"]
        bar = "█" * round(10 * share) + "░" * (10 - round(10 * share))
        table.add_row(tr(KIND_NAMES[kind]), bar, tr(f"{told['points']:g} of {told['fixes']}"))
    return Group(table, so_far(score))
