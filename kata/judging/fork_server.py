"""A process with pytest, numpy, Hypothesis and the tests loaded, which forks for every run of the tests.

`ForkServer` starts it and is a `kata.judging.trial.Run`: to fork takes milliseconds, to start pytest a second or
more. The server runs under the memory cap, and so do its forks. What they are told is JSON, a line each way on a
socket; see `kata.judging.fork_plugin` for their side.
"""

import json
import os
import select
import socket
import threading
import time
from collections import deque
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from kata.confined.child import MEMORY, TAIL, Ending, start_confined
from kata.confined.processes import end_family
from kata.confined.supervision import drain, supervise

READY_SECONDS = 60


class ForkServer:
    """Runs the tests on a library, again and again; raises RuntimeError if the server cannot be had."""

    available = hasattr(os, "fork")

    def __init__(self, subject: str, memory: int = MEMORY) -> None:
        if not self.available:
            raise RuntimeError("this operating system cannot fork")
        self._socket, theirs = socket.socketpair()
        with theirs:
            options = ["-q", "-s", "--raw", "-p", "no:cacheprovider", "-p", "kata.judging.fork_plugin"]
            options += [f"--serve={theirs.fileno()}", f"--subject={subject}"]
            self._server = start_confined("pytest", *options, memory=memory, pass_fds=[theirs.fileno()])
        self._lines: deque[bytes] = deque(maxlen=TAIL)
        threading.Thread(target=drain, args=(self._server.stdout, self._lines), daemon=True).start()
        self._answers = self._socket.makefile("rb")
        if not self._answered(READY_SECONDS) or "ready" not in self._answer():
            self.close()
            output = b"".join(self._lines).decode(errors="replace").strip()
            raise RuntimeError(f"the tests could not be loaded: {output}")

    @property
    def pid(self) -> int:
        """The server's process."""
        return self._server.pid

    def _answered(self, within: float) -> bool:
        return bool(select.select([self._socket], [], [], within)[0])

    def _answer(self) -> dict[str, Any]:
        line = self._answers.readline()
        return dict(json.loads(line)) if line else {}

    def __call__(
        self, bug: str | None, skipped: Path, first_failure: bool, *, events: Path, **limits: Any
    ) -> Ending:
        """Run the tests as asked for; raises OSError or RuntimeError if the server has died."""
        began = time.monotonic()
        request = {"bug": bug, "skipped": str(skipped), "first_failure": first_failure, "events": str(events)}
        self._socket.sendall(json.dumps(request).encode() + b"\n")
        child = self._answer().get("pid")
        if child is None:
            raise RuntimeError("the process that forks for the tests is gone")
        try:
            stopped = supervise(child, self._answered, events=events, **limits)
        finally:
            end_family(child)
            status = self._answer().get("status", 1)
        return Ending(status, "", time.monotonic() - began, stopped)

    def close(self) -> None:
        """End the server with all that it started."""
        self._answers.close()
        self._socket.close()
        end_family(self._server.pid)
        self._server.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
