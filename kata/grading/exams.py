"""Records of exams that were handed in: the points of each, and which of them count."""

import json
from collections.abc import Mapping
from typing import Any

from kata.collecting.beside import EXAMS
from kata.printable import printable
from kata.words.translation import phrase

MOST = 5  # exams of a submission that are looked at: one takes seconds, or minutes if somebody wants it to


def scored(records: Mapping[str, bytes]) -> list[dict[str, Any]]:
    """Return the points of each record, from 0 to 1, or why it has none; None is what one has that does not count.

    Of a kind and a seed the first counts, by its name. Whatever is wrong with a record is its own matter.
    """
    told: list[dict[str, Any]] = []
    exams: set[tuple[str, int | None]] = set()
    for name, content in sorted(records.items()):
        record = _read(content)
        seed = record.get("seed")
        one = {"file": printable(name), "kind": record["record"], "seed": seed if type(seed) is int else None}
        one |= {"points": None, "reason": "", "digest": ""}
        exam = one["kind"], one["seed"]
        if exam in exams:
            one["reason"] = phrase("It does not count: another record has the same kind and seed.")
        elif len(exams) == MOST:
            one["reason"] = phrase(f"It does not count: there are more than {MOST} exams.")
        else:
            exams.add(exam)
            one |= _points(record)
        told.append(one)
    return told


def _read(content: bytes) -> dict[str, Any]:
    """Return a record; of one that is nested too deep for this process, nothing."""
    try:
        return dict(json.loads(content.decode("utf-8-sig")))
    except (ValueError, RecursionError):
        return {"record": EXAMS[0]}


def _points(record: Mapping[str, Any]) -> dict[str, Any]:
    from kata.diagnosis import record as diagnosis
    from kata.reviewing import record as review

    try:
        score = (review if record["record"] == review.KIND else diagnosis).score(record)
    except ValueError as error:
        return {"points": 0.0, "reason": printable(str(error))}
    except Exception as error:  # a stranger's record, and the library of a stranger's seed
        return {"points": 0.0, "reason": phrase(f"It could not be scored: {type(error).__name__}.")}
    return {"points": round(score.points / score.most, 4), "digest": record["digest"]}
