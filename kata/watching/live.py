"""What a full screen needs: the page of something tall, and a signal that leaves it in good order."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.live import Live
from rich.segment import Segment

from kata.words.translation import tr

LAST = -1  # the page at the end of something tall
SUSPEND = "suspend"  # what comes in the place of a key for Ctrl-Z


def suspend(live: Live) -> None:
    """Leave the screen and stop; `fg` comes back to it."""
    live.stop()
    signal.raise_signal(signal.SIGSTOP)
    live.start(refresh=True)


@contextmanager
def ctrl_z_as_event(put: Callable[[str], None]) -> Iterator[None]:
    """Pass Ctrl-Z on as an event: the signal may come in the midst of what is being written."""
    if not hasattr(signal, "SIGTSTP"):
        yield
        return
    before = signal.signal(signal.SIGTSTP, lambda *_: put(SUSPEND))
    try:
        yield
    finally:
        signal.signal(signal.SIGTSTP, before)


class WhereRoom:
    """The first of some things that fits on the page, or else the last of them."""

    def __init__(self, *things: RenderableType) -> None:
        self.things = things

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Return the one that there is room for; `Paged` says how much there is."""
        *larger, last = self.things
        unlimited = options.update(height=None)
        fits = (it for it in larger if len(console.render_lines(it, unlimited, pad=False)) <= options.max_height)
        yield next(fits, last)


class Paged:
    """The page of something tall that there is room for; after the last, which is full, too, comes the first."""

    def __init__(self, content: RenderableType, page: int) -> None:
        self.content, self.page = content, page

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Return as many lines as fit, the last one saying so if there are more."""
        height = options.height or console.height
        unlimited = options.update(height=None)
        unlimited.max_height = height
        lines = console.render_lines(self.content, unlimited, pad=False)
        if len(lines) > height:
            size = max(height - 1, 1)
            pages = -(-len(lines) // size)
            number = self.page % pages
            start = min(number * size, len(lines) - size)
            more = tr(f"page {number + 1} of {pages}, space: more")
            lines = [*lines[start : start + size], [Segment(more, console.get_style("dim"))]]
        for line in lines:
            yield from line
            yield Segment.line()
