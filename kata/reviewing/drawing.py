"""Which fix a seed stands for: one seed after the other goes through all of them before one comes again."""

import random
import secrets
from collections.abc import Collection, Sequence

from kata.bugs.fixes import Fix, load_fixes

ROUNDS = 30  # of all fixes, from which a seed is drawn: short enough to be typed


def pool(bug: str = "") -> Sequence[Fix]:
    """Return the fixes of a bug, or all there are."""
    return [fix for fix in load_fixes() if bug in ("", fix["bug"])]


def fix_of(seed: int, bug: str = "") -> Fix:
    """Return the fix that a seed stands for, among those of a bug or among all."""
    fixes = list(pool(bug))
    turn, place = divmod(seed, len(fixes))
    random.Random(f"review {bug} {turn}").shuffle(fixes)  # noqa: S311 - nothing is secret
    return fixes[place]


def new_seed(bug: str, seen: Collection[tuple[str, str]]) -> int:
    """Return a seed for a fix that is not among those seen, by bug and name; for any once all are."""
    number = len(pool(bug))
    first = secrets.randbelow(ROUNDS * number)
    seeds = range(first, first + 2 * number)
    return next((seed for seed in seeds if key(fix_of(seed, bug)) not in seen), first)


def key(fix: Fix) -> tuple[str, str]:
    """Return what tells a fix from all others: its bug and its name."""
    return fix["bug"], fix["name"]


def drawn_for_exam(seed: int, number: int, bug: str = "") -> list[Fix]:
    """Return so many different fixes, right and wrong ones as a coin falls, while there are both.

    Raises ValueError, with a sentence, if there are not so many.
    """
    fixes = list(pool(bug))
    if not 1 <= number <= len(fixes):
        raise ValueError(f"--number {number}: expected 1 to {len(fixes)}, as many fixes as there are")
    draw = random.Random(f"exam {bug} {seed}")  # noqa: S311 - likewise: who knows the seed can draw them
    draw.shuffle(fixes)
    kinds = [[fix for fix in fixes if fix["right"] is right] for right in (True, False)]
    drawn = []
    for _ in range(number):
        kind = draw.randrange(2)
        drawn.append((kinds[kind] or kinds[1 - kind]).pop())
    return drawn
