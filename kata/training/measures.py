"""What the outputs of a network are worth: measured here, with labels that we have read.

The metrics are those of the corrected library: those of the library that has learnt are under suspicion.
"""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kata.digits.idx import CLASSES
from kata.subject.libraries import OURS
from kata.subject.own import OwnLibrary

FIXED = OwnLibrary(OURS["fixed"])  # once, with this module: trainings are measured in several threads
VALIDATION_SEED = 0  # draws the rows that are kept back

Array = NDArray[Any]


def kept_back(rows: int, share: float) -> Array | None:
    """Return which rows are kept back, the same whatever the seed of the training; None if there are none.

    Raises ValueError if no row is left.
    """
    if not share:
        return None
    number = max(1, round(share * rows))
    if number == rows:
        raise ValueError(f"a validation part of {share:g} leaves nothing of {rows} rows to learn from")
    return np.sort(np.random.default_rng(VALIDATION_SEED).permutation(rows)[:number])


def learnt_from(values: Array, share: float) -> Array:
    """Return those of a value for each row that belong to the rows which are not kept back."""
    back = kept_back(len(values), share)
    return values if back is None else np.delete(values, back, axis=0)


def outcome(labels: Array, P: Array) -> dict[str, float | None]:
    """Return the accuracy of outputs, where NaN is no class, and their true cost, the mean cross-entropy."""
    likelihood = P[np.arange(len(P)), labels].astype(float)
    with np.errstate(all="ignore"):
        cost = -np.log(likelihood + np.finfo(float).eps).mean()
    right = (P.argmax(axis=1) == labels) & ~np.isnan(P).any(axis=1)
    return {"accuracy": float(right.mean()), "true_cost": finite(cost)}


def measured(labels: Array, P: Array) -> dict[str, Any]:
    """Return the metrics of the outputs P for the true labels, by the corrected library, as plain data.

    Raises ValueError if they are not finite.
    """
    if not np.isfinite(P).all():
        raise ValueError("after its last step the network gives NaN or infinity: no class follows from that")
    with np.errstate(all="ignore"):
        metrics = FIXED.metrics(np.eye(CLASSES, dtype=np.float32)[labels], P)
    return metrics | {"confusion": metrics["confusion"].tolist()}


def finite(value: float) -> float | None:
    """Return a number as JSON knows it: None if it is not finite."""
    return float(value) if math.isfinite(value) else None
