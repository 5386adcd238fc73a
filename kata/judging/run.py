"""A run of the tests: one after the other on a library that is behind a pipe, each told of as it ends."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from typing import Any

import hypothesis
import pytest
from _pytest.runner import runtestprotocol  # what every plugin calls that runs a test anew

from kata.judging.events import bugs_of, place_of, said_of, selected, shown, told_of, waits
from kata.judging.verdict import WAITING
from kata.pipe.raised import Lost, Void
from kata.pipe.remote import CALLED_OFF, Remote
from kata.recall.answers import Answers
from kata.recall.drawn import draws
from kata.words.translation import phrase

HANGS = 4  # tests of no bug that may hang, before the others of no bug are given up


def asked_for(
    items: Sequence[pytest.Item], bugs: Collection[str], skip: Collection[str], only: Collection[str]
) -> list[pytest.Item]:
    """Return the tests of these bugs, if some are named, but for those to skip; those in `only`, if not all."""
    return [
        item
        for item in selected(items, bugs)
        if item.nodeid not in skip and (not only or item.nodeid.partition("[")[0] in only)
    ]


def shared_out(items: Sequence[pytest.Item], number: int, judges: int) -> list[pytest.Item]:
    """Return the share of one of several judges: as many as others have, and as many that draw, which is slow."""
    own = {item.nodeid for item in sorted(items, key=draws)[number::judges]}
    return [item for item in items if item.nodeid in own]


def run_each(
    remote: Remote,
    chosen: Sequence[pytest.Item],
    first_failure: bool = False,
    seed: int | None = None,
    waiting: bool = True,
    passing: Collection[str] = (),
    answers: Answers | None = None,
) -> Iterator[dict[str, Any]]:
    """Run tests one after the other on a library; yield what happens as it does, and last of all how it ended.

    Without those that are `waiting` for a bug which another test has shown to be there: they decide nothing.
    Nor are those run that are `passing` anyway, and with the `answers` of others those whose calls are all
    answered as by one of these: they end as they did with it.
    """
    if ended := shown(_not_loaded(remote)):
        yield {"event": "end", **ended}
        return
    given_up: list[str] = []  # what is marked as a test that hung
    hung: Counter[bool] = Counter()  # tests that did, by whether they have to do with a bug
    present: set[str] = set()
    for item in chosen if waiting else sorted(chosen, key=waits):
        if item.nodeid in given_up:
            continue
        if item.nodeid in passing:
            yield _told(item, "passed")
            continue
        if not waiting and waits(item) and not present.isdisjoint(bugs_of(item)):
            yield _told(item, WAITING)
            continue
        yield {"event": "begun", "id": item.nodeid}
        remote.hung = False
        remote.begin()
        drawn_by = seed if draws(item) else None
        known = answers.told(item.nodeid, drawn_by, remote) if answers is not None and not hung else None
        told = known if known is not None else _run(item, seed, remote)
        if known is None and answers is not None and answers.contradicted(remote):
            answers = None  # all that can be relied on is a test that meets a library as it is
            remote.close()
            remote.begin()
            told = _run(item, seed, remote)
        told = shown(told)
        if remote.called_off:
            yield {"event": "end", "reason": CALLED_OFF}
            return
        void = told.pop("void", False)
        yield told
        if void:
            yield {"event": "end", "reason": told["message"], "void": True}
            return
        if told["outcome"] == "failed" and not waits(item):
            present.update(bugs_of(item))
        if answers is not None and known is None:
            answers.keep(item.nodeid, drawn_by, remote, told)
        if remote.hung:
            hung[bool(bugs_of(item))] += 1
        if remote.hung and (bugs_of(item) or hung[False] == HANGS):
            given_up += [other.nodeid for other in chosen if _marks(other) == _marks(item)]
            yield {"event": "given up", "ids": given_up}
        if first_failure and told["outcome"] in ("failed", "error"):
            break
    yield {"event": "end", "reason": ""}


def _told(item: pytest.Item, outcome: str) -> dict[str, Any]:
    """Return what is told of a test that need not be run."""
    return {"event": "test", "id": item.nodeid, "outcome": outcome, "message": "", "where": ""}


def _run(item: pytest.Item, seed: int | None, remote: Remote) -> dict[str, Any]:
    """Run a test; return what is told of it, and whether the library interferes, if it does."""
    if draws(item):
        hypothesis.seed(seed)(item.obj)  # type: ignore[attr-defined]  # None: as it is drawn for everybody
    reports = runtestprotocol(item, log=False, nextitem=None)
    told = told_of(item.nodeid, reports)
    if told["where"] or told["outcome"] not in ("passed", "skipped"):
        told |= {"printed": remote.printed, "snippet": remote.snippet}
    if any(getattr(report, "void", False) for report in reports):
        told["void"] = True
    return told


def _not_loaded(remote: Remote) -> dict[str, Any]:
    """Load the library; return why that cannot be done, nothing if it can."""
    try:
        remote.load()
    except Void as void:
        return {"reason": str(void), "void": True}
    except Lost as lost:
        return {"reason": str(lost)}
    except Exception as error:
        return {"reason": phrase(f"the library cannot be imported: {said_of(error)}"), "where": place_of(error)}
    return {}


def _marks(item: pytest.Item) -> tuple[list[str], bool]:
    """Return what a test is marked with."""
    return bugs_of(item), waits(item)
