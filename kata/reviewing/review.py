"""A review: a fix as a patch without its name, what somebody says of it, and what that is worth."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kata.bugs.fixes import KINDS, Fix, diff, load_fixes
from kata.bugs.manifest import Bug, load_bugs
from kata.lines.memory import Entry, Memory
from kata.reviewing.drawing import fix_of, key, new_seed
from kata.reviewing.trial import Tried
from kata.words.translation import phrase, tr

RIGHT, WRONG = "right", "wrong"
HALF = 0.5  # what it is worth to have seen that a fix is wrong, and not to have shown it
KEYS: dict[str, type] = {"bug": str, "fix": str, "said": str, "points": float}


@dataclass(frozen=True)
class Review:
    """A fix under review, and the seed that stands for it."""

    fix: Fix
    seed: int

    @property
    def bug(self) -> Bug:
        """The bug that the fix is meant to mend."""
        return load_bugs()[self.fix["bug"]]

    @property
    def patch(self) -> str:
        """What the fix changes in the module with the bug."""
        return patch_of(self.fix)

    def as_data(self) -> dict[str, Any]:
        """Return what may be seen before the answer, as plain data."""
        return {"bug": self.bug.id, "seed": self.seed, "module": f"{self.bug.module}.py", "patch": self.patch}


@dataclass(frozen=True)
class Reviewed:
    """A review with what was said, and the last line that was tried, if there was one."""

    review: Review
    said: str
    tried: Tried | None = None

    @property
    def right(self) -> bool:
        """Whether it was said what the fix is."""
        return self.said == (RIGHT if self.review.fix["right"] else WRONG)

    @property
    def points(self) -> float:
        """What it is worth, from 0 to 1."""
        return points(self.review.fix, self.said, self.tried)

    def explanation(self) -> str:
        """Return what the zoo says of the fix."""
        fix = self.review.fix
        if fix["right"]:
            return f"{tr('It is right. Its way:')} {tr(fix['name'])}."
        return f"{tr('It is wrong:')} {tr(fix['name'])}. {tr(fix['why'])}"

    def as_data(self) -> dict[str, Any]:
        """Return all of it as plain data."""
        fix, tried = self.review.fix, self.tried
        data = self.review.as_data() | {
            "said": self.said,
            "right": self.right,
            "points": self.points,
            "fix": fix["name"],
            "kind": fix.get("kind", RIGHT),
            "explanation": fix.get("why", fix["name"]),
            "shown_by": fix.get("shown"),
        }
        if tried is not None:
            answers = {"right_libraries": tried.right.text, "this_one": tried.other.text}
            data["call"] = {"line": tried.line, "outcome": tried.outcome, **answers}
        return data

    def as_entry(self) -> Entry:
        """Return what is remembered of it."""
        fix = self.review.fix
        return {"bug": fix["bug"], "fix": fix["name"], "said": self.said, "points": float(self.points)}


def patch_of(fix: Fix) -> str:
    """Return what a fix changes in the module with the bug, with what surrounds it."""
    return diff(fix, context=3)


def points(fix: Fix, said: str, tried: Tried | None) -> float:
    """Return what it is worth to say this of a fix, with this line."""
    if said != (RIGHT if fix["right"] else WRONG):
        return 0.0
    return 1.0 if fix["right"] or (tried is not None and tried.counts) else HALF


class Reviews:
    """The reviews of somebody, which are remembered: nobody meets a fix twice before all have been seen."""

    def __init__(self) -> None:
        self._memory = Memory("reviews", KEYS)

    def next(self, bug: str = "", seed: int | None = None) -> Review:
        """Return the review that a seed stands for, or else one of a fix that was not seen yet."""
        if seed is None:
            seen = {(entry["bug"], entry["fix"]) for entry in self._memory.entries()}
            seed = new_seed(bug, seen)
        return Review(fix_of(seed, bug), seed)

    def keep(self, reviewed: Reviewed) -> None:
        """Remember a review."""
        self._memory.keep(reviewed.as_entry(), "bug", "fix")

    def score(self) -> dict[str, Any]:
        """Return the points so far, and by kind of mistake how many fixes were met, and with how many points."""
        return score_by_kind(self._memory.entries())


def score_by_kind(entries: Sequence[Entry]) -> dict[str, Any]:
    """Return points and fixes, in all and by kind; a right fix is of the kind `right`."""
    fixes = {key(fix): fix for fix in load_fixes()}
    met, earned = Counter[str](), Counter[str]()
    for entry in entries:
        if (fix := fixes.get((entry["bug"], entry["fix"]))) is not None:
            kind = fix.get("kind", RIGHT)
            met[kind] += 1
            earned[kind] += entry["points"]
    kinds = {kind: {"fixes": met[kind], "points": float(earned[kind])} for kind in (*KINDS, RIGHT) if met[kind]}
    return {"fixes": met.total(), "points": float(sum(earned.values())), "kinds": kinds}


KIND_NAMES = KINDS | {RIGHT: phrase("right, in a style of its own")}
