"""How bugs are chosen: by their ids, at random, or as a group."""

import random

from kata.bugs.manifest import GROUPS, load_bugs


def chosen_bugs(bugs: str, number: int | None, seed: int, group: str, fixed: str | None = None) -> set[str]:
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
    fixed = fixed or ""
    named = {name.strip() for name in (bugs or fixed).split(",") if name.strip()}
    if unknown := sorted(named - set(known)):
        raise ValueError(f"there is no bug {', '.join(unknown)}: expected some of {', '.join(known)}")
    if number is not None:
        if not 0 <= number <= len(known):
            raise ValueError(f"--random {number}: expected 0 to {len(known)} bugs")
        return set(random.Random(seed).sample(sorted(known), number))  # noqa: S311 - nothing is secret
    if group:
        if group not in GROUPS:
            raise ValueError(f"there is no group {group}: expected {' or '.join(GROUPS)}")
        return {bug.id for bug in known.values() if bug.group == group}
    return set(known) - named if fixed else named
