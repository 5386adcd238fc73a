"""The child process of `kata.training.run`: train, and tell what happens.

Accuracy and true cost are taken from the outputs of the network, and its metrics are those of the corrected
library: the library's own are under suspicion.
"""

import json
import math
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kata.confined.processes import peak_memory
from kata.subject.interface import Network
from kata.subject.libraries import find_library, load_library
from kata.subject.own import OPTIMISER_CLASSES, OwnLibrary
from kata.training.plan import Plan
from kata.training.weights import save_weights

VALIDATION_SEED = 0  # draws the rows that are kept back
INTERVAL = 0.1  # seconds between two reports from within an epoch

Array = NDArray[Any]
Samples = tuple[Array, Array]


class _Run:
    """A training in this process, which tells what happens, and keeps the weights that count in a folder."""

    def __init__(self, plan: Plan, tell: Callable[..., None], weights: Path | None) -> None:
        self.plan, self.tell, self.weights = plan, tell, weights
        self.epoch, self.best, self.most = 1, 0, -1.0
        self.kept: Array = np.zeros(0)
        self.rows_seen, self.cost_seen, self.norm = 0, 0.0, 0.0
        self.seconds = 0.0  # in `fit`, without what is done here between the epochs
        self.told = self.resumed = time.perf_counter()

    def run(self) -> None:
        """Load, train, and look at what was learnt."""
        plan, library = self.plan, load_library(self.plan.library)
        train, self.test = library.load_mnist(plan.data)
        self.train, self.validation = split(train, plan.validation)
        del train
        rng = np.random.default_rng(plan.seed)
        self.network = network = library.FeedForward(plan.sizes, plan.functions, dtype=plan.dtype)
        network.init(rng)
        optimiser = getattr(library, OPTIMISER_CLASSES[plan.optimiser.replace("-", "_")])
        self.optimiser = optimiser(network, learning_rate=plan.rate(0))
        self._listen()
        rows = len(self.train[0])
        self.tell("start", rows=rows, test_rows=len(self.test[0]))
        dead = {"before": _dead_units(network, self.test[0])}
        with np.errstate(all="ignore"):
            self.told = self.resumed = time.perf_counter()
            self.optimiser.fit(
                self.train,
                self.test if plan.reports else None,
                epochs=plan.epochs,
                batch_size=plan.batch_size or rows,
                l1=plan.l1,
                l2=plan.l2,
                tolerance=plan.tolerance,
                rng=rng,
                on_epoch=self._on_epoch,
            )
            network.parameters[0] = self.kept
            P = network(self.test[0])
            metrics = {
                "train": measured(self.train[1], network(self.train[0])),
                "test": measured(self.test[1], P),
            }
            if plan.reports:
                metrics["reported"] = _plain(library.evaluate(network, *self.test)._asdict())
        if plan.predictions:
            self.tell("predictions", predicted=P.argmax(axis=1).tolist(), confidence=P.max(axis=1).tolist())
        dead["after"] = _dead_units(network, self.test[0])
        self.tell("end", seconds=self.seconds, metrics=metrics, dead=dead, peak=peak_memory())

    def _listen(self) -> None:
        """Hear of every gradient that the optimiser asks the network for."""
        ask = self.network.cost_gradient

        def cost_gradient(X: Array, *others: Any, **named: Any) -> tuple[float, Array]:
            cost, G = ask(X, *others, **named)
            self.rows_seen += len(X)
            self.cost_seen += cost * len(X)
            self.G = G
            if time.perf_counter() - self.told > INTERVAL:
                self.told = time.perf_counter()
                self.tell(
                    "batch",
                    epoch=self.epoch,
                    share=self.rows_seen / len(self.train[0]),
                    cost=_number(self.cost_seen / self.rows_seen),
                    gradient_norm=_number(np.linalg.norm(G)),
                    samples_a_second=self.rows_seen / (self.told - self.resumed),
                )
            return cost, G

        self.network.cost_gradient = cost_gradient

    def _on_epoch(self, number: int, norm: float, cost: float, test_cost: float | None) -> bool:
        seconds = time.perf_counter() - self.resumed
        self.seconds += seconds
        figures: dict[str, Any] = {
            "cost": cost,
            "gradient_norm": _number(norm),
            "true_norm": _number(np.linalg.norm(self.G)),
        }
        figures |= self._outcome("", *self.test) | {"test_cost": test_cost}
        figures |= self._outcome("training_", *(part[: len(self.test[0])] for part in self.train))
        if self.validation is not None:
            figures |= self._outcome("validation_", *self.validation)
        before = self.best
        score = figures["accuracy"] if self.validation is None else figures["validation_accuracy"]
        if self.validation is None or score > self.most:
            self.best, self.most = number, score
            self.kept = self.network.parameters[0].copy()
            if self.weights is not None:
                network = Network(self.plan.sizes, self.plan.functions, self.kept)
                save_weights(weights_file(self.weights, number), network)
        figures |= {"samples_a_second": self.rows_seen / seconds, "seconds": self.seconds}
        self.tell("epoch", epoch=number, **figures, best=self.best, peak=peak_memory())
        if self.weights is not None and before != self.best:  # now that the better ones have been told of
            weights_file(self.weights, before).unlink(missing_ok=True)
        self.epoch, self.rows_seen, self.cost_seen = number + 1, 0, 0.0
        self.optimiser.learning_rate = self.plan.rate(number)
        self.resumed = time.perf_counter()
        return 0 < self.plan.patience <= number - self.best

    def _outcome(self, part: str, X: Array, Y: Array) -> dict[str, Any]:
        """Return accuracy and true cost on a part of the data."""
        P, truth = self.network(X), Y.argmax(axis=1)
        likelihood = P[np.arange(len(P)), truth].astype(float)
        cost = -np.log(likelihood + np.finfo(float).eps).mean()
        return {
            f"{part}accuracy": float((P.argmax(axis=1) == truth).mean()),
            f"{part}true_cost": _number(cost),
        }


