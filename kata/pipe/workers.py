"""Starting workers, and ending them: our ends of their pipes, and the process that they are forked from.

What is at the other ends is a stranger's. It may say anything or nothing, and be gone at any time.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cached_property, partial
from pathlib import Path
from typing import IO, Any, BinaryIO

import psutil

from kata.confined.processes import end_family
from kata.confined.walls import Wall, environment
from kata.pipe.printed import Printed
from kata.pipe.worker import Plan
from kata.subject.libraries import OWN, Source

MODULE = ("kata.pipe.worker",)  # and its first arguments
ANSWER_SECONDS = 30  # that the process which forks has for an answer
LOAD_SECONDS, ADAPTER_SECONDS = 10, 60  # that a library of ours may take to be imported, and another's
FORKS = sys.platform == "linux"  # elsewhere a process with numpy loaded does not survive it for sure


class Worker:
    """A worker: our ends of its pipes, its process, and how to end it."""

    def __init__(
        self,
        workers: "Workers",
        calls: BinaryIO,
        answers: BinaryIO,
        printed: IO[bytes],
        trace: IO[bytes] | None = None,
        *,
        find_pid: Callable[[], int],
    ) -> None:
        self.calls, self.answers, self.printed = calls, answers, Printed(printed)
        self.trace = Printed(trace) if trace else self.printed  # where it is, when a signal asks for it
        self._workers, self._find_pid = workers, find_pid
        self._lock, self._status = threading.Lock(), 0
        self.ended = False

    @cached_property
    def pid(self) -> int:
        """Its number as this process sees it, 0 if it has gone; looked up only for who asks for it."""
        return self._find_pid()

    def signal(self, number: int) -> None:
        """Send it a signal."""
        self._workers.signal(self, number)

    def end(self) -> int:
        """End it with all that it started, once; return its exit status, negative for the signal it died of."""
        with self._lock:
            if not self.ended:
                self._status = self._workers.end()
                self.ended = True
        return self._status

    def close(self) -> None:
        """End it, and close our ends of its pipes."""
        self.end()
        for stream in (self.calls, self.answers):
            with suppress(OSError):
                stream.close()


class Workers:
    """Starts workers for one library, one at a time, behind a wall."""

    apart = True  # each is a process of its own, of whose memory the kernel may tell

    def __init__(
        self,
        source: Source,
        wall: Wall,
        memory: int,
        readable: Sequence[Path] = (),
        *,
        forks: bool = FORKS,
        module: Sequence[str] = MODULE,
    ) -> None:
        self.wall, self.folder, self._forks = wall, source.folder, forks
        self._started = [sys.executable, "-P", "-m", *module]
        self.own = source.adapter == OWN  # of our kind: what it does not say that it offers, it hides
        self.load_seconds = LOAD_SECONDS if self.own else ADAPTER_SECONDS
        self._lock = threading.Lock()
        self._readable = [source.folder, *readable]
        inside = wall.inside(self._readable)
        self._plan = Plan(source.adapter, str(source.folder), memory, inside)._asdict()
        self._process: subprocess.Popen[bytes] | None = None  # the worker, or the process that forks for it
        self._requests: socket.socket | None = None

    def start(self) -> Worker:
        """Start a worker; raises OSError if it cannot be done."""
        return self._fork() if self._forks else self._start()

    def prepare(self) -> None:
        """Begin with what the first worker would have to wait for; go on meanwhile."""
        if self._forks:
            with self._lock:
                self._begin()

    def take_over(self, others: "Workers") -> None:
        """Fork from the process that forked for others, which have ended, where the wall keeps workers from it."""
        alike = self._forks and others._forks and self._started == others._started
        if not alike or self.wall is not others.wall or not self.wall.lasting:
            return
        with self._lock, others._lock:
            if others._process is not None and others._process.poll() is None:
                self._process, self._requests = others._process, others._requests
                others._process = others._requests = None

    def signal(self, worker: Worker, number: int) -> None:
        """Send a worker a signal."""
        with suppress(OSError):
            if self._forks:
                self._ask(signal=number)
            else:
                os.kill(worker.pid, number)

    def end(self) -> int:
        """End the worker, with all that it started; return its exit status."""
        if self._forks:
            with suppress(OSError, ValueError):
                return int(self._ask(end=True))
            self.close()
            return -signal.SIGKILL
        assert self._process is not None
        with suppress(subprocess.TimeoutExpired):  # one that has ended by itself has a status of its own
            self._process.wait(0.05)
        end_family(self._process.pid)
        return self._process.wait()

    def close(self) -> None:
        """End whatever is there."""
        if self._requests is not None:
            self._requests.close()
            self._requests = None
        if self._process is not None:
            end_family(self._process.pid)
            self._process.wait()
            if self._forks and self._process.stderr is not None:
                self._process.stderr.close()
            self._process = None

    # ---------------------------------------------------------------- the two ways to start one

    def _popen(self, *arguments: str, **options: Any) -> subprocess.Popen[bytes]:
        command = self.wall.command([*self._started, *arguments], self._readable)
        return subprocess.Popen(command, env=environment(), start_new_session=True, **options)  # noqa: S603

    def _start(self) -> Worker:
        pipes = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
        self._process = process = self._popen(json.dumps(self._plan), **pipes)
        return Worker(self, process.stdin, process.stdout, process.stderr, find_pid=lambda: process.pid)  # type: ignore[arg-type]

    def _fork(self) -> Worker:
        theirs_first, calls = os.pipe()
        ours, others = zip(*(os.pipe() for _ in range(3)), strict=True)  # to read from, to write to
        theirs = [theirs_first, *others]
        try:
            inner = int(self._ask(theirs, start=self._plan))
        except (OSError, ValueError) as error:
            self.close()
            for pipe in (calls, *ours):
                os.close(pipe)
            raise OSError(f"no worker could be started: {error}") from error
        finally:
            for pipe in theirs:
                os.close(pipe)
        assert self._process is not None
        find_pid = partial(self._seen_from_here, self._process.pid, inner)
        return Worker(self, os.fdopen(calls, "wb"), *(os.fdopen(pipe, "rb") for pipe in ours), find_pid=find_pid)

    def _ask(self, pipes: Sequence[int] = (), **request: Any) -> Any:
        """Ask the process that forks; it is started if there is none."""
        with self._lock:
            return self._asked(pipes, request)

    def _asked(self, pipes: Sequence[int], request: dict[str, Any]) -> Any:
        requests = self._begin()
        socket.send_fds(requests, [json.dumps(request).encode()], pipes)
        answer = requests.recv(2**16)
        if not answer:
            assert self._process is not None
            raise OSError(self._process.communicate()[1].decode(errors="replace").strip() or "it has ended")
        return json.loads(answer)

    def _begin(self) -> socket.socket:
        """Start the process that forks, unless it is there; return where it hears."""
        if self._requests is None:
            self._requests, theirs = socket.socketpair()
            self._requests.settimeout(ANSWER_SECONDS)
            with theirs:
                streams = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE}
                self._process = self._popen(str(theirs.fileno()), pass_fds=[theirs.fileno()], **streams)
        return self._requests

    def _seen_from_here(self, forks: int, inner: int) -> int:
        """Return the process that has this number in the namespace of the one that forks."""
        if not self.wall.renumbers:
            return inner
        with suppress(psutil.Error):
            for process in psutil.Process(forks).children(recursive=True):
                with suppress(OSError):
                    status = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii", errors="replace")
                    numbers = next(line for line in status.splitlines() if line.startswith("NSpid:")).split()
                    if int(numbers[-1]) == inner:
                        return process.pid
        return 0
