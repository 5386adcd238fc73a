"""Train a library on MNIST in a confined child process, and hear of every epoch.

The network is the report's Model_02, by Adam with a learning rate that falls along a cosine. Accuracy is counted
here and not by the library's own metrics, which are under suspicion.
"""

import json
import math
import sys
import tempfile
import time
import traceback
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from kata import DATA
from kata.confined import MEMORY, OnEvent, run_confined
from kata.libraries import find_library, load_library


@dataclass(frozen=True)
class Plan:
    """What to train and how; `data` is a folder of IDX files."""

    library: str
    data: str = str(DATA)
    sizes: tuple[int, ...] = (784, 95, 50, 43, 10)
    epochs: int = 8
    batch_size: int = 128
    learning_rate: float = 0.002
    dtype: str = "float32"
    seed: int = 0
    predictions: bool = False  # whether to tell in the end what was made of each row of the test part


@dataclass
class Training:
    """What came of it: the epochs, and how it ended; `failure` is empty or says in a sentence what went wrong.

    `predicted` and `confidence` are, if they were asked for, the class that each row of the test part was taken
    for, and the probability given to it.
    """

    epochs: list[dict[str, float]] = field(default_factory=list)
    failure: str = ""
    seconds: float = 0.0
    rows: int = 0
    test_rows: int = 0
    predicted: list[int] = field(default_factory=list)
    confidence: list[float] = field(default_factory=list)

    @property
    def accuracy(self) -> float | None:
        """The accuracy on the test part after the last epoch."""
        return self.epochs[-1]["accuracy"] if self.epochs else None


def run_training(
    plan: Plan, *, memory: int = MEMORY, seconds: float = 300, on_event: OnEvent | None = None
) -> Training:
    """Train as planned, in a child process under these limits."""
    training, ended = Training(), False

    def note(event: dict[str, Any]) -> None:
        nonlocal ended
        ended = ended or event["event"] == "end"
        if event["event"] == "epoch":
            training.epochs.append({key: value for key, value in event.items() if key != "event"})
        elif event["event"] == "start":
            training.rows, training.test_rows = event["rows"], event["test_rows"]
        elif event["event"] == "predictions":
            training.predicted, training.confidence = event["predicted"], event["confidence"]
        elif event["event"] == "failure":
            training.failure = event["sentence"]
        training.seconds = event.get("seconds", training.seconds)
        if on_event is not None:
            on_event(event)

    with tempfile.TemporaryDirectory(prefix="kata-") as folder:
        events = Path(folder, "events.jsonl")
        ending = run_confined(
            "kata.training",
            json.dumps(asdict(plan)),
            str(events),
            memory=memory,
            seconds=seconds,
            events=events,
            on_event=note,
        )
    if not ended:
        training.failure = training.failure or ending.reason or "the child process ended early"
    return training


def _train(plan: Plan, events: Path) -> None:
    """Train in this process, writing what happens to the file `events`."""

    def tell(event: str, **values: Any) -> None:
        with events.open("a", encoding="utf-8") as file:
            file.write(json.dumps({"event": event, **values}) + "\n")

    began, epoch = time.perf_counter(), 1
    try:
        library = load_library(plan.library)
        (X, Y), (X_test, Y_test) = library.load_mnist(plan.data)
        rng = np.random.default_rng(plan.seed)
        activations = ("relu",) * (len(plan.sizes) - 2) + ("softmax",)
        network = library.FeedForward(plan.sizes, activations, dtype=plan.dtype)
        network.init(rng)
        adam = library.Adam(network, learning_rate=plan.learning_rate)
        tell("start", rows=len(X), test_rows=len(X_test))

        def on_epoch(number: int, norm: float, cost: float, _: float | None) -> None:
            nonlocal epoch
            adam.learning_rate = plan.learning_rate * 0.5 * (1 + math.cos(math.pi * number / plan.epochs))
            accuracy = float((network.predict(X_test) == Y_test.argmax(axis=1)).mean())
            seconds = time.perf_counter() - began
            tell("epoch", epoch=number, cost=cost, accuracy=accuracy, gradient_norm=norm, seconds=seconds)
            epoch = number + 1

        began = time.perf_counter()
        with np.errstate(all="ignore"):
            adam.fit(
                (X, Y), epochs=plan.epochs, batch_size=plan.batch_size, tolerance=None, rng=rng, on_epoch=on_epoch
            )
        if plan.predictions:
            P = network(X_test)
            tell("predictions", predicted=P.argmax(axis=1).tolist(), confidence=P.max(axis=1).tolist())
    except Exception as error:
        tell("failure", sentence=_sentence(error, epoch, find_library(plan.library)))
    else:
        tell("end", seconds=time.perf_counter() - began)


def _sentence(error: Exception, epoch: int, folder: Path) -> str:
    """Say what went wrong, when, and at which line of the library."""
    frames = [
        frame for frame in traceback.extract_tb(error.__traceback__) if Path(frame.filename).parent == folder
    ]
    where = f", in {Path(frames[-1].filename).name} line {frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__} in epoch {epoch}{where}: {str(error).strip()}"


if __name__ == "__main__":
    _train(Plan(**json.loads(sys.argv[1])), Path(sys.argv[2]))
