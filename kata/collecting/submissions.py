"""Submissions as the platforms give them: which there are in a folder or an archive, and the library in each."""

import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from kata.bugs.variants import modules
from kata.classroom.normal import digest, fingerprint, meaning, normal
from kata.collecting.archives import DAMAGE, entries_in, entries_of, opened
from kata.collecting.beside import BESIDE, is_record, taken_beside
from kata.collecting.entries import ARCHIVE, CODE, MIB, Budget, Entry, kind_of
from kata.collecting.gradescope import METADATA, metadata_in, told_in
from kata.collecting.layout import is_junk, is_one, level_of, of_platform, place_of
from kata.collecting.whose import END, OF_NOBODY, Class, Told
from kata.collecting.words import Note, RefusedError, note
from kata.printable import printable

NESTED = 2  # archives within each other
MOST_CODE, MOST_FILES = 16 * MIB, 1_000  # of one submission
MOST_NOTES = 5


@dataclass
class Submission:
    """What somebody handed in: its name and what that tells, and its library by the digests of its files."""

    name: str
    told: Told
    code: dict[str, str] = field(default_factory=dict)
    submitted: float = 0.0
    notes: list[Note] = field(default_factory=list)
    refused: Note | None = None
    inside: tuple[str, ...] = ()  # folders and archives that the library stands in
    folders: frozenset[str] = frozenset()  # those of all libraries and tests that are in it
    archive: str = ""  # of a platform, that it was found in

    @property
    def fingerprint(self) -> str:
        """A hash of its library, and of its tests."""
        return fingerprint(self.code)

    @property
    def shown(self) -> str:
        """Its name as it can be shown and written down, which that of a file need not be."""
        return printable(self.name)

    @property
    def has_library(self) -> bool:
        """Whether there is a library in it, and not tests alone."""
        return any(not name.startswith(BESIDE) for name in self.code)

    @property
    def is_loose(self) -> bool:
        """Whether it is a file that cannot be a submission, but may lie beside one: a report, say."""
        return self.refused is not None and self.refused[0] == "no-archive"


