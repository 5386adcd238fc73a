"""What the keys of `kata watch` do, and the one table of them: `KEYS`."""

import subprocess
from collections.abc import Callable

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from kata.bugs import variants
from kata.bugs.manifest import Bug, load_bugs
from kata.editor import editor_command
from kata.student.asking import Asked
from kata.student.code import changes
from kata.student.prediction import question, run_on, told
from kata.student.shown import bug_table, clause_table, explanation, hints_shown
from kata.student.standing import taken_back
from kata.terminal import copy, highlighted_diff, refused
from kata.watching.live import LAST
from kata.watching.opening import finding_shown, place_to_open
from kata.watching.questioning import ask
from kata.watching.screen import Key, Screen, View
from kata.words.failure import script_shown
from kata.words.translation import phrase, tr

NO_HINT = "A clause of the contract has no page, no hint and no solution: what its tests say is all there is."
NO_BUG = "There is no bug left to ask about."
NO_CALLS = "No test fails that has made a call: there is nothing to copy."
COPIED = (
    "The calls of the failing test, to run and debug in the folder that holds the exercise. They are copied, if "
    "your terminal lets programs do that (OSC 52); `kata test BUG --snippet > try.py` writes them to a file."
)
NOT_YET = "No bug is fixed yet: the questions about your code come afterwards."


def _asked_about(screen: Screen) -> Bug | None:
    """Return the bug that is worked on; if there is none, say so."""
    if screen.outlook.bug is None:
        _say(screen, NO_HINT if screen.outlook.broken else NO_BUG)
    return screen.outlook.bug


def _say(screen: Screen, sentence: str) -> None:
    screen.show_below(lambda: Text(tr(sentence)))


def _confirm(screen: Screen, sentence: str, bug: Bug | None, act: Callable[[], None]) -> None:
    """Do something if the next key is y."""

    def answer(key: str) -> None:
        screen.show_finding()
        if key == "y":
            act()

    screen.show_below(
        lambda: Text(f"{tr(sentence)}\n{tr('y: yes, any other key: no')}", style="bold"), answer, bug
    )


def _hint(screen: Screen) -> None:
    if bug := _asked_about(screen):
        shown = screen.exercise.more_hints(bug)
        screen.show_below(lambda: hints_shown(bug, shown, phrase("hint ")), bug=bug)


def _list(screen: Screen) -> None:
    def body() -> RenderableType:
        bug = screen.outlook.bug
        return Group(bug_table(screen.exercise, bug.id if bug else None), clause_table(screen.exercise))

    screen.show(View(body, closed_by="l"))


def _jump(screen: Screen) -> None:
    typed = ""
    known = enumerate(load_bugs().values(), 1)
    numbers = {str(number): bug for number, bug in known if bug in screen.exercise.bugs}

    def answer(key: str) -> None:
        nonlocal typed
        typed = typed[:-1] if key == "backspace" else typed + key
        meant = [number for number in numbers if number.startswith(typed)]
        if key == "enter" or (len(meant) == 1 and meant[0] == typed):
            bug = numbers.get(typed.removesuffix("enter"))
            screen.show_finding()
            if bug is not None:
                screen.watcher.run(bug)
        elif not meant:
            screen.show_finding()

    def body() -> RenderableType:
        return Group(bug_table(screen.exercise), Text(), Text(tr("To which bug? Type its number: ") + typed))

    screen.show(View(body, answer))


def _open(screen: Screen) -> None:
    place = place_to_open(screen.outlook, screen.exercise.folder)
    if place is None:
        _say(screen, NO_BUG)
        return
    try:
        command = editor_command(*place)
    except ValueError as error:
        _say(screen, str(error))
        return

    def edit() -> None:
        try:
            subprocess.run(command, check=False)  # noqa: S603 - the user's own editor
        except OSError as error:
            _say(screen, f"{command[0]} could not be started: {error.strerror}")

    screen.leave_for(edit)


def _copy(screen: Screen) -> None:
    finding = finding_shown(screen.outlook)
    script = script_shown(finding.snippet) if finding else ""
    if not script:
        _say(screen, NO_CALLS)
        return
    copy(screen.console, script)
    screen.show(View(lambda: Group(Text(tr(COPIED), style="dim"), Text(), Text(script)), closed_by="y"))


