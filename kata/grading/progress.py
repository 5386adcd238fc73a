"""How far a grading is, at which rate, and what came of it so far."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass
class Progress:
    """How far a grading is: how many of how many, since when, and the given bugs by what became of them."""

    total: int
    done: int = 0
    before: int = 0  # of them by an earlier run
    began: float = field(default_factory=time.monotonic)
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(("fixed", "present", "unclear"), 0))

    def begin(self) -> None:
        """Count the time from now on, and not what is done already."""
        self.before, self.began = self.done, time.monotonic()

    @property
    def rate(self) -> float | None:
        """Submissions a minute, as soon as there is one."""
        judged, seconds = self.done - self.before, time.monotonic() - self.began
        return 60 * judged / seconds if judged and seconds > 0 else None

    @property
    def left(self) -> float | None:
        """Seconds that the rest will take, at this rate."""
        return 60 * (self.total - self.done) / self.rate if self.rate else None

    def add(self, bugs: Mapping[str, str], given: Sequence[str]) -> None:
        """Count a submission."""
        self.done += 1
        for bug in given:
            self.counts[bugs.get(bug, "unclear")] += 1
