"""The screen of `kata watch`: what the watcher has found out, and a key for each thing to ask of it."""

import queue
from collections.abc import Callable
from contextlib import suppress

from rich.console import Console, Group, RenderableType
from rich.layout import Layout
from rich.live import Live
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from kata.bugs.manifest import load_bugs
from kata.student.exercise import Exercise
from kata.student.shown import bar, bug_table, clause_table, explanation
from kata.watching.keys import pressed_keys
from kata.watching.live import SUSPEND, Paged, ctrl_z_as_event, suspend
from kata.watching.outlook_shown import current, hints_shown
from kata.watching.watcher import Outlook, Watcher

TICK = 0.25  # seconds between two looks at the size of the screen
NO_HINT = "A clause of the contract has no page, no hint and no solution: what its tests say is all there is."
HEADER, FOOTER = 3, 2  # lines


class Screen:
    """What a student sees and types in `kata watch`."""

    def __init__(self, exercise: Exercise, console: Console) -> None:
        self.exercise, self.console = exercise, console
        self._events: queue.SimpleQueue[str] = queue.SimpleQueue()  # keys, or nothing when the outlook has changed
        self.watcher = Watcher(exercise, on_change=lambda: self._events.put(""))
        self._over: str | None = None  # the key that ended it
        self._body: Callable[[], RenderableType] = self._finding
        self._answer: Callable[[str], None] | None = None  # who wants to hear the next key, if someone asked
        self._page = 0
        self._keys: dict[str, tuple[str, Callable[[], None]]] = {
            "h": ("hint", self._hint),
            "l": ("list", self._list),
            "j": ("jump", self._jump),
            "s": ("solution", self._solution),
            "a": ("run all", lambda: self.watcher.run(everything=True)),
            "q": ("quit", lambda: self._end("q")),
        }

    @property
    def outlook(self) -> Outlook:
        """What the watcher has found out."""
        return self.watcher.outlook

    def run(self) -> str:
        """Show it until a key ends it; return that key."""
        live = Live(console=self.console, screen=True, auto_refresh=False)
        with ctrl_z_as_event(self._events.put), self.watcher, pressed_keys(self._events.put), live:
            drawn = None  # the size in which it is on the screen
            while self._over is None:
                if drawn != self.console.size:
                    drawn = self.console.size
                    live.update(self.frame(), refresh=True)
                with suppress(queue.Empty):
                    key = self._events.get(timeout=TICK)
                    if key == SUSPEND:
                        suspend(live)
                    else:
                        self.press(key)
                    drawn = None
        return self._over

    def press(self, key: str) -> None:
        """Do what a key stands for."""
        if not key:
            return
        if key == "end":
            self._end("q")
        elif self._answer is not None:
            self._answer(key)
        elif key in self._keys:
            self._keys[key][1]()
        elif key == "space":
            self._page += 1
        elif key == "enter" and self.exercise.finished:
            self._end("enter")
        else:
            self._turn_to(self._finding)

    # ---------------------------------------------------------------- what keys do

    def _end(self, key: str) -> None:
        self._over = key

    def _turn_to(self, body: Callable[[], RenderableType], answer: Callable[[str], None] | None = None) -> None:
        self._body, self._answer, self._page = body, answer, 0

    def _hint(self) -> None:
        bug = self.outlook.bug
        if bug is None and self.outlook.broken:
            self._turn_to(lambda: Group(self._finding(), Text(), Text(NO_HINT)))
        if bug is not None:
            shown = self.exercise.more_hints(bug)
            self._turn_to(lambda: Group(self._finding(), Text(), hints_shown(bug, shown)))

    def _list(self) -> None:
        bug = self.outlook.bug
        self._turn_to(
            lambda: Group(bug_table(self.exercise, bug.id if bug else None), clause_table(self.exercise))
        )

    def _jump(self) -> None:
        typed = ""
        numbers = {
            str(number): bug for number, bug in enumerate(load_bugs().values(), 1) if bug in self.exercise.bugs
        }

        def answer(key: str) -> None:
            nonlocal typed
            typed = typed[:-1] if key == "backspace" else typed + key
            meant = [number for number in numbers if number.startswith(typed)]
            if key == "enter" or (len(meant) == 1 and meant[0] == typed):
                bug = numbers.get(typed.removesuffix("enter"))
                self._turn_to(self._finding)
                if bug is not None:
                    self.watcher.run(bug)
            elif not meant:
                self._turn_to(self._finding)

        def body() -> RenderableType:
            return Group(bug_table(self.exercise), Text(), Text(f"To which bug? Type its number: {typed}"))

        self._turn_to(body, answer)

    def _solution(self) -> None:
        bug = self.outlook.bug
        if bug is None:
            self._hint()
            return
        if self.exercise.may_see_solution(bug):
            self._turn_to(lambda: explanation(bug))
            return

        def answer(key: str) -> None:
            self._turn_to(self._finding)
            if key == "y":
                self.exercise.give_up(bug)
                self._turn_to(lambda: explanation(bug))

        question = f"Give up on {bug.id} and see how it is fixed? y: yes, any other key: no"
        self._turn_to(lambda: Group(self._finding(), Text(), Text(question, style="bold")), answer)

    # ---------------------------------------------------------------- what there is to see

    def frame(self) -> RenderableType:
        """Return the whole screen."""
        layout = Layout()
        layout.split_column(
            Layout(Padding(self._header(), (0, 1)), size=HEADER),
            Layout(Padding(Paged(self._body(), self._page), (0, 1, 0, 3))),
            Layout(Padding(self._footer(), (0, 1)), size=FOOTER),
        )
        return layout

    def _header(self) -> RenderableType:
        bug = self.outlook.bug
        table = Table.grid(expand=True)
        table.add_column()
        table.add_column(justify="right", no_wrap=True)
        name, symptom = (bug.id, bug.symptom) if bug else ("NetKata", "")
        if bug is None and self.outlook.broken:
            clause = self.outlook.broken[0].clause
            name, symptom = clause.id, f"a clause of the contract, in {clause.where}"
        table.add_row(Text(name, style="bold"), bar(self.exercise))
        return Group(table, Text(symptom, no_wrap=True, overflow="ellipsis"))

    def _footer(self) -> RenderableType:
        outlook = self.outlook
        keys = Text("  ").join(Text.assemble((key, "bold"), f" {what}") for key, (what, _) in self._keys.items())
        seconds = "" if outlook.seconds is None else f"{outlook.seconds:.2f} s"
        now = Text(outlook.running or seconds, style="dim", no_wrap=True)
        table = Table.grid(expand=True)
        table.add_column(no_wrap=True)
        table.add_column(justify="right", no_wrap=True)
        table.add_row(keys, now)
        return Group(Text(), table)

    def _finding(self) -> RenderableType:
        return Group(*current(self.exercise, self.outlook))
