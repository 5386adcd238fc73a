"""A grading, from the submissions to the results: what is there is left alone, and the rest is judged."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kata.classroom.record import RECORD, Record
from kata.classroom.record import write as write_record
from kata.collecting.handed_out import known_breaches
from kata.collecting.matching import Collected, Work, collect, given_of
from kata.collecting.submissions import Texts
from kata.collecting.words import in_each, said
from kata.grading.complete import key_of, keyed, take_back, write_complete
from kata.grading.indifferent import MANY
from kata.grading.judging import Result as Judged
from kata.grading.judging import breach_status, described, settled, standing, unjudged
from kata.grading.progress import Progress
from kata.grading.results import (
    FORMAT,
    RESULTS,
    Grading,
    Journal,
    Result,
    alone_in,
    begun,
    lines_of,
)

if TYPE_CHECKING:
    from distributed import Client

    from kata.grading.dispatch import Judging


@dataclass(frozen=True)
class Options:
    """How submissions are judged: behind which wall, and whether what is unclear is judged again."""

    wall: str | None = None
    require: str | None = None
    again: bool = False


OnProgress = Callable[[Progress], None]
Cluster = Callable[[], AbstractContextManager["Client"]]


def grade(
    submissions: Path,
    out: Path,
    record: Record | None,
    cluster: Cluster,
    *,
    seed: int | None = None,
    options: Options | None = None,
    on_progress: OnProgress = lambda _: None,
    judging: "Judging | None" = None,
    restarts: int = 0,
) -> dict[str, Any]:
    """Judge what has no result yet, and return the summary, which is written when all have one.

    A cluster that breaks down is begun again so many times.
    Raises ValueError, `RefusedError` and ClusterError, with a sentence, and OSError; what is done is kept.
    """
    options = options or Options()
    texts = Texts()
    collected = collect(submissions, record, texts)
    out.mkdir(parents=True, exist_ok=True)
    with alone_in(out):
        grading = begun(out, seed, _now())
        take_back(out)
        if record is not None:
            write_record(out / RECORD, record)  # with the results it tells whoever reads them what they are of
        with Journal(out / RESULTS) as journal:
            run = _Run(collected, grading, texts, journal, options)
            on_progress(run.progress)
            run.write_refused()
            if run.left:
                run.judge(cluster, on_progress, judging, restarts)
            on_progress(run.progress)
        return _finish(out, collected, grading, run)


class _Run:
    def __init__(
        self, collected: Collected, grading: Grading, texts: Texts, journal: Journal, options: Options
    ) -> None:
        self.grading, self.texts, self.journal, self.options = grading, texts, journal, options
        self.described = described()
        self.losses = 0
        keys = {self.key(work): work for work in collected.work}
        self.progress = Progress(len(keys))
        self.refused: list[Work] = []
        self.left: dict[str, list[Work]] = defaultdict(list)  # by fingerprint: the same code is judged once
        self.known: dict[str, Result] = {}
        self.final: dict[str, Result] = {}
        for result in lines_of(journal.path):
            key = key_of(vars(result))
            if key in keys and not (options.again and result.status == "unclear"):
                self.final[key] = result
            if result.status == "judged" and self.current(result):
                self.known[result.fingerprint] = result
        for key, work in keys.items():
            if key in self.final:
                self.progress.add(self.final[key].bugs, work.bugs)
            elif work.refused is not None:
                self.refused.append(work)
            else:
                self.left[work.fingerprint].append(work)
        self.progress.begin()

    def key(self, work: Work) -> str:
        return key_of(self.known_of(work))

    def known_of(self, work: Work) -> dict[str, Any]:
        """Return what is known of a submission before it is judged, as its line has it."""
        return {
            "student": work.student,
            "submission": work.name,
            "submitted": work.at,
            "late": work.late,
            "fingerprint": work.fingerprint,
            "tool": self.described["tool"],
            "seed": self.grading.seed,
            "reasons": in_each(work.refused) if work.refused else {},
            "given": given_of(work),
            "notes": [said(told) for told in work.notes],
        }

    def current(self, result: Result) -> bool:
        return (result.tool, result.seed) == (self.described["tool"], self.grading.seed)

    def write_refused(self) -> None:
        """Write down what cannot be judged, and what is known already from the same code of somebody else."""
        lines = [self.line(work, unjudged(said(work.refused))) for work in self.refused if work.refused]
        for fingerprint in [name for name in self.left if name in self.known]:
            known = self.known[fingerprint]
            same = ("second", "status", "reason", "bugs", "broken", "dojo", "records")
            judged = {name: getattr(known, name) for name in same}
            judged |= {"verdict": known.verdict, "seconds": 0.0}
            judged |= standing(known.verdict) if known.verdict else {}  # it was settled for somebody else
            lines += [self.line(work, judged) for work in self.left.pop(fingerprint)]
        self.write(lines)
        self.progress.begin()

    def judge(self, cluster: Cluster, on_progress: OnProgress, judging: "Judging | None", restarts: int) -> None:
        """Have the rest judged, on a new cluster some times if one breaks down."""
        from kata.grading.cluster import ClusterError

        for left in range(restarts, -1, -1):
            try:
                return self._judge_on(cluster, on_progress, judging)
            except ClusterError:
                if not left:
                    raise
        return None

    def _judge_on(self, cluster: Cluster, on_progress: OnProgress, judging: "Judging | None") -> None:
        """Have the rest judged; write each result as soon as it is there."""
        from kata.grading.cluster import ClusterError, check_versions
        from kata.grading.dispatch import Dispatch
        from kata.grading.judging import judge_there

        with cluster() as client:
            check_versions(client, self.described)
            self.progress.begin()
            dispatch = Dispatch(client, judging or judge_there)
            for done in dispatch.run(self.handed_over(dispatch.threads())):
                lines = []
                for fingerprint, told, reason in done:
                    judged = unjudged(reason) if told is None else json.loads(told)
                    if "refused" in judged:
                        raise ClusterError(
                            f"The worker {judged['refused']} has another version than this: leave it out."
                        )
                    for number, work in enumerate(self.left.pop(fingerprint)):
                        lines.append(self.line(work, judged if number == 0 else judged | {"seconds": 0.0}))
                self.write(lines)
                self.losses = max(self.losses, dispatch.losses)
                on_progress(self.progress)

    def handed_over(self, workers: int) -> Iterator[tuple[str, Mapping[str, Any]]]:
        same = {"seed": self.grading.seed, "second": self.grading.second, "tool": self.described}
        same |= {"wall": self.options.wall, "require": self.options.require}
        same["many"] = len(self.left) >= MANY * workers
        for fingerprint, (work, *_) in list(self.left.items()):
            yield fingerprint, same | {"files": {name: self.texts[text] for name, text in work.code.items()}}

    def line(self, work: Work, judged: Judged) -> dict[str, Any]:
        """Return the line of a submission."""
        files = {name: self.texts[text] for name, text in work.code.items()} if work.breaches else {}
        known = known_breaches()
        breaches = {name: breach_status(known[name], judged["verdict"], files) for name in work.breaches}
        judged = settled(judged, work.bugs, breaches)
        return {
            "format": FORMAT,
            **self.known_of(work),
            "netkata": self.described["netkata"],
            "second": judged["second"],
            "status": judged["status"],
            "reason": judged["reason"],
            "bugs": judged["bugs"],
            "breaches": breaches,
            "came_in": [bug for bug, it in judged["bugs"].items() if it == "present" and bug not in work.bugs],
            "broken": judged["broken"],
            "broken_besides": [] if "present" in breaches.values() else judged["broken"],
            "dojo": judged.get("dojo", []),
            "records": judged.get("records", []),
            "seconds": judged["seconds"],
            "told": [list(told) for told in work.notes],
            "meaning": self.texts.meaning(work.code) if work.code else "",
            "verdict": judged["verdict"],
        }

    def write(self, lines: Sequence[dict[str, Any]]) -> None:
        if not lines:
            return
        self.journal.append(lines)
        for line in lines:
            self.progress.add(line["bugs"], line["given"]["bugs"])


def _now() -> str:
    return datetime.now().astimezone().isoformat(timespec="seconds")


def _finish(out: Path, collected: Collected, grading: Grading, run: _Run) -> dict[str, Any]:
    """Write summary and report of a grading that is complete."""
    from kata.grading.report import page
    from kata.grading.summary import summary_of

    wanted = {run.key(work) for work in collected.work}
    results = [result for key, result in keyed(out).items() if key in wanted]
    summary = summary_of(results, collected, grading, _now(), run.losses)
    write_complete(out, summary, page(results, summary))
    return summary
