"""One long call to a library behind a pipe: a training, with frames to and fro before its answer.

A `Remote` sees to the deadline of each of many calls. Here a worker is started for one call, and limits hold for
all that it does: so much memory, so many seconds, so many without a word. Another thread can call it off.
"""

import math
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kata.confined.child import MEMORY
from kata.confined.processes import peak_memory_of
from kata.confined.supervision import supervise
from kata.confined.walls import strongest
from kata.pipe import wire
from kata.pipe.frames import INTERFERED, Frame
from kata.pipe.raised import Lost, Void, exception_of
from kata.pipe.workers import Worker, Workers
from kata.subject.libraries import find_source
from kata.words.translation import phrase

Hear = Callable[[Frame], Mapping[str, Any] | None]


class RaisedError(Exception):
    """The library has raised an exception: of which kind, what it says, and the line that it came from."""

    def __init__(self, error: Exception) -> None:
        self.kind: str = error.kind  # type: ignore[attr-defined]
        self.place: str = error.place  # type: ignore[attr-defined]
        self.message = str(error).removeprefix(f"{self.kind}: ").strip()
        super().__init__(f"{self.kind}: {self.message}")


class Stopped(Lost):
    """The worker was ended: it broke a limit, or was called off."""


@dataclass(frozen=True)
class Limits:
    """What a worker may take for one call, and the event by which another thread calls it off."""

    memory: int = MEMORY
    seconds: float = math.inf
    quiet: float = math.inf  # without a word
    stop: threading.Event | None = None


def digits_within(folder: Path) -> list[Path]:
    """Return what has to be readable for a library to load the digits in a folder, wherever its files lie."""
    return [folder, *folder.glob("*-ubyte*")]


class LongCall:
    """A call that a worker of its own answers, behind the strongest wall that this machine has."""

    def __init__(
        self, library: str | Path, method: str, readable: Sequence[Path], limits: Limits, **arguments: Any
    ) -> None:
        self._source, self._readable, self._limits = find_source(library), readable, limits
        self._call = {"call": 1, "method": method, "arguments": arguments}
        self._heard, self._stopped = False, ""
        self.peak = 0  # bytes that the worker has had in use

    def run(self, hear: Hear = lambda _: None) -> Any:
        """Return the answer; `hear` gets what is said before it, and returns a reply where one is waited for.

        Raises
        ------
        RaisedError
            If the library has raised an exception.
        Stopped
            With the limit that was broken.
        Lost
            If the worker has ended by itself, with a reason unless its exit status is 0.
        Void
            If what it says is nothing that the library could say.
        """
        workers = Workers(self._source, strongest(), self._limits.memory, self._readable)
        with closing(workers):
            try:
                worker = workers.start()
            except OSError as error:
                raise Lost(str(error)) from error
            with closing(worker), ThreadPoolExecutor(1) as thread:
                # in a thread, so that Ctrl-C is heard here wherever a read of a pipe cannot be interrupted
                conversation = thread.submit(self._converse, worker, hear)
                try:
                    self._supervise(worker, conversation)
                finally:
                    worker.end()
                return conversation.result()

    def _supervise(self, worker: Worker, conversation: Future[Any]) -> None:
        def over(within: float) -> bool:
            wait([conversation], within)
            return conversation.done()

        def heard() -> bool:
            news, self._heard = self._heard, False
            return news

        limits = self._limits
        self._heard = True  # the worker is there: from now on its silence counts
        self._stopped = supervise(
            worker.pid,
            over,
            memory=limits.memory,
            seconds=limits.seconds,
            quiet=limits.quiet,
            heard=heard,
            stop=limits.stop,
        )

    def _converse(self, worker: Worker, hear: Hear) -> Any:
        self._receive(worker)  # what the library offers, once it is imported
        self._send(worker, self._call)
        while "call" not in (told := self._receive(worker)):
            reply = hear(Frame(told))
            if reply is not None:
                self._send(worker, reply)
        return told.get("value")

    def _send(self, worker: Worker, value: Mapping[str, Any]) -> None:
        with suppress(OSError):  # one that does not listen does not answer either
            wire.write(worker.calls, dict(value))

    def _receive(self, worker: Worker) -> dict[str, Any]:
        try:
            told = wire.read(worker.answers)
        except (OSError, EOFError):
            raise self._lost(worker) from None
        except wire.Garbled as error:
            raise Void(str(error), INTERFERED) from None
        self._heard, self.peak = True, max(self.peak, peak_memory_of(worker.pid))
        if not isinstance(told, dict):
            raise Void("it answers with something else", INTERFERED)
        if "error" in told:
            try:
                raised = exception_of(told["error"])
            except ValueError as wrong:
                raise Void(str(wrong), INTERFERED) from None
            raise RaisedError(raised)
        return told

    def _lost(self, worker: Worker) -> Lost:
        status = worker.end()
        if self._stopped:
            return Stopped(self._stopped)
        last = worker.printed.text().strip().rpartition("\n")[2]
        return Lost(phrase(f"the child process ended with status {status}: {last}") if status else "")
