"""What is kept of tests, by the seed that their examples are drawn by: of the last few seeds."""

from typing import Generic, TypeVar

SEEDS = 3  # those that everybody gets, and two of a grading

T = TypeVar("T")


class BySeed(Generic[T]):
    """What is kept for each seed, and of each test."""

    def __init__(self) -> None:
        self._kept: dict[int | None, dict[str, T]] = {}

    def of(self, seed: int | None) -> dict[str, T]:
        """Return what is kept for a seed, by test, and forget the oldest if that is one too many.

        What everybody gets is never forgotten: a verdict by a seed has it, too, of tests that draw nothing.
        """
        if seed not in self._kept and len(self._kept) == SEEDS:
            del self._kept[next(kept for kept in self._kept if kept is not None)]
        return self._kept.setdefault(seed, {})
