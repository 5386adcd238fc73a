"""The report's five networks, and the figures that it gives of them, in percent.

Hidden layers are ReLU, the outputs softmax. The figures are those on the test digits, and their drift, which is
the value on the training digits minus that. Model_00's row in the report names a third hidden layer without units;
it is read here as two.
"""

from typing import Any, NamedTuple

MEASURES = ("sensitivity", "specificity", "accuracy", "f1")


class Reported(NamedTuple):
    """A network of the report."""

    sizes: tuple[int, ...]
    test: dict[str, float]
    drift: dict[str, float]


def _row(sizes: tuple[int, ...], *figures: float) -> Reported:
    return Reported(
        sizes, dict(zip(MEASURES, figures[:4], strict=True)), dict(zip(MEASURES, figures[4:], strict=True))
    )


NETWORKS = {
    "Model_00": _row((784, 90, 100, 10), 61.7679, 95.8478, 63.0350, 63.3159, 0.5309, 0.0499, 0.0000, 0.8461),
    "Model_01": _row((784, 97, 52, 47, 10), 90.1553, 98.9182, 90.2600, 90.1604, 8.1490, 0.8951, 8.0583, 9.6529),
    "Model_02": _row((784, 95, 50, 43, 10), 88.2690, 98.7108, 88.3900, 88.2482, 3.6915, 0.4094, 3.6883, 10.8720),
    "Model_03": _row((784, 93, 54, 38, 10), 26.3948, 91.9755, 27.6200, 20.9052, 0.1883, 0.0232, 0.2667, 0.3455),
    "Model_04": _row((784, 92, 52, 36, 10), 51.2620, 94.6824, 52.0400, 52.9558, 0.0692, 0.0171, 0.1917, 0.2394),
}

# What the report does not give, as `kata.training.plan.Plan` has it. It tells of Adam and of a training stop;
# batches, rates and epochs are assumed, and varied.
ASSUMED: dict[str, dict[str, Any]] = {
    "batches of 128 at 0.001": {"epochs": 10, "batch_size": 128, "learning_rate": 0.001, "decay": "constant"},
    "batches of 128 at 0.01": {"epochs": 10, "batch_size": 128, "learning_rate": 0.01, "decay": "constant"},
    "batches of 32 at 0.001": {"epochs": 10, "batch_size": 32, "learning_rate": 0.001, "decay": "constant"},
    "all rows at once at 0.01": {"epochs": 150, "batch_size": 0, "learning_rate": 0.01, "decay": "constant"},
}

# What the corrected library is trained with, chosen on a part of the training digits by `python -m experiments
# recipes`, and never on the test digits.
RECIPES: dict[str, dict[str, Any]] = {
    "ten epochs": {"epochs": 10, "decay": "cosine", "batch_size": 128, "learning_rate": 0.004, "l2": 0.0},
    "thirty epochs": {"epochs": 30, "decay": "cosine", "batch_size": 128, "learning_rate": 0.004, "l2": 16e-5},
}
