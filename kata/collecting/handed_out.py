"""What was handed out: the record `handed-out.json`, as grading needs it."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from kata.bugs.breaches import Breach, load_breaches, text_with
from kata.bugs.manifest import load_bugs
from kata.bugs.variants import modules

FORMAT = 1


@cache
def known_breaches() -> Mapping[str, Breach]:
    """Return all breaches by name, read once: there are hundreds, and a class asks for them again and again."""
    return load_breaches()


@dataclass(frozen=True)
class Student:
    """One to whom a library was handed out: with which bugs and breaches, and its fingerprint."""

    id: str
    name: str
    email: str | None
    folder: str
    bugs: tuple[str, ...]
    breaches: tuple[str, ...] = ()
    exercise: str = ""
    language: str = "en"

    def text(self, module: str) -> str:
        """Return a module as it was handed out."""
        return text_with(module, self.bugs, [known_breaches()[name] for name in self.breaches])


@dataclass(frozen=True)
class HandedOut:
    """The record: the class, when the work is due, and its students."""

    name: str = ""
    due: str | None = None
    students: Sequence[Student] = field(default_factory=tuple)

    @cached_property
    def by_id(self) -> Mapping[str, Student]:
        """The students, by id."""
        return {student.id: student for student in self.students}


def read_record(path: Path) -> HandedOut:
    """Read what was handed out; raises ValueError, with a sentence, for what is no record, and OSError."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        if content.get("format") != FORMAT:
            raise ValueError(f"{path} has the format {content.get('format')!r}: expected {FORMAT}.")
        students = tuple(map(_student, content["students"]))
    except (json.JSONDecodeError, UnicodeDecodeError, KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"{path} is no record of what was handed out, or a damaged one: {error!r}.") from error
    double = [one for one, times in Counter(student.id for student in students).items() if times > 1]
    if double:
        raise ValueError(f"{path} has two students with the id {double[0]}.")
    for kind, known in (("bugs", load_bugs()), ("breaches", known_breaches())):
        named = {name for student in students for name in getattr(student, kind)}
        if gone := sorted(named - set(known)):
            raise ValueError(f"{path} has {kind} that this version of NetKata has not: {', '.join(gone)}.")
    return HandedOut(str(content.get("class") or ""), content.get("due"), students)


def _student(entry: Mapping[str, Any]) -> Student:
    return Student(
        str(entry["id"]),
        str(entry["name"]),
        None if entry.get("email") is None else str(entry["email"]),
        str(entry.get("folder") or ""),
        tuple(map(str, entry["bugs"])),
        tuple(map(str, entry.get("breaches", ()))),
        str(entry.get("exercise") or ""),
        str(entry.get("language") or "en"),
    )


def missing_modules(student: Student, code: Mapping[str, str]) -> dict[str, bytes]:
    """Return the modules that a submission lacks, as they were handed out."""
    names = {f"{module}.py": module for module in modules()}
    return {file: student.text(module).encode() for file, module in names.items() if file not in code}
