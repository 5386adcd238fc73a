"""A worker: a child process that trains one contestant, when it is asked to, with one number of threads.

The thread pools of two libraries in one process disturb each other: each spins while the other works. So each has
a process of its own, that blocks on a pipe while another works. Requests and answers are JSON, a line each. A
worker ends with its standard input, even in the middle of an epoch, and so never outlives who started it.
"""

import importlib
import importlib.util
import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import redirect_stdout
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

import numpy as np
import psutil

from benchmarks.contestants import CONTESTANTS, Array, Contestant, Job, Learner
from kata import ROOT
from kata.confined.processes import peak_memory
from kata.confined.surroundings import THREADS
from kata.subject.libraries import load_library

Parts = tuple[tuple[Array, Array], tuple[Array, Array]]

VARIABLES = (*THREADS, "VECLIB_MAXIMUM_THREADS")  # read by a BLAS as it is loaded
WARM_UP_BATCHES, WARM_UP = 4, 0.05  # before a measurement: so many batches, again and again, for so many seconds
DISTRIBUTIONS = {"sklearn": "scikit-learn"}  # packages that are not named like their distribution


class Worker:
    """The parent's side: starts the child, asks, and waits for the answer.

    `facts` are the versions it uses and its memory before it has any data.
    """

    def __init__(self, contestant: str, threads: int) -> None:
        self.contestant = contestant
        self._child = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-m", "benchmarks.worker", contestant],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=ROOT,
            env={**os.environ, **dict.fromkeys(VARIABLES, str(threads))},
            encoding="utf-8",
            start_new_session=True,  # Ctrl-C is for the parent
        )
        try:
            self.facts = self.ask("facts")
        except BaseException:
            self.end()
            raise

    def ask(self, what: str, **values: Any) -> Any:
        """Return the child's answer to a request; raise RuntimeError if it could not do it, or has ended."""
        try:
            _write(self._child.stdin, {"do": what, **values})
            answer = json.loads(self._child.stdout.readline())  # type: ignore[union-attr]
        except (OSError, ValueError):
            self.end()
            status = self._child.returncode
            raise RuntimeError(f"the worker of {self.contestant} ended early, with status {status}") from None
        if "error" in answer:
            raise RuntimeError(f"the worker of {self.contestant} failed: {answer['error']}")
        return answer["value"]

    def end(self) -> None:
        """End the child, whatever it is doing."""
        self._child.kill()
        self._child.communicate()


class Crew:
    """All workers of a run, each started when it is first needed; `folder` is where `save` put the data."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._workers: dict[tuple[str, int], Worker] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for worker in self._workers.values():
            worker.end()

    @property
    def facts(self) -> list[dict[str, Any]]:
        """What the workers are."""
        return [
            {"contestant": contestant, "threads": threads, **worker.facts}
            for (contestant, threads), worker in self._workers.items()
        ]

    def ask(self, what: str, contestant: str, job: Job, **values: Any) -> Any:
        """Ask the worker of this contestant with the job's number of threads."""
        key = contestant, job.threads
        if key not in self._workers:
            self._workers[key] = Worker(*key)
            self._workers[key].ask("load", folder=str(self.folder))
        return self._workers[key].ask(what, job=asdict(job), **values)


def save(parts: Parts, folder: Path) -> None:
    """Save the training part and the test part, so that a worker can load them without a detour."""
    for name, array in zip(("X", "Y", "X_test", "Y_test"), (*parts[0], *parts[1]), strict=True):
        np.save(folder / f"{name}.npy", array)


def _load(folder: Path) -> Parts:
    X, Y, X_test, Y_test = (np.load(folder / f"{name}.npy") for name in ("X", "Y", "X_test", "Y_test"))
    return (X, Y), (X_test, Y_test)


class _Child:
    """The child's side: what it can be asked."""

    def __init__(self, contestant: str) -> None:
        self.kind: type[Contestant] = CONTESTANTS[contestant]
        if contestant == "sklearn":
            importlib.import_module("sklearn.neural_network")
        self.requests: dict[str, Callable[..., Any]] = {
            "facts": self.facts,
            "load": self.load,
            "time": self.time,
            "learn": self.learn,
            "peak": peak_memory,
        }

    def facts(self) -> dict[str, Any]:
        package = self.kind.package
        importlib.import_module(package)
        packages = dict.fromkeys(("numpy", package))
        return {
            "versions": {name: version(DISTRIBUTIONS.get(name, name)) for name in packages},
            "pools": _pools(),
            "imported": psutil.Process().memory_info().rss,
        }

    def load(self, folder: str, idx: bool = False) -> None:
        parts: Parts = load_library("fixed").load_mnist(folder) if idx else _load(Path(folder))
        self.train, self.test = parts

    def time(self, job: dict[str, Any], seconds: float, rows: int | None = None) -> dict[str, float]:
        contestant = self._warm(Job(**job), rows)
        epochs, began = 0, time.perf_counter()
        while not epochs or time.perf_counter() - began < seconds:
            contestant.epoch()
            epochs += 1
        taken = time.perf_counter() - began
        return {"epochs": epochs, "rows": len(self.train[0][:rows]), "seconds": taken}

    def learn(self, job: dict[str, Any], accuracy: float, epochs: int) -> dict[str, Any]:
        contestant = self._warm(Job(**job))
        assert isinstance(contestant, Learner)
        X, labels = self.test[0], self.test[1].argmax(axis=1)
        seconds = 0.0
        reached: list[float] = []
        while len(reached) < epochs and not (reached and reached[-1] >= accuracy):
            began = time.perf_counter()
            contestant.epoch()
            seconds += time.perf_counter() - began
            reached.append(float((contestant.predict(X) == labels).mean()))
        return {"seconds": seconds, "accuracies": reached}

    def _warm(self, job: Job, rows: int | None = None) -> Contestant:
        """Return a contestant that has not trained yet, after another has trained a little."""
        X, Y = (part[:rows] for part in self.train)
        few = WARM_UP_BATCHES * job.batch_size
        trial, began = self.kind(X[:few], Y[:few], job), time.perf_counter()
        while time.perf_counter() - began < WARM_UP:
            trial.epoch()
        return self.kind(X, Y, job)


def _pools() -> list[dict[str, Any]]:
    """Return the thread pools of this process: which BLAS and OpenMP, for which processor, how many threads."""
    if importlib.util.find_spec("threadpoolctl") is None:
        return []
    from threadpoolctl import threadpool_info

    keys = ("user_api", "internal_api", "version", "architecture", "num_threads")
    return [{key: pool[key] for key in keys if key in pool} for pool in threadpool_info()]


def _write(stream: IO[str] | None, value: Any) -> None:
    assert stream is not None
    stream.write(json.dumps(value) + "\n")
    stream.flush()


def _read(requests: "queue.SimpleQueue[dict[str, Any]]") -> None:
    for line in sys.stdin:
        requests.put(json.loads(line))
    os._exit(0)


def _serve(contestant: str) -> None:
    """Answer requests until standard input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # on Windows there are no sessions
    requests: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
    threading.Thread(target=_read, args=(requests,), daemon=True).start()
    child, answers = _Child(contestant), sys.stdout
    with redirect_stdout(sys.stderr):
        while True:
            request = requests.get()
            try:
                answer = {"value": child.requests[request.pop("do")](**request)}
            except Exception as error:
                answer = {"error": f"{type(error).__name__}: {error}"}
            _write(answers, answer)


if __name__ == "__main__":
    _serve(sys.argv[1])
