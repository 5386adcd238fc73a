"""The plan of a quiz: which bug each question is about, and of which kind it is; both as evenly as can be."""

from collections.abc import Sequence
from math import gcd

import numpy as np

KINDS = ("broken", "right", "test", "fix")


def most(bugs: Sequence[str]) -> int:
    """Return how many questions there can be about these bugs, none of which is there twice."""
    return len(KINDS) * len(bugs)


def planned(bugs: Sequence[str], number: int, rng: np.random.Generator) -> list[tuple[str, str]]:
    """Return the bug and the kind of so many questions.

    No bug has two more than another, and no kind has; and no bug has a kind twice.
    """
    order, kinds = rng.permutation(list(bugs)), rng.permutation(KINDS)
    rounds = len(KINDS) // gcd(len(bugs), len(KINDS))  # then each bug would meet its kinds again
    plan = []
    for place in range(number):
        turn = place // len(bugs)
        kind = (place + turn // rounds) % len(KINDS)
        plan.append((str(order[place % len(bugs)]), str(kinds[kind])))
    return plan
