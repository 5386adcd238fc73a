"""What a student is shown: where the exercise stands, what a failing test says, a fix with its explanation."""

from collections.abc import Iterable

from rich.console import Console, Group, RenderableType
from rich.table import Column, Table
from rich.text import Text

from kata.bugs.clauses import Clause
from kata.bugs.manifest import Bug, load_bugs
from kata.bugs.pages import page
from kata.bugs.patches import patch
from kata.judging.verdict import alike
from kata.student.broken import BrokenClause
from kata.student.exercise import Exercise
from kata.student.findings import Finding
from kata.terminal import STYLES, highlighted_diff
from kata.words.failure import labelled, script_shown, text_shown
from kata.words.translation import tr

SIGNS = {"fixed": "✓", "present": "✗", "unclear": "?", "open": "·"}
WIDTH = 12  # of the progress bar


def render(finding: Finding) -> RenderableType:
    """Return what a person should see of a finding, with the bug's name and symptom."""
    bug = load_bugs()[finding.bug]
    number = list(load_bugs()).index(bug.id) + 1
    name = (f"{SIGNS[finding.status]} {number} {bug.id}", f"bold {STYLES[finding.status]}")
    heading = Text.assemble(name, f"  {tr(bug.title)}")
    if finding.status == "fixed":
        return heading
    return Group(heading, Text(tr(bug.symptom)), Text(), details(finding))


def details(finding: Finding) -> RenderableType:
    """Return what the first test that does not pass checks, what it says, and where to look."""
    lines: list[RenderableType] = [Text(tr(finding.sentence), style="italic"), Text()] if finding.sentence else []
    return Group(*lines, _block(finding))


def _block(finding: Finding) -> RenderableType:
    """Return the message with its labels set apart, and where to look."""
    table = Table.grid(padding=(0, 2))
    table.add_column(style="bold")
    table.add_column(overflow="fold")
    for label, lines in labelled(finding.message).items():  # in its order: an exception, and then what was tried
        if text := "\n".join(lines).strip():
            table.add_row(tr(label), Text(text_shown(label, text)))
    if finding.look_at:
        table.add_row(tr("look at"), Text(finding.look_at, style="cyan"))
    if finding.printed:
        table.add_row(tr("printed"), Text(finding.printed.rstrip("\n")))
    return table


def in_a_line(finding: Finding) -> Text:
    """Return what was got, the first line of it, and where to look."""
    first, *more = "\n".join(labelled(finding.message).get("got", [])).strip().split("\n")
    got = f"{tr(first)}{' …' if more else ''}"
    return Text.assemble((f"  {tr('got')}  ", "bold"), f"{got}  ", (finding.look_at, "cyan"))


def print_snippet(findings: Iterable[Finding], console: Console) -> int:
    """Print the first script that there is, or say on the console that there is none; return the exit status."""
    script = next((finding.snippet for finding in findings if finding.snippet), "")
    print(script_shown(script), end="")
    if not script:
        console.print(tr("No test fails: there is nothing to run."))
    return 0 if script else 1


def explanation(bug: Bug) -> RenderableType:
    """Return the fix of a bug as a patch, and what its page says of it."""
    from rich.markdown import Markdown

    sections = page(bug.id).sections
    parts: list[RenderableType] = [Text.assemble((bug.id, "bold"), f"  {tr(bug.title)}"), Text()]
    parts += [highlighted_diff(patch(bug.id)), Text()]
    parts += [
        Markdown(f"**{tr(name)}.** {sections[name]}") for name in ("Why it happens", "The change", "Remember")
    ]
    return Group(*parts)


def hints_shown(bug: Bug, shown: list[str], label: str = "") -> RenderableType:
    """Return the hints of a bug that were asked for, the last one last."""
    table = Table.grid(padding=(0, 2))
    for number, text in enumerate(shown, 1):
        style = "" if number == len(shown) else "dim"
        which = f"{tr(label)}{number} {tr('of')} {len(bug.hints)}"
        table.add_row(Text(which, style=style), Text(tr(text), style=style))
    return table


def learnt(bug: Bug) -> Text:
    """Return a word on what is worth remembering of a bug that is fixed."""
    return Text.assemble((tr(f"✓ {bug.id} is fixed. "), "green"), page(bug.id).sections["Remember"])


def offered(bug: Bug, key: str = "") -> Text:
    """Return a line on the question that there is, for who wants it, about a bug that has just been fixed."""
    where = f"{key} · " if key else ""
    return Text(f"{tr('A question about your code, if you like:')}  {where}kata ask {bug.id}", style="dim")


