"""The chain: fix the bugs in the report's order, and see at each step what a student sees.

From the original, bug by bug as `bugs.toml` lists them: first the six that the report found, then the six that it
missed. At each step the report's Model_02 is trained.
"""

import statistics
from pathlib import Path
from typing import Any

from experiments.laboratory import Laboratory, accuracies, called
from kata.bugs.manifest import load_bugs
from kata.pictures import BLUE, GREY, RED, fitting, is_narrow, picture

ORIGINAL, FIXED = "original", "fixed"
SETTINGS = {"epochs": 8, "tolerance": 0.0, "reports": True}


def steps() -> dict[str, str]:
    """Return the subject after each fix, from none to all."""
    bugs = list(load_bugs())
    found = {"none": ORIGINAL}
    for number, bug in enumerate(bugs, 1):
        found[bug] = ",".join(bugs[number:]) or FIXED
    return found


def run(laboratory: Laboratory, seeds: int) -> dict[str, Any]:
    """Train, and return what came of it."""
    cases = {
        (fix, seed): (subject, SETTINGS | {"seed": seed})
        for fix, subject in steps().items()
        for seed in range(seeds)
    }
    trainings = laboratory.train(cases)
    found = {}
    for fix in steps():
        group = [training for (name, _), training in trainings.items() if name == fix]
        ended = [training for training in group if not training.failure]
        found[fix] = {
            "failures": [training.failure for training in group if training.failure],
            "accuracy": accuracies(group),
            "reported_accuracy": [100 * training.metrics["reported"]["accuracy"] for training in ended],
            "reported_cost": [training.epochs[-1]["test_cost"] for training in ended],
            "true_cost": [training.epochs[-1]["true_cost"] for training in ended],
        }
    return {"format": 1, "data": laboratory.data, "seeds": seeds, "settings": SETTINGS, "steps": found}


def tell(result: dict[str, Any]) -> list[str]:
    """Return what is seen at each step, in lines of Markdown."""
    lines = [f"Model_02, {result['seeds']} seeds, {result['data']} digits, after the fix of", ""]
    for number, (fix, found) in enumerate(result["steps"].items()):
        if not found["accuracy"]:
            lines.append(f"- {number}. {fix}: {found['failures'][0]}")
            continue
        mean, least, most = statistics.mean(found["accuracy"]), min(found["accuracy"]), max(found["accuracy"])
        reported = statistics.mean(found["reported_accuracy"])
        failed = f", {len(found['failures'])} fail" if found["failures"] else ""
        lines.append(
            f"- {number}. {fix}: {mean:.1f} % ({least:.1f} to {most:.1f}{failed}), reported as {reported:.1f} %; "
            f"cost {statistics.mean(found['true_cost']):.3g}, "
            f"reported as {statistics.mean(found['reported_cost']):.3g}"
        )
    return lines


def draw(result: dict[str, Any], path: Path) -> None:
    """Draw the accuracies after each fix, or the error."""
    steps_ = result["steps"]
    reported = {bug.id for bug in load_bugs().values() if bug.group == "reported"}
    with picture(path, figsize=(9, 4)) as figure:
        axes = figure.subplots()
        for place, found in enumerate(steps_.values()):
            values = found["accuracy"]
            axes.plot(values, [place] * len(values), "o", color=BLUE, alpha=0.5)
            if not values:
                axes.text(1, place, found["failures"][0].partition(" ")[0], color=RED, va="center")
        axes.axhspan(0.5, len(reported) + 0.5, color=GREY, alpha=0.12, linewidth=0)
        corner, turned = fitting((99, 1), (97, 3)), fitting(0, 90)
        axes.text(*corner, "the report's six", ha="right", va="center", fontsize=8, rotation=turned)
        axes.set_yticks(range(len(steps_)), ["nothing fixed", *(f"+ {fix}" for fix in list(steps_)[1:])])
        axes.set_ylim(len(steps_) - 0.5, -0.5)
        axes.set_xlim(0, 100)
        axes.grid(axis="x")
        label = f"accuracy on {called(result['data'])}, %: one dot a seed"
        if is_narrow():
            figure.supxlabel(label, fontsize="medium")
        else:
            axes.set_xlabel(label)
