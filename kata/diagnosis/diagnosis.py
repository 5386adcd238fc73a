"""A diagnosis: what somebody asked a sealed library, what they say is wrong with it, and what that is worth."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from kata.diagnosis.sealed import Sealed
from kata.lines.memory import Entry, Memory
from kata.words.translation import phrase

MOST_CALLS = 12
EACH = 1 / 40  # of what was found, the price of a call
SEEDS = 10_000  # from which one is drawn: short enough to be typed
KEYS: dict[str, type] = {"seed": int, "calls": list, "named": list, "points": float, "over": bool}


@dataclass(frozen=True)
class Diagnosis:
    """What was named of a sealed library, by numbers of its list, after how many calls."""

    library: Sealed
    named: tuple[int, ...]
    calls: int

    @property
    def found(self) -> list[int]:
        """The faults that were named."""
        return [number for number in self.library.numbers if number in self.named]

    @property
    def points(self) -> float:
        """What it is worth, from 0 to 1."""
        return points(self.library.numbers, self.named, self.calls)

    def as_data(self) -> dict[str, Any]:
        """Return it as plain data, with what is wrong."""
        faults = [
            {
                "number": number,
                "name": fault.name,
                "says": fault.says,
                "module": f"{fault.module}.py",
                "contract": fault.contract,
                "shown_by": fault.shown,
                "change": fault.change(),
            }
            for number, fault in _numbered(self.library)
            if fault in self.library.faults
        ]
        return {"named": list(self.named), "found": self.found, "points": self.points, "faults": faults}


def _numbered(library: Sealed) -> list[tuple[int, Any]]:
    return list(enumerate(library.listed, 1))


def points(faults: Collection[int], named: Collection[int], calls: int) -> float:
    """Return the share of faults found, less what was named wrongly; each call takes a fortieth of it."""
    found, wrong = len({*faults} & {*named}), len({*named} - {*faults})
    return max(0, found - wrong) / len(faults) * (1 - EACH * min(calls, MOST_CALLS))


def numbers_of(text: str, listed: int) -> tuple[int, ...]:
    """Return the numbers that somebody types; raise ValueError, with a sentence, unless all are in the list."""
    parts = text.replace(",", " ").split()
    if not parts or not all(part.isdecimal() and 1 <= int(part) <= listed for part in parts):
        raise ValueError(phrase(f"{text.strip()!r}: expected numbers from 1 to {listed}, as in 2 5"))
    return tuple(sorted({int(part) for part in parts}))


class Diagnoses:
    """What somebody has diagnosed, and what they are at: calls count on when a diagnosis is taken up again."""

    def __init__(self) -> None:
        self._memory = Memory("diagnoses", KEYS)

    def asked(self, seed: int) -> list[str]:
        """Return the lines that were asked of the library of this seed, if it is not diagnosed yet."""
        entry = next((entry for entry in self._memory.entries() if entry["seed"] == seed), None)
        return [] if entry is None or entry["over"] else [str(line) for line in entry["calls"]]

    def note_calls(self, seed: int, calls: Sequence[str]) -> None:
        """Remember what was asked."""
        self._memory.keep(_entry(seed, calls), "seed")

    def note(self, diagnosis: Diagnosis, calls: Sequence[str]) -> None:
        """Remember what was said."""
        entry = _entry(diagnosis.library.seed, calls)
        told = {"named": list(diagnosis.named), "points": float(diagnosis.points), "over": True}
        self._memory.keep(entry | told, "seed")

    def score(self) -> dict[str, Any]:
        """Return the points so far, and of how many libraries."""
        over = [entry for entry in self._memory.entries() if entry["over"]]
        return {"libraries": len(over), "points": float(sum(entry["points"] for entry in over))}


def _entry(seed: int, calls: Sequence[str]) -> Entry:
    return {"seed": seed, "calls": list(calls), "named": [], "points": 0.0, "over": False}
