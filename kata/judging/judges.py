"""Several judges at once: each runs a share of the tests, with a worker of its own, so that all cores have work.

A test and the library wait for each other all the time, so that one judge keeps one core busy and no more.
"""

import os
import threading
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Self

from kata.judging.judge import Judge, OnEvent

MOST = 4  # judges: each loads the tests for itself


def judge_of(bugs: Collection[str] = ()) -> "Judge | Judges":
    """Return who judges some bugs, whose tests are soon run, or all of them."""
    return Judge(bugs) if bugs else Judges()


class Judges:
    """Runs tests as a `Judge` does, in several processes; what each tells is told as it comes."""

    def __init__(self, number: int | None = None) -> None:
        self._judges = [Judge() for _ in range(number or min(os.cpu_count() or 1, MOST))]

    def begin(self) -> None:
        """Begin to start the processes, and do not wait for them."""
        for judge in self._judges:
            judge.begin()

    def run(
        self, request: dict[str, Any], on_event: OnEvent, *, seconds: float, stop: threading.Event | None = None
    ) -> dict[str, Any]:
        """Run tests as asked for, each judge its share of them; return how all ended together: see `Judge.run`."""
        one_at_a_time = threading.Lock()

        def hear(event: dict[str, Any]) -> None:
            with one_at_a_time:
                on_event(event)

        def run_share(number: int, judge: Judge) -> dict[str, Any]:
            share = {"share": [number, len(self._judges)]}
            return judge.run(request | share, hear, seconds=seconds, stop=stop)

        with ThreadPoolExecutor(len(self._judges)) as threads:
            ends = list(threads.map(run_share, range(len(self._judges)), self._judges))
        told = next((end for end in ends if end.get("void")), None) or next(filter(_reason, ends), ends[0])
        return told | {"calls": sum(end.get("calls", 0) for end in ends)}

    def close(self) -> None:
        """End the processes with all that they started."""
        for judge in self._judges:
            judge.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _reason(end: dict[str, Any]) -> str:
    return str(end["reason"])
