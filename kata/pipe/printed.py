"""What a library prints: kept to its end, and in nobody's way."""

import os
import select
import threading
import time
from contextlib import suppress
from typing import IO

PRINTED = 4_000  # bytes that are kept of what a call prints
FLOOD = 64  # reads of a pipe before whoever asks goes on
SELECTS = os.name == "posix"  # elsewhere nothing tells of a pipe whether something is in it


class Printed:
    """The end of what a worker has printed since `begin`: however much that is, it neither blocks nor stays.

    A thread drains the pipe, so that no worker waits for us. Whoever asks drains it, too, under the same lock:
    what was written before an answer came is then there, and never in a thread's hands.
    """

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream, self._kept, self._lock = stream, b"", threading.Lock()
        if SELECTS:
            os.set_blocking(stream.fileno(), False)
            self._there = select.poll()  # which says sooner than a vain attempt to read that nothing is there
            self._there.register(stream.fileno(), select.POLLIN)
        threading.Thread(target=self._drain, daemon=True).start()

    def _drain(self) -> None:
        while not self._stream.closed:
            if SELECTS:
                with suppress(OSError, ValueError):
                    select.select([self._stream], [], [])
                with self._lock:
                    self._take()
            else:
                self._keep(self._read())

    def _take(self) -> None:
        """Take what is there, and a few pipes full at most: a flood need not have an end."""
        for _ in range(FLOOD):
            if self._stream.closed or not self._there.poll(0) or not self._keep(self._read()):
                return

    def _read(self) -> bytes | None:
        """Return what can be read, None if nothing is there yet; the stream is closed at its end."""
        try:
            found = os.read(self._stream.fileno(), 2**16)
        except BlockingIOError:
            return None
        except OSError:
            found = b""
        if not found:
            self._stream.close()
        return found

    def _keep(self, found: bytes | None) -> bool:
        self._kept = (self._kept + (found or b""))[-PRINTED:]
        return bool(found)

    def begin(self) -> None:
        """Forget what was printed so far."""
        with self._lock:
            if SELECTS:
                self._take()
            self._kept = b""

    def text(self) -> str:
        """Return what was printed since; where a pipe cannot be asked what is in it, after a moment."""
        if not SELECTS:
            time.sleep(0.02)
        with self._lock:
            if SELECTS:
                self._take()
            return self._kept.decode(errors="replace")
