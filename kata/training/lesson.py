"""A training as it is heard of: what each report is worth is computed here, and how to go on is decided here.

Only outputs are taken from the library, and what it says of itself is kept as that. The labels are ours.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kata.digits.idx import CLASSES, read_labels
from kata.pipe.frames import Frame
from kata.training.measures import Array, finite, kept_back, learnt_from, measured, outcome
from kata.training.plan import Plan

OnEvent = Callable[[dict[str, Any]], None]


@dataclass
class Training:
    """What came of it: the epochs, and how it ended; `failure` is empty or says in a sentence what went wrong.

    It is `over` if it came to its end, a failure or a limit included, and was not cut off by something else.

    Of each epoch: the training cost and the gradient's norm as the library reports them, and the norm as it is;
    accuracy and true cost on the test part, on as many rows of the training part, and on the validation part if
    there is one; the test part's cost as the library reports it, if that was asked for; samples a second, and the
    seconds of training since the beginning. `best` is the number of the epoch whose weights count.

    `metrics` are those of the training part and of the test part, and what the library reports of the latter, if
    that was asked for. `dead` tells of each hidden layer the share of its units that give 0 or less for every row
    of the test part, before and after. `peak` is in bytes. `predicted` and `confidence` are, if they were asked
    for, the class that each row of the test part was taken for, and the probability given to it.
    """

    epochs: list[dict[str, Any]] = field(default_factory=list)
    best: int = 0
    failure: str = ""
    over: bool = False
    seconds: float = 0.0
    rows: int = 0
    test_rows: int = 0
    metrics: dict[str, dict[str, Any]] = field(default_factory=dict)
    dead: dict[str, list[float]] = field(default_factory=dict)
    peak: int = 0
    predicted: list[int] = field(default_factory=list)
    confidence: list[float] = field(default_factory=list)

    @property
    def accuracy(self) -> float | None:
        """The accuracy on the test part with the weights that count."""
        return self.epochs[self.best - 1]["accuracy"] if self.epochs else None


class UnusableError(ValueError):
    """What the library gives is of no use, with a sentence."""


class Lesson:
    """Hears what is told of a training, and notes it; `parameters` are those of the epoch that counts."""

    def __init__(self, plan: Plan, training: Training, on_event: OnEvent, keeps: bool) -> None:
        self._plan, self._training, self._on_event, self._keeps = plan, training, on_event, keeps
        self._labels: dict[str, Array] = {}  # by part of the digits
        self._best = -1.0
        self.parameters: Array | None = None
        self.fitted = False  # whether the last epoch is over

    def hear(self, told: Frame) -> dict[str, Any] | None:
        """Note what is told, and return how to go on if that is asked for."""
        what, training = told.text("told"), self._training
        if what == "loaded" and not self._labels:
            return self._begin(told)
        if what == "batch" and self._labels:
            self._note_batch(told)
            return None
        if what == "fitted" and self._labels:
            self.fitted = True
            return None
        if what == "epoch" and self._labels and len(training.epochs) < self._plan.epochs:
            return self._note_epoch(told)
        raise told.void("it speaks out of turn")

    def _begin(self, told: Frame) -> dict[str, Any]:
        share, folder = self._plan.validation, Path(self._plan.data)
        try:
            train, test = read_labels(folder, "train"), read_labels(folder, "t10k")
            back = kept_back(len(train), share)
        except (OSError, ValueError) as error:
            raise UnusableError(str(error)) from error
        rows = told.count("rows"), told.count("test_rows")
        if rows != (len(train), len(test)):
            raise UnusableError(f"it reads {rows[0]} and {rows[1]} digits of {len(train)} and {len(test)}")
        self._labels = {"train": learnt_from(train, share), "test": test}
        if back is not None:
            self._labels["validation"] = train[back]
        self._training.rows, self._training.test_rows = len(self._labels["train"]), len(test)
        return {"kept_back": back}

    def _note_batch(self, told: Frame) -> None:
        rows = told.count("rows")
        self._on_event(
            {
                "event": "batch",
                "epoch": len(self._training.epochs) + 1,
                "share": rows / self._training.rows,
                "cost": finite(told.number("cost")),
                "gradient_norm": finite(told.number("norm")),
                "samples_a_second": rows / told.duration("seconds"),
            }
        )

    def _note_epoch(self, told: Frame) -> dict[str, Any]:
        plan, training, number = self._plan, self._training, len(self._training.epochs) + 1
        figures, seconds = self._figures(told), told.duration("seconds")
        score = figures["validation_accuracy" if plan.validation else "accuracy"]
        counts = not plan.validation or score > self._best
        if counts:
            training.best, self._best = number, score
            if self._keeps:
                self.parameters = told.numbers_of_shape("parameters", (plan.parameters,))
        training.seconds += seconds
        figures |= {"samples_a_second": told.count("rows") / seconds, "seconds": training.seconds}
        training.epochs.append({"epoch": number, **figures})
        self._on_event({"event": "epoch", **training.epochs[-1]})
        ends = 0 < plan.patience <= number - training.best
        return {"counts": counts, "learning_rate": plan.rate(number), "ends": ends}

    def _figures(self, told: Frame) -> dict[str, Any]:
        """Return what the library says of an epoch, and what its outputs say."""
        figures: dict[str, Any] = {
            "cost": told.number("cost"),
            "gradient_norm": finite(told.number("norm")),
            "true_norm": finite(told.number("true_norm")),
        }
        head = self._labels["train"][: self._training.test_rows]
        outputs = told.part("outputs")
        for part, name in {"test": "", "train": "training_", "validation": "validation_"}.items():
            if part in self._labels:
                labels = head if part == "train" else self._labels[part]
                found = outcome(labels, outputs.numbers_of_shape(part, (len(labels), CLASSES)))
                figures |= {f"{name}{measure}": value for measure, value in found.items()}
            if part == "test":
                figures["test_cost"] = told.number("test_cost") if told.has("test_cost") else None
        return figures

    def end(self, learnt: Frame) -> None:
        """Note what came of it all."""
        plan, training, outputs = self._plan, self._training, learnt.part("outputs")
        if not training.epochs:
            raise learnt.void("it ends before an epoch is over")
        labels = {part: self._labels[part] for part in ("train", "test")}
        P = {part: outputs.numbers_of_shape(part, (len(labels[part]), CLASSES)) for part in labels}
        try:
            metrics = {part: measured(labels[part], P[part]) for part in labels}
        except ValueError as error:
            raise UnusableError(str(error)) from error
        training.metrics = metrics | ({"reported": learnt.numbers("reported")} if plan.reports else {})
        dead = learnt.part("dead")
        training.dead = {when: dead.shares(when, len(plan.sizes) - 2) for when in ("before", "after")}
        if plan.predictions:
            training.predicted = P["test"].argmax(axis=1).tolist()
            training.confidence = P["test"].max(axis=1).tolist()
