"""What Gradescope tells of submissions, beside them: who handed each in, and when."""

import re
from datetime import UTC, datetime
from typing import Any

from kata.collecting.entries import ARCHIVE, Entry
from kata.collecting.whose import Told
from kata.collecting.words import RefusedError

METADATA = "submission_metadata.yml"


def metadata_in(entry: Entry) -> dict[str, Any]:
    """Return what Gradescope tells of each submission, by its folder; nothing if that cannot be read."""
    import yaml  # comes with Dask

    try:
        content = yaml.load(entry.read(ARCHIVE), getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
    except (yaml.YAMLError, RefusedError, RecursionError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def told_in(entry: object, number: str) -> tuple[Told, float] | None:
    """Return who handed a submission in, and when, by its entry; None if that tells nothing."""
    if not isinstance(entry, dict):
        return None
    people = tuple(
        (str(person.get(":email") or ""), str(person.get(":sid") or ""), str(person.get(":name") or ""))
        for person in entry.get(":submitters") or ()
        if isinstance(person, dict)
    )
    return Told("gradescope", number=number, people=people), _seconds(entry.get(":created_at"))


def _seconds(at: object) -> float:
    """Return a time in seconds, which the reader of YAML may have made a date of; 0 if it is none."""
    if isinstance(at, str):
        try:
            at = datetime.fromisoformat(re.sub(r" ?(UTC|Z)$", "+00:00", at))
        except ValueError:
            return 0.0
    if not isinstance(at, datetime):
        return 0.0
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp()
