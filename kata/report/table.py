"""The report's table, made again: its five networks, each trained from several seeds, beside the report's figures.

The figures of a network are the mean and the standard deviation over its seeds, in percent: on the test digits,
and the drift, which is the value on the training digits minus that on the test digits.
"""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

from kata.report.networks import ASSUMED, MEASURES, NETWORKS, RECIPES
from kata.training.kept import OnRun, Runs
from kata.training.lesson import Training
from kata.training.plan import Plan

FORMAT = 1
SETTINGS = RECIPES | ASSUMED
COLUMNS = [("test", measure) for measure in MEASURES] + [("drift", measure) for measure in MEASURES]

Column = tuple[str, str]


class Spread(NamedTuple):
    """A mean and a standard deviation over seeds, which is 0 of a single one."""

    mean: float
    deviation: float

    def __str__(self) -> str:
        """Return both, in percent with two places."""
        return f"{self.mean:.2f} ± {self.deviation:.2f}"


@dataclass(frozen=True)
class Row:
    """A network and its trainings, one a seed."""

    network: str
    trainings: list[Training]

    @property
    def finished(self) -> list[Training]:
        """The trainings that came to their end."""
        return [training for training in self.trainings if not training.failure]

    @property
    def failure(self) -> str:
        """What went wrong in the first training that failed, if one did."""
        return next((training.failure for training in self.trainings if training.failure), "")

    def values(self, column: Column) -> list[float]:
        """Return the figure of each training that came to its end, in percent."""
        part, measure = column
        test = [100 * training.metrics["test"][measure] for training in self.finished]
        if part == "test":
            return test
        train = [100 * training.metrics["train"][measure] for training in self.finished]
        return [a - b for a, b in zip(train, test, strict=True)]

    def spread(self, column: Column) -> Spread | None:
        """Return the mean and deviation of a figure; None if no training came to its end."""
        values = self.values(column)
        if not values:
            return None
        return Spread(statistics.mean(values), statistics.stdev(values) if len(values) > 1 else 0.0)

    def reported(self, column: Column) -> float:
        """Return what the report says."""
        part, measure = column
        figures: dict[str, float] = getattr(NETWORKS[self.network], part)
        return figures[measure]


@dataclass(frozen=True)
class Block:
    """The rows under one choice of settings, which has a name."""

    name: str
    settings: dict[str, Any]
    rows: list[Row]


@dataclass(frozen=True)
class Table:
    """What was trained, on which digits, from how many seeds, and what came of it."""

    subject: str
    data: str
    seeds: int
    blocks: list[Block]

    @property
    def failures(self) -> int:
        """How many trainings did not come to their end."""
        return sum(len(row.trainings) - len(row.finished) for block in self.blocks for row in block.rows)

    def as_data(self) -> dict[str, Any]:
        """Return all of it as plain data."""
        return {
            "format": FORMAT,
            "subject": self.subject,
            "data": self.data,
            "seeds": self.seeds,
            "tables": [
                {"name": block.name, "settings": block.settings, "networks": [_plain(row) for row in block.rows]}
                for block in self.blocks
            ],
        }


def _plain(row: Row) -> dict[str, Any]:
    return {
        "network": row.network,
        "sizes": NETWORKS[row.network].sizes,
        "failures": [training.failure for training in row.trainings if training.failure],
        "figures": [
            {
                "part": part,
                "measure": measure,
                "values": row.values((part, measure)),
                **dict(zip(("mean", "deviation"), row.spread((part, measure)) or (None, None), strict=True)),
                "report": row.reported((part, measure)),
            }
            for part, measure in COLUMNS
        ],
    }


def settings_of(subject: str) -> dict[str, dict[str, Any]]:
    """Return the choices of settings for a subject: several for what the report's authors had, else one."""
    return ASSUMED if subject == "reported" else dict([next(iter(RECIPES.items()))])


def make_table(
    subject: str,
    library: str,
    data: str,
    digits: Path,
    *,
    networks: Sequence[str] = tuple(NETWORKS),
    seeds: int,
    settings: dict[str, dict[str, Any]],
    runs: Runs,
    processes: int,
    on_run: OnRun = lambda *_: None,
) -> Table:
    """Train what is not among the runs yet, and return the table; `library` is where the subject is."""
    choices = list(product(settings, networks, range(seeds)))
    plans = [
        Plan(library, str(digits), NETWORKS[network].sizes, seed=seed, **settings[name])
        for name, network, seed in choices
    ]
    made = dict(zip(choices, runs.make_all(plans, processes, on_run), strict=True))
    blocks = [
        Block(
            name,
            options,
            [Row(network, [made[name, network, seed] for seed in range(seeds)]) for network in networks],
        )
        for name, options in settings.items()
    ]
    return Table(subject, data, seeds, blocks)
