"""What Gradescope tells of submissions, beside them: who handed each in, and when."""

import re
from datetime import UTC, datetime
from typing import Any

from kata.collecting.entries import ARCHIVE, Entry
from kata.collecting.whose import Told
from kata.collecting.words import RefusedError
from kata.words.translation import phrase

METADATA = "submission_metadata.yml"


def metadata_in(entry: Entry) -> dict[str, Any]:
    """Return what Gradescope tells of each submission, by its folder; raises `RefusedError` if it cannot be read.

    All values are text: an id that looks like a number in another base is none, and a day that there is not is
    no error.
    """
    import yaml  # comes with Dask

    try:
        content = yaml.load(entry.read(ARCHIVE), getattr(yaml, "CBaseLoader", yaml.BaseLoader))  # noqa: S506
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise RefusedError("damaged", name=entry.name, why=" ".join(str(error).split())) from error
    if not isinstance(content, dict):
        raise RefusedError("damaged", name=entry.name, why=phrase("it names no submissions"))
    return content


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
    """Return a time in seconds; 0 if it is none."""
    try:
        read = datetime.fromisoformat(re.sub(r" ?(UTC|Z)$", "+00:00", str(at)))
        return max((read if read.tzinfo else read.replace(tzinfo=UTC)).timestamp(), 0.0)
    except (ValueError, OverflowError):
        return 0.0
