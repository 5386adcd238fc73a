"""`kata compare`: the broken library and the corrected one, side by side, from a real run.

First all tests on both, two child processes at a time, then the training of the report's network on the embedded
digits by both. The results are plain data; `Progress` and `render` show them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console, Group, RenderableType
from rich.progress import Progress
from rich.table import Table
from rich.text import Text

from kata.bugs.manifest import load_bugs
from kata.confined.processes import side_by_side
from kata.judging.trial import Trial, run_tests
from kata.judging.verdict import FORMAT, verdict
from kata.training.lesson import Training
from kata.training.plan import Plan
from kata.training.progress import new_progress, train_with_bar
from kata.words.translation import phrase, tr

LIBRARIES = ("original", "fixed")
BY_TESTS = phrase("The bugs, by the tests that are marked with them")
EXPECTED = {"original": "present", "fixed": "fixed"}


@dataclass(frozen=True)
class Comparison:
    """What the tests and the training said of each library, by its name."""

    runs: dict[str, Trial]
    trainings: dict[str, Training]

    @property
    def verdicts(self) -> dict[str, dict[str, Any]]:
        """The judge's verdicts."""
        return {library: verdict(run) for library, run in self.runs.items()}

    @property
    def surprises(self) -> list[str]:
        """What did not come out as recorded, a sentence each."""
        found = []
        for library, judged in self.verdicts.items():
            for bug, said in judged["bugs"].items():
                if said["status"] != EXPECTED[library]:
                    message = said["message"].strip()
                    found.append(
                        f"{bug} is {said['status']} in {library}, not {EXPECTED[library]}. {message}".strip()
                    )
            found += [phrase(f"{test} fails on {library}") for test in judged["broken"]]
        if self.trainings["fixed"].failure:
            found.append(phrase(f"fixed did not train: {self.trainings['fixed'].failure}"))
        if not self.trainings["original"].failure:
            found.append(phrase("original trained, in spite of its bugs"))
        return found

    @property
    def status(self) -> int:
        """The exit status: 0 as recorded, 1 not, 2 if the tests could not be run at all."""
        if not all(run.bugs for run in self.runs.values()):
            return 2
        return 1 if self.surprises else 0

    def as_data(self) -> dict[str, Any]:
        """Return all of it as plain data."""
        return {
            "format": FORMAT,
            "as_recorded": not self.surprises,
            "surprises": self.surprises,
            "verdicts": self.verdicts,
            "trainings": {
                library: {
                    "accuracy": training.accuracy,
                    "failure": training.failure,
                    "seconds": training.seconds,
                    "epochs": training.epochs,
                }
                for library, training in self.trainings.items()
            },
        }


def compare(console: Console) -> Comparison:
    """Run the tests and the trainings, and show on the console how far they are, if it is a terminal."""
    with new_progress(console) as progress:
        runs = _of_both(progress, phrase("tests on"), _test)
        trainings = _of_both(
            progress, phrase("training"), lambda library, update: train_with_bar(Plan(library), update)
        )
    return Comparison(runs, trainings)


def _of_both(progress: Progress, what: str, work: Callable[..., Any]) -> dict[str, Any]:
    """Do the work for both libraries at the same time, each with a bar of its own."""

    def one(library: str) -> Any:
        task = progress.add_task(f"{tr(what)} {library}", total=None, news="")
        return work(library, lambda **update: progress.update(task, **update))

    return dict(zip(LIBRARIES, side_by_side(one, LIBRARIES, len(LIBRARIES)), strict=True))


def _test(library: str, update: Callable[..., None]) -> Trial:
    return run_tests(
        library, on_test=lambda done, total: update(completed=done, total=total, news=tr(f"{done} of {total}"))
    )


def render(comparison: Comparison) -> RenderableType:
    """Return what a person should see: the bugs, the training, and what is not as recorded."""
    parts: list[RenderableType] = [_bugs(comparison), _training(comparison)]
    if comparison.surprises:
        parts += [Text(tr(f"Not as recorded: {surprise}"), style="bold red") for surprise in comparison.surprises]
    else:
        tests = len(comparison.runs["fixed"].bugs)
        parts.append(
            Text(tr(f"All {len(load_bugs())} bugs show themselves as recorded, in {tests} tests of each library."))
        )
    return Group(*parts)


def _table(*columns: str, title: str) -> Table:
    return Table(*columns, title=tr(title), title_style="bold", title_justify="left", box=SIMPLE_HEAD)


def _bugs(comparison: Comparison) -> Table:
    """Return a row for each bug: what the tests marked with it alone say of both libraries."""
    verdicts = comparison.verdicts
    table = _table(tr("bug"), tr("what it is"), *LIBRARIES, title=BY_TESTS)
    for bug in load_bugs().values():
        table.add_row(bug.id, tr(bug.title), *(_cell(verdicts[library]["bugs"][bug.id]) for library in LIBRARIES))
    return table


def _cell(said: dict[str, Any]) -> Text:
    outcomes = list(said["tests"].values())
    if said["status"] == "fixed":
        return Text(tr(f"{len(outcomes)} pass"), style="green")
    if said["status"] == "present":
        return Text(tr(f"{outcomes.count('failed')} of {len(outcomes)} fail"), style="red")
    return Text(tr("unclear"), style="yellow")


def _training(comparison: Comparison) -> Table:
    """Return what became of the two networks, next to each other."""
    sizes = "-".join(map(str, Plan("fixed").sizes))
    table = _table(*LIBRARIES, title=phrase(f"Training a network of {sizes} on handwritten digits"))
    table.add_row(*(_course(comparison.trainings[library]) for library in LIBRARIES))
    return table


def _course(training: Training) -> RenderableType:
    """Return the epochs of a training, if it had any, and a sentence on how it ended."""
    epochs = Table(tr("epoch"), tr("cost"), tr("accuracy"), box=None, pad_edge=False)
    for epoch in training.epochs:
        epochs.add_row(f"{epoch['epoch']:.0f}", f"{epoch['cost']:.3f}", f"{epoch['accuracy']:.1%}")
    if training.failure or training.accuracy is None:
        ending = Text.assemble((tr("It cannot train"), "red"), f": {tr(str(training.failure))}.")
    else:
        ending = Text.assemble(
            tr(f"After {training.seconds:.1f} seconds on {training.rows:,} digits it reads "),
            (f"{training.accuracy:.1%}", "green"),
            tr(f" of {training.test_rows:,} others."),
        )
    return Group(epochs, Text(), ending) if training.epochs else ending
