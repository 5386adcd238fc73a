"""The laboratory: many trainings, of any variant, each made once and kept."""

from collections.abc import Hashable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from rich.console import Console
from rich.progress import Progress

from kata.bugs import variants
from kata.training.kept import Runs
from kata.training.lesson import Training
from kata.training.plan import Plan

Key = TypeVar("Key", bound=Hashable)
TEST_DIGITS = {"full": "the 10,000 test digits of MNIST", "embedded": "the 2,000 test digits that come along"}
Case = tuple[str, dict[str, Any]]  # a subject, as `kata table` has it, and the settings of its plan


@dataclass(frozen=True)
class Laboratory:
    """Where digits and finished runs are, and how many trainings go on at the same time."""

    data: str
    digits: Path
    runs: Runs
    processes: int
    console: Console

    def train(self, cases: Mapping[Key, Case]) -> dict[Key, Training]:
        """Return the training of every case."""
        with (
            ExitStack() as stack,
            Progress(console=self.console, transient=True, disable=not self.console.is_terminal) as progress,
        ):
            subjects = {subject for subject, _ in cases.values()}
            libraries = {subject: stack.enter_context(variants.built(subject)) for subject in subjects}
            plans = [
                Plan(libraries[subject], str(self.digits), **settings) for subject, settings in cases.values()
            ]
            task = progress.add_task("training", total=len(plans))
            trainings = self.runs.make_all(
                plans, self.processes, lambda done, *_: progress.update(task, completed=done)
            )
        return dict(zip(cases, trainings, strict=True))


def accuracies(trainings: list[Training]) -> list[float]:
    """Return the accuracy on the test digits of those that came to their end, in percent."""
    return [100 * training.metrics["test"]["accuracy"] for training in trainings if not training.failure]


def called(data: str) -> str:
    """Return what the test digits are called in a text or a picture."""
    return TEST_DIGITS.get(data, f"the test digits of {data}")
