"""Where a student stands: after a run of all tests, in the terminal and as data."""

from collections.abc import Collection
from typing import Any

from rich.console import Console
from rich.progress import Progress
from rich.text import Text

from kata.bugs.manifest import Bug
from kata.judging.trial import Trial
from kata.student.exercise import Exercise
from kata.student.shown import bar, bug_table, offered, warnings
from kata.student.update import is_outdated
from kata.words.translation import phrase, tr


def judge_with_progress(exercise: Exercise, console: Console) -> Trial:
    """Run all tests, with a bar where there is a terminal; return what came of it."""
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task(tr("running the tests"), total=None)
        return exercise.judge(on_test=lambda done, total: progress.update(task, completed=done, total=total))


def show(exercise: Exercise, console: Console, clauses: bool = True) -> None:
    """Show the bar, the bugs, what broke, if clauses are not told already, and the one command to type next."""
    console.print(Text("NetKata  ", style="bold") + bar(exercise))
    if exercise.bugs:
        console.print(Text(), bug_table(exercise))
    console.print(Text())
    for line in warnings(exercise, clauses):
        console.print(line)
    if is_outdated(exercise):
        console.print(tr("NetKata has changed since this exercise was made. Bring that in with:  kata update"))
    if exercise.just_fixed:
        console.print(offered(exercise.just_fixed[-1]))
    following = exercise.next_bug()
    if exercise.finished:
        everything = phrase("Everything is mended" if exercise.planted else "All bugs are fixed")
        console.print(tr(f"{everything}: all tests were run {exercise.judged_at}."))
        console.print(tr("See your library read digits:  kata finish"))
    elif following is not None:
        console.print(Text.assemble(tr("Next: "), (following.id, "bold"), f", {tr(following.symptom)}."))
        console.print(tr("Work on it with:  kata watch"))
    elif exercise.may_have_breaches:
        console.print(tr("A breach has no page and no hint. Find it by what its tests say, with:  kata watch"))
    else:
        console.print(tr("All bugs are fixed, but something that worked is broken. See it with:  kata test"))


def taken_back(exercise: Exercise, modules: Collection[str], meant: Collection[Bug] = ()) -> str:
    """Return a sentence on the fixes that go when modules are put back, besides those meant; or nothing."""
    going = [fixed.id for fixed in exercise.fixed if fixed.module in modules and fixed not in meant]
    if not going:
        return ""
    return phrase(f" This takes back the {'fixes' if len(going) > 1 else 'fix'} of {', '.join(going)}.")


def standing(exercise: Exercise) -> dict[str, Any]:
    """Return where the exercise stands, as plain data."""
    following = exercise.next_bug()
    return {
        "format": 1,
        "bugs": {bug.id: exercise.status(bug.id) for bug in exercise.bugs},
        "fixed": len(exercise.fixed),
        "given_up": exercise.notes.state.given_up,
        "breaches": {"planted": exercise.planted, "mended": exercise.mended},
        "answers": {"right": sum(exercise.answers), "given": len(exercise.answers)},
        "broken": exercise.broken,
        "clauses": {clause.id: tests for clause, tests in exercise.broken_clauses},
        "next": following.id if following else None,
        "finished": exercise.finished,
    }
