"""The measures: throughput, time to an accuracy, peak memory, and growth, each as plain data.

First, in heats, all settings of all contestants are timed, and each contestant goes on with its best. Then the
contestants take turns, in another order every round, and are compared pair by pair, within a round.
"""

import statistics
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from benchmarks.contestants import CONTESTANTS, Job, Learner
from benchmarks.worker import Crew, Worker

OURS = "fixed"
RIVAL = "torch"  # whose growth is measured beside ours
BATCH = 128  # of all measures but throughput
HEATS, SEEDS, MEMORY_ROUNDS, GROWTH_ROUNDS = 3, 5, 3, 3  # at most; never more than the rounds
HOPELESS = 3  # times slower than another setting of the same contestant
EPOCHS = 20  # within which an accuracy has to be reached
WIDTHS = (0.5, 1, 2, 4)  # times the hidden layers
DEPTHS, UNITS = (1, 2, 4, 8), 64  # hidden layers, and the size of each
SHARES = (1 / 8, 1 / 4, 1 / 2, 1)  # of the rows

OnStep = Callable[[str], None]


@dataclass(frozen=True)
class Plan:
    """What to measure and how; `data` is the folder of IDX files, `seconds` the least that a timing takes."""

    data: str
    rows: int
    test_rows: int
    accuracy: float
    contestants: tuple[str, ...] = tuple(CONTESTANTS)
    threads: tuple[int, ...] = (1,)
    batches: tuple[int, ...] = (32, 128, 512, 2048)
    rounds: int = 7
    seconds: float = 0.3

    @property
    def learners(self) -> list[str]:
        """The contestants that learn."""
        return [name for name in self.contestants if issubclass(CONTESTANTS[name], Learner)]

    @property
    def growers(self) -> list[str]:
        """The contestants whose growth is measured."""
        return [name for name in self.contestants if name in (OURS, RIVAL)]


