"""`kata dojo watch`: after every save the tests are judged, and what is under way is called off."""

import queue
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from rich.console import Console, Group, RenderableType
from rich.layout import Layout
from rich.live import Live
from rich.padding import Padding
from rich.text import Text

from kata.dojo.hints import Hints
from kata.dojo.judging import CalledOff, Dojo
from kata.dojo.rules import Judgement
from kata.dojo.shown import render
from kata.watching.keys import pressed_keys
from kata.watching.live import LAST, SUSPEND, Paged, ctrl_z_as_event, suspend
from kata.watching.saves import saves
from kata.words.translation import phrase, tr

TICK = 0.25  # seconds between two looks at the size of the screen
KEYS = phrase("h hint · space: more · q quit")


class Sparring:
    """Judges a file after every save, in a thread of its own; `on_change` hears of judgements and of progress."""

    def __init__(self, dojo: Dojo, file: Path, on_change: Callable[[], None]) -> None:
        self._dojo, self._file, self._on_change = dojo, file, on_change
        self.judgement: Judgement | None = None
        self.running = phrase("starting")
        self._over, self._wake, self._stop = threading.Event(), threading.Event(), threading.Event()
        self._saves = saves(file.parent, self._over)
        self._threads = [threading.Thread(target=work, daemon=True) for work in (self._work, self._listen)]

    def start(self) -> None:
        """Begin with a judgement."""
        self._wake.set()
        for thread in self._threads:
            thread.start()

    def end(self) -> None:
        """Call off what is under way, and end."""
        self._over.set()
        self._stop.set()
        self._wake.set()
        for thread in self._threads:
            thread.join()

    def _listen(self) -> None:
        for _ in self._saves:
            self._stop.set()
            self._wake.set()

    def _work(self) -> None:
        while not self._over.is_set():
            self._wake.wait()
            self._wake.clear()
            if self._over.is_set():
                return
            self._stop.clear()
            self._show(phrase("running its tests"))
            try:
                self.judgement = self._dojo.judge(self._file, self._progress, self._stop)
                self._show("")
            except CalledOff:
                continue
            except OSError as error:  # it is gone, or cannot be read just now
                self._show(phrase(f"{self._file.name} cannot be read: {error.strerror}"))

    def _progress(self, done: int, total: int) -> None:
        if done % 8 == 0:
            self._show(phrase(f"{done} of {total} libraries"))

    def _show(self, running: str) -> None:
        self.running = running
        self._on_change()


def watch_on_screen(dojo: Dojo, file: Path, console: Console) -> None:
    """Show each judgement on a screen, until `q`."""
    events: queue.SimpleQueue[str] = queue.SimpleQueue()
    sparring = Sparring(dojo, file, lambda: events.put(""))
    hint: list[str] = []
    page = 0

    def frame() -> RenderableType:
        now = sparring.running or tr(f"told after {sparring.judgement.seconds:.2f} s")  # type: ignore[union-attr]
        parts: list[RenderableType] = [render(sparring.judgement)] if sparring.judgement else []
        parts += [Text(f"\n{tr(text)}", style="cyan") for text in hint]
        layout = Layout()
        layout.split_column(
            Layout(Padding(Paged(Group(*parts), page), (0, 1))),
            Layout(Padding(Text(tr(now), style="dim", justify="right"), (0, 1)), size=1),
            Layout(Padding(Text(tr(KEYS), no_wrap=True), (0, 1)), size=1),
        )
        return layout

    live = Live(console=console, screen=True, auto_refresh=False)
    sparring.start()
    try:
        with ctrl_z_as_event(events.put), pressed_keys(events.put), live:
            drawn = None  # the size in which it is on the screen
            while True:
                if drawn != console.size:
                    drawn = console.size
                    live.update(frame(), refresh=True)
                try:
                    key = events.get(timeout=TICK)
                except queue.Empty:
                    continue
                drawn = None
                if key in ("q", "end"):
                    return
                if key == SUSPEND:
                    suspend(live)
                elif key == "space":
                    page += 1
                elif key == "h" and sparring.judgement is not None:
                    hint = Hints(file.parent).next(sparring.judgement)
                    page = LAST
                elif not key and not sparring.running:
                    hint, page = [], 0
    finally:
        sparring.end()


def watch_in_lines(dojo: Dojo, file: Path, console: Console) -> None:
    """Print each judgement, where there is no screen; ends with Ctrl-C."""
    events: queue.SimpleQueue[None] = queue.SimpleQueue()
    sparring = Sparring(dojo, file, lambda: events.put(None))
    sparring.start()
    told: Judgement | None = None
    try:
        while True:
            with suppress(queue.Empty):
                events.get(timeout=TICK)
            if sparring.judgement is not told and sparring.judgement is not None:
                told = sparring.judgement
                console.print(render(told))
                console.print()
    finally:
        sparring.end()
