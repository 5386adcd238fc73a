"""The screen of `kata watch`: what the watcher has found out, and a key for each thing to ask of it."""

import queue
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass

from rich.console import Console, Group, RenderableType
from rich.layout import Layout
from rich.live import Live
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from kata.bugs.manifest import Bug
from kata.student.exercise import Exercise
from kata.student.shown import bar, given_up
from kata.watching.keys import pressed_keys
from kata.watching.live import LAST, SUSPEND, Paged, WhereRoom, ctrl_z_as_event, suspend
from kata.watching.outlook_shown import current, under_way
from kata.watching.watcher import Outlook, Watcher
from kata.words.translation import tr

TICK = 0.25  # seconds between two looks at the size of the screen
FOOTER = 2  # lines


@dataclass(frozen=True)
class Key:
    """A key, the word for it below, what it does in a sentence, and who does it."""

    key: str
    word: str
    does: str
    act: Callable[["Screen"], None]
    always: bool = False  # whether its word stands below however narrow the screen is


@dataclass
class View:
    """What the body shows, from which page on; `answer` hears the next key, and `bug` is what it is about."""

    body: Callable[[], RenderableType]
    answer: Callable[[str], None] | None = None
    bug: Bug | None = None  # it goes when this one is not worked on any more
    closed_by: str = ""  # the key that opened it, if that closes it, too
    page: int = 0
    typed: bool = False  # whether an answer of several keys is typed, in which space is one


class Screen:
    """What a student sees and types in `kata watch`."""

    def __init__(self, exercise: Exercise, console: Console, keys: Iterable[Key]) -> None:
        self.exercise, self.console = exercise, console
        self.keys = {key.key: key for key in keys}
        self._events: queue.SimpleQueue[str] = queue.SimpleQueue()  # keys, or nothing when the outlook has changed
        self.watcher = Watcher(exercise, on_change=lambda: self._events.put(""))
        self._over: str | None = None  # the key that ended it
        self._outside: Callable[[], None] | None = None  # what is to be done with the terminal as it was
        self._live: Live | None = None
        self._view = View(self.finding)

    @property
    def outlook(self) -> Outlook:
        """What the watcher has found out."""
        return self.watcher.outlook

    def run(self) -> str:
        """Show it until a key ends it; return that key."""
        with self.watcher:
            while self._over is None:
                self._run_inside()
                if self._outside is not None:
                    self._outside()
                    self._outside = None
        return self._over

    def _run_inside(self) -> None:
        """Have the whole screen and the keys, until it ends or the terminal is wanted for something else."""
        self._live = live = Live(console=self.console, screen=True, auto_refresh=False)
        with ctrl_z_as_event(self._events.put), pressed_keys(self._events.put), live:
            drawn = None  # the size in which it is on the screen
            while self._over is None and self._outside is None:
                if drawn != self.console.size:
                    drawn = self.console.size
                    self.draw()
                with suppress(queue.Empty):
                    key = self._events.get(timeout=TICK)
                    if key == SUSPEND:
                        suspend(live)
                    else:
                        self.press(key)
                    drawn = None

    def press(self, key: str) -> None:
        """Do what a key stands for; without one, see whether what is shown is still of interest."""
        view = self._view
        if not key:
            if view.bug is not None and view.bug != self.outlook.bug:
                self.show_finding()
        elif key == "end":
            self.end("q")
        elif key == "space" and not view.typed:
            view.page += 1
        elif view.answer is not None:
            view.answer(key)
        elif key in self.keys and key != view.closed_by:
            self.keys[key].act(self)
        elif key == "enter" and self.exercise.finished:
            self.end("enter")
        else:
            self.show_finding()

    # ---------------------------------------------------------------- what keys may do with it

    def end(self, key: str) -> None:
        """Leave for good, by this key."""
        self._over = key

    def leave_for(self, act: Callable[[], None]) -> None:
        """Do something with the terminal as it was before, and come back."""
        self._outside = act

    def show(self, view: View) -> None:
        """Show something else than the finding."""
        self._view = view

    def show_finding(self) -> None:
        """Show what the watcher has found out, and nothing else."""
        self._view = View(self.finding)

    def show_below(
        self,
        more: Callable[[], RenderableType],
        answer: Callable[[str], None] | None = None,
        bug: Bug | None = None,
    ) -> None:
        """Show something below the finding, wherever that is on a small screen."""
        self._view = View(lambda: self.finding(Text(), more()), answer, bug, page=LAST)

    def finding(self, *below: RenderableType) -> RenderableType:
        """Return what the watcher has found out, and what is to stand below it."""
        told = [Group(*current(self.exercise, self.outlook, whole), *below) for whole in (True, False)]
        return WhereRoom(*told)

    def draw(self) -> None:
        """Draw all of it now."""
        if self._live is not None:
            self._live.update(self.frame(), refresh=True)

    # ---------------------------------------------------------------- what there is to see

    def frame(self) -> RenderableType:
        """Return the whole screen."""
        width = self.console.width - 2
        header = self._header()
        lines = self.console.render_lines(header, self.console.options.update(width=width, height=None))
        layout = Layout()
        layout.split_column(
            Layout(Padding(header, (0, 1)), size=len(lines) + 1),
            Layout(Padding(Paged(self._view.body(), self._view.page), (0, 1, 0, 3))),
            Layout(Padding(self._footer(width), (0, 1)), size=FOOTER),
        )
        return layout

    def _header(self) -> RenderableType:
        bug = self.outlook.bug
        table = Table.grid(expand=True)
        table.add_column()
        table.add_column(justify="right", no_wrap=True)
        name, symptom = Text(bug.id if bug else "NetKata", style="bold"), tr(bug.symptom) if bug else ""
        if bug is not None:
            name.append_text(given_up(self.exercise, bug))
        elif self.outlook.broken:
            clause = self.outlook.broken[0].clause
            name, symptom = Text(clause.id, style="bold"), tr(f"a clause of the contract, in {clause.where}")
        table.add_row(name, bar(self.exercise))
        return Group(table, Text(symptom))

    def _footer(self, width: int) -> RenderableType:
        """Return what is under way, and below it as many keys as there is room for."""
        words = {key: Text.assemble((key.key, "bold"), f" {tr(key.word)}") for key in self.keys.values()}
        room, shown = width - sum(words[key].cell_len + 2 for key in words if key.always), []
        for key, word in words.items():
            if not key.always:
                room = room - word.cell_len - 2 if room >= word.cell_len else 0  # none behind one that is left out
            if key.always or room:
                shown.append(word)
        now = Text(under_way(self.outlook), style="dim", no_wrap=True, justify="right")
        return Group(now, Text("  ", no_wrap=True).join(shown))
