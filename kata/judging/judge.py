"""The judge: a process of ours that has the tests loaded, and runs them as often as it is asked; or several.

`kata.judging.judge_child` is that process. It takes a second or more to start, and tests begin at once then. That
it is another process lets this one do something else meanwhile, and end it whatever happens. A test and the
library wait for each other all the time, so that one judge keeps one core busy: of several each runs a share.
"""

import json
import queue
import secrets
import shutil
import subprocess
import tempfile
import threading
import time
from collections import deque
from collections.abc import Callable, Collection
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from contextlib import suppress
from operator import itemgetter
from pathlib import Path
from typing import IO, Any, Self

from kata.confined.child import TAIL
from kata.confined.processes import end_family
from kata.confined.supervision import CALLED_OFF, drain
from kata.judging.ahead import AT_ONCE, taken
from kata.places import answers_file
from kata.words.translation import phrase

OPTIONS = ["-q", "-s", "--raw", "--tb=native", "-p", "no:cacheprovider", "-o", "tmp_path_retention_policy=none"]
OPTIONS += ["-p", "hypothesispytest"]
ARGUMENTS = [*OPTIONS, "-p", "kata.judging.judge_child"]
HASTY = ["--hypothesis-profile=hasty"]
READY_SECONDS = 120
END_SECONDS = 10  # for it to end by itself
INTERVAL = 0.05  # seconds between two looks at whether it was called off

OnEvent = Callable[[dict[str, Any]], None]


class JudgeError(RuntimeError):
    """The tests cannot be run at all."""


class Judge:
    """Runs the tests on libraries; its process is started when it is first needed, and again if it has died.

    One that is for some bugs has the tests of those only, and is there sooner. One that is `hasty` tells the
    first example that fails, and looks for no simpler one. One that is given a file of `answers` knows what
    others have found out of them, and adds to it: see `kata.recall.kept`.
    """

    def __init__(self, bugs: Collection[str] = (), hasty: bool = False, answers: Path | None = None) -> None:
        self._arguments = [*ARGUMENTS, *(["--bugs", ",".join(bugs)] if bugs else [])]
        self._arguments += HASTY if hasty else []
        self._arguments += [f"--kept-answers={answers}"] if answers else []
        self._process: subprocess.Popen[bytes] | None = None
        self._events: queue.SimpleQueue[dict[str, Any] | None] = queue.SimpleQueue()
        self._lines: deque[bytes] = deque(maxlen=TAIL)
        self._folder = ""  # of its temporary files: named here, so that they go even if it is killed
        self._loading = False  # whether it was begun, and has not told yet that the tests are loaded

    @property
    def pid(self) -> int:
        """Its process, or 0 if there is none."""
        return self._process.pid if self._process else 0

    def start(self) -> None:
        """Start the process, if there is none; raises JudgeError if the tests cannot be loaded."""
        self.begin()
        self._wait()

    def begin(self) -> None:
        """Begin to start the process, if there is none, and do not wait for it."""
        if self._process is not None and self._process.poll() is None:
            return
        self.close()
        # it makes that itself: who is killed between the two would leave a folder that nobody knows of
        self._folder = str(Path(tempfile.gettempdir(), f"kata-{secrets.token_hex(8)}"))
        self._process = taken()
        self._send([*self._arguments, f"--own-folder={self._folder}", f"--basetemp={Path(self._folder, 'tests')}"])
        self._events, self._lines = queue.SimpleQueue(), deque(maxlen=TAIL)
        threading.Thread(target=self._hear, args=(self._process.stdout, self._events), daemon=True).start()
        self._draining = threading.Thread(target=drain, args=(self._process.stderr, self._lines), daemon=True)
        self._draining.start()
        self._loading = True

    def _wait(self) -> None:
        """Wait until the tests are loaded."""
        if not self._loading:
            return
        self._loading = False
        try:
            ready = self._events.get(timeout=READY_SECONDS)
        except queue.Empty:
            ready = None
        if ready is None:
            self.close()
            self._draining.join(END_SECONDS)  # until all is there that it has said
            output = b"".join(self._lines).decode(errors="replace").strip()
            raise JudgeError(f"the tests could not be loaded: {output}")

    @staticmethod
    def _hear(stream: IO[bytes], events: queue.SimpleQueue[dict[str, Any] | None]) -> None:
        with stream:
            for line in stream:
                events.put(json.loads(line))
        events.put(None)

    def run(
        self, request: dict[str, Any], on_event: OnEvent, *, seconds: float, stop: threading.Event | None = None
    ) -> dict[str, Any]:
        """Run tests as asked for; `on_event` hears of each. Return how it ended: a reason, if not as it should.

        It is ended after so many seconds, and as soon as another thread sets `stop`.
        """
        self.begin()
        self._send(request)  # already, so that workers are made ready while tests are loaded
        self._wait()
        end, called_off = time.monotonic() + seconds, ""
        while True:
            try:
                event = self._events.get(timeout=INTERVAL)
            except queue.Empty:
                event = {}
            if event is None:
                self.close()
                return {"reason": called_off or phrase("the process that runs the tests has ended")}
            if event.get("event") == "end":
                return event | ({"reason": called_off} if called_off else {})
            if event and not called_off:
                on_event(event)
            stopped = stop is not None and stop.is_set()
            if not called_off and (stopped or time.monotonic() > end):
                called_off = CALLED_OFF if stopped else phrase(f"it was ended after {round(seconds, 1):g} seconds")
                self._send(None)
                end = time.monotonic() + END_SECONDS
            elif called_off and time.monotonic() > end:
                self.close()
                return {"reason": called_off}

    def _send(self, request: dict[str, Any] | list[str] | None) -> None:
        assert self._process is not None
        assert self._process.stdin is not None
        with suppress(OSError):  # then its end is heard
            self._process.stdin.write(json.dumps(request).encode() + b"\n")
            self._process.stdin.flush()

    def close(self) -> None:
        """End the process with all that it started: first by the end of what it is asked, then by force."""
        if self._process is None:
            return
        assert self._process.stdin is not None
        with suppress(OSError):
            self._process.stdin.close()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(END_SECONDS)
        end_family(self._process.pid)
        self._process.wait()
        self._process = None
        shutil.rmtree(self._folder, ignore_errors=True)  # it does so itself, unless it was killed

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def judge_of(bugs: Collection[str] = ()) -> "Judge | Judges":
    """Return who judges some bugs, whose tests are soon run, or all of them."""
    return Judge(bugs, answers=answers_file()) if bugs else Judges()


