"""Running the tests of a file on one library after the other: between the tests, walled in, and the libraries.

Both ends are processes. What the tests say is a stranger's, and is looked at before anything is made of it; what
they ask of a library is passed on. A test that does not come to its end costs its process, and no other test.
"""

import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from kata.confined.child import MEMORY
from kata.confined.walls import Wall
from kata.pipe import wire
from kata.pipe.frames import passed_on
from kata.pipe.workers import Worker, Workers
from kata.printable import printable
from kata.sparring.cast import RIGHT, Library
from kata.sparring.endings import SECONDS, Ending, StudentTest
from kata.sparring.facing import QUESTION, TOLD
from kata.sparring.shelf import Librarian, Shelf
from kata.subject.libraries import OWN, Source
from kata.words.translation import phrase

MODULE = "kata.sparring.runner"
LOAD_SECONDS = 30.0  # that its file may take to be read
ARRAYS = 2**26  # bytes of arrays that a test may send at once
MOST_TESTS = 1_000  # that a file may have
OUTCOMES, KINDS = ("passed", "failed", "skipped"), ("", "assertion", "library", "other")
LOST = ("hung", "died")  # and these, of a process that said nothing more


class Cheat(Exception):  # noqa: N818 - it says what was said
    """What came from the tests is nothing that they could say."""


class Lane:
    """Runs tests on libraries, one at a time; several lanes may stand beside each other."""

    def __init__(self, folder: Path, shelf: Shelf, wall: Wall) -> None:
        self._workers = Workers(Source(OWN, folder), wall, MEMORY, module=(MODULE, str(folder)))
        self._librarian = Librarian(shelf)
        self._hung = False

    def begin(self) -> None:
        """Begin to start both processes."""
        self._workers.prepare()
        self._librarian.begin()

    def close(self) -> None:
        """End both processes."""
        self._workers.close()
        self._librarian.end()

    def collect(self, file: str) -> tuple[list[StudentTest], str]:
        """Return the tests of a file, and what is wrong with it, if anything is."""
        with closing(self._workers.start()) as worker:
            try:
                return self._collected(worker, file)
            except (EOFError, Cheat) as error:
                return [], self._end_of(worker, error)[1]

    def run(
        self,
        file: str,
        library: Library,
        names: Sequence[str],
        seeds: Sequence[int],
        *,
        shrink: bool = False,
        go_on: Callable[[], None] = lambda: None,
    ) -> dict[str, list[Ending]]:
        """Run tests by name on a library; return how each ended, draw by draw.

        They are drawn by one seed after the other. On a library that is not right, a test that has passed once is
        not tried again: it catches nothing. Before each test `go_on` is called, which raises if none is to follow.
        """
        endings: dict[str, list[Ending]] = {}
        once = library.role != RIGHT
        while left := [name for name in names if name not in endings]:
            with closing(self._workers.start()) as worker:
                try:
                    self._librarian.open(library)
                    self._collected(worker, file)
                except (EOFError, Cheat) as error:
                    lost = Ending(*self._end_of(worker, error))
                    return endings | {name: [lost] for name in left}
                for name in left:
                    go_on()
                    endings[name] = self._endings(worker, name, seeds, shrink, once)
                    if endings[name][-1].outcome in LOST:  # the others are tried in another process
                        break
        return endings

    def _endings(self, worker: Worker, name: str, seeds: Sequence[int], shrink: bool, once: bool) -> list[Ending]:
        found: list[Ending] = []
        for seed in seeds:
            found.append(self._ending(worker, {"test": name, "seed": seed, "shrink": shrink}))
            if found[-1].outcome in LOST or (once and found[-1].outcome == "passed"):
                break
        return found

    def _ending(self, worker: Worker, asked: Mapping[str, Any]) -> Ending:
        """Run a test once."""
        began = time.monotonic()
        try:
            with self._limit(worker, SECONDS):
                self._send(worker, asked)
                return replace(_read_ending(self._read(worker)), seconds=time.monotonic() - began)
        except (EOFError, Cheat) as error:
            return Ending(*self._end_of(worker, error), seconds=time.monotonic() - began)

    # ---------------------------------------------------------------- what the tests say

    def _send(self, worker: Worker, asked: Mapping[str, Any]) -> None:
        with suppress(OSError):  # one that does not listen says nothing more
            wire.write(worker.calls, asked)

    def _read(self, worker: Worker) -> dict[str, Any]:
        """Return what the tests tell next; what they ask of the library meanwhile is passed on."""
        try:
            while (mark := worker.answers.read(1)) == QUESTION:
                answer = self._librarian.ask(passed_on(worker.answers, ARRAYS))
                with suppress(OSError):
                    worker.calls.write(answer)
                    worker.calls.flush()
            if mark != TOLD:
                raise EOFError
            told = wire.read(worker.answers)
        except OSError as error:
            raise EOFError from error
        except wire.Garbled as error:
            raise Cheat(str(error)) from error
        if not isinstance(told, dict):
            raise Cheat("it says something else")
        return told

    def _collected(self, worker: Worker, file: str) -> tuple[list[StudentTest], str]:
        with self._limit(worker, LOAD_SECONDS):
            self._send(worker, {"file": file})
            told = self._read(worker)
        try:
            tests = [StudentTest(printable(str(test["name"])), bool(test["drawn"])) for test in told["collected"]]
            return tests[:MOST_TESTS], printable(str(told["wrong"]))
        except (TypeError, KeyError) as error:
            raise Cheat("it does not say which tests there are") from error

    @contextmanager
    def _limit(self, worker: Worker, seconds: float) -> Iterator[None]:
        """End both ends when the time is over: whichever it is that hangs."""

        def cut() -> None:
            self._hung = True
            worker.end()
            self._librarian.end()

        self._hung = False
        timer = threading.Timer(seconds, cut)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def _end_of(self, worker: Worker, error: Exception) -> tuple[str, str, str]:
        """Return how a process ended that should have gone on: outcome, kind and message of an ending."""
        if isinstance(error, Cheat):
            worker.end()
            return "died", "", phrase(f"it interferes with who runs it: {error}")
        status = worker.end()
        if self._hung:
            return "hung", "", phrase(f"it takes longer than {SECONDS:.0f} seconds")
        if status < 0:
            with suppress(ValueError):
                return "died", "", phrase(f"its process was ended by {signal.Signals(-status).name}")
        return "died", "", phrase(f"it ends its process, with status {status}")


def _read_ending(told: Mapping[str, Any]) -> Ending:
    """Return how a test ended, by what it says itself."""
    outcome, kind, line = told.get("outcome"), told.get("kind", ""), told.get("line", 0)
    if outcome not in OUTCOMES or kind not in KINDS or type(line) is not int:
        raise Cheat("it does not say how a test ended")
    texts = (printable(str(told.get(name, ""))) for name in ("message", "example", "tried", "answered"))
    message, example, tried, answered = texts
    return Ending(outcome, kind, message, line, example, tried, answered)
