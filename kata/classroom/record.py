"""The record of what was handed out, `handed-out.json`: for the instructor, and for the commands that mark.

Its form is in `handed-out.schema.json`, and what is read or written is checked against that.
"""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kata.files import write_whole

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator

FORMAT = 1
RECORD = "handed-out.json"
SCHEMA = Path(__file__).with_name("handed-out.schema.json")


@dataclass(frozen=True)
class HandedOut:
    """What one student has: the bugs and breaches, a hash of the exercise, and one of each of its modules."""

    id: str
    name: str
    email: str | None
    language: str
    folder: str
    bugs: list[str]
    breaches: list[str]
    exercise: str
    files: dict[str, str]


@dataclass(frozen=True)
class Record:
    """What was handed out to a class; `made` and `due` are moments as ISO 8601 writes them, with their zone."""

    netkata: str
    made: str
    name: str
    due: str | None
    students: list[HandedOut]

    def as_data(self) -> dict[str, Any]:
        """Return it as plain data, in the words of the schema."""
        return {
            "format": FORMAT,
            "netkata": self.netkata,
            "made": self.made,
            "class": self.name,
            "due": self.due,
            "students": [asdict(student) for student in self.students],
        }

    @property
    def until(self) -> datetime | None:
        """The moment until when it may be handed in, if there is one."""
        return datetime.fromisoformat(self.due) if self.due else None

    def student(self, identity: str) -> HandedOut | None:
        """Return what the student with this id has, if there is one."""
        meant = identity.casefold()
        return next((student for student in self.students if student.id.casefold() == meant), None)


@cache
def _validator() -> "Draft202012Validator":
    from jsonschema import Draft202012Validator  # a fifth of a second, that no other command shall wait for

    return Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))


def check(data: Any) -> None:
    """Raise ValueError, with a sentence, if this is no record."""
    from jsonschema.exceptions import best_match

    error = best_match(_validator().iter_errors(data))
    if error is not None:
        place = ".".join(str(part) for part in error.absolute_path) or "the whole"
        raise ValueError(f"at {place}: {error.message[:200]}")
    for moment in filter(None, (data["made"], data["due"])):
        datetime.fromisoformat(moment)  # the schema knows how a moment is written, and not which there are
    students = data["students"]
    for key in ("id", "folder"):
        names = [student[key].casefold() for student in students]
        if len(set(names)) < len(names):
            raise ValueError(f"two students have the same {key}")


def find_record(place: Path) -> Path:
    """Return the file of a record: the one that is named, or that in a folder."""
    return place / RECORD if place.is_dir() else place


def read(place: Path) -> Record:
    """Read a record, from its file or its folder; raise ValueError, with a sentence, if there is none."""
    path = find_record(place)
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        check(data)
    except FileNotFoundError as error:
        raise ValueError(f"There is no record of what was handed out, {path}.") from error
    except ValueError as error:
        raise ValueError(f"{path} is no record of what was handed out: {error}.") from error
    students = [HandedOut(**student) for student in data["students"]]
    return Record(data["netkata"], data["made"], data["class"], data["due"], students)


def write(path: Path, record: Record) -> None:
    """Write a record."""
    data = record.as_data()
    check(data)
    write_whole(path, json.dumps(data, indent=1, ensure_ascii=False) + "\n")