def _diff(screen: Screen) -> None:
    def body() -> RenderableType:
        text = changes(screen.exercise, variants.modules())
        return highlighted_diff(text) if text else Text(tr("Nothing has changed since the start."))

    screen.show(View(body, closed_by="d"))


def _predict(screen: Screen) -> None:
    bug = _asked_about(screen)
    if bug is None:
        return
    exercise, answers = screen.exercise, bug.predict.answers

    def say(said: Text) -> None:
        screen.show(View(lambda: Group(question(bug), Text(), said), bug=bug, closed_by="p", page=LAST))

    def answer(key: str) -> None:
        if not (key.isdecimal() and 1 <= int(key) <= len(answers)):
            screen.show_finding()
            return
        say(Text(tr("Your code is run ..."), style="dim"))
        screen.draw()
        guess = answers[int(key) - 1]
        say(told(bug, guess, run_on(str(exercise.folder), bug.predict.code)))

    asked = Text(tr(f"What will your code say? 1 to {len(answers)}, any other key: back"), style="bold")
    screen.show(View(lambda: Group(question(bug), Text(), asked), answer, bug))


def _ask_about(screen: Screen) -> None:
    bug = screen.exercise.fixed_last
    if bug is None:
        _say(screen, NOT_YET)
    else:
        ask(screen, Asked(screen.exercise, bug))


def _solution(screen: Screen) -> None:
    bug = _asked_about(screen)
    if bug is None:
        return

    def tell() -> None:
        screen.exercise.give_up(bug)
        screen.show(View(lambda: explanation(bug), bug=bug, closed_by="s"))

    if screen.exercise.may_see_solution(bug):
        tell()
    else:
        _confirm(screen, phrase(f"Give up on {bug.id} and see how it is fixed?"), bug, tell)


def _reset(screen: Screen) -> None:
    exercise, bug = screen.exercise, screen.outlook.bug
    if bug is not None:
        module = bug.module
    elif screen.outlook.broken:
        module = screen.outlook.broken[0].clause.module
    else:
        _say(screen, "Nothing is broken here. `kata reset` puts the whole exercise back to the start.")
        return

    def put_back() -> None:
        try:
            backup = exercise.reset([module])
        except OSError as error:
            _say(screen, f"Nothing was put back. {refused(error)}")
        else:
            _say(screen, f"{exercise.folder.name}/{module}.py is as it was at the start. Your work is in {backup}")

    along = taken_back(exercise, [module], [bug] if bug else [])
    what = phrase(
        f"Put {exercise.folder.name}/{module}.py back to how it was at the start? A copy of your work is kept."
    )
    _confirm(screen, f"{what}{along}", bug, put_back)


def _help(screen: Screen) -> None:
    table = Table.grid(padding=(0, 2))
    for key in KEYS:
        table.add_row(Text(key.key, style="bold"), Text(tr(key.word), style="bold"), Text(tr(key.does)))
    table.add_row(
        Text(tr("space"), style="bold"),
        Text(tr("more"), style="bold"),
        Text(tr("the next page of what is too tall")),
    )
    screen.show(View(lambda: Group(table, Text(), Text(tr("Any other key: back to the finding."))), closed_by="?"))


KEYS = (  # in the order in which they stand below; where there is not room for all, `?` tells of the rest
    Key("h", "hint", "a hint, one more each time, of three", _hint),
    Key("l", "list", "all bugs, and how they stand; again: back", _list),
    Key("j", "jump", "to another bug, by its number", _jump),
    Key("o", "open", "your editor, at the place to look at", _open),
    Key("y", "copy", "the calls of the failing test as a script, to run and debug; again: back", _copy),
    Key("d", "diff", "what you have changed since the start; again: back", _diff),
    Key("p", "predict", "first guess what your code will answer, then see", _predict),
    Key("a", "ask", "once a bug is fixed: first say what your own code answers, then see", _ask_about),
    Key("s", "solution", "the fix and why it is right, once you have it or give up", _solution),
    Key("r", "reset", "the module of the bug back to the start; a copy of your work is kept", _reset),
    Key("t", "test", "run all tests now", lambda screen: screen.watcher.run(everything=True)),
    Key("?", "keys", "what each key does; again: back", _help, always=True),
    Key(
        "q",
        "quit",
        "leave; `kata watch` goes on from here another time",
        lambda screen: screen.end("q"),
        always=True,
    ),
)
