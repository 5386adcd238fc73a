"""Records of an exam: what somebody answered, as JSON, checked by a schema, and nothing of what is right.

What is right follows from the seed. So a record can be read by whoever wrote it, and gives nothing away.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kata.files import write_whole
from kata.places import installed_version
from kata.words.translation import phrase

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator

FORMAT = 1
MOST = 2**20  # bytes of a record

Record = dict[str, Any]


def new_record(kind: str, shown: Iterable[str], **drawn: Any) -> Record:
    """Return a record of this kind before the first answer: how it was drawn, and a hash of what is shown."""
    return {"format": FORMAT, "record": kind, "netkata": installed_version(), **drawn, "digest": digest(shown)}


def digest(shown: Iterable[str]) -> str:
    """Return a hash of texts."""
    return hashlib.sha256("\0".join(shown).encode()).hexdigest()[:16]


def read_record(path: Path, schema: Path) -> Record:
    """Return the record in a file; raise ValueError, with a sentence, if it is none."""
    try:
        with path.open("rb") as file:
            content = file.read(MOST + 1)
        if len(content) > MOST:
            raise ValueError
        record = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise ValueError(phrase(f"{path} is no record: it is not JSON.")) from error
    check_record(record, schema, str(path))
    return dict(record)


def check_record(record: Any, schema: Path, name: str) -> None:
    """Raise ValueError, with a sentence, unless a record has the form of its schema."""
    error = next(_validator(schema).iter_errors(record), None)
    if error is not None:
        place = "/".join(map(str, error.absolute_path)) or "/"
        raise ValueError(phrase(f"{name} is no record of this kind: see {place} in it."))


def write_record(path: Path, record: Mapping[str, Any], schema: Path) -> None:
    """Write a record into a file."""
    check_record(dict(record), schema, str(path))
    write_whole(path, json.dumps(record, indent=1, ensure_ascii=False) + "\n")


@cache
def _validator(schema: Path) -> "Draft202012Validator":
    from jsonschema import Draft202012Validator, validators

    # to JSON Schema 1.0 is an integer, too, with which Python counts nothing
    whole = Draft202012Validator.TYPE_CHECKER.redefine("integer", lambda _, value: type(value) is int)
    strict: type[Draft202012Validator] = validators.extend(Draft202012Validator, type_checker=whole)  # type: ignore[no-untyped-call]
    return strict(json.loads(schema.read_text(encoding="utf-8")))
