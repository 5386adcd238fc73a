"""How long a student waits: from the save of a file to the verdict on the current bug, beside plain pytest.

Saves and plain runs alternate, over all bugs in turn, so that both meet the same machine. The watcher is that of
`kata watch` without its screen; after each verdict it begins to run all tests, as it would, until the next save.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import psutil
import typer
from rich.table import Table

from kata import ROOT
from kata.bugs.manifest import Bug, load_bugs
from kata.student.exercise import Exercise
from kata.terminal import new_console
from kata.watching.watcher import Watcher

WAIT = 60  # seconds for one verdict
PAUSE = 0.7  # seconds between a verdict and the next save, in which all tests begin to run
COLD = 7  # runs of `kata` alone


def latency(
    saves: Annotated[int, typer.Option(min=1, help="How many saves.")] = 30,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON, and nothing else.")] = False,
) -> None:
    """Time verdicts after saves, plain pytest on the same file, and `kata` alone where nothing has changed."""
    with tempfile.TemporaryDirectory(prefix="kata-") as folder:
        exercise = Exercise.start(Path(folder, "exercise"), list(load_bugs()))
        figures = measure(exercise, saves)
    if as_json:
        typer.echo(json.dumps(figures, indent=2))
        return
    table = Table(box=None)
    for heading in ("", "median", "95th percentile", "runs"):
        table.add_column(heading, justify="left" if not heading else "right")
    for name, row in figures["seconds"].items():
        table.add_row(name, f"{row['median']:.2f} s", f"{row['p95']:.2f} s", str(row["runs"]))
    console = new_console()
    console.print(table)
    console.print(f"\nplain pytest takes {figures['ratio']:.1f} times as long as a verdict, in the median")
    console.print("peak memory: " + ", ".join(f"{name} {size} MiB" for name, size in figures["mebibytes"].items()))


def measure(exercise: Exercise, saves: int) -> dict[str, Any]:
    """Return the figures, as plain data."""
    changed = threading.Event()
    verdicts, plain = [], []
    with Watcher(exercise, on_change=changed.set) as watcher:
        memory = _Memory()
        bugs = list(load_bugs().values())
        for number in range(saves):
            bug = bugs[number % len(bugs)]
            _wait_for(watcher, changed, lambda: watcher.run(bug))  # noqa: B023 - it is called at once
            time.sleep(PAUSE)
            verdicts.append(_wait_for(watcher, changed, lambda: _save(exercise, bug, number)))  # noqa: B023
            plain.append(_plain_pytest(exercise, bug))
        sizes = memory.end()
        watcher.run(everything=True)
        while watcher.outlook.running or not exercise.current:
            changed.wait(1)
            changed.clear()
    alone = [_kata_alone(exercise) for _ in range(COLD)]
    seconds = {"verdict after a save": verdicts, "plain pytest, one file": plain, "kata, nothing changed": alone}
    return {
        "format": 1,
        "seconds": {name: _summary(values) for name, values in seconds.items()},
        "ratio": statistics.median(plain) / statistics.median(verdicts),
        "mebibytes": sizes,
    }


def _summary(values: Sequence[float]) -> dict[str, float]:
    ordered = sorted(values)
    p95 = ordered[min(len(ordered) - 1, round(0.95 * len(ordered)))]
    return {"median": statistics.median(values), "p95": p95, "runs": len(values)}


def _wait_for(watcher: Watcher, changed: threading.Event, act: Any) -> float:
    """Do something, and return the seconds until there is a new verdict."""
    before, began = watcher.outlook.checks, time.monotonic()
    act()
    while watcher.outlook.checks == before:
        if time.monotonic() - began > WAIT:
            raise TimeoutError(f"no verdict came in {WAIT} seconds")
        changed.wait(1)
        changed.clear()
    return time.monotonic() - began


def _save(exercise: Exercise, bug: Bug, number: int) -> None:
    """Save the module of a bug with another comment at its end."""
    path = exercise.folder / f"{bug.module}.py"
    part = path.with_suffix(".part")
    part.write_text(f"{exercise.notes.start_text(bug.module)}# save {number}\n", encoding="utf-8")
    part.replace(path)


def _plain_pytest(exercise: Exercise, bug: Bug) -> float:
    """Return the seconds that pytest takes to the first failure of the bug's own file."""
    file = f"tests/bugs/test_{bug.id.replace('-', '_')}.py"
    options = ["-q", "-x", "--raw", "-p", "no:cacheprovider", f"--subject={exercise.folder}"]
    return _timed("-m", "pytest", *options, file)


def _kata_alone(exercise: Exercise) -> float:
    return _timed("-m", "kata", KATA_EXERCISE=str(exercise.folder))


def _timed(*command: str, **environment: str) -> float:
    began = time.monotonic()
    subprocess.run(  # noqa: S603 - our own interpreter and modules
        [sys.executable, *command],
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    return time.monotonic() - began


class _Memory:
    """Watches the memory of this process, of the judge and of its workers, in a thread."""

    def __init__(self) -> None:
        self._over = threading.Event()
        self._peaks = {"watcher": 0, "judge": 0, "workers": 0}
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def _look(self) -> None:
        names = list(self._peaks)
        while not self._over.wait(0.05):
            generation, depth = [psutil.Process()], 0
            while generation and depth < len(names):
                for process in generation:
                    self._note(names[depth], process)
                generation = [child for process in generation for child in _children(process)]
                depth += 1

    def _note(self, name: str, process: psutil.Process) -> None:
        try:
            self._peaks[name] = max(self._peaks[name], process.memory_info().rss)
        except psutil.Error:
            return

    def end(self) -> dict[str, int]:
        """Return the peaks in MiB."""
        self._over.set()
        self._thread.join()
        return {name: round(size / 2**20) for name, size in self._peaks.items()}


def _children(process: psutil.Process) -> list[psutil.Process]:
    try:
        return process.children()
    except psutil.Error:
        return []
