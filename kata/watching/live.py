"""What a full screen needs: the page of something tall, and signals that leave it in good order."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.live import Live
from rich.segment import Segment

SUSPEND = "suspend"  # what comes in the place of a key for Ctrl-Z


def suspend(live: Live) -> None:
    """Leave the screen and stop; `fg` comes back to it."""
    live.stop()
    signal.raise_signal(signal.SIGSTOP)
    live.start(refresh=True)


@contextmanager
def signals_as_events(put: Callable[[str], None]) -> Iterator[None]:
    """Pass Ctrl-Z on as an event; end in good order when asked to, or left alone."""

    def suspend(_number: int, _frame: FrameType | None) -> None:
        put(SUSPEND)  # not here: this may come in the midst of what is being written

    def leave(number: int, _frame: FrameType | None) -> None:
        raise SystemExit(128 + number)

    wanted = {"SIGTSTP": suspend, "SIGTERM": leave, "SIGHUP": leave}
    numbers = {getattr(signal, name): handler for name, handler in wanted.items() if hasattr(signal, name)}
    before = {number: signal.signal(number, handler) for number, handler in numbers.items()}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class Paged:
    """The page of something tall that there is room for; after the last comes the first."""

    def __init__(self, content: RenderableType, page: int) -> None:
        self.content, self.page = content, page

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Return as many lines as fit, the last one saying so if there are more."""
        height = options.height or console.height
        lines = console.render_lines(self.content, options.update(height=None), pad=False)
        if len(lines) > height:
            size = max(height - 1, 1)
            pages = [lines[start : start + size] for start in range(0, len(lines), size)]
            number = self.page % len(pages)
            more = f"… {number + 1} of {len(pages)}, space: more"
            lines = [*pages[number], [Segment(more, console.get_style("dim"))]]
        for line in lines:
            yield from line
            yield Segment.line()