@dataclass
class Bench:
    """A plan, the workers who carry it out, and the heats so far: batch, contestant, setting, samples a second."""

    plan: Plan
    crew: Crew
    on_step: OnStep
    heats: dict[int, dict[str, dict[Job, list[float]]]] = field(default_factory=dict)

    def best(self, contestant: str, batch: int = BATCH) -> Job:
        """Return the setting of a contestant with the highest median in the heats."""
        found = self.heats[batch][contestant]
        return max(found, key=lambda job: statistics.median(found[job]))

    def timed(self, contestant: str, job: Job, rows: int | None = None) -> float:
        """Return the seconds that an epoch takes."""
        took = self.crew.ask("time", contestant, job, seconds=self.plan.seconds, rows=rows)
        return float(took["seconds"] / took["epochs"])

    def run_heats(self, batches: Iterable[int]) -> None:
        """Time all settings of all contestants; one that is hopelessly slow is not timed again."""
        for batch in batches:
            self.heats[batch] = {
                name: {job: [] for job in settings(name, self.plan.threads, batch)}
                for name in self.plan.contestants
            }
        for number in range(min(HEATS, self.plan.rounds)):
            for batch, contestants in self.heats.items():
                for name in in_turn(self.plan.contestants, number):
                    for job, speeds in contestants[name].items():
                        fastest = max(max(found, default=0) for found in contestants[name].values())
                        if speeds and HOPELESS * max(speeds) < fastest:
                            continue
                        self.on_step(f"heat {number + 1}, batches of {batch}: {CONTESTANTS[name].label}")
                        speeds.append(self.plan.rows / self.timed(name, job))

    def throughput(self) -> dict[str, Any]:
        """Return, by batch size and contestant, training samples a second."""
        speeds: dict[int, dict[str, list[float]]] = {
            batch: {name: [] for name in self.plan.contestants} for batch in self.plan.batches
        }
        for number in range(self.plan.rounds):
            for batch in self.plan.batches:
                for name in in_turn(self.plan.contestants, number):
                    self.on_step(f"throughput, batches of {batch}: {CONTESTANTS[name].label}")
                    speeds[batch][name].append(self.plan.rows / self.timed(name, self.best(name, batch)))
        return {
            str(batch): {
                name: {
                    "setting": describe(self.best(name, batch)),
                    "samples_a_second": spread(found[name]),
                    "ratio": spread(ratios(found[OURS], found[name])),
                }
                for name in found
            }
            for batch, found in speeds.items()
        }

    def target(self) -> dict[str, Any]:
        """Return, by contestant, the seconds of training until the accuracy on the test part is reached."""
        runs: dict[str, list[dict[str, Any]]] = {name: [] for name in self.plan.learners}
        for seed in range(min(SEEDS, self.plan.rounds)):
            for name in in_turn(self.plan.learners, seed):
                self.on_step(f"accuracy {self.plan.accuracy:.1%}, seed {seed}: {CONTESTANTS[name].label}")
                job = replace(self.best(name), seed=seed)
                run = self.crew.ask("learn", name, job, accuracy=self.plan.accuracy, epochs=EPOCHS)
                runs[name].append({"seed": seed, "reached": run["accuracies"][-1] >= self.plan.accuracy, **run})
        found = {name: [run["seconds"] if run["reached"] else None for run in runs[name]] for name in runs}
        return {
            "accuracy": self.plan.accuracy,
            "batch": BATCH,
            "most_epochs": EPOCHS,
            "contestants": {
                name: {
                    "setting": describe(self.best(name)),
                    "seconds": spread(found[name]),
                    "epochs": spread([len(run["accuracies"]) if run["reached"] else None for run in runs[name]]),
                    "ratio": spread(ratios(found[name], found[OURS])),
                    "runs": runs[name],
                }
                for name in runs
            },
        }

    def memory(self) -> dict[str, Any]:
        """Return, by contestant, the peak of a new process that loads the data and trains for an epoch.

        All get the data as arrays; ours reads them from the IDX files, too.
        """
        training_set = self.plan.rows * Job().sizes[0] * 4  # bytes of X in float32
        ways = [(name, name, False) for name in self.plan.contestants]
        ways.insert(1, ("fixed from IDX files", OURS, True))
        imported: dict[str, list[float]] = {way: [] for way, _, _ in ways}
        peaks: dict[str, list[float]] = {way: [] for way, _, _ in ways}
        for _ in range(min(MEMORY_ROUNDS, self.plan.rounds)):
            for way, name, idx in ways:
                self.on_step(f"memory: {way}")
                job = self.best(name)
                worker = Worker(name, job.threads)
                try:
                    worker.ask("load", folder=self.plan.data if idx else str(self.crew.folder), idx=idx)
                    worker.ask("time", job=vars(job), seconds=0, rows=self.plan.rows)
                    peaks[way].append(worker.ask("peak"))
                    imported[way].append(worker.facts["imported"])
                finally:
                    worker.end()
        found: dict[str, Any] = {}
        for way, name, _ in ways:
            above = [peak - before for peak, before in zip(peaks[way], imported[way], strict=True)]
            found[way] = {
                "contestant": name,
                "setting": describe(self.best(name)),
                "imported": spread(imported[way]),
                "peak": spread(peaks[way]),
                "above_imported": spread(above),
                "peak_in_training_sets": spread([peak / training_set for peak in peaks[way]]),
                "above_in_training_sets": spread([bytes_ / training_set for bytes_ in above]),
            }
        return {"training_set": training_set, "batch": BATCH, "ways": found}

    def growth(self) -> dict[str, Any]:
        """Return, by width, depth and rows, the seconds that an epoch takes us and the rival."""
        plan, inputs, outputs = self.plan, Job().sizes[0], Job().sizes[-1]
        hidden = Job().sizes[1:-1]
        axes: dict[str, list[tuple[float, tuple[int, ...], int]]] = {
            "width": [(w, (inputs, *(round(w * size) for size in hidden), outputs), plan.rows) for w in WIDTHS],
            "depth": [(d, (inputs, *[UNITS] * d, outputs), plan.rows) for d in DEPTHS],
            "rows": [(rows, Job().sizes, rows) for rows in (max(1, round(s * plan.rows)) for s in SHARES)],
        }
        points = [(axis, *point) for axis, along in axes.items() for point in along]
        found: dict[tuple[str, float], dict[str, list[float]]] = {
            (axis, value): {name: [] for name in plan.growers} for axis, value, _, _ in points
        }
        for number in range(min(GROWTH_ROUNDS, plan.rounds)):
            for axis, value, sizes, rows in points:
                for name in in_turn(plan.growers, number):
                    self.on_step(f"growth with {axis}, {value:g}: {CONTESTANTS[name].label}")
                    job = replace(self.best(name), sizes=sizes)
                    found[axis, value][name].append(self.timed(name, job, rows))
        grown: dict[str, Any] = {"batch": BATCH, **{axis: [] for axis in axes}}
        for axis, value, sizes, rows in points:
            here = found[axis, value]
            contestants = {
                name: {
                    "setting": describe(self.best(name)),
                    "seconds_an_epoch": spread(here[name]),
                    "ratio": spread(ratios(here[name], here[OURS])),
                }
                for name in here
            }
            grown[axis].append({"value": value, "sizes": sizes, "rows": rows, "contestants": contestants})
        return grown


