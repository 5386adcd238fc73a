"""Run the tests in many rounds, on other variants or under other seeds, without starting pytest for each.

Some confined child processes share the tests and run each in all rounds: see `kata.proof.rounds_plugin`. With the
short cut a test skips a round whose outcome is known already. What it depends on is measured: in the source of the
variant every hunk of a bug is preceded by a mark, so that the bugs whose code a test has reached are known. On
every variant that has the same of these bugs the test runs through the same lines, to the same end.
"""

import json
import os
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from kata.confined.child import run_confined
from kata.confined.processes import side_by_side

SECONDS = 3_600  # for all rounds
TEST_SECONDS = 60  # for one test


class Round(NamedTuple):
    """The tests once: on the variant with the bugs `present`, and with Hypothesis seeded, if a seed is given."""

    present: frozenset[str]
    seed: int | None = None


class Outcomes:
    """What is known of each test: how it ended, by the bugs whose code it reached, and of them those present."""

    def __init__(self) -> None:
        self._known: dict[str, dict[frozenset[str], dict[frozenset[str], tuple[str, str]]]] = {}

    def add(self, test: str, reached: frozenset[str], present: frozenset[str], outcome: str, message: str) -> None:
        """Note an outcome on the variant with the bugs `present`."""
        by_reached = self._known.setdefault(test, {})
        by_reached.setdefault(reached, {})[reached & present] = (outcome, message)

    def find(self, test: str, present: frozenset[str]) -> tuple[str, str] | None:
        """Return outcome and message of a test on a variant, if a run on this or a similar variant tells them."""
        for reached, outcomes in self._known.get(test, {}).items():
            if reached & present in outcomes:
                return outcomes[reached & present]
        return None

    def reached(self, test: str) -> frozenset[str]:
        """Return the bugs whose code the test reached on some variant."""
        return frozenset().union(*self._known.get(test, {}))

    @property
    def runs(self) -> int:
        """How often a test has been run."""
        return sum(len(outcomes) for known in self._known.values() for outcomes in known.values())


def run_rounds(
    rounds: Sequence[Round],
    *arguments: str,
    short_cut: bool,
    processes: int | None = None,
    marked: str = "hunks",
    on_event: Callable[[dict[str, Any]], None],
) -> None:
    """Run the tests in all rounds; `on_event` hears of the tests collected, each outcome, and the end of a round.

    `arguments` go to pytest. What an outcome is told to have reached are the bugs whose `hunks` are `marked`, or
    the `functions` of the library; only of bugs there is a short cut. Raises RuntimeError if a process does not
    come to its end.
    """
    processes = processes or os.cpu_count() or 1
    with tempfile.TemporaryDirectory(prefix="kata-") as name:

        def run(share: int) -> None:
            # Hypothesis also draws the constants of the modules it finds, except those in a folder of tests: here
            # what is drawn does not depend on the variant
            folder = Path(name, str(share), "tests")
            folder.mkdir(parents=True)
            plan, events = folder / "plan.json", folder / "events.jsonl"
            written = [{"present": sorted(round_.present), "seed": round_.seed} for round_ in rounds]
            content = {
                "share": [share, processes],
                "short_cut": short_cut,
                "marked": marked,
                "rounds": written,
            }
            plan.write_text(json.dumps(content), encoding="utf-8")
            # no traceback is written: of what failed the message is kept
            options = ["-q", "--tb=no", "-p", "kata.proof.rounds_plugin", "-p", "no:cacheprovider"]
            options += [f"--rounds={plan}", f"--events={events}", *arguments]
            ending = run_confined(
                "pytest",
                *options,
                seconds=SECONDS,
                quiet=TEST_SECONDS,
                events=events,
                on_event=on_event,
            )
            if ending.reason:
                raise RuntimeError(f"the tests could not be run in rounds: {ending.reason}\n{ending.output}")

        side_by_side(run, range(processes), processes)
