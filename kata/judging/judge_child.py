"""A pytest plugin: keep the tests loaded, and run them again and again, on whatever library is asked for.

The process never has the library itself: a worker holds that, behind a pipe and a wall. The other side is
`kata.judging.judge`: a request is a line of JSON on the standard input, and what happens is told by lines on the
standard output. A null calls off what is under way, and so does the end of the input, which ends the process.
"""

import gc
import json
import os
import queue
import shutil
import sys
import tempfile
import threading
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

import pytest

from kata.confined.walls import TRIED, chosen_wall
from kata.judging.events import collected
from kata.judging.key import digest_of_judge
from kata.judging.pytest_plugin import SUBJECT
from kata.judging.run import asked_for, run_each, shared_out
from kata.pipe.deadline import OTHERS_PATIENCE, PATIENCE, Deadline
from kata.pipe.reference import Reference
from kata.pipe.remote import Remote
from kata.pipe.workers import Workers
from kata.recall.answers import Answers, NothingKept
from kata.recall.drawn import DrawnOnce, leave_shared_generators_alone
from kata.subject.libraries import OWN, Source

AT_ONCE = 0.01  # seconds for what was asked for before this process began
END_SECONDS = 5  # from the end of the input to that of the process


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the judge say which folder is its own: only what it made itself is ever emptied; and what is kept."""
    parser.addoption("--own-folder", help="the folder to make for the judge's temporary files, until it ends")
    parser.addoption("--kept-answers", help="the file of what is known of answers (default: nothing is kept)")


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Take the place of pytest's own loop over the tests, and the two streams, before anything is printed."""
    if config.option.own_folder is None:
        raise pytest.UsageError("--own-folder: the judge's process is started by `kata.judging.judge`")
    events = os.dup(1)
    os.dup2(2, 1)  # what pytest prints is for whoever looks for a mistake in the tests
    kept = _kept(config) if config.option.kept_answers else None
    config.pluginmanager.register(JudgeServer(sys.stdin.buffer, events, Path(config.option.own_folder), kept))


def _kept(config: pytest.Config) -> NothingKept | None:
    """Return what is known of answers; nothing, where Python has come without SQLite."""
    try:
        from kata.recall.kept import KeptWays
    except ImportError:
        return None
    # in haste a failure has the first example, and not the simplest
    state = f"{config.option.hypothesis_profile} {digest_of_judge()}"
    return KeptWays(Path(config.option.kept_answers), state)


