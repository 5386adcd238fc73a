"""A subject in another process: what `Watched` is here, with the library behind a pipe.

A call is a frame there and a frame back. An exception of the library arrives as data, and is raised again as the
built-in exception that it is a kind of. `Lost` and `Void` are no exceptions of the library: the worker is gone, or
has said what is no answer.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any, NamedTuple

from kata.confined.high_water import HighWater, tells
from kata.pipe import wire
from kata.pipe.deadline import Deadline, Timed, lost
from kata.pipe.frames import digest, first_of, is_texts
from kata.pipe.raised import Lost, Void, exception_of
from kata.pipe.workers import Worker, Workers
from kata.subject.calls import SIGNATURES, Calls, as_tried, binder, call_of
from kata.subject.features import EVERYTHING
from kata.subject.interface import Settings, Trace

CALLED_OFF = "it was called off"
IN_THE_LIBRARY = {"fit_trace": "fit", "train": "fit", "initial_parameters": "init"}  # what students know them as
MOST_BYTES = 2**29  # of all answers: a dozen times what those of the corrected library have
AT_ONCE = 2**12  # bytes of calls that are sent before an answer is read: every pipe holds as many


class Exchange(NamedTuple):
    """A call as it was sent, a digest of its answer, and whether that can be the same another time."""

    call: bytes
    answer: bytes
    lasting: bool


class Remote:
    """A library behind a pipe, as a subject; a call in which its worker is lost costs that worker."""

    def __init__(self, workers: Workers, deadline: Deadline, most: float = MOST_BYTES) -> None:
        self._workers, self._deadline, self._most = workers, deadline, most
        self._worker: Worker | None = None
        self.calls = self._bytes = 0  # how many calls there were, and bytes of answers
        self.made = Calls()  # which, since somebody began to look
        self.exchanged: list[Exchange] | None = None  # all of this test, if somebody wants to have them
        self._number = 0  # of the last one of this test
        self.called_off = self.hung = False  # hung: the last worker that was lost had not answered in time
        self._printed = ""  # by a worker that is gone
        self.offers, self.changed = frozenset[str](), tuple[str, ...]()

    # ---------------------------------------------------------------- the worker

    def load(self) -> None:
        """Have a worker that holds the library; raises what the library raises when it is imported, or `Lost`."""
        if self.called_off:
            raise Lost(CALLED_OFF)
        if self._worker is not None:
            return
        try:
            self._worker = self._workers.start()
        except OSError as error:
            raise Lost(str(error)) from error
        if self.called_off:  # meanwhile
            self.close()
            raise Lost(CALLED_OFF)
        self._worker.printed.begin()
        with self._deadline.over(self._worker, self._workers.load_seconds, idle=1) as timed:
            answer = self._read(self._heard(timed, "its import"))
        if "error" in answer:
            self.close()
            raise self._error(answer["error"])
        offers = answer.get("offers")
        if not is_texts(offers) or not all(offer in EVERYTHING for offer in offers):
            raise self._void("it does not say what it offers")
        self.offers = frozenset(offers)
        if self._workers.own and (hidden := EVERYTHING - self.offers):
            raise self._void(f"it says that it lacks {', '.join(sorted(hidden))}")

    @property
    def printed(self) -> str:
        """The end of what the library has printed in the last call."""
        return self._worker.printed.text() if self._worker else self._printed

    def close(self) -> None:
        """End the worker; the next call has a new one."""
        if self._worker is not None:
            self._printed = self._worker.printed.text()
            self._worker.close()
            self._worker = None

    def call_off(self) -> None:
        """From another thread: end what is under way, and begin nothing more."""
        self.called_off = True
        if (worker := self._worker) is not None:
            worker.end()

    @property
    def seen(self) -> tuple[str, bool, tuple[str, ...]]:
        """What a test may see of the library besides its answers, and what is told of that test."""
        return self._workers.folder.name, self._workers.own, tuple(sorted(self.offers))

    @property
    def tried(self) -> str:
        """The last call, in brief."""
        return self.made.last

    def about(self, got: Any) -> str:
        """Return the calls that a failure is about, a line each, where they are those that a student makes."""
        calls = self.made.about(got)
        return calls if self._workers.own else ""

    @property
    def snippet(self) -> str:
        """The calls that a failure is about, as a script."""
        return self.made.as_script(self._workers.folder.name)

    # ---------------------------------------------------------------- a call

    def begin(self) -> None:
        """Begin with another test: forget the calls so far, and what they printed."""
        self.made.begin()
        if self._worker is not None:
            self._worker.printed.begin()
        self.exchanged, self._number = [], 0

    def repeat(self, calls: Sequence[bytes], expected: Sequence[bytes]) -> list[bytes] | None:
        """Make calls again; return a digest of each answer, up to one that is not expected.

        None if there is none: why, whoever makes that call as usual will be told.
        """
        answers: list[bytes] = []
        try:
            self.load()
            assert self._worker is not None
            while len(answers) < len(calls) and answers == [*expected[: len(answers)]]:
                answers += self._repeated(self._worker, first_of(calls[len(answers) :], AT_ONCE))
        except (Exception, Lost, Void):
            self.close()
            return None
        self.calls += len(answers)
        return answers

    def _repeated(self, worker: Worker, calls: Sequence[bytes]) -> list[bytes]:
        answers = []
        for place, _ in enumerate(calls):
            with self._deadline.over(worker):
                if place == 0:
                    worker.calls.write(b"".join(calls))
                    worker.calls.flush()
                answers.append(digest(self._halves(worker)))
        return answers

    def __getattr__(self, method: str) -> Any:
        if method not in SIGNATURES:
            raise AttributeError(method)
        bound = binder(SIGNATURES[method])

        def call(*arguments: Any, **named: Any) -> Any:
            asked = {**bound((self, *arguments), named)}
            del asked["self"]
            self.made.add(call_of(method, asked))
            try:
                value = self._call(method, asked)
            except Exception as error:
                if trace := getattr(error, "trace", ""):
                    error.add_note(trace)
                error.add_note(as_tried(self.tried))
                raise
            self.made.answered(value)
            return value

        setattr(self, method, call)  # found there the next time
        return call

    def _call(self, method: str, arguments: Mapping[str, Any]) -> Any:
        self.load()
        assert self._worker is not None
        self.calls += 1
        self._number += 1
        frame = wire.pack({"call": self._number, "method": method, "arguments": dict(arguments)})
        self._worker.printed.begin()
        measured = isinstance(settings := arguments.get("settings"), Settings) and settings.measured
        water = HighWater(self._worker.pid) if measured and self._workers.apart else None
        with self._deadline.over(self._worker, call=(method, arguments)) as timed:
            with suppress(OSError):  # one that does not listen does not answer either
                self._worker.calls.write(frame)
                self._worker.calls.flush()
            heard = self._heard(timed, IN_THE_LIBRARY.get(method, method))
        if self.exchanged is not None:
            lasting = "folder" not in arguments and not measured  # files go, and memory is never the same
            self.exchanged.append(Exchange(frame, digest(heard), lasting))
        answer = self._read(heard)
        used = water.used() if water else 0
        number, changed = answer.get("call"), answer.get("changed")
        if (type(number), number, len(answer)) != (int, self._number, 3) or not is_texts(changed, len(arguments)):
            raise self._void("it answers out of turn")
        if used is None and tells():
            raise self._void("it hides its memory")
        self.changed = tuple(name for name in arguments if name in changed)
        if "error" in answer:
            raise self._error(answer["error"])
        value = answer.get("value")
        if isinstance(value, Trace) and (told := value.memory) is not None:
            if type(told) is not int or told < 0:
                raise self._void("it tells of memory that is no number of bytes")
            value.memory = max(told, used or 0)
        return value

    def _heard(self, timed: Timed, what: str) -> tuple[bytes, bytes]:
        """Return the two halves of the next answer; raises `Lost` if none comes, and `Void` if it is too long."""
        try:
            return self._halves(timed.worker)
        except (OSError, EOFError):
            raise self._lost(timed, what) from None
        except wire.Garbled as error:
            raise self._void(str(error)) from None

    def _halves(self, worker: Worker) -> tuple[bytes, bytes]:
        heard = wire.halves(worker.answers)
        self._bytes += sum(map(len, heard))
        if self._bytes > self._most:
            raise self._void("it answers with too much")
        return heard

    def _read(self, heard: tuple[bytes, bytes]) -> dict[str, Any]:
        """Return what an answer says; raises `Void` if it is none."""
        try:
            answer = wire.unpack(*heard)
        except wire.Garbled as error:
            raise self._void(str(error)) from None
        if not isinstance(answer, dict):
            raise self._void("it answers with something else")
        return answer

    def _lost(self, timed: Timed, what: str) -> Lost:
        """Return why there is no answer, and see that the next call has a new worker."""
        status = timed.worker.end()
        self.hung = bool(timed.trace or timed.reason)
        self.close()
        return Lost(CALLED_OFF) if self.called_off else lost(timed, status, what, self._workers.folder)

    def _void(self, reason: str) -> Void:
        self.close()
        return Void(reason)

    def _error(self, told: Any) -> Exception:
        """Return the exception that an answer tells of."""
        try:
            return exception_of(told, lacks=not self._workers.own)
        except ValueError as error:
            raise self._void(str(error)) from None
