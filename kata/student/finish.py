"""The end: everything is verified again, and the student's own library learns to read digits."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console, Group, RenderableType
from rich.text import Text

from kata import DATA
from kata.digits.gallery import Digit, choose, in_terminal, save_picture
from kata.student.code import syntax_error
from kata.student.exercise import Exercise
from kata.student.shown import answers_counted, faults
from kata.student.standing import judge_with_progress, show
from kata.subject.libraries import load_library
from kata.terminal import complain_of_syntax, new_console, say
from kata.training.lesson import Training
from kata.training.plan import Plan
from kata.training.progress import watched_trainings
from kata.words.translation import tr

ORIGINAL = "original"


@dataclass(frozen=True)
class Reading:
    """What became of the two trainings, and the digits that the student's library reads and misreads."""

    own: Training
    original: Training
    read: list[Digit]
    misread: list[Digit]

    def as_data(self) -> dict[str, Any]:
        """Return it as plain data, without the images."""
        return {
            "format": 1,
            "accuracy": self.own.accuracy,
            "failure": self.own.failure,
            "seconds": self.own.seconds,
            "original": {"accuracy": self.original.accuracy, "failure": self.original.failure},
            "misread": [digit.caption for digit in self.misread],
        }

    @property
    def rows(self) -> dict[str, list[Digit]]:
        """The digits, under their headings."""
        return {tr("It reads:"): self.read, tr("It is sure, and wrong:"): self.misread}


def read_digits(library: str, console: Console) -> Reading:
    """Train a library and the original on the embedded digits, each in a child process."""
    trainings = watched_trainings([Plan(library, predictions=True), Plan(ORIGINAL)], console)
    own, original = trainings
    images, Y = load_library("fixed").load_mnist(DATA)[1]
    if own.failure:
        return Reading(own, original, [], [])
    return Reading(own, original, *choose(images, Y.argmax(axis=1).tolist(), own.predicted, own.confidence))


def keep_picture(reading: Reading, path: Path) -> None:
    """Save the digits as a picture."""
    path.parent.mkdir(parents=True, exist_ok=True)
    save_picture(path, reading.rows)


def render(reading: Reading, console: Console) -> RenderableType:
    """Return what a person should see: the accuracy, beside the original's failure, and the digits."""
    own = reading.own
    if own.failure or own.accuracy is None:
        return Text.assemble((tr("Your library cannot train"), "red"), f": {tr(str(own.failure))}.")
    learnt = tr(f"after {own.seconds:.1f} seconds on {own.rows:,} others.")
    parts: list[RenderableType] = [
        Text.assemble(
            tr("Your library reads "),
            (f"{own.accuracy:.1%}", "bold green"),
            tr(f" of {own.test_rows:,} digits, "),
            learnt,
        ),
        Text(
            tr(
                f"The original: {reading.original.failure}"
                if reading.original.failure
                else "The original: it trained."
            ),
            style="dim",
        ),
    ]
    for heading, digits in reading.rows.items():
        if digits:
            parts += [Text(f"\n{heading}", style="bold"), in_terminal(console, digits)]
    return Group(*parts)


LAST_WORD = (
    "Most of the twelve bugs raise nothing: they give numbers, of the right shape and wrong. What finds them are "
    "tests that ask what must hold for every input: rows that sum to 1, a gradient that is the slope of the cost, "
    "memory that grows with n and not with its square. Ask that of the next library, too."
)


def finish_exercise(exercise: Exercise, picture: Path, as_json: bool = False) -> int:
    """Verify everything from scratch; if all is fixed, train, show the digits, and save their picture.

    Returns the exit status: 1 if not everything is fixed, or the library cannot train.
    Ends the command, with the place, if Python cannot read the code.
    """
    console = Console(stderr=True) if as_json else new_console()
    if error := syntax_error(exercise.folder):
        raise complain_of_syntax(error, console)
    judge_with_progress(exercise, console)
    if not exercise.finished:
        show(exercise, console)
        return 1
    number = faults(len(exercise.bugs), exercise.planted)
    console.print(Text(tr(f"All {number} are fixed, and nothing else broke: every test was run again.\n"), "bold"))
    reading = read_digits(str(exercise.folder), console)
    failed = bool(reading.own.failure)
    if not failed:
        keep_picture(reading, picture)
    if as_json:
        print(json.dumps(reading.as_data() | {"picture": str(picture)}, indent=2))
        return int(failed)
    console.print(render(reading, console))
    if not failed:
        say(f"\nThe digits as a picture: {picture}\n")
        for line in answers_counted(exercise):
            console.print(line)
        say(LAST_WORD)
    return int(failed)
