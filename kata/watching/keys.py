"""Keys as they are pressed, without Enter: on every system, and with the terminal put back afterwards."""

import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

INTERVAL = 0.1  # seconds between two looks at whether to end
ESCAPE = "\x1b"
NAMES = {"\r": "enter", "\n": "enter", " ": "space", "\x7f": "backspace", "\b": "backspace", ESCAPE: "escape"}

if sys.platform == "win32":
    import msvcrt

    @contextmanager
    def _single_keys() -> Iterator[None]:
        yield

    def _read() -> str | None:
        """Return what was typed, nothing if that took too long, or None where no more can come."""
        time.sleep(INTERVAL)
        text = ""
        while msvcrt.kbhit():
            text += msvcrt.getwch()
        return text

else:
    import select
    import signal
    import termios
    import tty

    @contextmanager
    def _single_keys() -> Iterator[None]:
        before = termios.tcgetattr(sys.stdin)
        tty.setcbreak(sys.stdin)
        # a shell may have changed it while the program was suspended
        continued = signal.signal(signal.SIGCONT, lambda *_: tty.setcbreak(sys.stdin))
        try:
            yield
        finally:
            signal.signal(signal.SIGCONT, continued)
            termios.tcsetattr(sys.stdin, termios.TCSAFLUSH, before)

    def _read() -> str | None:
        """Return what was typed, nothing if that took too long, or None where no more can come."""
        if not select.select([sys.stdin], [], [], INTERVAL)[0]:
            return ""
        return os.read(sys.stdin.fileno(), 64).decode(errors="ignore") or None


@contextmanager
def pressed_keys(on_key: Callable[[str], None]) -> Iterator[None]:
    """Tell `on_key`, from another thread, of every key: its character or its name; `end` when no more can come."""
    over = threading.Event()

    def listen() -> None:
        while not over.is_set():
            try:
                text = _read()
            except OSError:  # the terminal is gone
                text = None
            if text is None:
                on_key("end")
                return
            for key in _keys(text):
                on_key(key)

    listener = threading.Thread(target=listen, daemon=True)
    with _single_keys():
        listener.start()
        try:
            yield
        finally:
            over.set()
            listener.join()


def _keys(text: str) -> list[str]:
    """Return the keys; a sequence that begins with Escape, an arrow key for example, counts as none."""
    if text.startswith(ESCAPE) and len(text) > 1:
        return []
    return [NAMES.get(character, character) for character in text]
