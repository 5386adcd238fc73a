"""What came of a search: its setting, each network that was tried, and their ranking; plain data."""

import math
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from kata.words.translation import phrase

FORMAT = 1


@dataclass(frozen=True)
class Setting:
    """What all trials of a search have in common; digits and library are known by digests of their files."""

    seed: int
    epochs: int
    data: str
    digits: str
    library: str
    format: int = FORMAT

    def difference(self, other: "Setting") -> str:
        """Return in words what is not the same, if anything is not; the digits may be kept under another name."""
        for name, words in {
            "seed": phrase(f"with seed {self.seed}, not {other.seed}"),
            "epochs": phrase(f"with {self.epochs} epochs, not {other.epochs}"),
            "digits": phrase("with other digits"),
            "library": phrase("with another state of the library"),
        }.items():
            if getattr(self, name) != getattr(other, name):
                return words
        return ""


@dataclass(frozen=True)
class Tried:
    """What came of a network: its accuracies in the epoch that was best on the validation part, or its failure."""

    index: int
    network: str
    widths: tuple[int, ...]
    seed: int
    parameters: int
    validation_accuracy: float | None = None
    test_accuracy: float | None = None
    epoch: int | None = None
    validation_rows: int | None = None
    seconds: float | None = None
    failure: str = ""

    @property
    def layers(self) -> str:
        """The hidden layers, as they are written."""
        return "-".join(map(str, self.widths))


@dataclass(frozen=True)
class Results:
    """All that was tried, by index."""

    setting: Setting
    tried: list[Tried]

    @property
    def ranking(self) -> list[Tried]:
        """Those that were trained, the best on the validation part first; of equals, the smaller one."""
        return sorted(
            (one for one in self.tried if one.validation_accuracy is not None),
            key=lambda one: (-(one.validation_accuracy or 0), one.parameters, one.index),
        )

    @property
    def failures(self) -> list[Tried]:
        """Those whose training failed."""
        return [one for one in self.tried if one.failure]

    @property
    def error(self) -> float:
        """The standard error of the best accuracy: by as much it would vary with other digits kept back."""
        best = self.ranking[0]
        accuracy, rows = best.validation_accuracy or 0, best.validation_rows or 1
        return math.sqrt(accuracy * (1 - accuracy) / rows)

    def as_data(self) -> dict[str, Any]:
        """Return all of it as plain data."""
        return {
            "format": FORMAT,
            "setting": asdict(self.setting),
            "trials": [asdict(one) for one in self.tried],
            "ranking": [one.index for one in self.ranking],
        }


OnTrial = Callable[[int, int, Tried], None]
