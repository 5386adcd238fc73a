"""A pytest plugin: run a share of the collected tests in many rounds, each on a variant of its own.

`kata.proof.rounds` starts it with a plan, and hears of the outcomes by the events that pytest writes.
"""

import builtins
import json
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import hypothesis
import pytest
from _pytest.runner import runtestprotocol  # what every plugin calls that runs a test anew

from kata.bugs import variants
from kata.judging.events import Events, worst
from kata.proof.reach import mark_functions
from kata.proof.rounds import Outcomes, Round
from kata.recall.drawn import draws
from kata.subject.libraries import load_library

MARK = 'REACHED.add("{bug}")'


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that names the plan."""
    parser.addoption("--rounds", metavar="FILE", help="run the tests in the rounds of this JSON file")


def pytest_configure(config: pytest.Config) -> None:
    """Take the place of pytest's own loop over the tests."""
    if config.getoption("rounds"):
        config.pluginmanager.register(Loop(Path(config.getoption("rounds"))))


class Loop:
    """Runs its share of the tests, round after round."""

    def __init__(self, plan: Path) -> None:
        content = json.loads(plan.read_text(encoding="utf-8"))
        self.folder = plan.parent
        self.share, self.of = content["share"]
        self.short_cut = content["short_cut"]
        self.functions = content["marked"] == "functions"
        self.rounds = [Round(frozenset(entry["present"]), entry["seed"]) for entry in content["rounds"]]
        self.reached: set[str] = set()  # by the marks, which every module of the library finds as REACHED
        self.loading: frozenset[str] = frozenset()  # what has been reached when the library was imported
        self.outcomes = Outcomes()

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Run what is not known yet."""
        events = session.config.pluginmanager.get_plugin("kata-events")
        assert isinstance(events, Events)
        items = session.items[self.share :: self.of]
        for round_ in self.rounds:
            due = [item for item in items if not self._known(item, round_)]
            if due:
                with self._variant(session.config, round_.present):
                    for item in due:
                        self._run(item, round_, events)
            events.write(event="round")
        return True

    def _known(self, item: pytest.Item, round_: Round) -> bool:
        return self.short_cut and self.outcomes.find(item.nodeid, round_.present) is not None

    def _run(self, item: pytest.Item, round_: Round, events: Events) -> None:
        """Run a test as if it were the only one: what its fixtures reach is reached by it."""
        if round_.seed is not None and draws(item):
            hypothesis.seed(round_.seed)(item.obj)  # type: ignore[attr-defined]
        self.reached.clear()
        outcome, message = worst(runtestprotocol(item, log=False, nextitem=None))
        reached = self.loading | self.reached
        self.outcomes.add(item.nodeid, reached, round_.present, outcome, message)
        events.write(
            event="outcome",
            id=item.nodeid,
            present=sorted(round_.present),
            seed=round_.seed,
            reached=sorted(reached),
            outcome=outcome,
            message=message,
        )

    @contextmanager
    def _variant(self, config: pytest.Config, present: frozenset[str]) -> Iterator[None]:
        """Make the variant the library under test, with its marks connected."""
        folder = self.folder / f"variant{len(list(self.folder.iterdir()))}"
        variants.build(folder, present, mark=None if self.functions else MARK)
        if self.functions:
            mark_functions(folder)
        config.option.subject = str(folder)
        self.reached.clear()
        vars(builtins)["REACHED"] = self.reached
        library = load_library(folder).__name__
        self.loading = frozenset(self.reached)
        try:
            yield
        finally:
            del vars(builtins)["REACHED"]
            for name in [name for name in sys.modules if name == library or name.startswith(f"{library}.")]:
                del sys.modules[name]
            for path in folder.iterdir():
                shutil.rmtree(path) if path.is_dir() else path.unlink()
