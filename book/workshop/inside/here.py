"""A worker that is no process: the other end of the pipe, held in the same one.

`kata.pipe.remote` writes a call, and `kata.pipe.worker` answers it, as ever; so what a test sees of a library, and
what it says of an exception, is what it sees and says in a terminal.
"""

import builtins
import io
import linecache
import re
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from typing import Any

from kata.pipe import wire
from kata.pipe.deadline import Deadline, Timed
from kata.pipe.printed import PRINTED
from kata.pipe.worker import answer_to, described, frame, no_debugger
from kata.subject.libraries import Source
from kata.subject.watched import Watched, load_watched

# what numpy says where memory has 4 GiB at most, and elsewhere that it is unable to allocate
TOO_LARGE = re.compile(r"array is too big|iterator is too large|Maximum allowed dimension exceeded")


class Printed:
    """The end of what the library has printed since `begin`."""

    def __init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        """Forget what was printed so far."""
        self._kept = io.StringIO()

    def text(self) -> str:
        """Return what was printed since."""
        return self._kept.getvalue()[-PRINTED:]

    @contextmanager
    def listen(self) -> Iterator[None]:
        """Keep what is printed meanwhile; nobody is there to type."""
        asks, breaks = builtins.input, sys.breakpointhook
        builtins.input = sys.breakpointhook = no_debugger
        try:
            with redirect_stdout(self._kept), redirect_stderr(self._kept):
                yield
        finally:
            builtins.input, sys.breakpointhook = asks, breaks


class Cramped:
    """A library where addresses have 32 bits: an array that is too large for them is memory that is not there."""

    def __init__(self, library: Watched) -> None:
        self._library = library

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._library, name)
        if not callable(value):
            return value

        def call(**arguments: Any) -> Any:
            try:
                return value(**arguments)
            except ValueError as error:
                if not TOO_LARGE.search(str(error)):
                    raise
                said = f"Unable to allocate an array: {error}"
                raise MemoryError(said).with_traceback(error.__traceback__) from None

        return call


class Worker:
    """Holds a library: calls that are written and flushed are answered at once."""

    pid = 0

    def __init__(self, source: Source) -> None:
        self.calls, self.answers, self.printed = self, io.BytesIO(), Printed()
        self._source = source
        self._calls = b""
        self._library: Any = None
        _forget(source)
        with self.printed.listen():
            try:
                self._library = Cramped(load_watched(source.adapter, source.folder))
                answer = frame(offers=sorted(self._library.offers))
            except BaseException as error:
                answer = frame(error=described(error, source.folder))
        self.answers = io.BytesIO(answer)

    def write(self, calls: bytes) -> None:
        """Take calls, one behind the other."""
        self._calls = calls

    def flush(self) -> None:
        """Answer them."""
        asked, answers = io.BytesIO(self._calls), []
        with self.printed.listen():
            while asked.tell() < len(self._calls):
                answers.append(answer_to(self._library, wire.read(asked), self._source.folder))
        self.answers = io.BytesIO(b"".join(answers))

    def end(self) -> int:
        """End it, which takes nothing."""
        return 0

    close = end


def _forget(source: Source) -> None:
    """Have the next import read the library anew."""
    linecache.clearcache()
    name = f"library_{''.join(c if c.isalnum() or c == '_' else '_' for c in str(source.folder))}"
    for module in [module for module in sys.modules if module == name or module.startswith(f"{name}.")]:
        del sys.modules[module]


class Workers:
    """Starts workers for one library, as `kata.pipe.workers` does."""

    own, apart = True, False
    load_seconds = None

    def __init__(self, source: Source) -> None:
        self.folder = source.folder
        self._source = source

    def start(self) -> Worker:
        """Start a worker."""
        return Worker(self._source)


class NoDeadline(Deadline):
    """Ends nothing: what does not come to its end is stopped from outside, with all that is here."""

    def __init__(self) -> None:
        """Start no thread: there is none in a browser."""

    def close(self) -> None:
        """Do nothing."""

    @contextmanager
    def over(
        self,
        worker: Any,
        seconds: float | None = None,
        call: tuple[str, Mapping[str, Any]] | None = None,
        idle: float | None = None,
    ) -> Iterator[Timed]:
        """Wait as long as it takes."""
        yield Timed(worker, seconds or time.monotonic(), call, idle or 0)
