"""No flakes: whatever Hypothesis draws, a property holds on `fixed`, and on `original` as its marks say.

The seeds are new in every run; a failure names the one that it came with.
"""

import random

from kata.bugs.manifest import load_bugs
from kata.proof.rounds import Round, run_rounds

SEEDS = 200
LIBRARIES = {frozenset(load_bugs()): "original", frozenset(): "fixed"}


def test_no_verdict_differs(record_property):
    """Every property test, on both libraries, with every seed."""
    seeds = random.SystemRandom().sample(range(2**32), SEEDS)
    marks, outcomes, flakes = {}, 0, []

    def note(event):
        nonlocal outcomes
        if event["event"] == "collected":
            marks.update(event["tests"])
        elif event["event"] == "outcome":
            outcomes += 1
            present = frozenset(event["present"])
            expected = "failed" if present.intersection(marks[event["id"]]) else "passed"
            if event["outcome"] != expected:
                where = f"on {LIBRARIES[present]} with seed {event['seed']}"
                flakes.append(f"{event['id']} {event['outcome']} {where}: {event['message']}")

    rounds = [Round(present, seed) for seed in seeds for present in LIBRARIES]
    run_rounds(rounds, "-m", "hypothesis", "--hypothesis-profile=random", short_cut=False, on_event=note)
    assert marks
    assert outcomes == len(marks) * len(rounds)
    assert not flakes, "\n".join(flakes)
    for name, number in (("seeds", SEEDS), ("tests", len(marks)), ("runs", outcomes)):
        record_property(name, number)
