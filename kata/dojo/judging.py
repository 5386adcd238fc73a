"""Judging the tests of a file: they meet right libraries, and those that are valid wrong ones.

First all tests meet `fixed`. What passes there meets everything else, in an order drawn anew, right and wrong
mixed and `fixed` once more: a test that goes by the clock, or by how often it was run, fails on right ones, too.
"""

import ast
import math
import queue
import random
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed, wait
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

from kata.confined.walls import Wall, strongest
from kata.dojo.rules import (
    BEYOND,
    VALID,
    Judged,
    Judgement,
    by_role,
    counted,
    first_not_passed,
    is_caught,
    on_a_right_one,
)
from kata.sparring.cast import OTHER, RIGHT, WRONG, Library, Target, cast_for
from kata.sparring.endings import Ending, StudentTest
from kata.sparring.lane import Lane
from kata.sparring.shelf import Shelf
from kata.words.translation import phrase

SEEDS = (0, 1, 2)  # of the draws
LANES = 2
MOST_SECONDS = 600.0  # that all tests of a file may take together
LARGEST = 2**20  # bytes of a file beside the tests that is taken along

Endings = dict[str, list[Ending]]
OnProgress = Callable[[int, int], None]


class CalledOff(Exception):  # noqa: N818 - nothing went wrong
    """Something newer is to be judged."""


class TimeUp(Exception):  # noqa: N818 - it is known before how much there is
    """The tests have had all the time that they may take together."""


class Dojo:
    """Judges the tests for one target, again and again; its processes are kept."""

    def __init__(self, target: Target, wall: Wall | None = None, seeds: Sequence[int] = SEEDS) -> None:
        self.target, self._wall, self._seeds = target, wall or strongest(), seeds
        self._cast = tuple(cast_for(target))
        self._again = replace(self._cast[0], name="fixed, once more")
        self._shelf = Shelf([*self._cast, self._again])
        self._folder = tempfile.TemporaryDirectory(prefix="kata-")
        self._tests = Path(self._folder.name)  # a copy of the student's: nobody saves in the midst of a run
        self._lanes = [Lane(self._tests, self._shelf, self._wall) for _ in range(LANES)]
        # what a thread has started ends with it, by the kernel: so there are the same threads all the time
        self._pool = ThreadPoolExecutor(LANES)
        self._known: dict[tuple[str, str, str], list[Ending]] = {}  # by a test's text, its name, and library

    def begin(self) -> None:
        """Begin to start what the first judgement would have to wait for."""
        for lane in self._lanes:
            lane.begin()

    def judge(
        self,
        file: Path,
        on_progress: OnProgress = lambda *_: None,
        stop: threading.Event | None = None,
        seconds: float = MOST_SECONDS,
    ) -> Judgement:
        """Judge the tests in a file, which may import what lies beside it; raises CalledOff when `stop` is set.

        Tests that take longer than so many seconds together are worth nothing, and that is what is wrong.
        """
        began = time.monotonic()
        self._take_along(file)
        tests, wrong = self._lanes[0].collect(file.name)
        these = counted(tests)
        texts = texts_of(self._tests / file.name, {test.function for test in these})
        run = _Run(self, file.name, these, texts, on_progress, stop or threading.Event(), began + seconds)
        try:
            found = (*run.judged(), *(Judged(test, BEYOND) for test in tests if test not in these))
        except TimeUp:
            found, wrong = (), phrase(f"its tests take longer than {seconds:.0f} seconds together")
        return Judgement(self.target, found, self._cast, wrong, time.monotonic() - began, self._wall.name)

    def _take_along(self, file: Path) -> None:
        """Copy the student's files: the tests, and what lies beside them."""
        for old in self._tests.iterdir():
            old.unlink()
        for path in sorted(file.parent.glob("*.py")):
            if path.is_file() and path.stat().st_size <= LARGEST and (path == file or not _is_tests(path)):
                shutil.copyfile(path, self._tests / path.name)

    def close(self) -> None:
        """End all processes, and take the copies away."""
        self._pool.shutdown()
        for lane in self._lanes:
            lane.close()
        self._shelf.close()
        self._folder.cleanup()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _is_tests(path: Path) -> bool:
    return path.name.startswith("test_")