def weights_file(folder: Path, epoch: int) -> Path:
    """Return the file of the weights that an epoch ended with, in the folder that is for them."""
    return folder / f"{epoch}.npz"


def split(part: Samples, share: float) -> tuple[Samples, Samples | None]:
    """Return the rows to learn from, and those kept back."""
    if not share:
        return part, None
    X, Y = part
    order = np.random.default_rng(VALIDATION_SEED).permutation(len(X))
    kept = max(1, round(share * len(X)))
    if kept == len(X):
        raise ValueError(f"a validation part of {share:g} leaves nothing of {len(X)} rows to learn from")
    back, rest = np.sort(order[:kept]), np.sort(order[kept:])
    return (X[rest], Y[rest]), (X[back], Y[back])


def _dead_units(network: Any, X: Array) -> list[float]:
    """Return of each hidden layer the share of units that give 0 or less for every row."""
    shares, A = [], np.asarray(X, network.dtype)
    for W, b, function in list(zip(network.weights, network.biases, network.functions, strict=True))[:-1]:
        A = function(A @ W + b)
        shares.append(float((A <= 0).all(axis=0).mean()))
    return shares


def _number(value: Any) -> float | None:
    """Return a number as JSON knows it: None if it is not finite."""
    return float(value) if math.isfinite(value) else None


def measured(Y: Array, P: Array) -> dict[str, Any]:
    """Return the metrics of the outputs P for the truth Y, by the corrected library, as plain data."""
    return _plain(OwnLibrary(find_library("fixed")).metrics(Y, P))


def _plain(metrics: dict[str, Any]) -> dict[str, Any]:
    return metrics | {"confusion": metrics["confusion"].tolist()}


def _sentence(error: Exception, epoch: int, folder: Path) -> str:
    """Say what went wrong, when, and at which line of the library."""
    frames = [
        frame for frame in traceback.extract_tb(error.__traceback__) if Path(frame.filename).parent == folder
    ]
    where = f", in {Path(frames[-1].filename).name} line {frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__} in epoch {epoch}{where}: {str(error).strip()}"


def main(plan_as_json: str, events: str, weights: str = "") -> None:
    """Train as planned, writing what happens to the file `events`, and weights into the folder if one is named."""
    plan = Plan(**json.loads(plan_as_json))

    def tell(event: str, **values: Any) -> None:
        with Path(events).open("a", encoding="utf-8") as file:
            file.write(json.dumps({"event": event, **values}) + "\n")

    tell("begin")
    run = _Run(plan, tell, Path(weights) if weights else None)
    try:
        run.run()
    except Exception as error:
        tell("failure", failure=_sentence(error, run.epoch, find_library(plan.library)), peak=peak_memory())


if __name__ == "__main__":
    main(*sys.argv[1:])
