"""What the watcher has found out, as it is shown: on the screen, or in lines where there is none."""

import queue
from collections.abc import Iterator

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.text import Text

from kata.bugs.manifest import Bug
from kata.student.exercise import Exercise
from kata.student.shown import (
    clause_details,
    details,
    faults,
    in_a_line,
    learnt,
    offered,
    render,
    render_clause,
    warnings,
)
from kata.terminal import syntax_complaint
from kata.watching.watcher import Outlook, Watcher
from kata.words.translation import tr

TICK = 0.25  # seconds between two looks at whether to end


def current(exercise: Exercise, outlook: Outlook, whole: bool = False) -> Iterator[RenderableType]:
    """Return what to tell of the last save: what was learnt, what broke, and what is wrong next.

    What broke beside a bug is told in a line, or as a `whole` like the bug.
    """
    if outlook.learnt:
        yield learnt(outlook.learnt[-1])
        yield offered(outlook.learnt[-1], key="a")
        yield Text()
    for bug in outlook.lost:
        yield Text.assemble(
            ("! ", "bold red"), (tr(f"{bug.id} was fixed, and is not any more: {bug.symptom}"), "red")
        )
    told = warnings(exercise)
    yield from told[:1]
    if outlook.broken and outlook.bug is not None:
        first = outlook.broken[0].finding
        yield Padding(details(first), (1, 0, 1, 2)) if whole else in_a_line(first)
    yield from told[1:]
    if outlook.lost or exercise.broken:
        yield Text()
    if outlook.syntax is not None:
        yield Text(tr("Python cannot read this yet:\n"))
        yield syntax_complaint(outlook.syntax)
    elif outlook.bug is None and outlook.broken and not exercise.finished:
        yield clause_details(outlook.broken[0])
    elif outlook.bug is None:
        yield from _end_of(exercise, outlook)
    elif outlook.finding is None:
        yield Text(tr("running its tests"), style="dim")
    elif outlook.finding.status == "fixed":
        yield Text(tr(f"✓ {outlook.bug.id} is fixed. j jumps to another bug."), style="green")
    else:
        yield details(outlook.finding)


def _end_of(exercise: Exercise, outlook: Outlook) -> Iterator[RenderableType]:
    if exercise.finished:
        number = faults(len(exercise.bugs), exercise.planted)
        yield Text(tr(f"All {number} are fixed, and nothing else broke.\n"), style="bold green")
        yield Text(tr("Enter shows what your library can do now: it learns to read handwritten digits."))
    elif not outlook.running:
        yield Text(tr("All bugs are fixed, but something else is broken now."))


def under_way(outlook: Outlook) -> str:
    """Return what is being done, or else how long it took to find out what is shown."""
    if outlook.running:
        return tr(outlook.running)
    return "" if outlook.seconds is None else tr(f"told after {outlook.seconds:.2f} s")


def _in_lines(outlook: Outlook) -> Iterator[RenderableType]:
    if outlook.syntax is not None:
        yield syntax_complaint(outlook.syntax)
    elif outlook.finding is not None:
        yield render(outlook.finding)
        yield Text()
    elif outlook.broken:
        yield render_clause(outlook.broken[0])
        yield Text()


def watch_in_lines(exercise: Exercise, console: Console) -> None:
    """Print what every save leads to, where there is no screen; ends with Ctrl-C."""
    events: queue.SimpleQueue[None] = queue.SimpleQueue()
    seen = 0
    told_of: tuple[Bug, ...] = ()
    with Watcher(exercise, on_change=lambda: events.put(None)) as watcher:
        while not (exercise.finished and not watcher.outlook.running):
            try:
                events.get(timeout=TICK)
            except queue.Empty:
                continue
            outlook = watcher.outlook
            for bug in outlook.learnt:
                if bug not in told_of:
                    console.print(learnt(bug), offered(bug), sep="\n")
            told_of = outlook.learnt
            if outlook.checks > seen:
                seen = outlook.checks
                console.print(*_in_lines(outlook))
