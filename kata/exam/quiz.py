"""The quizzes of a class: each student's is drawn by the seed and the student's id, whoever else there is."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from kata.bugs.manifest import Bug
from kata.classroom.roster import Student
from kata.exam.drawing import Item, draft
from kata.exam.plan import planned
from kata.exam.runs import Run, Runs
from kata.exam.trials import Seen, Trials

ATTEMPTS = 500  # to draw numbers that tell something apart

OnProgress = Callable[[int, int], None]


@dataclass(frozen=True)
class Quiz:
    """What a student is asked."""

    student: Student
    items: tuple[Item, ...]


@dataclass
class _Place:
    """A place in a quiz that is to be filled; it draws by itself."""

    student: int
    bug: Bug
    kind: str
    rng: np.random.Generator
    item: Item | None = None


def draw(
    students: Sequence[Student],
    bugs: Sequence[Bug],
    number: int,
    seed: int,
    on_progress: OnProgress = lambda *_: None,
) -> list[Quiz]:
    """Return a quiz of so many questions for each student; `on_progress` hears how much of how much is done.

    Raises what `LongCall.run` does, and RuntimeError if the tests do not say of a bug what they should.
    """
    places = [
        place for order, student in enumerate(students) for place in _places(order, student, bugs, number, seed)
    ]
    judged = [bug for bug in bugs if any(place.bug == bug and place.kind == "test" for place in places)]
    total, runs = len(places) + len(judged), Runs()
    seen = {}
    with Trials() as trials:
        for done, bug in enumerate(judged):
            on_progress(done, total)
            seen[bug.id] = trials(bug, generator(seed, "tests", bug.id))

    def on_open(number: int) -> None:
        on_progress(total - number, total)

    runs.answer(_rounds(places, runs, seen, on_open))
    quizzes: list[list[Item]] = [[] for _ in students]
    for place in places:
        if place.item is None:
            raise RuntimeError(f"{place.bug.id}, {place.kind}: no numbers were found that tell something apart")
        quizzes[place.student].append(place.item)
    return [Quiz(student, tuple(items)) for student, items in zip(students, quizzes, strict=True)]


def _rounds(
    places: Sequence[_Place], runs: Runs, seen: Mapping[str, Seen], on_open: Callable[[int], None]
) -> Iterator[list[Run]]:
    """Draw for all places that are not filled, have run what that takes, and fill those it is enough for."""
    for _ in range(ATTEMPTS):
        not_filled = [place for place in places if place.item is None]
        on_open(len(not_filled))
        if not not_filled:
            return
        drafts = [draft(place.bug, place.kind, place.rng) for place in not_filled]
        yield [run for drawn in drafts for run in drawn.runs()]
        for place, drawn in zip(not_filled, drafts, strict=True):
            place.item = drawn.settled(runs, seen.get(place.bug.id), place.rng)


def _places(order: int, student: Student, bugs: Sequence[Bug], number: int, seed: int) -> list[_Place]:
    by_id = {bug.id: bug for bug in bugs}
    plan = planned(list(by_id), number, generator(seed, student.id))
    return [_Place(order, by_id[bug], kind, generator(seed, student.id, bug, kind)) for bug, kind in plan]


def generator(seed: int, *names: str) -> np.random.Generator:
    """Return the generator of what is drawn by a seed for these names, whose letters may be small or not."""
    told = "\0".join([str(seed), *(name.casefold() for name in names)])
    digest = hashlib.sha256(told.encode("utf-8", "surrogatepass")).digest()
    return np.random.Generator(np.random.PCG64(int.from_bytes(digest, "big")))
