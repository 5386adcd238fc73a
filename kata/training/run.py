"""Train a library on MNIST in a confined child process, and hear of every epoch.

What happens in the child is in `kata.training.child`.
"""

import json
import math
import shutil
import tempfile
import threading
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from kata.confined.child import MEMORY, run_confined
from kata.confined.supervision import OnEvent
from kata.training.child import weights_file
from kata.training.plan import Plan


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


def run_training(
    plan: Plan,
    *,
    weights: Path | None = None,
    memory: int = MEMORY,
    seconds: float = 300,
    quiet: float = math.inf,
    on_event: OnEvent | None = None,
    stop: threading.Event | None = None,
) -> Training:
    """Train as planned, in a child process under the limits of `run_confined`, until another thread sets `stop`.

    However it ends, if an epoch was over, the weights that count are then in the file `weights`, if one is named.
    """
    training, ended, heard = Training(), False, 0

    def note(event: dict[str, Any]) -> None:
        nonlocal ended, heard
        heard += 1
        kind, values = event["event"], {key: value for key, value in event.items() if key != "event"}
        ended = ended or kind == "end"
        if kind == "epoch":
            training.best, training.peak = values.pop("best"), values.pop("peak")
            training.epochs.append(values)
            training.seconds = values["seconds"]
        elif kind != "batch":
            for key, value in values.items():
                setattr(training, key, value)
        if on_event is not None:
            on_event(event)

    with tempfile.TemporaryDirectory(prefix="kata-") as folder:
        events = Path(folder, "events.jsonl")
        ending = run_confined(
            "kata.training.child",
            json.dumps(asdict(plan)),
            str(events),
            *([folder] if weights else []),
            memory=memory,
            seconds=seconds,
            quiet=quiet,
            events=events,
            on_event=note,
            stop=stop,
        )
        told = events.read_bytes().splitlines(keepends=True) if events.exists() else []
        for line in told[heard:]:  # what came between the last look and the end of the child
            if line.endswith(b"\n"):
                note(json.loads(line))
        if weights is not None and training.best:
            shutil.copyfile(weights_file(Path(folder), training.best), weights)
    training.over = ended or bool(training.failure or ending.stopped)
    if not ended:
        training.failure = training.failure or ending.reason or "the child process ended early"
    return training
