"""The fixtures, and how many examples Hypothesis draws."""

import gc
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from hypothesis.internal.conjecture import providers
from telling import asked

from kata.judging.pytest_plugin import SUBJECT
from kata.subject.features import LOG, METRICS
from kata.subject.interface import METHODS, Epoch, NotOfferedError, Trace
from kata.subject.local import load_subject
from kata.subject.watched import Watched

COMMON = {"deadline": None, "report_multiple_bugs": False}
hypothesis.settings.register_profile("kata", derandomize=True, max_examples=20, database=None, **COMMON)
hypothesis.settings.register_profile("ci", derandomize=True, max_examples=200, database=None, **COMMON)
hypothesis.settings.register_profile("thorough", derandomize=False, max_examples=2_000, print_blob=True, **COMMON)
NO_SIMPLER = [
    phase for phase in hypothesis.Phase if phase not in (hypothesis.Phase.shrink, hypothesis.Phase.explain)
]
HASTY = {"max_examples": 20, "database": None, "phases": NO_SIMPLER, **COMMON}  # where the outcome alone counts
hypothesis.settings.register_profile("hasty", derandomize=True, **HASTY)
hypothesis.settings.register_profile("random", derandomize=False, **HASTY)
hypothesis.settings.load_profile("kata")
# Hypothesis also draws numbers that it finds in the code around it. Examples would then depend on what somebody
# has written in a library beside the tests, on whether NetKata comes from a wheel, and on which tests are loaded.
providers._get_local_constants = lambda: providers._local_constants


def pytest_collection_finish() -> None:
    """Spare thousands of looks at what is loaded: the tests stay."""
    gc.freeze()


@pytest.fixture(scope="session")
def library(request: pytest.FixtureRequest) -> Watched:
    """The library under test: in this process, or behind a pipe."""
    return request.config.stash.get(SUBJECT, None) or load_subject(request.config.getoption("subject"))


@pytest.fixture(scope="session")
def subject(library: Watched) -> Iterator["Offered"]:
    """The library under test, as its tests see it; a failure tells of the calls that were made of it."""
    with asked(library):
        yield Offered(library)


@pytest.fixture(scope="session")
def full_mnist(request: pytest.FixtureRequest) -> Path:
    """The folder of full MNIST; without one the test is skipped."""
    folder = request.config.getoption("mnist")
    if not folder:
        pytest.skip("full MNIST is not at hand: give its folder with --mnist or KATA_MNIST")
    return Path(folder).resolve()


class Offered:
    """A subject of which a test that asks for what it lacks is skipped: a method, or what a call of it needs."""

    def __init__(self, library: Watched) -> None:
        self._library = library

    def __repr__(self) -> str:
        return "the library under test"

    @property
    def tried(self) -> str:
        """The last call, as a student would write it."""
        return self._library.tried

    @property
    def changed(self) -> tuple[str, ...]:
        """The arguments that the last call altered in place."""
        return self._library.changed

    def __getattr__(self, method: str):
        if method not in METHODS:
            raise AttributeError(method)
        self.need(method)
        function = getattr(self._library, method)

        def call(*arguments, **named):
            try:
                return self._looked_at(function(*arguments, **named))
            except NotOfferedError as lacking:
                pytest.skip(str(lacking))

        return call

    def need(self, offer: str) -> None:
        """Skip the test unless the subject offers this."""
        if offer not in self._library.offers:
            pytest.skip(NotOfferedError.SAYS + offer)

    def _looked_at(self, value):
        """Return what came out of a call so that a look at what the subject lacks of it skips the test."""
        if not self._lacks(LOG.values()) and not self._lacks(METRICS):
            return value
        if isinstance(value, Trace):
            value.log = self._log(value.log)
        elif isinstance(value, tuple) and len(value) == 2 and isinstance(value[1], list):
            value = (value[0], self._log(value[1]))
        elif isinstance(value, dict):
            value = OfferedMetrics(value)
            value.need = self.need
        return value

    def _lacks(self, offers) -> bool:
        return not self._library.offers.issuperset(offers)

    def _log(self, log: list[Epoch]) -> list[Epoch]:
        def report(field: str, offer: str) -> property:
            number = Epoch._fields.index(field)
            return property(lambda epoch: (self.need(offer), epoch[number])[1])

        kind = type("OfferedEpoch", (Epoch,), {field: report(field, offer) for field, offer in LOG.items()})
        return [kind(*epoch) for epoch in log]


class OfferedMetrics(dict):
    """Metrics of which some may be missing: whoever looks for one that the subject lacks is skipped."""

    def __missing__(self, name: str):
        self.need(name)
        raise KeyError(name)
