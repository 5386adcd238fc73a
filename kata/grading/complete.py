"""A grading that is complete, and what it is of: the submissions as they were when it ended, and no earlier ones.

The summary tells that. It is taken away before anything else is done in a folder, and written when all is done.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kata.files import write_whole
from kata.grading.results import REPORT, RESULTS, SUMMARY, Result, lines_of, result_of

# what a line of the results is known by: all that it tells of a submission, but for what the judge says
KNOWN_BY = (
    *("student", "submission", "submitted", "late", "fingerprint"),
    *("tool", "seed", "given", "notes", "reasons"),
)


@dataclass(frozen=True)
class Complete:
    """The results of the submissions of a grading, and the names of those that are of nobody."""

    results: list[Result]
    unmatched: list[str]


def key_of(told: Mapping[str, Any]) -> str:
    """Return what a line of the results is known by; of two with the same the last counts."""
    return json.dumps([told[name] for name in KNOWN_BY], sort_keys=True)


def keyed(folder: Path) -> dict[str, Result]:
    """Return the results in a folder by what they are known by; see `lines_of`."""
    return {key_of(vars(result)): result for result in lines_of(folder / RESULTS)}


def take_back(folder: Path) -> None:
    """Have a grading be complete no more: it goes on, perhaps with other submissions."""
    for name in (SUMMARY, REPORT):
        (folder / name).unlink(missing_ok=True)


def write_complete(folder: Path, summary: Mapping[str, Any], report: str) -> None:
    """Write the report of a grading, and the summary, by which it is complete."""
    write_whole(folder / REPORT, report)
    write_whole(folder / SUMMARY, json.dumps(summary, indent=1) + "\n")


def read_complete(folder: Path) -> Complete:
    """Read a grading that is complete; raise ValueError, with a sentence, for one that is not, or is damaged."""
    path = folder / SUMMARY
    there = keyed(folder)
    if not path.exists():
        raise ValueError(f"The grading in {folder} is not complete: give the command `kata grade` once more.")
    try:
        summary = json.loads(path.read_text(encoding="utf-8"))
        results = [there[key_of(vars(result_of(told)))] for told in summary["results"]]
        return Complete(results, [told["submission"] for told in summary["unmatched"]])
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(f"{path} does not go with {RESULTS}: give the command `kata grade` once more.") from error