PARTS: dict[str, Callable[[Bench], dict[str, Any]]] = {
    "throughput": Bench.throughput,
    "target": Bench.target,
    "memory": Bench.memory,
    "growth": Bench.growth,
}


def measure(plan: Plan, parts: Sequence[str], folder: Path, on_step: OnStep) -> dict[str, Any]:
    """Return the figures of these parts, and what the workers were; the data were saved in the folder."""
    with Crew(folder) as crew:
        bench = Bench(plan, crew, on_step)
        bench.run_heats(needed_batches(plan.batches, parts))
        heats = {
            str(batch): {
                name: {describe(job): spread(speeds) for job, speeds in jobs.items()}
                for name, jobs in found.items()
            }
            for batch, found in bench.heats.items()
        }
        figures = {part: work(bench) for part, work in PARTS.items() if part in parts}
        return {"heats": heats, **figures, "workers": crew.facts}


def needed_batches(batches: Iterable[int], parts: Iterable[str]) -> list[int]:
    """Return the batch sizes that these parts need: throughput those that are given, the others their own."""
    needed: dict[str, Iterable[int]] = dict.fromkeys(PARTS, (BATCH,)) | {"throughput": batches}
    return sorted({batch for part in parts for batch in needed[part]})


def settings(contestant: str, threads: Iterable[int], batch: int) -> list[Job]:
    """Return all settings of a contestant: numbers of threads by options."""
    return [
        Job(batch_size=batch, threads=number, options=options)
        for number in threads
        for options in CONTESTANTS[contestant].settings
    ]


def describe(job: Job) -> str:
    """Return a setting in words."""
    return ", ".join([f"{job.threads} thread{'s' if job.threads > 1 else ''}", *job.options])


def in_turn(names: Sequence[str], number: int) -> list[str]:
    """Return the names in the order of this round, each time with another at the head."""
    first = number % len(names)
    return [*names[first:], *names[:first]]


def ratios(ours: Sequence[float | None], others: Sequence[float | None]) -> list[float | None]:
    """Divide round by round, where both have a figure."""
    return [a / b if a is not None and b is not None else None for a, b in zip(ours, others, strict=True)]


def spread(values: Sequence[float | None]) -> dict[str, Any]:
    """Return the values, their median, least and most; those that are missing (None) count as the largest.

    The median or the most is None where it is one of those.
    """
    present = sorted(value for value in values if value is not None)
    ordered = [*present, *[None] * (len(values) - len(present))]
    low, high = ordered[(len(ordered) - 1) // 2], ordered[len(ordered) // 2]
    median = None if low is None or high is None else (low + high) / 2
    return {"median": median, "least": ordered[0], "most": ordered[-1], "values": list(values)}
