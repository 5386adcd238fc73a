"""dead-units: what networks with all missed bugs read, by the share of their units that are dead."""

from pathlib import Path

from book.kept import deep_trainings, result_of
from kata.pictures import BLUE, GREY, picture

Found = dict[str, list[tuple[float, float]]]
BY_CHANCE = 10  # percent of ten digits


def run() -> Found:
    """Return the trainings by how they were trained, from the result that is kept."""
    return {setting: deep_trainings(setting) for setting in result_of("why-embedded")["settings"]}


def draw(result: Found, path: Path) -> None:
    """Draw a dot for each training, and what blind guessing reads."""
    with picture(path, figsize=(9, 3.4)) as figure:
        panels = figure.subplots(1, len(result), sharey=True, squeeze=False)[0]
        for axes, (setting, trainings) in zip(panels, result.items(), strict=True):
            dead, accuracy = zip(*trainings, strict=True)
            axes.plot([100 * share for share in dead], accuracy, "o", color=BLUE, alpha=0.6)
            axes.axhline(BY_CHANCE, color=GREY, linestyle="--")
            axes.set(title=setting, xlim=(-3, 103), ylim=(0, 100))
            axes.grid(True)
        panels[0].set_ylabel("digits read, %")
        figure.supxlabel("dead units in the layer that has most of them, %")
