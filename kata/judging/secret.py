"""Secret draws: judge a library by examples that nobody could know before, and tell afterwards which they were.

What Hypothesis draws for everybody is public, and a library could know the answers by heart. So a seed is drawn
for this verdict, and if it finds every bug fixed, another one has to agree.
"""

import secrets
from collections.abc import Callable
from typing import Any

from kata.judging.verdict import exit_status
from kata.words.translation import phrase

SEEDS = 2**32

Judged = dict[str, Any]


def judge_secretly(judge: Callable[[int], Judged]) -> Judged:
    """Return the verdict that `judge` gives with a seed of its own, confirmed by a second one if it is a pass."""
    first = judge(secrets.randbelow(SEEDS))
    return confirmed(first, judge(secrets.randbelow(SEEDS))) if exit_status(first) == 0 else first


def confirmed(first: Judged, second: Judged) -> Judged:
    """Return a verdict with what a second one says of it: where they differ, it is unclear."""
    told = first | {"confirmed": second["seed"], "seconds": round(first["seconds"] + second["seconds"], 2)}
    told["bugs"] = {bug: _both(said, first, second, bug) for bug, said in first["bugs"].items()}
    told["broken"] = [*first["broken"], *(test for test in second["broken"] if test not in first["broken"])]
    told["clauses"] = second["clauses"] | first["clauses"]
    return told | {"incomplete": first["incomplete"] or second["incomplete"]}


def _both(said: dict[str, Any], first: Judged, second: Judged, bug: str) -> dict[str, Any]:
    other = second["bugs"][bug]
    if other["status"] == said["status"]:
        return said
    message = phrase(
        f"fixed with seed {first['seed']}, {'present' if other['status'] == 'present' else 'unclear'} "
        f"with seed {second['seed']}"
    )
    return {**other, "status": "unclear", "message": f"{message}: {other['message']}"}
