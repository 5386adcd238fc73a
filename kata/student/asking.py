"""Questions about the student's own code, once a bug is fixed: drawn anew, and right or wrong is remembered."""

import re
import secrets
from dataclasses import asdict, dataclass
from math import isfinite, nan
from typing import Any

from rich.text import Text

from kata.bugs.manifest import Bug
from kata.bugs.questions import ask
from kata.student.exercise import Exercise
from kata.student.prediction import Answer, posed, run_on
from kata.words.translation import phrase, tr

SEEDS = 1000  # of each kind of question, where one is drawn: short enough to be typed
TOLERANCE = 0.02  # of a number: what a head rounds, and less than one of a few dozen steps


def is_right(kind: str, guess: str, outcome: str) -> bool:
    """Return whether a guess is what came out; raise ValueError, with a sentence, if it is not of its kind."""
    guessed = _numbers(kind, guess)
    try:
        came_out = _numbers(kind, outcome)
    except ValueError:
        return False
    tolerance = 0 if kind == "shape" else TOLERANCE
    return len(guessed) == len(came_out) and all(
        abs(one - other) <= tolerance * abs(other) for one, other in zip(guessed, came_out, strict=True)
    )


def _numbers(kind: str, text: str) -> list[float]:
    if kind == "shape":
        if re.fullmatch(r"[\d\s,xX×()]*", text) and (numbers := re.findall(r"\d+", text)):
            return [float(number) for number in numbers]
        raise ValueError(f"{text!r} is no shape: expected whole numbers, as in (3, 2), 3 2 or 3x2")
    try:
        above, _, below = text.replace(",", ".").partition("/")
        number = float(above) / float(below or 1)
    except (ValueError, ZeroDivisionError):
        number = nan
    if not isfinite(number):
        raise ValueError(f"{text!r} is no number: expected one like 0.25, -3 or 1/4")
    return [number]


class Asked:
    """A question about an exercise, in which the bug is fixed; the same seed asks the same again.

    Without a seed one is drawn, of the kind that is next.
    """

    def __init__(self, exercise: Exercise, bug: Bug, seed: int | None = None) -> None:
        self.exercise, self.bug = exercise, bug
        if seed is None:
            kinds, given = len(bug.ask), len(exercise.notes.state.answers.get(bug.id, []))
            seed = kinds * secrets.randbelow(SEEDS) + given % kinds
        self.seed = seed
        self.question = ask(bug.ask, seed)

    @property
    def wanted(self) -> str:
        """What an answer is, in words."""
        if self.question.kind == "shape":
            return phrase("a shape, as (3,), (3, 2) or 3x2")
        return phrase(f"a number, right to within {TOLERANCE:.0%}")

    def posed(self) -> Text:
        """Return it as a person should see it."""
        return posed(self.bug, self.question.question, self.question.code)

    def check(self, guess: str) -> None:
        """Raise ValueError, with a sentence, if this can be no answer."""
        _numbers(self.question.kind, guess)

    def answer(self, guess: str) -> "Answered":
        """Run its code on the exercise, and remember whether the guess is right, unless there is no answer."""
        outcome = run_on(str(self.exercise.folder), self.question.code)
        right = is_right(self.question.kind, guess, outcome.text)
        if not outcome.exception:
            self.exercise.note_answer(self.bug, right)
        return Answered(self, guess, outcome, right)

    def as_data(self) -> dict[str, Any]:
        """Return the question as plain data, without what would give the answer away."""
        shown = {key: asdict(self.question)[key] for key in ("kind", "question", "code")}
        return {"bug": self.bug.id, "seed": self.seed, **shown, "wanted": self.wanted}


@dataclass(frozen=True)
class Answered:
    """A question with what the student said, and what came out."""

    asked: Asked
    guess: str
    outcome: Answer
    right: bool

    def told(self) -> Text:
        """Return what came out, as a person should see it, and why."""
        if self.outcome.exception:
            lost = tr(f"It says {self.outcome.exception}. ")
            return Text.assemble((lost, "bold"), tr(f"See what is wrong with:  kata test {self.asked.bug.id}"))
        question = self.asked.question
        said = tr("You were right." if self.right else f"You said {self.guess.strip()}.")
        return Text.assemble(
            (tr(f"It says {self.outcome.text}. "), "bold"),
            f"{said}\n{tr('By hand:')} {question.working}. {tr(question.because)}",
        )

    def as_data(self) -> dict[str, Any]:
        """Return it as plain data."""
        question = self.asked.question
        came_out = {"answer": self.guess, "outcome": self.outcome.text, "right": self.right}
        return {**self.asked.as_data(), **came_out, "working": question.working, "because": question.because}
