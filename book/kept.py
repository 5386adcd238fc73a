"""Tables of what experiments and the report have found, made from the results that are kept: `{kept} NAME`.

A page tells with them; the code that reads a file of results teaches nobody anything.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from statistics import mean
from typing import Any

from sphinx.application import Sphinx

from book.extension import Table
from experiments.why import ALL
from kata import ROOT
from kata.bugs.manifest import load_bugs
from kata.bugs.patches import patch_file
from kata.report.networks import MEASURES, NETWORKS

FOLDER = ROOT / "experiments" / "results"
NETWORK = "Model_02"  # that of the atlas and of the chain
MIXTURES = (  # of the missed bugs, those that a page can tell apart
    "none",
    "only naive-initialization",
    "only unscaled-pixels",
    "all but naive-initialization",
    "all but unscaled-pixels",
    ALL,
)
SHARES = {"less than 30 % dead": (0.0, 0.3), "30 to 70 % dead": (0.3, 0.7), "more than 70 % dead": (0.7, 1.1)}
Rows = Iterator[list[str]]


def result_of(name: str) -> dict[str, Any]:
    """Return a kept result."""
    result: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return result


def link_to(bug: str) -> str:
    """Return a link to the page on a bug, which has its title."""
    return f"[](/bugs/{patch_file(bug).stem}.md)"


def report() -> Rows:
    """Yield the report's table: of the test digits, in percent."""
    yield ["network", "layers", *MEASURES[:-1], "F1"]
    for name, network in NETWORKS.items():
        widths = "-".join(map(str, network.sizes))
        yield [f"`{name}`", f"`{widths}`", *(f"{value:.4f}" for value in network.test.values())]


def drift() -> Rows:
    """Yield the report's drifts: of the training digits minus that of the test digits."""
    yield ["network", *MEASURES[:-1], "F1"]
    for name, network in NETWORKS.items():
        yield [f"`{name}`", *(f"{value:.4f}" for value in network.drift.values())]


def missed() -> Rows:
    """Yield the accuracy with one missed bug, and with none."""
    yield ["with this bug alone", "accuracy, %", "of five seeds, from – to"]
    found = result_of("atlas-full")["subjects"][NETWORK]
    for bug in [bug.id for bug in load_bugs().values() if bug.group == "missed"]:
        values = found[bug]["accuracy"]
        yield [link_to(bug), f"{mean(values):.1f}", f"{min(values):.1f} – {max(values):.1f}"]
    values = found["fixed"]["accuracy"]
    yield ["none: the corrected library", f"{mean(values):.1f}", f"{min(values):.1f} – {max(values):.1f}"]


def seeds_of(*bugs: str) -> Rows:
    """Yield the accuracy of each training with a bug alone, and of each with none."""
    found = result_of("atlas-full")["subjects"][NETWORK]
    yield ["seed", *map(str, range(len(found["fixed"]["accuracy"])))]
    for bug in (*bugs, "fixed"):
        name = "the corrected library" if bug == "fixed" else f"`{bug}`"
        yield [name, *(f"{value:.2f}" for value in found[bug]["accuracy"])]


def mixtures() -> Rows:
    """Yield the accuracy by what of the missed bugs a library has: the mean, the least and the most."""
    accuracy = result_of("why-embedded")["accuracy"]
    yield ["missed bugs that are there", *accuracy]
    for mixture in MIXTURES:
        groups = [_flat(found[mixture]) for found in accuracy.values()]
        yield [mixture, *(f"{mean(values):.1f} ({min(values):.0f} – {max(values):.0f})" for values in groups)]


def mixture(name: str) -> Rows:
    """Yield the mean accuracy with a mixture of the missed bugs, and with none of them."""
    accuracy = result_of("why-embedded")["accuracy"]
    yield ["how it was trained", "with the bug, %", "without, %"]
    for setting, found in accuracy.items():
        yield [setting, f"{mean(_flat(found[name])):.1f}", f"{mean(_flat(found['none'])):.1f}"]


def _flat(networks: dict[str, list[float]]) -> list[float]:
    return [value for values in networks.values() for value in values]


def deep_trainings(setting: str) -> list[tuple[float, float]]:
    """Return the trainings with all missed bugs of the networks with three hidden layers.

    Of each: the share of dead units in the layer that has most of them, and the accuracy.
    """
    why = result_of("why-embedded")
    found = []
    for name in (name for name, network in NETWORKS.items() if len(network.sizes) == 5):
        layers = why["dead"][setting][ALL][name]["after"]
        accuracy = why["accuracy"][setting][ALL][name]
        found += [(max(shares), read) for shares, read in zip(layers, accuracy, strict=True)]
    return found


def dead() -> Rows:
    """Yield what is read on average, and by how many trainings, by the share of dead units."""
    yield ["the layer with most dead units", *result_of("why-embedded")["settings"]]
    for share, (least, most) in SHARES.items():
        cells = []
        for setting in result_of("why-embedded")["settings"]:
            group = [read for dead_share, read in deep_trainings(setting) if least <= dead_share < most]
            cells.append(f"{mean(group):.0f} % ({len(group)})" if group else "–")
        yield [share, *cells]


def variance() -> Rows:
    """Yield the share of the variance that is the seed's."""
    found = result_of("why-embedded")
    yield ["trained with", *found["variance"]]
    for setting in found["settings"]:
        yield [
            setting,
            *(f"{shares[setting]['within']:.0%}".replace("%", " %") for shares in found["variance"].values()),
        ]


def last() -> Rows:
    """Yield the accuracy of the report's networks with all bugs fixed, beside that of the report."""
    table = (FOLDER / "table-fixed-full.md").read_text(encoding="utf-8").splitlines()
    rows = [[cell.strip() for cell in line.split("|")] for line in table if line.startswith("| ")]
    yield ["network", "all twelve fixed, %", "the report, %"]
    for fixed, reported in zip(rows[2::2], rows[3::2], strict=True):
        yield [f"`{fixed[1]}`", fixed[5], reported[5]]


def chain() -> Rows:
    """Yield the trainings after the report's six repairs: the seed is all that differs."""
    accuracy = result_of("chain-full")["steps"]["binary-metrics"]["accuracy"]
    yield ["seed", *map(str, range(len(accuracy)))]
    yield ["accuracy, %", *(f"{value:.0f}" for value in accuracy)]


TABLES: dict[str, Callable[..., Rows]] = {
    "report": report,
    "drift": drift,
    "missed": missed,
    "seeds": seeds_of,
    "mixtures": mixtures,
    "mixture": mixture,
    "dead": dead,
    "variance": variance,
    "last": last,
    "chain": chain,
}


class Kept(Table):
    """A table by its name, and what it is to be of."""

    required_arguments = 1
    optional_arguments = 1
    final_argument_whitespace = True

    def lines(self) -> list[str]:
        """Return it as Markdown."""
        for path in FOLDER.glob("*.*"):
            self.env.note_dependency(str(path))
        name, *of = self.arguments
        head, *rows = TABLES[name](*of)
        return [*map(_row, (head, ["---", *["---:"] * (len(head) - 1)], *rows))]


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def setup(app: Sphinx) -> dict[str, Any]:
    """Add it to Sphinx."""
    app.add_directive("kept", Kept)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
