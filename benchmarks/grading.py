"""How grading holds: when its processes are killed at any moment, and when there are ten thousand submissions.

Scheduler, workers and disk are the real ones; the judge is that of `benchmarks.recorded`, or the real one, too.
"""

import json
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Annotated, Any

import psutil
import typer

from benchmarks.classes import REJECTED, make_real_class
from benchmarks.recorded import make_class, recorded
from kata import ROOT
from kata.classroom.record import read as read_record
from kata.grading.cluster import ClusterError, local_cluster
from kata.grading.grading import grade
from kata.grading.judging import judge_there
from kata.grading.results import RESULTS, SUMMARY, Result, lines_of

UNCLEAR = "unclear"  # what is told of a bug whose tests cannot ask
MIB = 2**20
MOMENTS = 0.1, 5.0  # seconds between two kills
GAVE_UP = 2  # the exit status of a grading whose cluster cannot be started: kills come before it stands
WORKERS = 0.75  # the share of them that is of workers


def run_grading(folder: Path, workers: int, real: bool) -> None:
    """Grade a class, as `kata grade` does: in a process of its own, to be killed."""
    record = read_record(folder / "handed-out.json")
    judging = judge_there if real else recorded
    grade(
        folder / "submissions",
        folder / "results",
        record,
        lambda: local_cluster(workers),
        seed=1,
        judging=judging,
        restarts=3,
    )


def faults(
    kills: Annotated[int, typer.Option(min=1, help="How many processes to kill.")] = 200,
    students: Annotated[int, typer.Option(min=1, help="How many submissions a class has.")] = 120,
    workers: Annotated[int, typer.Option(min=1, help="How many judge at a time.")] = 2,
    seconds: Annotated[float, typer.Option(min=0, help="How long the recorded judge takes for one.")] = 0.4,
    seed: Annotated[int, typer.Option(help="What moments and victims are drawn by.")] = 0,
) -> None:
    """Kill workers, and the grading itself, at random moments; count results that are lost, doubled or wrong."""
    draw = random.Random(seed)  # noqa: S311 - nothing is secret
    counts: Counter[str] = Counter()
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="kata-") as name:
        number = 0
        while counts["kills"] < kills:
            number += 1
            folder = Path(name, f"class-{number}")
            expected = make_class(folder, students, seconds, seed=seed + number)
            _torment(folder, workers, draw, counts, kills)
            counts.update(_wrong(folder, expected))
            typer.echo(f"class {number}: {json.dumps(counts)}, {time.monotonic() - began:.0f} s", err=True)
    typer.echo(json.dumps(counts | {"classes": number, "seconds": round(time.monotonic() - began)}, indent=2))


def _torment(
    folder: Path, workers: int, draw: random.Random, counts: "Counter[str]", kills: int, real: bool = False
) -> None:
    """Grade a class to its end, however often a process is killed until then."""
    command = [sys.executable, "-m", "benchmarks", "run-grading", str(folder), "--workers", str(workers)]
    command += ["--real"] if real else []
    while True:
        with (folder / "log").open("ab") as log:
            child = subprocess.Popen(  # noqa: S603 - our own interpreter and modules
                command, cwd=ROOT, stdout=log, stderr=log, start_new_session=True
            )
        while child.poll() is None:
            try:
                child.wait(draw.uniform(*MOMENTS))
            except subprocess.TimeoutExpired:
                if counts["kills"] < kills:
                    _kill_one(child, draw, counts)
        counts["starts"] += 1
        if child.returncode == 0:
            return
        log_text = (folder / "log").read_text(encoding="utf-8")
        called_off = child.returncode in (130, -signal.SIGINT) or log_text.endswith("KeyboardInterrupt\n")
        if child.returncode == GAVE_UP:
            counts["gave up with a sentence"] += 1
        elif child.returncode != -signal.SIGKILL and not called_off:
            counts["failed"] += 1
            typer.echo(log_text[-2000:], err=True)


