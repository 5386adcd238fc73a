"""Work is handed over to worker processes, and what comes of it is collected, whatever happens to them.

Each worker process has one submission at a time and no more is handed over, so that a worker that is lost costs
the one that it had. The scheduler gives up on that at once, and this side hands it over again, some times: what
its worker dies of each time is not to go round for ever.
"""

import math
import queue
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from distributed import Client, Future
from distributed.scheduler import KilledWorker

from kata.grading.cluster import CONNECT_SECONDS, WORKERS_SECONDS, ClusterError, first_line
from kata.grading.judging import judge_there
from kata.words.translation import phrase

LOSSES = 3  # times that a submission may lose its worker
OVERDUE = 1_200  # seconds after which a worker with a submission is given up
ASK = 1.0  # seconds between two questions how many workers there are
LOOK = 0.2  # seconds between two looks at whether the scheduler is there

Judging = Callable[[Mapping[str, Any]], str]
Done = tuple[str, str | None, str]  # the name of the work, what came of it as JSON, or why nothing did


@dataclass
class _UnderWay:
    name: str
    work: Mapping[str, Any]
    since: float = 0.0
    losses: int = 0
    future: Any = field(default=None, repr=False)


class Dispatch:
    """Hands work over, one piece for each thread of a worker, and yields what comes back."""

    def __init__(self, client: Client, judging: Judging = judge_there) -> None:
        self._client, self._judging = client, judging
        self._ended: queue.SimpleQueue[tuple[_UnderWay, Future]] = queue.SimpleQueue()
        self._under_way: dict[int, _UnderWay] = {}
        self._again: list[_UnderWay] = []
        self._known, self._asked, self._last_there = 1, -math.inf, time.monotonic()  # workers' threads
        self.losses = 0  # of workers with a submission

    def run(self, work: Iterable[tuple[str, Mapping[str, Any]]]) -> Iterator[list[Done]]:
        """Yield what came of the work, as much as is there at a time; raises ClusterError if the cluster ends."""
        waiting = iter(work)
        exhausted = False
        try:
            while True:
                while len(self._under_way) < self.threads() and not (exhausted and not self._again):
                    one = self._again.pop() if self._again else None
                    if one is None:
                        following = next(waiting, None)
                        if following is None:
                            exhausted = True
                            continue
                        one = _UnderWay(*following)
                    self._hand_over(one)
                if exhausted and not self._under_way and not self._again:
                    return
                if done := self._collect():
                    yield done
        finally:
            with suppress(Exception):
                self._client.cancel([one.future for one in self._under_way.values() if one.future], force=True)

    def threads(self) -> int:
        """Return how many submissions may be under way; raises ClusterError if nobody is there any more."""
        now = time.monotonic()
        if self._client.status != "running":
            raise ClusterError("The scheduler is gone.")
        if now - self._asked > ASK:
            with self._gone_in_words():
                workers = self._client.scheduler_info(n_workers=-1)["workers"].values()
            self._asked, self._known = now, sum(worker["nthreads"] for worker in workers)
            if self._known:
                self._last_there = now
            elif now - self._last_there > WORKERS_SECONDS:
                raise ClusterError(f"The scheduler has no workers any more, not after {WORKERS_SECONDS} s.")
        return max(self._known, 1)

    @contextmanager
    def _gone_in_words(self) -> Iterator[None]:
        try:
            yield
        except (OSError, TimeoutError, RuntimeError, ValueError) as error:
            raise ClusterError("The scheduler is gone.") from error

    def _hand_over(self, one: _UnderWay) -> None:
        one.since = time.monotonic()
        with self._gone_in_words():
            one.future = self._client.submit(self._judging, one.work, pure=False, retries=0)
        self._under_way[id(one)] = one
        one.future.add_done_callback(lambda future: self._ended.put((one, future)))

    def _collect(self) -> list[Done]:
        """Return what has ended, after waiting for a moment."""
        done: list[Done] = []
        with suppress(queue.Empty):
            told = self._ended.get(timeout=LOOK)
            while True:
                done += self._come_of(*told)
                told = self._ended.get_nowait()
        now = time.monotonic()
        for one in [one for one in self._under_way.values() if now - one.since > OVERDUE]:
            assert one.future is not None
            one.future.cancel(force=True)
            done += self._lost(one, f"its worker did not answer within {OVERDUE} seconds")
        return done

    def _come_of(self, one: _UnderWay, future: Future) -> list[Done]:
        """Return what came of a piece of work that has ended, if anything did."""
        if self._under_way.get(id(one)) is not one or one.future is not future:
            return []  # it was given up before
        try:
            told = future.result(timeout=CONNECT_SECONDS)
        except KilledWorker:
            return self._lost(one, phrase(f"its worker was lost {LOSSES} times"))
        except Exception as error:
            if self._client.status != "running":
                raise ClusterError("The scheduler is gone.") from error
            if future.status in ("cancelled", "lost", "pending") or isinstance(error, TimeoutError | OSError):
                return self._lost(one, phrase(f"its worker was lost {LOSSES} times"))
            del self._under_way[id(one)]
            return [(one.name, None, phrase(f"the worker failed: {type(error).__name__}: {first_line(error)}"))]
        del self._under_way[id(one)]
        one.future = None
        return [(one.name, told, "")]

    def _lost(self, one: _UnderWay, reason: str) -> list[Done]:
        """Hand a submission over again whose worker is lost, unless that came too often."""
        del self._under_way[id(one)]
        one.losses += 1
        self.losses += 1
        one.future = None
        if one.losses >= LOSSES:
            return [(one.name, None, reason)]
        self._again.append(one)
        return []
