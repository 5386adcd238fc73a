"""The worker: the process that holds a library under test, and answers for it over a pipe.

It has numpy, the adapter and itself, and nothing else of ours: no test, no list of bugs. A call comes as a frame
of `kata.pipe.wire`, the answer goes back as one, and what the library prints goes elsewhere. Some calls, `LONG`,
have something to say before they answer. `Plan` tells what to hold, and how to be shut in before it is loaded. On
Linux a worker is forked from a process that has numpy loaded: `python -m kata.pipe.worker FD` is that process, and
FD a socket that tells it what to do; elsewhere `python -m kata.pipe.worker PLAN` is the worker itself. See
`kata.pipe.workers` for the other end.
"""

import builtins
import faulthandler
import gc
import io
import json
import linecache
import os
import signal
import socket
import sys
import traceback
import warnings
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, NamedTuple, NoReturn

import numpy as np
import numpy.linalg
import numpy.random

from kata.confined.shut_in import shut_in
from kata.pipe import wire
from kata.pipe.learner import learn, read
from kata.pipe.raised import LINE, MESSAGE
from kata.pipe.snippet import run_code, run_codes, run_lines
from kata.subject.watched import Watched, load_watched

FRAMES = 20  # places that an exception came through
LONG: dict[str, Callable[..., Any]] = {
    **{"learn": learn, "read": read},
    **{"run_code": run_code, "run_codes": run_codes, "run_lines": run_lines},
}
DEBUG = "not while the tests are judged: debug with `kata pytest --pdb`, or call the library from a script"


class Plan(NamedTuple):
    """What a worker is to hold, and how it is to be shut in."""

    adapter: str  # the module that has `load`
    folder: str  # of the library
    memory: int  # bytes it may take
    readable: list[str] | None = None  # all that it may read, where the kernel can be told so


def main(argument: str) -> None:
    """Be a worker, or the process that workers are forked from."""
    if argument.isdecimal():
        Nursery(socket.socket(fileno=int(argument)), work).serve()
    else:
        work(Plan(**json.loads(argument)))


class Nursery:
    """The process that workers are forked from: it starts one, signals it, and ends it.

    Each request is a JSON object, and gets one as its answer.
    """

    def __init__(self, requests: socket.socket, work: Callable[..., NoReturn]) -> None:
        self.requests, self._work = requests, work
        self.worker = 0

    def serve(self) -> None:
        """Answer until the other side is gone."""
        while True:
            message, pipes, _, _ = socket.recv_fds(self.requests, 2**16, 4)
            if not message:
                break
            for name, value in json.loads(message).items():
                answer = getattr(self, f"do_{name}")(value, pipes)
                self.requests.sendall(json.dumps(answer).encode())

    def do_start(self, plan: dict[str, Any], pipes: list[int]) -> int:
        """Fork a worker; its pipes are for calls, answers, what it prints, and where it is when it is asked."""
        nursery, self.worker = os.getpid(), os.fork()
        if self.worker == 0:
            try:
                self.requests.close()
                os.setsid()
                for number, pipe in enumerate(pipes):
                    os.dup2(pipe, number)
                    os.close(pipe)
                self._work(Plan(**plan), trace=len(pipes) - 1, parent=nursery)
            finally:
                os._exit(1)
        for pipe in pipes:
            os.close(pipe)
        return self.worker

    def do_signal(self, number: int, _: list[int]) -> int:
        """Send the worker a signal."""
        with suppress(ProcessLookupError):
            os.kill(self.worker, number)
        return 0

    def do_end(self, _: Any, __: list[int]) -> int:
        """End the worker, which can have started nothing; return its exit status, negative for a signal."""
        with suppress(ProcessLookupError):
            os.kill(self.worker, signal.SIGKILL)
        return os.waitstatus_to_exitcode(os.waitpid(self.worker, 0)[1])


