"""Examples are drawn once: what passed on one library is tried on the next without drawing it again.

What Hypothesis draws depends on the test and on the seed, and not on the library, as long as every example passes.
So the examples of a run that passed are kept, and tried as they are on the library after that: to draw them takes
most of the time. Where one fails, Hypothesis draws again and comes upon it in the same place: it looks for the
simplest, which is what a student is shown.
"""

import copy
import functools
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from hypothesis import Phase, is_hypothesis_test
from hypothesis.internal import entropy

from kata.recall.seeds import BySeed

Example = dict[str, Any]


def draws(item: pytest.Item) -> bool:
    """Tell whether a test draws its examples, by a seed: one that does not says the same under every seed."""
    return isinstance(item, pytest.Function) and is_hypothesis_test(item.obj)


def leave_shared_generators_alone() -> None:
    """Have Hypothesis neither seed nor restore the generators of `random` and `numpy` around each example.

    No test draws from those, and a library draws in another process; it takes a tenth of the time.
    """
    entropy.get_seeder_and_restorer = lambda seed=0: (_do_nothing, _do_nothing)  # noqa: ARG005 - of this form


def _do_nothing() -> None:
    pass


class DrawnOnce:
    """Takes the place of pytest's call of a test that draws; `begin` is called before every example."""

    def __init__(self, begin: Callable[[], None]) -> None:
        self._begin = begin
        self._kept: BySeed[list[Example]] = BySeed()
        self._drawn: list[Example] | None = None  # in the run that is under way
        self._given: dict[str, Any] = {}  # what the test is given by its fixtures

    def listen(self, items: Iterable[pytest.Item]) -> None:
        """Have every test that draws tell of each example, once for all its runs."""
        for function in {item.obj for item in items if isinstance(item, pytest.Function) and draws(item)}:
            function.hypothesis.inner_test = self._told_of(function.hypothesis.inner_test)
            function._hypothesis_internal_database_key = b""  # which takes long to find out, and nothing is kept

    def _told_of(self, test: Callable[..., None]) -> Callable[..., None]:
        """Return what runs a test with an example; Hypothesis lets others exchange what it runs."""

        @functools.wraps(test)
        def run(*arguments: Any, **named: Any) -> None:
            self._begin()
            if self._drawn is not None:
                drawn = {name: value for name, value in named.items() if name not in self._given}
                self._drawn.append(copy.deepcopy(drawn))
            test(*arguments, **named)

        return run

    @pytest.hookimpl(tryfirst=True)
    def pytest_pyfunc_call(self, pyfuncitem: pytest.Function) -> bool | None:
        """Try what is kept for a test; draw what is not, and what has failed."""
        if not draws(pyfuncitem):
            return None
        test = pyfuncitem.obj
        self._given = {name: pyfuncitem.funcargs[name] for name in pyfuncitem._fixtureinfo.argnames}
        seed, settings = test._hypothesis_internal_use_seed, test._hypothesis_internal_use_settings
        kept = self._kept.of(seed)
        if pyfuncitem.nodeid in kept:
            failure = self._failure(test, kept[pyfuncitem.nodeid])
            if failure is None:
                return True
            if Phase.shrink in settings.phases:
                test(**self._given)
            raise failure  # of which Hypothesis was to find no simpler one, or saw it pass this time
        lasting = seed is not None or settings.derandomize
        self._drawn = [] if lasting else None
        try:
            test(**self._given)
            if self._drawn is not None:
                kept[pyfuncitem.nodeid] = self._drawn
        finally:
            self._drawn = None
        return True

    def _failure(self, test: Any, examples: list[Example]) -> Exception | None:
        """Try these examples; return how the first failed that did."""
        try:
            for example in examples:
                test.hypothesis.inner_test(**self._given, **copy.deepcopy(example))
        except Exception as error:
            return error
        return None
