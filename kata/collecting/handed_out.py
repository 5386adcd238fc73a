"""What was handed out, as text: the modules of each student's exercise, by the bugs and breaches of the record."""

from collections.abc import Mapping
from functools import cache

from kata.bugs.breaches import Breach, load_breaches, text_with
from kata.bugs.manifest import load_bugs
from kata.bugs.variants import modules
from kata.classroom.record import HandedOut, Record


@cache
def known_breaches() -> Mapping[str, Breach]:
    """Return all breaches by name, read once: there are hundreds, and a class asks for them again and again."""
    return load_breaches()


def text_of(student: HandedOut, module: str) -> str:
    """Return a module as it was handed out to a student."""
    return text_with(module, student.bugs, [known_breaches()[name] for name in student.breaches])


def check_known(record: Record) -> None:
    """Raise ValueError, with a sentence, if something was handed out that this version of NetKata has not."""
    for kind, known in (("bugs", load_bugs()), ("breaches", known_breaches())):
        named = {name for student in record.students for name in getattr(student, kind)}
        if gone := sorted(named - set(known)):
            raise ValueError(
                f"What was handed out has {kind} that this version of NetKata has not: {', '.join(gone)}."
            )


def missing_modules(student: HandedOut, code: Mapping[str, str]) -> dict[str, bytes]:
    """Return the modules that a submission lacks, as they were handed out."""
    names = {f"{module}.py": module for module in modules()}
    return {file: text_of(student, module).encode() for file, module in names.items() if file not in code}
