"""The subject: the library under test, as the tests see it, arrays and plain data in, arrays and plain data out.

Tests reach a library in no other way. So any library can be put under them with an adapter, which implements
`Subject`; `kata.subject.own` is that of our own libraries.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from numpy.typing import NDArray

Array = NDArray[Any]


class Network(NamedTuple):
    """A network as plain data; parameters, (n,), are layer by layer W (inputs x outputs, row by row), then b."""

    sizes: tuple[int, ...]
    activations: tuple[str, ...]
    parameters: Array


class Settings(NamedTuple):
    """How to train.

    `parameters` are where to start, instead of a random start; `stop_after` is the epoch after which `on_epoch`
    ends the training. A `learning_rate` of None is the optimiser's own: 1e-2 for gradient descent, 1e-3 for Adam,
    whose are also `beta1`, `beta2` and `epsilon`. `fits` are the calls of `fit`, one after the other on the same
    optimiser: how many rows each is given, the first of all, or None for all of them. `decay` is what `on_epoch`
    multiplies the optimiser's learning rate by, after every epoch. A `silent` training has no `on_epoch`: no log.
    Before each further fit `anew` makes a new optimiser, and `back` puts the parameters back to where they were.
    The memory that a training takes is `measured` only if that is asked for, as it makes it twice as slow.
    """

    epochs: int
    batch_size: int
    learning_rate: float | None = None
    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-8
    l1: float = 0.0
    l2: float = 0.0
    tolerance: float | None = None
    test: tuple[Array, Array] | None = None
    parameters: Array | None = None
    stop_after: int | None = None
    fits: tuple[int | None, ...] = (None,)
    decay: float | None = None
    silent: bool = False
    anew: bool = False
    back: bool = False
    measured: bool = False


class Epoch(NamedTuple):
    """What a training reports of an epoch; a figure that the library lacks is None."""

    epoch: int
    gradient_norm: float | None
    training_cost: float | None
    test_cost: float | None


@dataclass
class Trace:
    """What an optimiser did with scripted gradients.

    Of each step the rows of X and the labels that it was given and the update, which is what was taken from the
    parameters; of each epoch its report; and the most `memory` in bytes, None unless it was measured. `counts`,
    (steps, 2), are the optimiser's own, of epochs and of steps, as they stood in each step; None where an adapter
    cannot tell.
    """

    batches: list[Array]
    labels: list[Array]
    updates: Array  # (steps, n)
    log: list[Epoch]
    memory: int | None
    counts: Array | None = None

    @property
    def peak(self) -> int:
        """The most memory in bytes; raises ValueError if it was not measured."""
        if self.memory is None:
            raise ValueError("memory was not measured: ask for it by Settings(..., measured=True)")
        return self.memory


class NotOfferedError(NotImplementedError):
    """What is asked for is not offered: a test that meets it is skipped.

    An adapter may raise it within a method, with a word or two on what its library lacks.
    """

    SAYS = "the subject does not offer "

    def __init__(self, what: str) -> None:
        super().__init__(self.SAYS + what)


class Subject(Protocol):
    """What a library can be asked; `offers` names the methods that it has.

    Rows are samples, classes are one-hot or one column of 0 and 1. An offer of "errors" says that bad input raises
    one clear ValueError, TypeError, FileNotFoundError or FloatingPointError. Only where that is offered is a seed
    one of the words of `kata.subject.script.NO_GENERATORS`: then what that means is handed on in place of a
    generator. An adapter may also have a set `lacks`, of features that its library has not: see
    `kata.subject.features`. It is never called for one of these.
    """

    offers: frozenset[str]

    def softmax(self, Z: Array) -> Array:
        """Return the probabilities of each row of logits."""

    def activation(self, name: str, Z: Array, derivative: bool = False) -> Array:
        """Return the function of Z, or its derivative at Z."""

    def outputs(self, network: Network, X: Array) -> Array:
        """Return what the last layer gives, (m, outputs)."""

    def predict(self, network: Network, X: Array) -> Array:
        """Return the predicted class of each row, (m,)."""

    def cost(self, network: Network, X: Array, Y: Array, l1: float = 0.0, l2: float = 0.0) -> float:
        """Return the mean cross-entropy with its penalties."""

    def cost_gradient(
        self, network: Network, X: Array, Y: Array, l1: float = 0.0, l2: float = 0.0
    ) -> tuple[float, Array]:
        """Return the cost and its gradient, (n,)."""

    def in_turn(
        self, network: Network, parts: Sequence[tuple[Array, Array]], D: Array | None = None
    ) -> list[tuple[Array, ...]]:
        """Return the outputs, the classes, the cost and the gradient, (n,), of one network for each part, (X, Y).

        They are looked at when all are there. After each part the network is moved by minus D, (1, n), if given.
        """

    def moved(self, network: Network, D: Array) -> Array:
        """Return the parameters, (n,), after an update by minus D, (1, n)."""

    def replaced(self, network: Network, row: Array, D: Array, X: Array) -> Array:
        """Return the outputs for X after `row` was assigned to the parameters, and they were moved by minus D."""

    def moved_copy(self, network: Network, way: str, D: Array, X: Array) -> tuple[Array, Array]:
        """Return the outputs for X of a network, and of a copy by "deepcopy" or "pickle", moved by minus D.

        The network is in use: it has given its outputs before.
        """

    def initial_parameters(self, sizes: Sequence[int], activations: Sequence[str], seed: int | str) -> Array:
        """Return the parameters of a new network, (n,)."""

    def parts(
        self,
        sizes: Sequence[int],
        activations: Sequence[str],
        parameters: Array | None = None,
        D: Array | None = None,
    ) -> list[Array]:
        """Return of a new network its row of parameters, (1, n), and W and b of every layer, cut from it.

        `parameters`, (n,), are written into the row first; without them it is as the network is made. The layers'
        are taken before the parameters are moved by minus D, (1, n), if there is one.
        """

    def metrics(self, Y: Array, P: Array) -> dict[str, Any]:
        """Return confusion, sensitivity, specificity, precision, accuracy and f1 of scores P for the truth Y."""

    def evaluate(self, network: Network, X: Array, Y: Array) -> dict[str, Any]:
        """Return the same of what a network makes of X."""

    def load_mnist(self, folder: Path | str) -> tuple[tuple[Array, Array], tuple[Array, Array]]:
        """Return (X, Y) of the training part and of the test part."""

    def train(
        self,
        sizes: Sequence[int],
        activations: Sequence[str],
        optimiser: str,
        X: Array,
        Y: Array,
        settings: Settings,
        seed: int | str,
    ) -> tuple[Array, list[Epoch]]:
        """Train a network with "adam" or "gradient_descent"; return its parameters, (n,), and the log."""

    def fit_trace(
        self,
        optimiser: str,
        gradients: Array,
        rows: int,
        settings: Settings,
        seed: int | str,
        costs: Sequence[float] = (1.0,),
    ) -> Trace:
        """Drive an optimiser with scripted gradients on a stand-in network.

        Its gradient at step t is row t of `gradients`, (steps, n), from the first again when they are used up; its
        cost likewise. Row r of the data has label r % 2.
        """


METHODS = frozenset(name for name in vars(Subject) if not name.startswith("_"))