class Judges:
    """Runs tests as a `Judge` does, in several processes; what each tells is told as it comes."""

    def __init__(self, number: int | None = None) -> None:
        self._judges = [Judge(answers=answers_file()) for _ in range(number or AT_ONCE)]

    def begin(self) -> None:
        """Begin to start the processes, and do not wait for them."""
        for judge in self._judges:
            judge.begin()

    def run(
        self, request: dict[str, Any], on_event: OnEvent, *, seconds: float, stop: threading.Event | None = None
    ) -> dict[str, Any]:
        """Run tests as asked for, each judge its share of them; return how all ended together: see `Judge.run`.

        What interferes with one of them has no verdict: then the others end, too.
        """
        one_at_a_time, over = threading.Lock(), threading.Event()

        def hear(event: dict[str, Any]) -> None:
            with one_at_a_time:
                on_event(event)

        def run_share(number: int, judge: Judge) -> dict[str, Any]:
            share = {"share": [number, len(self._judges)]}
            return judge.run(request | share, hear, seconds=seconds, stop=over)

        with ThreadPoolExecutor(len(self._judges)) as threads:
            shares = [threads.submit(run_share, number, judge) for number, judge in enumerate(self._judges)]
            left = {*shares}
            try:
                while left:
                    done, left = wait(left, INTERVAL, FIRST_COMPLETED)
                    if (stop is not None and stop.is_set()) or any(share.result().get("void") for share in done):
                        over.set()
            except BaseException:  # as Ctrl-C: all are waited for, so they have to be told
                over.set()
                raise
        ends = [share.result() for share in shares]
        void = next((end for end in ends if end.get("void")), None)
        told = void or next(filter(itemgetter("reason"), ends), ends[0])
        return told | {"calls": sum(end.get("calls", 0) for end in ends)}

    def close(self) -> None:
        """End the processes with all that they started."""
        for judge in self._judges:
            judge.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