def work(plan: Plan, trace: int = 2, parent: int | None = None) -> NoReturn:
    """Load the library, and answer calls until there are no more; a signal has it write where it is to `trace`.

    It ends with its `parent`, if one is named.
    """
    calls, answers = pipes()
    if hasattr(faulthandler, "register"):
        faulthandler.register(signal.SIGUSR1, file=trace, all_threads=False)
    library, folder = None, Path(plan.folder)
    try:
        import_module(plan.adapter)  # what is ours, as long as it can be read
        shut_in(plan.memory, plan.readable)
        if parent not in (None, os.getppid()):  # it has ended before the kernel was told to say so
            os._exit(1)
        library = load_watched(plan.adapter, folder, noted=False)
        gc.freeze()  # what is there now stays: nobody need look through it for what can go
        answer = frame(offers=sorted(library.offers))
    except BaseException as error:
        answer = frame(error=described(error, folder))
    with suppress(EOFError, BrokenPipeError):
        while True:
            answers.write(answer)
            answers.flush()
            if library is None:
                break
            answer = answer_to(library, wire.read(calls), folder, Talk(calls, answers))
    os._exit(0)


def pipes() -> tuple[BinaryIO, BinaryIO]:
    """Take the pipes of calls and answers away from where a library prints: that goes to the third."""
    calls, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(2, 1)
    os.close(nothing)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 - stays open
    for name, number in (("stdout", 1), ("stderr", 2)):
        raw = open(number, "wb", closefd=False)  # noqa: SIM115
        setattr(sys, name, io.TextIOWrapper(raw, "utf-8", "backslashreplace", line_buffering=True))
    sys.breakpointhook = builtins.input = no_debugger
    return calls, answers


def no_debugger(*_: Any, **__: Any) -> NoReturn:
    """Stand in for whatever would wait for somebody to type."""
    raise RuntimeError(DEBUG)


class Talk:
    """What a long call says before its answer, each a frame with `told` in it, and the replies."""

    def __init__(self, calls: BinaryIO, answers: BinaryIO) -> None:
        self._calls, self._answers = calls, answers

    def tell(self, what: str, **values: Any) -> None:
        """Say something."""
        wire.write(self._answers, {"told": what, **values})

    def ask(self, what: str, **values: Any) -> Any:
        """Say something, and return the reply."""
        self.tell(what, **values)
        return wire.read(self._calls)


def answer_to(library: Watched, call: dict[str, Any], folder: Path, talk: Talk | None = None) -> bytes:
    """Return what the library says to a call, as a frame."""
    method, arguments = call["method"], call["arguments"]
    try:
        if method in LONG:
            with np.errstate(all="ignore"), warnings.catch_warnings(action="ignore"):
                value = LONG[method](library.package, talk, **arguments)
        else:
            value = getattr(library, method)(**arguments)
        return frame(call=call["call"], value=value, changed=list(library.changed))
    except BaseException as error:
        return frame(call=call["call"], error=described(error, folder), changed=list(library.changed))


def frame(**told: Any) -> bytes:
    """Return an answer as a frame, after all that was printed before it."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(Exception):
            stream.flush()
    return wire.pack(told)


def described(error: BaseException, folder: Path) -> dict[str, Any]:
    """Return an exception as data: its types, what it says, and the lines of the library that it came through."""
    try:
        said = error.args[0] if isinstance(error, KeyError) and error.args else error
        message = f"exit({error.code!r})" if isinstance(error, SystemExit) else str(said)[:MESSAGE]
    except Exception:
        message = ""
    return {
        "types": [kind.__name__ for kind in type(error).__mro__],
        "message": message,
        "lines": _lines(error, error.__traceback__, folder),
    }


def _lines(error: BaseException, trace: TracebackType | None, folder: Path) -> list[list[Any]]:
    """Return file, line, function and text of the places in the library, the innermost last."""
    frames = [(frame.f_code.co_filename, line, frame.f_code.co_name) for frame, line in traceback.walk_tb(trace)]
    if isinstance(error, SyntaxError) and error.filename:
        frames.append((error.filename, error.lineno or 1, ""))
    inside = [frame for frame in frames if frame[0].rpartition(os.sep)[0] == str(folder)][-FRAMES:]
    return [[Path(file).name, line, name, linecache.getline(file, line)[:LINE]] for file, line, name in inside]


if __name__ == "__main__":
    main(sys.argv[1])