def _kill_one(child: "subprocess.Popen[bytes]", draw: random.Random, counts: "Counter[str]") -> None:
    """Kill a worker, three times out of four, or the grading with its scheduler; sometimes it is Ctrl-C."""
    try:
        family = psutil.Process(child.pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return
    spawned = [process for process in family if _is_worker(process)]
    if draw.random() < WORKERS:
        if not spawned:
            return
        try:
            draw.choice(spawned).kill()
        except psutil.NoSuchProcess:
            return
        counts["workers killed"] += 1
    elif draw.random() < 0.5:
        child.kill()
        counts["gradings killed"] += 1
    else:
        os.kill(child.pid, signal.SIGINT)
        counts["called off"] += 1
    counts["kills"] += 1


def _is_worker(process: psutil.Process) -> bool:
    try:
        return "spawn_main" in " ".join(process.cmdline())
    except psutil.Error:
        return False


def _wrong(folder: Path, expected: dict[str, Any]) -> "Counter[str]":
    """Count what is not as it should be, by the file of results and by the summary."""
    lines = list(lines_of(folder / "results" / RESULTS))
    times = Counter(line.student for line in lines)
    told = {str(line.student): line for line in lines}
    summary = json.loads((folder / "results" / SUMMARY).read_text(encoding="utf-8"))
    counts: Counter[str] = Counter(results=len(told))
    counts["lost"] = len(set(expected) - set(told))
    counts["doubled"] = sum(number - 1 for number in times.values())
    wrong = [student for student in told if not _as_expected(told[student], expected[student])]
    counts["wrong"] = len(wrong)
    for student in wrong:
        typer.echo(f"wrong: {told[student]}, and not {expected[student]}", err=True)
    counts["not told"] = sum(UNCLEAR in line.bugs.values() for line in told.values())
    counts["not in the summary"] = len(set(expected) - {line["student"] for line in summary["results"]})
    return counts


def _as_expected(line: Result, statuses: dict[str, str]) -> bool:
    """Return whether nothing else is told of any bug, but for what its tests could not ask."""
    return all(
        line.bugs[bug] in (status, UNCLEAR)
        or (status == REJECTED and (line.bugs[bug] == "present" or bool(line.broken)))
        for bug, status in statuses.items()
    )


def many(
    students: Annotated[int, typer.Option(min=1, help="How many submissions.")] = 10_000,
    workers: Annotated[int, typer.Option(min=1, help="How many judge at a time.")] = 2,
) -> None:
    """Grade a large class with recorded verdicts: how long it takes, and how much memory."""
    with tempfile.TemporaryDirectory(prefix="kata-") as name:
        folder = Path(name, "class")
        expected = make_class(folder, students)
        began = time.monotonic()
        run_grading(folder, workers, real=False)
        seconds = time.monotonic() - began
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        again = time.monotonic()
        run_grading(folder, workers, real=False)
        figures = {
            "submissions": students,
            "seconds": round(seconds, 1),
            "seconds, nothing left to do": round(time.monotonic() - again, 1),
            "peak mebibytes of the grading with its scheduler": round(peak / MIB),
            "mebibytes of results": round((folder / "results" / RESULTS).stat().st_size / MIB),
            **_wrong(folder, expected),
        }
    typer.echo(json.dumps(figures, indent=2))


def rate(
    students: Annotated[int, typer.Option(min=1, help="How many submissions.")] = 42,
    workers: Annotated[
        list[int] | None, typer.Option(help="How many judge at a time; several, one after the other.")
    ] = None,
    kills: Annotated[int, typer.Option(min=0, help="How many workers to kill on the way, at random moments.")] = 0,
) -> None:
    """Grade a class of variants, zoo and breaches by the real judge: submissions a minute, and what each costs."""
    figures = []
    for number in workers or [1, 2]:
        with tempfile.TemporaryDirectory(prefix="kata-") as name:
            folder = Path(name, "class")
            expected = make_real_class(folder, students)
            counts: Counter[str] = Counter()
            before, began = _used(), time.monotonic()
            if kills:
                _torment(folder, number, random.Random(0), counts, kills, real=True)  # noqa: S311
            else:
                run_grading(folder, number, real=True)
            seconds = time.monotonic() - began
            lines = list(lines_of(folder / "results" / RESULTS))
            figures.append(
                {
                    "workers": number,
                    "submissions": students,
                    "seconds": round(seconds, 1),
                    "a minute": round(60 * students / seconds, 1),
                    "seconds of the processor for one": round((_used() - before) / students, 1),
                    "passed, and confirmed": sum(line.second is not None for line in lines),
                    "unclear": sum(line.status == "unclear" for line in lines),
                    "load": [round(load, 1) for load in os.getloadavg()],
                    **counts,
                    **_wrong(folder, expected),
                }
            )
        typer.echo(json.dumps(figures[-1]), err=True)
    typer.echo(json.dumps(figures, indent=2))


def _used() -> float:
    """Return the seconds of the processor that the children of this process have used which have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def run(
    folder: Annotated[Path, typer.Argument(help="A class that `make_class` wrote.")],
    workers: Annotated[int, typer.Option(min=1)] = 2,
    real: Annotated[bool, typer.Option("--real", help="By the real judge.")] = False,
) -> None:
    """Grade a class in this process, which `faults` kills."""
    try:
        run_grading(folder, workers, real)
    except KeyboardInterrupt:
        raise typer.Exit(130) from None
    except ClusterError as error:
        typer.echo(error, err=True)
        raise typer.Exit(GAVE_UP) from error