class _Run:
    """One judgement under way."""

    def __init__(
        self,
        dojo: Dojo,
        file: str,
        tests: Sequence[StudentTest],
        texts: dict[str, str],
        on_progress: OnProgress,
        stop: threading.Event,
        until: float,
    ) -> None:
        self._dojo, self._file, self._tests, self._texts = dojo, file, tests, texts
        self._on_progress, self._stop, self._until = on_progress, stop, until
        self._free: queue.SimpleQueue[Lane] = queue.SimpleQueue()
        for lane in dojo._lanes:
            self._free.put(lane)
        self._endings: dict[str, Endings] = {}  # by library and test

    def judged(self) -> list[Judged]:
        """Have the tests meet the libraries, and return what came of each."""
        fixed, *rest = self._dojo._cast
        names = [test.name for test in self._tests]
        self._meet(fixed, names)
        failed = first_not_passed(self._endings[fixed.name], names)
        left = [name for name in names if name not in failed]
        if left:
            self._meet_all([*rest, self._dojo._again], left)
        return [self._judged(test) for test in self._tests]

    def _meet_all(self, libraries: list[Library], names: Sequence[str]) -> None:
        random.SystemRandom().shuffle(libraries)
        meetings = [self._dojo._pool.submit(self._meet, library, names) for library in libraries]
        try:
            for done, _ in enumerate(as_completed(meetings), 1):
                self._on_progress(done, len(libraries))
            for meeting in meetings:
                meeting.result()
        except BaseException:  # as Ctrl-C: the tests that run have their lanes until they end, and no other begins
            self._until = -math.inf
            for meeting in meetings:
                meeting.cancel()
            wait(meetings)
            raise

    def _meet(self, library: Library, names: Sequence[str]) -> None:
        """Have tests meet a library, as far as that is not known of tests of the same text."""
        if self._stop.is_set():
            raise CalledOff
        self._go_on()
        known = self._dojo._known
        keys = {name: (self._texts.get(name.partition("[")[0], ""), name, library.name) for name in names}
        fresh = [name for name in names if not keys[name][0] or keys[name] not in known]
        if fresh:
            lane = self._free.get()
            try:
                found = lane.run(self._file, library, fresh, self._dojo._seeds, go_on=self._go_on)
            finally:
                self._free.put(lane)
            known |= {keys[name]: found[name] for name in fresh}
        self._endings[library.name] = {name: known[keys[name]] for name in names}

    def _go_on(self) -> None:
        if time.monotonic() > self._until:
            raise TimeUp

    # ---------------------------------------------------------------- what comes of it

    def _judged(self, test: StudentTest) -> Judged:
        name, cast = test.name, self._dojo._cast
        rights = [*by_role(cast, RIGHT), self._dojo._again]
        for library in rights:
            endings = self._endings.get(library.name, {}).get(name, [])
            status = on_a_right_one(endings)
            if status != VALID:
                passes = sum(ending.outcome == "passed" for ending in endings)
                ending = next(ending for ending in endings if ending.outcome != "passed")
                return Judged(test, status, self._simplest(library, test, ending), passes, len(endings))
        slowest = max(ending.seconds for library in rights for ending in self._endings[library.name][name])

        def caught(role: str) -> tuple[str, ...]:
            return tuple(
                library.name
                for library in by_role(cast, role)
                if is_caught(self._endings[library.name][name], len(self._dojo._seeds), slowest)
            )

        found = caught(WRONG)
        shown = None
        if found:
            library = next(library for library in cast if library.name == found[0])
            shown = self._simplest(library, test, self._endings[library.name][name][0])
        return Judged(test, VALID, caught=found, touched=caught(OTHER), shown=shown)

    def _simplest(self, library: Library, test: StudentTest, ending: Ending) -> Ending:
        """Return how a property fails with a simpler example, if it does."""
        if not test.drawn or ending.outcome != "failed" or time.monotonic() > self._until:
            return ending
        lane = self._free.get()
        try:
            seeds = self._dojo._seeds[:1]
            (again, *_) = lane.run(self._file, library, [test.name], seeds, shrink=True)[test.name]
        finally:
            self._free.put(lane)
        return again if again.outcome == "failed" else ending


def texts_of(file: Path, functions: Collection[str]) -> dict[str, str]:
    """Return of each test function all the text that it may depend on: its own, and what is no test function.

    None is returned for a method or for a function that is made in another way: it is judged anew each time.
    """
    try:
        tree = ast.parse(file.read_bytes())
    except (SyntaxError, ValueError):
        return {}
    own = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name in functions}
    others = [path for path in sorted(file.parent.glob("*.py")) if path != file]
    beside = [path.read_bytes().decode(errors="replace") for path in others]
    rest = "\n".join([*(ast.dump(node) for node in tree.body if node not in own.values()), *beside])
    return {name: f"{rest}\n{ast.dump(node)}" for name, node in own.items()}
