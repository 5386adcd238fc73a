"""Recipes: the hyperparameters of the corrected library, chosen on a part of the training digits.

Every choice is trained on five sixths of the training digits, from several seeds, and read by its accuracy on the
last sixth after the last epoch. The test digits have no part in it.
"""

import statistics
from itertools import product
from pathlib import Path
from typing import Any

from experiments.laboratory import Laboratory
from kata.pictures import BLUE, picture

SHARE = 1 / 6
GRIDS: dict[str, dict[str, list[Any]]] = {
    "ten epochs": {
        "epochs": [10],
        "decay": ["constant", "cosine"],
        "batch_size": [64, 128],
        "learning_rate": [0.001, 0.002, 0.004, 0.008],
        "l2": [0.0],
    },
    "thirty epochs": {
        "epochs": [30],
        "decay": ["cosine"],
        "batch_size": [64, 128],
        "learning_rate": [0.001, 0.002, 0.004],
        "l2": [1e-5, 2e-5, 4e-5, 8e-5, 16e-5, 32e-5],
    },
}


def choices(recipe: str) -> list[dict[str, Any]]:
    """Return all settings of a grid."""
    grid = GRIDS[recipe]
    return [dict(zip(grid, values, strict=True)) for values in product(*grid.values())]


def run(laboratory: Laboratory, seeds: int) -> dict[str, Any]:
    """Train, and return the validation accuracy of every choice, in percent, best first."""
    cases = {
        (recipe, number, seed): ("fixed", settings | {"validation": SHARE, "seed": seed})
        for recipe in GRIDS
        for number, settings in enumerate(choices(recipe))
        for seed in range(seeds)
    }
    trainings = laboratory.train(cases)
    found: dict[str, list[dict[str, Any]]] = {}
    for recipe in GRIDS:
        for number, settings in enumerate(choices(recipe)):
            scores = [
                100 * trainings[recipe, number, seed].epochs[-1]["validation_accuracy"] for seed in range(seeds)
            ]
            found.setdefault(recipe, []).append({"settings": settings, "validation_accuracy": scores})
        found[recipe].sort(key=lambda choice: -statistics.mean(choice["validation_accuracy"]))
    return {"format": 1, "data": laboratory.data, "seeds": seeds, "recipes": found}


def tell(result: dict[str, Any]) -> list[str]:
    """Return the best choices of each recipe, in lines of Markdown."""
    lines = [f"Validation accuracy in percent, {result['data']} digits, {result['seeds']} seeds.", ""]
    for recipe, found in result["recipes"].items():
        lines += [f"{recipe}:", ""]
        for choice in found[:5]:
            told = ", ".join(f"{name} {value}" for name, value in choice["settings"].items())
            lines.append(f"- {statistics.mean(choice['validation_accuracy']):.3f}: {told}")
        lines.append("")
    return lines


def draw(result: dict[str, Any], path: Path) -> None:
    """Draw the validation accuracy of every choice by its learning rate."""
    recipes = result["recipes"]
    with picture(path, figsize=(8, 3.6)) as figure:
        panels = figure.subplots(1, len(recipes), sharey=True, squeeze=False)[0]
        for axes, (recipe, found) in zip(panels, recipes.items(), strict=True):
            for choice in found:
                scores = choice["validation_accuracy"]
                axes.plot([choice["settings"]["learning_rate"]] * len(scores), scores, "o", color=BLUE, alpha=0.4)
            axes.set_xscale("log", base=2)
            axes.set_title(recipe)
            axes.set_xlabel("learning rate")
            axes.grid(True)
        panels[0].set_ylabel("validation accuracy, %")
