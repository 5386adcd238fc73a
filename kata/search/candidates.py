"""The networks of a search: the report's five, then others whose widths are drawn at random.

They are numbered by an index and follow from the seed alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

import optuna
from optuna.samplers import RandomSampler

from kata.report.networks import NETWORKS

LAYERS = (2, 3)  # hidden ones, as the report's networks have
WIDTHS = (16, 128)  # of each hidden layer; the report's are 36 to 100: there are smaller networks, and larger ones


@dataclass(frozen=True)
class Candidate:
    """A network to be tried: its index, its name in the report if it has one, its hidden layers, its seed."""

    index: int
    network: str
    widths: tuple[int, ...]
    seed: int

    @property
    def sizes(self) -> tuple[int, ...]:
        """The number of units of every layer."""
        return (784, *self.widths, 10)


def candidates(seed: int) -> Iterator[Candidate]:
    """Give the networks of a search, without end: those of the report first."""
    for index, (name, network) in enumerate(NETWORKS.items()):
        yield Candidate(index, name, network.sizes[1:-1], seed + index)
    study = optuna.create_study(sampler=RandomSampler(seed=seed))
    for index in count(len(NETWORKS)):
        trial = study.ask()
        layers = trial.suggest_int("layers", *LAYERS)
        widths = tuple(trial.suggest_int(width_name(layer), *WIDTHS) for layer in range(1, layers + 1))
        yield Candidate(index, "", widths, seed + index)


def width_name(layer: int) -> str:
    """Return the name of the parameter that is the width of a layer."""
    return f"width_{layer}"
