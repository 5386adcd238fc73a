"""A word on a wrong library that no test catches: its clause, its symptom, and its code to whoever gives up."""

import json
from contextlib import suppress
from pathlib import Path

from kata.bugs import variants
from kata.dojo.rules import Judgement
from kata.files import write_whole
from kata.sparring.cast import WRONG, Library
from kata.words.translation import phrase

NOTES = ".dojo.json"
FORMAT = 1
AROUND = 2  # lines around those that are wrong


class Hints:
    """Remembers, in a file beside the tests, how much was told of which library."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / NOTES
        self._told: dict[str, dict[str, int]] = {}  # by target and the library's number in its cast
        with suppress(OSError, ValueError, AttributeError, TypeError):
            content = json.loads(self._file.read_text(encoding="utf-8"))
            if content["format"] == FORMAT:
                self._told = {
                    str(target): {str(number): int(told) for number, told in numbers.items()}
                    for target, numbers in content["told"].items()
                }

    def next(self, judgement: Judgement, give_up: bool = False) -> list[str]:
        """Return what is told of the first wrong library that is not caught, one thing more than before.

        Nothing if all are caught. Its code comes last, and only to whoever gives up.
        """
        missed = [library for library in judgement.cast if library.role == WRONG]
        missed = [library for library in missed if library.name not in judgement.caught]
        if not missed:
            return []
        library, target = missed[0], judgement.target
        things = _things(library)
        number = str(judgement.cast.index(library))
        told = self._told.setdefault(target.id, {})
        told[number] = min(told.get(number, 0) + 1, len(things))
        self._keep()
        return [*things[: told[number]], *([code_of(library)] if give_up else [])]

    def _keep(self) -> None:
        write_whole(self._file, json.dumps({"format": FORMAT, "told": self._told}, indent=2) + "\n")


def _things(library: Library) -> list[str]:
    """Return what may be told of a library without its code."""
    where = phrase(f"It does not do what {library.module}.py promises.")
    if library.clause:
        where = phrase(f"In {library.module}.py it breaks the clause: {library.clause}")
    return [where, library.symptom]


def code_of(library: Library) -> str:
    """Return the lines of a wrong library that are wrong, marked, and some around them."""
    parts = []
    for module, text in library.texts.items():
        lines = text.splitlines(keepends=True)
        hunks = variants.compared(variants.module_text(module, ()).splitlines(keepends=True), lines)
        shift = 0
        for hunk in hunks:
            begin = hunk.start + shift
            end = begin + len(hunk.lines)
            shift += len(hunk.lines) - (hunk.end - hunk.start)
            shown = range(max(begin - AROUND, 0), min(end + AROUND, len(lines)))
            parts.append(f"{module}.py:{begin + 1}")
            parts += [f"{'>' if begin <= number < end else ' '} {lines[number].rstrip()}" for number in shown]
    return "\n".join(parts)
