"""What came of a grading, at a glance: what to look at first and why, and which submissions are the same."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import Any

from kata.bugs.manifest import load_bugs
from kata.bugs.variants import module_text, modules
from kata.classroom.normal import fingerprint, meaning
from kata.collecting.matching import Collected
from kata.collecting.words import Note, note, said
from kata.grading.results import FORMAT, Grading, Result
from kata.grading.unasked import Asked, asked_of_most, look_at
from kata.places import installed_version

# of the notes on a submission, those for which somebody has to look at it
GRAVE = {"same-time", "newer-refused", "another-inside", "by-likeness", "two-libraries", "filled", "odd-outside"}
GRAVE |= {"odd-link", "odd-device", "bomb", "no-library", "newer-without", "by-folder", "unpacked"}
GRAVE |= {"by-part", "two-senders", "two-places", "in-archive"}
SLOW = 180.0  # seconds


def summary_of(
    results: Sequence[Result], collected: Collected, grading: Grading, ended: str, losses: int
) -> dict[str, Any]:
    """Return what came of a grading, as plain data."""
    return {
        "format": FORMAT,
        "netkata": installed_version(),
        "seed": grading.seed,
        "second": grading.second,
        "started": grading.started,
        "ended": ended,
        "isolation": sorted(_walls(results)),
        "totals": totals(results),
        "losses": losses,
        "results": [result.as_data() for result in results],
        "without_submission": collected.without,
        "unmatched": [{"submission": name, "why": said(why)} for name, why in collected.unmatched],
        "unmatched_told": [[name, list(why)] for name, why in collected.unmatched],
        "first": [[name_of(result), [list(why) for why in whys]] for result, whys in first_of(results)],
        "equal": equal_of(results),
    }


def _walls(results: Sequence[Result]) -> set[str]:
    """Return the walls that submissions were judged behind: those of the first and the last, of many."""
    some = (*results[:1], *results[-1:])
    told = [verdict["isolation"] for result in some if (verdict := result.verdict)]
    told += [tests["isolation"] for result in some for tests in result.dojo]
    return {wall for wall in told if wall}


def name_of(result: Result) -> str:
    """Return how a submission is called: by its student, if it has one."""
    return result.student if result.student is not None else result.submission


def first_of(results: Sequence[Result]) -> list[tuple[Result, list[Note]]]:
    """Return the submissions to look at first, those with the weightiest reasons before the others."""
    different = {name for group in equal_of(results) if group["different"] for name in group["names"]}
    of_most = asked_of_most(results)
    found = [(result, _reasons(result, different, of_most)) for result in results]
    rank = {"unclear": 0, "came-in": 2, "broken": 3}
    return sorted(
        ((result, why) for result, why in found if why),
        key=lambda pair: (min(rank.get(code, 1) for code, _ in pair[1]), -len(pair[1]), name_of(pair[0])),
    )


def _reasons(result: Result, different: set[str], of_most: Collection[Asked]) -> list[Note]:
    told: list[Note] = []
    if result.status == "unclear":
        told.append(note("unclear", reason=result.reasons or (result.reason or "").partition("\n")[0]))
    if name_of(result) in different:
        told.append(note("same-text"))
    told += [(code, dict(values)) for code, values in result.told if code in GRAVE]
    told += look_at(result, of_most)
    if result.came_in:
        told.append(note("came-in", bugs=", ".join(result.came_in)))
    if besides := result.broken_besides:
        told.append(note("broken", number=len(besides), test=besides[0].rpartition("::")[2]))
    if result.seconds > SLOW:
        told.append(note("slow", seconds=round(result.seconds)))
    return told


def equal_of(results: Sequence[Result]) -> list[dict[str, Any]]:
    """Return the groups of submissions with the same text, but for comments and spaces, of more than one.

    `different` tells that different libraries were handed out, so that the same text is no accident; that of the
    corrected library it may well be, which is `corrected`.
    """
    groups: dict[str, list[Result]] = defaultdict(list)
    for result in results:
        if result.status == "judged" or result.bugs:
            groups[result.meaning].append(result)
    found = []
    for text, group in groups.items():
        names = {name_of(result) for result in group}
        if len(names) < 2 or not text:
            continue
        # tests and records are nobody's library, whatever was given
        given = {(*result.given["bugs"], *result.given["breaches"]) if result.bugs else () for result in group}
        corrected = text == _corrected()
        found.append(
            {"names": sorted(names), "different": len(given) > 1 and not corrected, "corrected": corrected}
        )
    return sorted(found, key=lambda group: (not group["different"], group["corrected"], group["names"]))


@cache
def _corrected() -> str:
    """Return the hash of what the corrected library says to Python."""
    return fingerprint({f"{module}.py": meaning(module_text(module, ()).encode()) for module in modules()})


def by_bug(results: Sequence[Result]) -> Mapping[str, Mapping[str, int]]:
    """Return of each bug to how many it was given, and how many of these have it fixed, present or unclear."""
    counts = {bug: dict.fromkeys(("given", "fixed", "present", "unclear", "came_in"), 0) for bug in load_bugs()}
    for result in results:
        for bug in result.given["bugs"]:
            counts[bug]["given"] += 1
            counts[bug][result.bugs.get(bug, "unclear")] += 1
        for bug in result.came_in:
            counts[bug]["came_in"] += 1
    return counts


def totals(results: Sequence[Result]) -> dict[str, int]:
    """Return how many bugs that were given are fixed, present and unclear in all."""
    counts = dict.fromkeys(("fixed", "present", "unclear"), 0)
    for result in results:
        for bug in result.given["bugs"]:
            counts[result.bugs.get(bug, "unclear")] += 1
    return counts