def faults(bugs: int, breaches: int) -> str:
    """Return how many bugs and breaches there are, in words."""
    told = [tr(f"{amount} {'bug' if amount == 1 else 'bugs'}") for amount in (bugs,) if amount]
    told += [tr(f"{amount} {'breach' if amount == 1 else 'breaches'}") for amount in (breaches,) if amount]
    return f" {tr('and')} ".join(told) or tr("no bugs")


def counted(exercise: Exercise) -> tuple[int, int]:
    """Return how many bugs and breaches of the exercise are fixed, and how many there were at the start."""
    return len(exercise.fixed) + exercise.mended, len(exercise.bugs) + exercise.planted


def bar(exercise: Exercise) -> Text:
    """Return how many bugs and breaches are fixed, in words and as a bar."""
    done, total = counted(exercise)
    filled = round(WIDTH * done / total) if total else WIDTH
    return Text.assemble(
        tr(f"{done} of {total} fixed  "), ("█" * filled, "green"), ("░" * (WIDTH - filled), "dim")
    )


def given_up(exercise: Exercise, bug: Bug) -> Text:
    """Return a word to stand behind a bug whose solution was wanted before it was fixed, or nothing."""
    return Text(tr("  given up") if bug.id in exercise.notes.state.given_up else "", style="not bold yellow")


def answers_counted(exercise: Exercise) -> list[Text]:
    """Return a line on how many answers to questions about the code were right, if there were any."""
    answers = exercise.answers
    return [Text(tr(f"{sum(answers)} of {len(answers)} answers about your code were right."))] if answers else []


def bug_table(exercise: Exercise, current: str | None = None) -> RenderableType:
    """Return a row for each bug of the exercise: its status, number, id and title; the current one is marked."""
    table = Table.grid(padding=(0, 2))
    numbers = list(load_bugs())
    for bug in exercise.bugs:
        status = exercise.status(bug.id)
        style = STYLES.get(status, "")
        table.add_row(
            Text(SIGNS[status], style=style),
            Text(f"{numbers.index(bug.id) + 1:2}"),
            Text(bug.id, style="bold" if bug.id == current else ""),
            Text(tr(bug.title), style="bold" if bug.id == current else "").append_text(given_up(exercise, bug)),
        )
    return table


def warnings(exercise: Exercise, clauses: bool = True) -> list[Text]:
    """Return a line for each clause that is broken, and for all else that worked at the start and does not now.

    After the first they are counted. Where breaches were planted, nobody knows what of this was broken at the
    start. Without `clauses` they are told elsewhere.
    """
    explained = {test for _, tests in exercise.broken_clauses for test in tests}
    before = "" if exercise.may_have_breaches else tr("this worked before: ")
    told = before or tr("does not hold: ")
    lines = [
        Text.assemble(("! ", "bold red"), (told, "red"), f"{_words(clause).rstrip('.')}  ", (_name(clause), "dim"))
        for clause, _ in exercise.broken_clauses
        if clauses
    ]
    lines += [
        Text.assemble(("! ", "bold red"), (before, "red"), f"{tr(what).rstrip('.')}  ", (name, "dim"))
        for name, what in exercise.broken.items()
        if name not in explained
    ]
    left = len(lines) - 1
    return [*lines[:1], Text(tr(f"! and {left} more"), style="red")] if left > 1 else lines


def _words(clause: Clause) -> str:
    return tr(" ".join(clause.says.split()))


def _name(clause: Clause) -> str:
    return f"{clause.id}, {tr('in')} {clause.where}"


def render_clause(broken: BrokenClause) -> RenderableType:
    """Return what a person should see of a broken clause: its words, and its first failing test in full."""
    name = (f"{SIGNS['present']} {broken.clause.id}", f"bold {STYLES['present']}")
    return Group(Text.assemble(name, f"  {broken.clause.where}"), clause_details(broken))


def clause_details(broken: BrokenClause) -> RenderableType:
    """Return the words of a clause that is broken, what its first failing test says, and how many others fail."""
    parts: list[RenderableType] = [Text(_words(broken.clause)), Text(), details(broken.finding)]
    if broken.others:
        parts.append(
            Text(tr(f"{broken.others} more of its tests {'fail' if broken.others > 1 else 'fails'}"), "dim")
        )
    if broken.alike:
        parts.append(Text(tr(alike(broken.alike)), "dim"))
    return Group(*parts)


def clause_table(exercise: Exercise) -> RenderableType:
    """Return a row for each clause that is broken, as the last verdict has it: its id, and where it stands."""
    table = Table.grid("", "", Column(overflow="fold"), padding=(0, 2))
    for clause, _ in exercise.broken_clauses:
        table.add_row(Text(SIGNS["present"], style=STYLES["present"]), Text(clause.id), Text(clause.where))
    return table
