"""Long calls, in the worker: a library that learns, and asks after every epoch how to go on; and one that reads.

Nothing is judged here: what was learnt, the other end of the pipe makes of the outputs.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from kata.pipe import wire
from kata.subject.interface import Array, Network

INTERVAL = 0.1  # seconds between two reports from within an epoch
PARTS = ("train", "test")  # as `load_mnist` returns them

Samples = tuple[Array, Array]


class Talk(Protocol):
    """What can be said before the answer to a call."""

    def tell(self, what: str, **values: Any) -> None:
        """Say something."""

    def ask(self, what: str, **values: Any) -> dict[str, Any]:
        """Say something, and return the reply."""


@dataclass(frozen=True)
class Course:
    """What is to be learnt, and how; plain data."""

    data: Path  # the folder of the digits
    sizes: tuple[int, ...]
    activations: tuple[str, ...]  # of every layer
    dtype: str
    optimiser: str  # the name of its class
    learning_rate: float  # of the first epoch
    epochs: int
    batch_size: int  # 0: all rows
    l1: float
    l2: float
    tolerance: float | None
    seed: int
    parameters: bool  # whether to tell of them after every epoch
    reports: bool  # whether to ask the library, too, for its cost of the test part and its metrics


def learn(library: Any, talk: Talk, **course: Any) -> dict[str, Any]:
    """Have a library learn; return its outputs for all that it has learnt from and for the test part, and more."""
    return _Learner(library, talk, Course(**course)).run()


def read(library: Any, _: Talk, network: Network, data: Path, parts: Sequence[str]) -> dict[str, Array]:
    """Return what a library's network gives for these parts of the digits in a folder."""
    samples = dict(zip(PARTS, library.load_mnist(data), strict=True))
    made = library.FeedForward(network.sizes, network.activations, dtype=network.parameters.dtype)
    made.parameters[0] = network.parameters
    return {part: np.asarray(made(samples[part][0])) for part in parts}


class _Learner:
    """A training, with what it keeps for its reports."""

    def __init__(self, library: Any, talk: Talk, course: Course) -> None:
        self.library, self.talk, self.course = library, talk, course
        self.kept: Array | None = None  # the parameters that count
        self.G: Any = np.nan
        self.rows_seen, self.cost_seen = 0, 0.0

    def run(self) -> dict[str, Any]:
        """Load, learn, and return what came of it."""
        course, library = self.course, self.library
        train, self.test = library.load_mnist(course.data)
        told = self.talk.ask("loaded", rows=len(train[0]), test_rows=len(self.test[0]))
        self.train, self.validation = _divided(train, told["kept_back"])
        del train
        rng = np.random.default_rng(course.seed)
        self.network = library.FeedForward(course.sizes, course.activations, dtype=course.dtype)
        self.network.init(rng)
        self.optimiser = getattr(library, course.optimiser)(self.network, learning_rate=course.learning_rate)
        self._listen()
        dead = {"before": self._dead_units()}
        self.told = self.resumed = time.perf_counter()
        self.optimiser.fit(
            self.train,
            self.test if course.reports else None,
            epochs=course.epochs,
            batch_size=course.batch_size or len(self.train[0]),
            l1=course.l1,
            l2=course.l2,
            tolerance=course.tolerance,
            rng=rng,
            on_epoch=self._on_epoch,
        )
        if self.kept is None:
            raise RuntimeError("the training ended before its first epoch was over")
        self.talk.tell("fitted")
        self.network.parameters[0] = self.kept
        learnt: dict[str, Any] = {
            "outputs": {"test": self._outputs(self.test[0]), "train": self._outputs(self.train[0])}
        }
        if course.reports:
            learnt["reported"] = _plain(library.evaluate(self.network, *self.test)._asdict())
        return learnt | {"dead": dead | {"after": self._dead_units()}}

    def _listen(self) -> None:
        """Hear of every gradient that the optimiser asks the network for."""
        ask: Callable[..., Any] = self.network.cost_gradient

        def cost_gradient(X: Array, *others: Any, **named: Any) -> Any:
            cost, self.G = ask(X, *others, **named)
            self.rows_seen += len(X)
            self.cost_seen += cost * len(X)
            now = time.perf_counter()
            if now - self.told > INTERVAL:
                self.told = now
                self.talk.tell("batch", **self._figures(self.cost_seen / self.rows_seen), norm=_norm(self.G))
            return cost, self.G

        self.network.cost_gradient = cost_gradient

    def _figures(self, cost: Any) -> dict[str, Any]:
        """Return what is told of an epoch, over or not."""
        return {"cost": float(cost), "rows": self.rows_seen, "seconds": time.perf_counter() - self.resumed}

    def _on_epoch(self, _: int, norm: float, cost: float, test_cost: float | None) -> bool:
        figures = self._figures(cost)
        outputs = {
            "test": self._outputs(self.test[0]),
            "train": self._outputs(self.train[0][: len(self.test[0])]),
        }
        if self.validation is not None:
            outputs["validation"] = self._outputs(self.validation[0])
        told = self.talk.ask(
            "epoch",
            **figures,
            norm=float(norm),
            true_norm=_norm(self.G),
            test_cost=None if test_cost is None else float(test_cost),
            outputs=outputs,
            parameters=np.asarray(self.network.parameters[0]) if self.course.parameters else None,
        )
        if told["counts"]:
            self.kept = self.network.parameters[0].copy()
        self.optimiser.learning_rate = told["learning_rate"]
        self.rows_seen, self.cost_seen = 0, 0.0
        self.resumed = time.perf_counter()
        return bool(told["ends"])

    def _outputs(self, X: Array) -> Array:
        """Return what the network gives; a shape of no use is the library's mistake, and told as that."""
        P, shape = np.asarray(self.network(X)), (len(X), self.course.sizes[-1])
        if P.shape != shape or P.dtype.char not in wire.FLOATS:
            raise ValueError(f"outputs of {P.dtype} and shape {P.shape}: expected numbers of shape {shape}")
        return P

    def _dead_units(self) -> list[float]:
        """Return of each hidden layer the share of units that give 0 or less for every row of the test part."""
        network = self.network
        shares, A = [], np.asarray(self.test[0], network.dtype)
        for W, b, function in list(zip(network.weights, network.biases, network.functions, strict=True))[:-1]:
            A = function(A @ W + b)
            shares.append(float((A <= 0).all(axis=0).mean()))
        return shares


def _divided(samples: Samples, kept_back: Array | None) -> tuple[Samples, Samples | None]:
    """Return the rows to learn from, and those kept back."""
    if kept_back is None:
        return samples, None
    X, Y = samples
    learnt_from = np.ones(len(X), bool)
    learnt_from[kept_back] = False
    return (X[learnt_from], Y[learnt_from]), (X[kept_back], Y[kept_back])


def _norm(G: Any) -> float:
    return float(np.linalg.norm(G))


def _plain(metrics: dict[str, Any]) -> dict[str, Any]:
    """Return a library's metrics as numbers, and lists of them."""
    return {name: np.asarray(value).tolist() for name, value in metrics.items()}
