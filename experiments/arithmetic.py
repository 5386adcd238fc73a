"""The report's own arithmetic: what its figures say by themselves, without a training."""

from typing import Any

from kata.report.networks import MEASURES, NETWORKS

TRAINING, TEST, CLASSES = 60_000, 10_000, 10
PLACES = 4  # decimals of the report's percentages
ROUNDING = 0.5 * 10**-PLACES


def check() -> dict[str, Any]:
    """Return of each network what its figures say."""
    return {"format": 1, "networks": {name: _check(name) for name in NETWORKS}}


def _check(name: str) -> dict[str, Any]:
    _, test, drift = NETWORKS[name]
    train = {measure: test[measure] + drift[measure] for measure in MEASURES}
    slip = train["specificity"] - test["f1"]
    return {
        "test_accuracy_is_of": _whole(test["accuracy"], ROUNDING),
        "training_accuracy_is_of": _whole(train["accuracy"], 2 * ROUNDING),
        "training": {measure: round(value, PLACES) for measure, value in train.items()},
        # each class has a tenth of the digits, near enough: every mistake is a false positive of one of nine
        "test_accuracy_by_specificity": round(_accuracy(test["specificity"]), 2),
        "training_accuracy_by_specificity": round(_accuracy(train["specificity"]), 2),
        "f1_drift": drift["f1"],
        "training_specificity_minus_test_f1": round(slip, PLACES),
        "f1_drift_is_a_slip": abs(slip - drift["f1"]) < 2 * ROUNDING,
    }


def _whole(percent: float, tolerance: float) -> dict[str, int]:
    """Return of which number of digits a percentage can be a whole count, and the count."""
    found = {}
    for digits in (TEST, TRAINING):
        count = round(percent * digits / 100)
        if abs(100 * count / digits - percent) <= tolerance:
            found[str(digits)] = count
    return found


def _accuracy(specificity: float) -> float:
    """Return the accuracy that goes with a mean specificity where the classes are balanced, in percent."""
    return 100 - (CLASSES - 1) * (100 - specificity)


def tell(result: dict[str, Any]) -> list[str]:
    """Return what was found, a sentence each."""
    lines = []
    for name, found in result["networks"].items():
        of = found["test_accuracy_is_of"]
        if str(TEST) in of:
            lines.append(f"{name}: the accuracy is {of[str(TEST)]:,} of {TEST:,} test digits.")
        else:
            lines.append(
                f"{name}: the accuracy is no whole count of {TEST:,} digits; it is {of[str(TRAINING)]:,} of "
                f"{TRAINING:,}, so a value on the training digits. The specificity tells a test accuracy of about "
                f"{found['test_accuracy_by_specificity']:.1f} %."
            )
        training = found["training"]
        if found["f1_drift_is_a_slip"]:
            lines.append(
                f"{name}: the F1 drift of {found['f1_drift']} is the training specificity minus the test F1, to "
                f"the last place. An F1 of {training['f1']:.2f} % on the training digits, beside an accuracy of "
                f"{training['accuracy']:.2f} %, is a slip and no overfitting."
            )
    return lines
