"""The fixtures, and how many examples Hypothesis draws."""

from pathlib import Path

import hypothesis
import pytest
from hypothesis.internal.conjecture import providers

from kata.judging.pytest_plugin import SUBJECT
from kata.subject.interface import METHODS
from kata.subject.local import load_subject
from kata.subject.watched import Watched

COMMON = {"deadline": None, "report_multiple_bugs": False}
hypothesis.settings.register_profile("kata", derandomize=True, max_examples=20, database=None, **COMMON)
hypothesis.settings.register_profile("ci", derandomize=True, max_examples=200, database=None, **COMMON)
hypothesis.settings.register_profile("random", derandomize=False, max_examples=20, database=None, **COMMON)
hypothesis.settings.register_profile("thorough", derandomize=False, max_examples=2_000, print_blob=True, **COMMON)
NO_SIMPLER = [
    phase for phase in hypothesis.Phase if phase not in (hypothesis.Phase.shrink, hypothesis.Phase.explain)
]
hypothesis.settings.register_profile(
    "hasty", derandomize=True, max_examples=20, database=None, phases=NO_SIMPLER, **COMMON
)
hypothesis.settings.load_profile("kata")
# Hypothesis also draws numbers that it finds in the code around it. Examples would then depend on what somebody
# has written in a library beside the tests, on whether NetKata comes from a wheel, and on which tests are loaded.
providers._get_local_constants = lambda: providers._local_constants


@pytest.fixture(scope="session")
def library(request: pytest.FixtureRequest) -> Watched:
    """The library under test: in this process, or behind a pipe."""
    return request.config.stash.get(SUBJECT, None) or load_subject(request.config.getoption("subject"))


@pytest.fixture(scope="session")
def subject(library: Watched) -> "Offered":
    """The library under test, as its tests see it."""
    return Offered(library)


@pytest.fixture(scope="session")
def full_mnist(request: pytest.FixtureRequest) -> Path:
    """The folder of full MNIST; without one the test is skipped."""
    folder = request.config.getoption("mnist")
    if not folder:
        pytest.skip("full MNIST is not at hand: give its folder with --mnist or KATA_MNIST")
    return Path(folder).resolve()


class Offered:
    """A subject of which a test that asks for what it lacks is skipped."""

    def __init__(self, library: Watched) -> None:
        self._library = library

    def __repr__(self) -> str:
        return "the library under test"

    @property
    def changed(self) -> tuple[str, ...]:
        """The arguments that the last call altered in place."""
        return self._library.changed

    def __getattr__(self, method: str):
        if method not in METHODS:
            raise AttributeError(method)
        self.need(method)
        return getattr(self._library, method)

    def need(self, offer: str) -> None:
        """Skip the test unless the subject offers this."""
        if offer not in self._library.offers:
            pytest.skip(f"the subject does not offer {offer}")