class Texts:
    """Files of code by their digests, each kept once: most of a class's modules are the same."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}
        self._meanings: dict[str, str] = {}

    def keep(self, code: bytes) -> str:
        """Keep a file of code as it is compared; return its digest."""
        name = digest(text := normal(code))
        self._kept.setdefault(name, zlib.compress(text))
        return name

    def __getitem__(self, name: str) -> bytes:
        return zlib.decompress(self._kept[name])

    def meaning(self, code: Mapping[str, str]) -> str:
        """Return a hash of what the files of a library say to Python."""
        for name in code.values():
            if name not in self._meanings:
                self._meanings[name] = meaning(self[name])
        return fingerprint({file: self._meanings[name] for file, name in code.items()})


class _Group:
    """All files of one submission, while they are found."""

    def __init__(self, name: str, told: Told, archive: str) -> None:
        self.submission = Submission(archive + name, told, archive=archive)
        self.files: dict[tuple[str, ...], str] = {}
        self.size = 0
        self.refusals: list[Note] = []
        self.left_out = 0
        self.budget = Budget()

    def note(self, told: Note) -> None:
        self.left_out += 1
        if self.left_out <= MOST_NOTES:
            self.submission.notes.append(told)


def find_submissions(path: Path, texts: Texts, people: Class | None = None) -> list[Submission]:
    """Return what was handed in; raises `RefusedError` for an archive that cannot be read, and OSError.

    An archive that is named after one of these people is theirs, whatever the names in it say.
    """
    return _found_in(partial(entries_of, path), texts, people or Class(()), path.name)


def _found_in(
    entries: Callable[[], Iterator[Entry]], texts: Texts, people: Class, name: str = "", above: str = ""
) -> list[Submission]:
    """Return what was handed in: in what has this name, which may be a submission, or in an archive `above`."""
    names = [entry.parts for entry in entries() if not is_junk(entry.parts)]
    level = level_of(names)
    whole = name if is_one(parts[level:] for parts in names if len(parts) > level) else ""
    groups: dict[str, _Group] = {}
    metadata: dict[str, Any] = {}
    found: list[Submission] = []
    for entry in entries():
        if is_junk(entry.parts):
            continue
        if entry.parts[-1] == METADATA and len(entry.parts) <= level + 1:
            metadata |= metadata_in(entry)
            continue
        key, told, rest = place_of(entry.parts, level, whole)
        if key is None:
            continue
        may_be_class = len(entry.parts) == level + 1 and not (whole or above or told.platform)
        if may_be_class and people.find(told, key)[1] == OF_NOBODY and _is_class(entry):
            found += _found_in(partial(_entries_of_class, entry), texts, people, above=f"{entry.name}/")
            continue
        group = groups.setdefault(key, _Group(key, told, above))
        group.submission.submitted = max(group.submission.submitted, entry.changed)
        if len(entry.parts) <= level + 1 and not (whole or entry.odd or kind_of(entry.name)):
            group.refusals.append(note("no-archive", name=entry.parts[-1]))
        _add(group, entry, rest, texts, 0)
    for group in groups.values():
        _settle(group)
        _note_metadata(group.submission, metadata)
    return found + [group.submission for group in groups.values()]


def _is_class(entry: Entry) -> bool:
    """Whether a file is the archive that a platform gives of a class; what cannot be read is none."""
    if kind_of(entry.name) != "zip" or entry.odd or entry.again is None:
        return False
    try:
        return of_platform([inner.parts for inner in _entries_of_class(entry) if not is_junk(inner.parts)])
    except (RefusedError, OSError, *DAMAGE):
        return False


def _entries_of_class(entry: Entry) -> Iterator[Entry]:
    with opened(entry) as stream:
        yield from entries_in(stream, entry.name)


def _add(group: _Group, entry: Entry, place: tuple[str, ...], texts: Texts, nested: int) -> None:
    """Take in a file, or all that is in an archive."""
    kind = kind_of(entry.name)
    if entry.odd:
        if kind or entry.odd in ("link", "device"):
            group.note(note(f"odd-{entry.odd}", name=entry.name))
        return
    try:
        if kind in ("code", "record"):
            if len(group.files) >= MOST_FILES or group.size > MOST_CODE:
                raise RefusedError("much-code", name=group.submission.name)
            group.budget.spend(entry.name, min(entry.size, CODE))
            code = entry.read(CODE)
            if kind == "code" or is_record(code):
                group.size += len(code)
                group.files[tuple(map(_written, place))] = texts.keep(code)
        elif kind in ("zip", "tar") and nested < NESTED:
            stem = END.sub("", entry.parts[-1])
            group.budget.spend(entry.name, min(entry.size, ARCHIVE))
            with opened(entry) as stream:
                for inner in entries_in(stream, entry.name, group.budget):
                    if not is_junk(inner.parts):
                        _add(group, inner, (*place[:-1], stem, *inner.parts), texts, nested + 1)
        elif kind in ("zip", "tar"):
            raise RefusedError("nested", name=entry.name)
        elif kind == "other":
            raise RefusedError("other-archive", name=entry.name)
    except RefusedError as refusal:
        group.refusals.append(refusal.note)
    except (OSError, *DAMAGE) as error:
        group.refusals.append(note("damaged", name=entry.name, why=str(error) or type(error).__name__))


def _written(part: str) -> str:
    """Return a part of a name as every worker can write it: what Python imports stays as it is."""
    return printable(part).replace("\\", "_")


def _settle(group: _Group) -> None:
    """Find the library, the tests of the dojo, and the records of exams among the files of a submission."""
    known = {f"{module}.py" for module in modules()}
    submission = group.submission
    beside, inside = taken_beside(group.files)
    submission.inside = inside or submission.inside
    found = Counter(place[:-1] for place in group.files if place[-1] in known)
    submission.folders = frozenset(part for folder in (*found, inside) for part in folder)
    if not found and not beside:
        left_out, submission.notes = submission.notes, []
        submission.refused, *submission.notes = [*group.refusals[:1], *left_out] or [note("no-library")]
        return
    submission.notes += group.refusals[:MOST_NOTES]
    if found:
        _settle_library(submission, group.files, found)
    submission.code = submission.code | beside


def _settle_library(
    submission: Submission, files: Mapping[tuple[str, ...], str], found: Mapping[tuple[str, ...], int]
) -> None:
    ranked = sorted(found, key=lambda folder: (-found[folder], len(folder), folder))
    best = ranked[0]
    submission.code = _within(files, best, found)
    submission.inside = best
    rivals = [folder for folder in ranked[1:] if found[folder] == found[best]]
    if other := next((folder for folder in rivals if _within(files, folder, found) != submission.code), None):
        submission.notes.append(note("two-libraries", taken="/".join(best) or ".", other="/".join(other) or "."))


def _within(
    files: Mapping[tuple[str, ...], str], folder: tuple[str, ...], libraries: Iterable[tuple[str, ...]]
) -> dict[str, str]:
    """Return the code of a library, by names within its folder, without another library that stands in it."""
    others = [other for other in libraries if other[: len(folder)] == folder and other != folder]
    return {
        "/".join(place[len(folder) :]): name
        for place, name in files.items()
        if place[: len(folder)] == folder and not any(place[: len(other)] == other for other in others)
    }


def _note_metadata(submission: Submission, metadata: Mapping[str, Any]) -> None:
    """Take over what Gradescope tells of a submission of its own, if it does."""
    told = told_in(metadata.get(submission.name.rpartition("/")[2]), submission.told.number)
    if told is not None and submission.told.platform == "gradescope":
        submission.told, at = told
        submission.submitted = at or submission.submitted
