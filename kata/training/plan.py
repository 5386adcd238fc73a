"""A plan: what to train, on what, and how; plain data, so that a run can be told, kept, and made again."""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise

from kata import DATA
from kata.words.translation import phrase

# what is left of the learning rate when this share of the epochs is over
DECAYS: dict[str, Callable[[float], float]] = {
    "constant": lambda share: 1.0,  # noqa: ARG005 - whatever the share
    "linear": lambda share: 1 - share,
    "cosine": lambda share: 0.5 * (1 + math.cos(math.pi * share)),
    "exponential": lambda share: 0.01**share,
}
OPTIMISERS = ("adam", "gradient-descent")
HIDDEN = ("relu", "tanh", "sigmoid", "identity")
DTYPES = ("float32", "float64")
MOST_PARAMETERS = 20_000_000  # what a confined process can hold with its gradient and its moments


@dataclass(frozen=True)
class Plan:
    """What to train and how.

    `data` is a folder of IDX files. `activations` name one function for each hidden layer, or one for all of them;
    the last layer is softmax. A `batch_size` of 0 means all rows at once. The learning rate falls from epoch to
    epoch as its `decay` says.

    `validation` is the share of the training part that is kept back, the same rows whatever the seed. Where it is
    not 0, the weights that count are those of the epoch which read most of these digits, and training ends after
    `patience` epochs without a better one, if that is not 0. Else they are those of the last epoch.

    Raises ValueError, with a sentence, for what makes no sense.
    """

    library: str
    data: str = str(DATA)
    sizes: tuple[int, ...] = (784, 95, 50, 43, 10)
    activations: tuple[str, ...] = ("relu",)
    optimiser: str = "adam"
    epochs: int = 8
    batch_size: int = 128
    learning_rate: float = 0.002
    decay: str = "cosine"
    l1: float = 0.0
    l2: float = 0.0
    tolerance: float | None = None
    validation: float = 0.0
    patience: int = 0
    dtype: str = "float32"
    seed: int = 0
    predictions: bool = False  # whether to tell in the end what was made of each row of the test part
    reports: bool = False  # whether to ask the library, too, for its cost of the test part and its metrics

    def __post_init__(self) -> None:
        for name in ("sizes", "activations"):
            object.__setattr__(self, name, tuple(getattr(self, name)))  # JSON has lists
        for complaint in filter(None, (self._sizes(), self._names(), self._numbers())):
            raise ValueError(complaint)

    def _sizes(self) -> str:
        widths = "-".join(map(str, self.sizes))
        if len(self.sizes) < 2 or min(self.sizes) < 1:
            return phrase(f"widths {widths}: expected two or more numbers of units, each at least 1")
        if (self.sizes[0], self.sizes[-1]) != (784, 10):
            return phrase(f"widths {widths}: expected 784, for the pixels, first, and 10, for the digits, last")
        if self.parameters > MOST_PARAMETERS:
            return phrase(f"widths {widths}: {self.parameters:,} parameters, expected at most {MOST_PARAMETERS:,}")
        return ""

    def _names(self) -> str:
        hidden = len(self.sizes) - 2
        if len(self.activations) not in (1, hidden):
            return phrase(
                f"{len(self.activations)} activations: expected one, or one for each of {hidden} hidden layers"
            )
        known: dict[str, Iterable[str]] = {"optimiser": OPTIMISERS, "decay": DECAYS, "dtype": DTYPES}
        named = [(name, getattr(self, name), list(names)) for name, names in known.items()]
        for name, value, names in [*named, *(("activation", value, list(HIDDEN)) for value in self.activations)]:
            if value not in names:
                return phrase(f"{name} {value!r}: expected {', '.join(names)}")
        return ""

    def _numbers(self) -> str:
        bounds = {
            "epochs": (1, math.inf),
            "batch_size": (0, math.inf),
            "l1": (0, math.inf),
            "l2": (0, math.inf),
            "patience": (0, math.inf),
            "seed": (0, math.inf),
        }
        for name, (least, most) in bounds.items():
            if not least <= getattr(self, name) < most:
                return phrase(f"{name} {getattr(self, name)}: expected at least {least}")
        if not 0 < self.learning_rate < math.inf:
            return phrase(f"learning_rate {self.learning_rate}: expected more than 0")
        if self.tolerance is not None and not 0 <= self.tolerance < math.inf:
            return phrase(f"tolerance {self.tolerance}: expected at least 0")
        if not 0 <= self.validation < 1:
            return phrase(
                f"validation {self.validation}: expected a share of the training part, from 0 to less than 1"
            )
        if self.patience and not self.validation:
            return phrase(f"patience {self.patience}: it needs a validation part, a share of the training part")
        return ""

    @property
    def functions(self) -> tuple[str, ...]:
        """The activation of every layer."""
        hidden = len(self.sizes) - 2
        names = self.activations * hidden if len(self.activations) == 1 else self.activations
        return (*names, "softmax")

    @property
    def parameters(self) -> int:
        """How many weights and biases there are."""
        return sum(inputs * outputs + outputs for inputs, outputs in pairwise(self.sizes))

    def rate(self, epochs: int) -> float:
        """Return the learning rate when so many epochs are over."""
        return self.learning_rate * DECAYS[self.decay](epochs / self.epochs)
