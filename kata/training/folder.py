"""A trained network in a folder: its weights, how it was made, what it can do, and pictures of that.

A configuration names library and digits as they were named on the command line, a folder or an exercise in full.
All that is in the folder depends on the configuration alone, but for times and memory. It is written whole or not
at all.
"""

import json
import platform
import statistics
from dataclasses import asdict, dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from kata.bugs.variants import bugs_of
from kata.digits.by_name import load_digits
from kata.digits.gallery import choose, save_picture
from kata.files import write_whole
from kata.subject.interface import Network
from kata.subject.libraries import absolute, find_own
from kata.training.curves import draw_confusion, draw_curve
from kata.training.lesson import Training
from kata.training.measures import learnt_from, measured
from kata.training.outputs import run_outputs
from kata.training.plan import Plan
from kata.training.weights import load_weights

FORMAT = 1
WEIGHTS, CONFIGURATION, METRICS = "weights.npz", "configuration.json", "metrics.json"
CURVE, CONFUSION, MISTAKES = "learning-curve.png", "confusion-matrix.png", "mistakes.png"


@dataclass(frozen=True)
class TrainedNetwork:
    """A network that was trained as planned, and after which epoch that was interrupted, if it was."""

    plan: Plan
    network: Network
    interrupted_after: int | None = None


def find_subject(name: str) -> str:
    """Return the name of a library or variant as it is kept, with a folder in full.

    Raises ValueError or FileNotFoundError if it is none that can be trained here.
    """
    if bugs_of(name) is not None:
        return name
    find_own(name)
    return absolute(name)


def digits_name(name: str) -> str:
    """Return the name of digits as it is kept, with a folder in full."""
    return name if name in ("embedded", "full") else str(Path(name).resolve())


def write(folder: Path, trained: TrainedNetwork, training: Training, here: Plan) -> dict[str, Any]:
    """Write all but the weights, which are there, into a folder; return the metrics.

    In the plan `here` library and digits are those of this machine. What the network can do is measured with the
    weights in the folder. Raises RuntimeError, with a sentence, if the library cannot do it.
    """
    digits = Path(here.data)
    (_, Y), (images, test_Y) = load_digits(digits)
    outputs = run_outputs(here.library, trained.network, digits, ("train", "test"))
    labels, truth = Y.argmax(axis=1), test_Y.argmax(axis=1)
    learnt = [learnt_from(values, here.validation) for values in (labels, outputs["train"])]
    metrics = {
        "format": FORMAT,
        "epochs": training.epochs,
        "best": training.best,
        "train": measured(*learnt),
        "test": measured(truth, outputs["test"]),
        "seconds": training.seconds,
        "samples_a_second": statistics.harmonic_mean([epoch["samples_a_second"] for epoch in training.epochs]),
        "peak_memory": training.peak,
    }
    versions = {"netkata": version("netkata"), "numpy": np.__version__, "python": platform.python_version()}
    configuration = {
        "format": FORMAT,
        "plan": asdict(trained.plan),
        "interrupted_after": trained.interrupted_after,
        "versions": versions,
    }
    for name, values in ((CONFIGURATION, configuration), (METRICS, metrics)):
        write_whole(folder / name, json.dumps(values, indent=2) + "\n")
    draw_curve(folder / CURVE, training.epochs, training.best)
    draw_confusion(folder / CONFUSION, metrics["test"]["confusion"])
    predicted, confidence = outputs["test"].argmax(axis=1), outputs["test"].max(axis=1)
    read, misread = choose(images, truth.tolist(), predicted.tolist(), confidence.tolist())
    save_picture(folder / MISTAKES, {"It reads:": read, "It is sure, and wrong:": misread})
    return metrics


def load_trained(folder: Path) -> TrainedNetwork:
    """Read a trained network from the folder that `kata train` wrote; raise ValueError if it holds none."""
    if not (folder / CONFIGURATION).is_file():
        raise ValueError(f"{folder} holds no trained network: expected a folder that `kata train` wrote")
    try:
        kept = json.loads((folder / CONFIGURATION).read_text(encoding="utf-8"))
        if kept["format"] != FORMAT:
            raise ValueError(f"it has format {kept['format']!r}, expected {FORMAT}")
        plan, interrupted = Plan(**kept["plan"]), kept["interrupted_after"]
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(f"{folder / CONFIGURATION} tells of no training: {error}") from error
    network = load_weights(folder / WEIGHTS)
    if (network.sizes, network.activations) != (plan.sizes, plan.functions):
        widths = ["-".join(map(str, sizes)) for sizes in (network.sizes, plan.sizes)]
        raise ValueError(f"{folder / WEIGHTS} is of another network: {widths[0]}, expected {widths[1]}")
    return TrainedNetwork(
        replace(plan, library=find_subject(str(plan.library)), data=str(plan.data)), network, interrupted
    )
