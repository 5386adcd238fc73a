"""Finished runs, kept: a training that was made once, by the same code on the same digits, is not made again.

A run is a file of JSON, named by all that its outcome depends on: the plan, the text of the library, the bytes of
the digits, and the limits. It is written whole or not at all, so what is interrupted goes on where it stopped.
"""

import hashlib
import json
import threading
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path

from kata.confined.child import MEMORY
from kata.confined.processes import side_by_side
from kata.files import write_whole
from kata.places import kept_folder
from kata.subject.libraries import find_library
from kata.training.lesson import Training
from kata.training.plan import Plan
from kata.training.run import run_training

FORMAT = 1
SECONDS = 600  # for one training
LISTS = ("predicted", "confidence")  # of each digit, and not kept

OnRun = Callable[[int, int, Plan, Training], None]


@dataclass(frozen=True)
class Runs:
    """The runs in a folder, and the limits under which they are made."""

    folder: Path = field(default_factory=lambda: kept_folder() / "runs")
    memory: int = MEMORY
    seconds: float = SECONDS

    def path(self, plan: Plan) -> Path:
        """Return the file of a run, whether it is there or not."""
        parts = asdict(plan) | {
            "library": digest_of_library(find_library(plan.library)),
            "data": digest_of_digits(Path(plan.data)),
        }
        text = json.dumps([FORMAT, parts, self.memory, self.seconds], sort_keys=True)
        return self.folder / f"{hashlib.sha256(text.encode()).hexdigest()[:32]}.json"

    def find(self, plan: Plan) -> Training | None:
        """Return a finished run, if it is there."""
        try:
            kept = json.loads(self.path(plan).read_text(encoding="utf-8"))
            return Training(**kept["training"]) if kept["format"] == FORMAT else None
        except (FileNotFoundError, ValueError, KeyError, TypeError):
            return None

    def make(self, plan: Plan) -> Training:
        """Return a run: the one that is there, or a new one, which is kept."""
        path, training = self.path(plan), self.find(plan)
        if training is not None:
            return training
        self.folder.mkdir(parents=True, exist_ok=True)
        training = run_training(plan, memory=self.memory, seconds=self.seconds)
        if not training.over:  # Ctrl-C, or the machine ran out of memory: another time it may end otherwise
            return training
        kept = {name: value for name, value in asdict(training).items() if name not in LISTS}
        write_whole(path, json.dumps({"format": FORMAT, "plan": asdict(plan), "training": kept}))
        return training

    def make_all(self, plans: Sequence[Plan], processes: int, on_run: OnRun = lambda *_: None) -> list[Training]:
        """Return the run of every plan, some made at the same time; `on_run` hears how many of them are done."""
        done, lock = 0, threading.Lock()

        def one(plan: Plan) -> Training:
            nonlocal done
            training = self.make(plan)
            with lock:
                done += 1
                on_run(done, len(plans), plan, training)
            return training

        return side_by_side(one, plans, processes)


def digest_of_library(folder: Path) -> str:
    """Return a digest of the modules of a library."""
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.glob("*.py") if path.is_file()):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


@cache
def digest_of_digits(folder: Path) -> str:
    """Return a digest of the files of digits in a folder."""
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*-ubyte*")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()
