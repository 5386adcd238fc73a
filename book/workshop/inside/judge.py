"""The judge in a page: the tests, loaded once in this process, and run one by one as often as the page asks.

It hears and tells what `kata.judging.judge_child` does.
"""

import gc
import os
from collections.abc import Collection, Iterator
from contextlib import closing
from typing import Any

import pytest
from _pytest.config import _prepareconfig  # pytest's own way in, but for the loop over the tests

from book.workshop.inside.here import NoDeadline, Workers
from kata import ROOT
from kata.judging.ahead import ONLY_OURS
from kata.judging.events import collected
from kata.judging.judge import OPTIONS
from kata.judging.pytest_plugin import SUBJECT
from kata.judging.run import asked_for, run_each
from kata.judging.trial import Trial
from kata.pipe.remote import Remote
from kata.recall.answers import Answers
from kata.recall.drawn import DrawnOnce, leave_shared_generators_alone
from kata.subject.libraries import find_source

WALL = "page"  # what is between us and the library: nothing


class Judge:
    """Holds the tests; those of some bugs only, if some are named, as loading them takes the time."""

    def __init__(self, bugs: Collection[str] = ()) -> None:
        os.environ |= ONLY_OURS
        os.chdir(ROOT)
        self._remote: Remote | None = None
        options = [*OPTIONS, "-p", "no:faulthandler", "-W", "ignore::pytest.PytestAssertRewriteWarning"]
        options += ["--bugs", ",".join(bugs)] if bugs else []
        self._config = _prepareconfig(options)
        self._config._do_configure()
        session = pytest.Session.from_config(self._config)
        self._config.hook.pytest_sessionstart(session=session)
        self._config.hook.pytest_collection(session=session)
        self.items = session.items
        drawn = DrawnOnce(self._begin_example)
        drawn.listen(session.items)
        leave_shared_generators_alone()
        self._answers = Answers()
        self._config.pluginmanager.register(drawn)
        gc.freeze()  # the tests stay: nobody has to look at them again and again

    def _begin_example(self) -> None:
        """Forget the calls that were made with other examples."""
        assert self._remote is not None
        self._remote.made.begin()

    def run(
        self, trial: Trial, bugs: Collection[str] = (), skip: Collection[str] = (), *, first_failure: bool = False
    ) -> Iterator[dict[str, Any]]:
        """Run tests on the library of a trial, which hears of each; yield what happens after each."""
        chosen = asked_for(self.items, bugs, skip, ())
        trial.hear(collected(chosen))
        self._config.option.subject = trial.subject
        with closing(Remote(Workers(find_source(trial.subject)), NoDeadline())) as remote:  # type: ignore[arg-type]
            self._remote = self._config.stash[SUBJECT] = remote
            for event in run_each(remote, chosen, first_failure, answers=self._answers):
                if event["event"] == "end":
                    trial.end({**event, "isolation": WALL, "calls": remote.calls})
                else:
                    trial.hear(event)
                yield event
