"""What a student is shown of a judgement: the tests one by one, and the four bars."""

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from kata.dojo.rules import BEYOND, FLAKY, MOST, VALID, WITHOUT, Judged, Judgement, idle, most_points
from kata.sparring.cast import OTHER, WRONG
from kata.sparring.endings import Ending
from kata.words.translation import phrase, tr

WIDTH = 12  # of a bar
LINES = 6  # of what a failure says
SIGNS = {VALID: ("✓", "green"), FLAKY: ("~", "yellow"), BEYOND: ("·", "dim")}
KIND = {True: phrase("property"), False: phrase("example")}
NAMES = (phrase("validity"), phrase("thoroughness"), phrase("specificity"), phrase("economy"))


def render(judgement: Judgement) -> RenderableType:
    """Return all that there is to say of a judgement."""
    return Group(*_parts(judgement))


def _parts(judgement: Judgement) -> Iterator[RenderableType]:
    yield heading(judgement)
    yield Text()
    if judgement.wrong_with_file:
        yield Text(tr(f"{judgement.target.file} cannot be judged, or not all of it:"), style="red")
        yield Padding(Text(_end_of(tr(judgement.wrong_with_file))), (0, 0, 1, 2))
    elif not judgement.tests:
        yield Text(tr(f"There is no test in {judgement.target.file}: a test is a function called test_..."))
        yield Text()
    useless = {each.test.name for each in idle(judgement)}
    for each in judgement.tests:
        yield _line(each, each.test.name in useless)
        if each.ending is not None:
            yield Padding(_evidence(each.ending), (0, 0, 0, 4))
    if judgement.tests:
        yield Text()
        yield bars(judgement)
    yield from _what_next(judgement)


def heading(judgement: Judgement) -> RenderableType:
    """Return the target, and the points."""
    table = Table.grid(expand=True)
    table.add_column()
    table.add_column(justify="right", no_wrap=True)
    points = tr(f"{judgement.points} of {most_points()} points")
    table.add_row(Text(judgement.target.id, style="bold"), Text(points, style="bold"))
    return table


def _line(each: Judged, useless: bool) -> Text:
    """Return what came of a test, in a line."""
    sign, style = SIGNS.get(each.status, ("✗", "red"))
    line = Text.assemble((f"{sign} {each.test.name}", style), f"  {tr(KIND[each.test.drawn])}  ")
    if each.status == BEYOND:
        return line.append(tr(f"does not count: only {MOST} test functions do"), style="dim")
    if each.status == FLAKY:
        return line.append(tr(f"flaky: a right library passes it in {each.passes} of {each.draws} draws"))
    if each.status != VALID:
        return line.append(tr("invalid: a right library does not pass it"))
    number = len(each.caught)
    line.append(tr("catches nothing") if not number else tr(f"catches {number}"), style="" if number else "yellow")
    if each.touched:
        line.append("  " + tr(f"fails with another bug, too: {', '.join(each.touched)}"), style="yellow")
    if number and useless:
        line.append("  " + tr("nothing that another does not"), style="dim")
    if each.shown and each.shown.example:
        line.append(f"\n    {tr('by')} {each.shown.example}", style="dim")
    return line


def _evidence(ending: Ending) -> RenderableType:
    """Return how a test failed on a right library: its own input, and what that library answered."""
    table = Table.grid(padding=(0, 2))
    table.add_column(style="bold")
    table.add_column(overflow="fold")
    rows = {
        phrase("drawn"): ending.example,
        phrase("tried"): ending.tried,
        phrase("answered"): ending.answered,
        phrase("says"): _beginning_of(tr(ending.message)) or tr(WITHOUT[ending.outcome]),
        phrase("line"): str(ending.line or ""),
    }
    for label, text in rows.items():
        if text:
            table.add_row(tr(label), Text(text))
    return table


def _beginning_of(message: str) -> str:
    lines = message.strip().splitlines()
    return "\n".join([*lines[:LINES], *(["…"] if len(lines) > LINES else [])])


def _end_of(message: str) -> str:
    return "\n".join(message.strip().splitlines()[-2 * LINES :])


def bars(judgement: Judgement) -> RenderableType:
    """Return the four bars, each with what it counts."""
    table = Table.grid(padding=(0, 2))
    valid, counted = len(judgement.valid), sum(each.status != BEYOND for each in judgement.tests)
    wrong, others = judgement.names(WRONG), judgement.names(OTHER)
    left_alone = len(others) - len({name for each in judgement.valid for name in each.touched})
    says = (
        phrase(f"{valid} of {counted} tests pass on every right library"),
        phrase(f"{len(judgement.caught)} of {len(wrong)} wrong libraries are caught"),
        phrase(f"{left_alone} of {len(others)} libraries with another bug are left alone"),
        phrase(f"{valid - len(idle(judgement))} of {valid} valid tests catch what no other does"),
    )
    for name, text in zip(NAMES, says, strict=True):
        share = getattr(judgement.measures, name)
        if share is None:
            table.add_row(
                Text(tr(name)), Text("░" * WIDTH, style="dim"), Text(tr("nothing to measure yet"), "dim")
            )
        else:
            full = round(share * WIDTH)
            table.add_row(Text(tr(name)), Text("█" * full + "░" * (WIDTH - full), "cyan"), Text(tr(text)))
    return table


def _what_next(judgement: Judgement) -> Iterator[RenderableType]:
    left = len(judgement.names(WRONG)) - len(judgement.caught)
    if judgement.valid and left:
        yield Text()
        command = f"kata dojo hint {judgement.target.id}"
        if left == 1:
            yield Text(tr(f"1 wrong library is not caught. A word on it:  {command}"))
        else:
            yield Text(tr(f"{left} wrong libraries are not caught. A word on one:  {command}"))
    elif judgement.valid:
        yield Text()
        yield Text(tr("Every wrong library is caught."), style="green")
