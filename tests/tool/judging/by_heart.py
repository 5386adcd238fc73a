"""Print which tests fail on a library that knows all public answers by heart, once examples are drawn by a seed.

It is `fixed` for whatever it was asked while examples were those that everybody gets, and `original` for the rest.
"""

import json
import sys

import hypothesis
import pytest
from hypothesis import Phase

from kata.judging.pytest_plugin import SUBJECT
from kata.pipe import wire
from kata.subject.local import load_subject

ARGUMENTS = [
    "tests/bugs",
    "-q",
    "--tb=no",
    "-p",
    "no:cacheprovider",
    "-W",
    "ignore::pytest.PytestAssertRewriteWarning",
]


class ByHeart:
    """The library, as a subject."""

    def __init__(self) -> None:
        self._right, self._wrong = load_subject("fixed"), load_subject("original")
        self._known: set[bytes] = set()
        self._asked = self._right
        self.learning = True
        self.offers = self._right.offers

    @property
    def changed(self) -> tuple[str, ...]:
        """The arguments that the last call altered in place."""
        return self._asked.changed

    def __getattr__(self, method: str):
        def call(*arguments, **named):
            question = wire.pack([method, arguments, named])
            if self.learning:
                self._known.add(question)
            self._asked = self._right if question in self._known else self._wrong
            return getattr(self._asked, method)(*arguments, **named)

        return call


class Exam:
    """A plugin of pytest: run the tests on this library, with examples drawn by a seed, and hear which fail."""

    def __init__(self, library: ByHeart, seed: int | None) -> None:
        self.library, self.seed = library, seed
        self.failed: list[str] = []

    def pytest_configure(self, config: pytest.Config) -> None:
        """Hand in the library; that a counterexample is small does not matter here."""
        config.stash[SUBJECT] = self.library
        kata = hypothesis.settings.get_profile("kata")
        hypothesis.settings.register_profile("exam", kata, phases=[Phase.explicit, Phase.generate])
        hypothesis.settings.load_profile("exam")

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Draw the examples."""
        for item in items:
            if hypothesis.is_hypothesis_test(item.obj):
                hypothesis.seed(self.seed)(item.obj)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note what failed."""
        if report.failed:
            self.failed.append(report.nodeid)


def main(seed: str) -> None:
    """Learn, and take the exam."""
    library, told = ByHeart(), []
    for exam in (Exam(library, None), Exam(library, int(seed))):
        library.learning = exam.seed is None
        pytest.main(ARGUMENTS, plugins=[exam])
        told.append(exam.failed)
    print(json.dumps(told))


if __name__ == "__main__":
    main(*sys.argv[1:])