class JudgeServer:
    """Takes the place of pytest's own loop over the tests."""

    def __init__(self, requests: BinaryIO, events: int, folder: Path, kept: NothingKept | None) -> None:
        self._requests: queue.SimpleQueue[dict[str, Any] | None] = queue.SimpleQueue()
        self._events = os.fdopen(events, "wb")
        folder.mkdir(mode=0o700)
        self.folder = folder  # of the files that tests write for a library to read
        tempfile.tempdir = str(self.folder)
        self._off = threading.Event()
        self._remote: Remote | None = None
        self._workers: Workers | None = None
        self._held: Any = None  # what the workers are for
        self._reference = Reference()
        # by whether files are out of the library's reach, which would else tell what is to be told of it
        self._answers = {True: Answers(kept), False: Answers()}
        self._first: list[dict[str, Any] | None] = []  # what was asked for before the tests were loaded
        threading.Thread(target=self._hear, args=(requests,), daemon=True).start()
        self._prepare()

    def _prepare(self) -> None:
        """Begin to start the first worker while the tests are loaded, if its library is already known."""
        with suppress(queue.Empty):
            self._first.append(self._requests.get(timeout=AT_ONCE))
        for request in filter(None, self._first):
            with suppress(OSError, RuntimeError):  # which is told when the tests are to run
                self._workers_for(**request).prepare()

    def _hear(self, requests: BinaryIO) -> None:
        """Pass requests on; whatever comes meanwhile calls off what is under way."""
        for line in requests:
            request = json.loads(line)
            if request is None:
                self._call_off()
            else:
                self._off.clear()
                self._requests.put(request)
        self._requests.put(None)
        self._call_off()
        threading.Timer(END_SECONDS, self._leave, (1,)).start()

    def _call_off(self) -> None:
        self._off.set()
        if (remote := self._remote) is not None:
            remote.call_off()

    def _tell(self, **event: Any) -> None:
        self._events.write(json.dumps(event).encode() + b"\n")
        self._events.flush()  # with a buffer of its own a signal in the middle does not cut it short

    def _asked(self) -> dict[str, Any] | None:
        """Return the next request, None if there are no more."""
        return self._first.pop() if self._first else self._requests.get()

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Serve until there are no more requests."""
        self._tell(event="ready")
        drawn = DrawnOnce(self._begin_example)
        drawn.listen(session.items)
        leave_shared_generators_alone()
        session.config.pluginmanager.register(drawn)
        gc.freeze()  # the tests stay: nobody has to look at them again and again
        gc.enable()
        while (request := self._asked()) is not None:
            self._tell(**{"event": "end", **self._run(session, **request)})
            self._answers[True].save()
        if self._workers is not None:
            self._workers.close()
        self._reference.close()
        return True

    def _begin_example(self) -> None:
        """Forget the calls that were made with other examples."""
        assert self._remote is not None
        self._remote.made.begin()

    @pytest.hookimpl(trylast=True)
    def pytest_unconfigure(self) -> None:
        """End at once: a thread may still wait for what is asked."""
        self._leave(0)

    def _leave(self, status: int) -> NoReturn:
        """End, and leave nothing behind."""
        shutil.rmtree(self.folder, ignore_errors=True)
        os._exit(status)

    # ---------------------------------------------------------------- a run

    def _run(
        self,
        session: pytest.Session,
        *,
        library: list[str],
        memory: int,
        wall: str | None,
        require: str | None,
        walls: dict[str, str],
        bugs: list[str],
        skip: list[str],
        only: list[str],
        first_failure: bool,
        seed: int | None,
        share: tuple[int, int],
        waiting: bool,
        passing: list[str],
    ) -> dict[str, Any]:
        """Run this share of the tests that are asked for, and tell of each; return how it ended."""
        chosen = asked_for(session.items, bugs, skip, only)
        self._tell(**collected(chosen))
        session.config.option.subject = library[1]
        try:
            workers = self._workers_for(library, memory, wall, require, walls)
        except (OSError, RuntimeError) as error:  # there is no such folder any more, or no such wall
            return {"reason": str(error)}
        patience = PATIENCE if library[0] == OWN else OTHERS_PATIENCE
        deadline = Deadline(memory, self._reference, patience)
        with closing(deadline), closing(Remote(workers, deadline)) as remote:
            self._remote = session.config.stash[SUBJECT] = remote
            if self._off.is_set():
                remote.call_off()
            own, answers = shared_out(chosen, *share), self._answers[workers.wall.hides]
            for event in run_each(remote, own, first_failure, seed, waiting, {*passing}, answers):
                if event["event"] != "end":
                    self._tell(**event)
        return {"isolation": workers.wall.name, "calls": remote.calls, **event}

    def _workers_for(
        self,
        library: list[str],
        memory: int,
        wall: str | None,
        require: str | None,
        walls: dict[str, str],
        **_: Any,
    ) -> Workers:
        """Return what starts workers for a library: the same as before, if it is the same, and the same folder."""
        TRIED.update(walls)  # by who asks, which takes as long as to start a worker
        source, chosen = Source(library[0], Path(library[1])), chosen_wall(wall, require)
        there = source.folder.stat()  # a wall may hold on to one that was moved away
        wanted = (source, memory, chosen, there.st_dev, there.st_ino)
        if self._workers is None or self._held != wanted:
            workers = Workers(source, chosen, memory, [self.folder])
            if self._workers is not None:
                workers.take_over(self._workers)
                self._workers.close()
            self._workers, self._held = workers, wanted
        return self._workers
