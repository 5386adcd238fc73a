"""How bugs are chosen: by name, at random, or as a group; and with them breaches, which are drawn."""

import random
import secrets
from collections.abc import Sequence
from typing import NamedTuple

from kata.bugs.breaches import Breach, drawn
from kata.bugs.manifest import GROUPS, load_bugs
from kata.bugs.names import find_bugs

SEEDS = 1_000_000  # of which one is drawn where none is given


def chosen_bugs(
    bugs: Sequence[str], number: int | None, seed: int, group: str, fixed: Sequence[str] | None = None
) -> set[str]:
    """Return the bugs that stay in; raise ValueError if they are chosen in several ways, or in none.

    Without `fixed`, for a command that has no such option, no choice means all bugs.
    """
    known = load_bugs()
    ways = {"--bugs": bool(bugs), "--fixed": bool(fixed), "--random": number is not None, "--group": bool(group)}
    if fixed is None:
        del ways["--fixed"]
        if not any(ways.values()):
            return set(known)
    if sum(ways.values()) != 1:
        raise ValueError(f"choose the bugs in one way: {', '.join(ways)}")
    if number is not None:
        if not 1 <= number <= len(known):
            raise ValueError(f"--random {number}: expected 1 to {len(known)} bugs")
        return set(random.Random(seed).sample(sorted(known), number))  # noqa: S311 - nothing is secret
    if group:
        if group not in GROUPS:
            raise ValueError(f"there is no group {group}: expected {' or '.join(GROUPS)}")
        return {bug.id for bug in known.values() if bug.group == group}
    named = {bug.id for bug in find_bugs(bugs or fixed or ())}
    return set(known) - named if fixed else named


def by_kind() -> dict[str, list[str]]:
    """Return the bugs of each kind: a set with one of each is as hard as another."""
    kinds: dict[str, list[str]] = {}
    for bug in load_bugs().values():
        kinds.setdefault(bug.kind, []).append(bug.id)
    return kinds


class Chosen(NamedTuple):
    """What a library is to have: the bugs that stay in, and breaches; and by which seed, where one counts."""

    bugs: set[str]
    breaches: list[Breach]
    seed: int


def chosen(
    bugs: Sequence[str],
    number: int | None,
    seed: int | None,
    group: str,
    breaches: int | None,
    fixed: Sequence[str] | None = None,
) -> Chosen:
    """Return the bugs that stay in, and so many breaches on top of them; raise ValueError for a bad choice.

    With breaches, no choice of bugs means none of them. The seed of the breaches is drawn if there is none.
    """
    if seed is None:
        seed = 0 if breaches is None else secrets.randbelow(SEEDS)
    no_choice = not (bugs or fixed or group) and number is None
    present = set() if breaches is not None and no_choice else chosen_bugs(bugs, number, seed, group, fixed)
    return Chosen(present, [] if breaches is None else drawn(breaches, seed, present), seed)
