"""The symptoms of a sealed library: how a training with it went, and what it reports."""

import math
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from kata import DATA
from kata.bugs import variants
from kata.diagnosis.faults import texts
from kata.diagnosis.sealed import Sealed
from kata.digits.idx import write_head
from kata.files import write_whole
from kata.training.lesson import Training
from kata.training.plan import Plan
from kata.training.run import run_training

DIGITS = {"train": 1000, "t10k": 300}
SECONDS = 120
PLAN = Plan(library="", sizes=(784, 10, 10), epochs=6, batch_size=50, learning_rate=0.01, reports=True)


def symptoms(library: Sealed) -> tuple[Training, Training]:
    """Return a training with the library, and one with the corrected library, of the same numbers drawn.

    Each is in a worker of its own, on a few digits.
    """
    with tempfile.TemporaryDirectory(prefix="kata-") as place:
        folder, digits = Path(place, "library"), Path(place, "digits")
        variants.build(folder, present=())
        for module, text in texts(library.faults).items():
            write_whole(folder / f"{module}.py", text)
        write_head(DATA, digits, DIGITS)
        plans = [replace(PLAN, library=name, data=str(digits)) for name in (str(folder), "fixed")]
        this, corrected = [run_training(plan, seconds=SECONDS) for plan in plans]
    return this, corrected


def as_data(training: Training) -> dict[str, Any]:
    """Return what may be seen of a training, as plain data; what is counted here is apart from what it reports."""
    reported = ("epoch", "cost", "gradient_norm", "test_cost", "accuracy")
    epochs = [{key: _finite(epoch[key]) for key in reported} for epoch in training.epochs]
    figures = {key: value for key, value in training.metrics.get("reported", {}).items() if key != "confusion"}
    return {
        "failure": training.failure,
        "epochs": epochs,
        "confusion": training.metrics.get("test", {}).get("confusion"),
        "reported": {key: _finite(value) for key, value in figures.items()},
    }


def _finite(value: Any) -> Any:
    """Return a number as JSON knows it, or as text."""
    return value if not isinstance(value, float) or math.isfinite(value) else str(value)
