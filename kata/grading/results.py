"""The results of a grading, on disk as soon as they are there: a line of JSON for each submission that was judged.

A line is appended, flushed and synced before it counts. What a kill leaves of one is dropped, and its submission
judged again. Lines of earlier submissions stay; which are of those that count tells the summary: `complete.py`.
"""

import json
import os
import secrets
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from filelock import FileLock, Timeout

from kata.declared import checked
from kata.files import write_whole
from kata.judging.secret import SEEDS
from kata.places import installed_version

FORMAT = 1
RESULTS, GRADING, SUMMARY, REPORT = "results.jsonl", "grading.json", "summary.json", "report.html"
LOCK = ".lock"
VERDICT = b',"verdict":'  # in no text: there a quotation mark is written otherwise


@dataclass
class Result:
    """A line of the results, in the words of the file; the verdict is read from there when it is asked for."""

    student: str | None
    submission: str
    submitted: str | None
    fingerprint: str
    netkata: str
    seed: int
    second: int | None
    status: str
    reason: str | None
    bugs: dict[str, str]
    given: dict[str, list[str]]
    breaches: dict[str, str]
    came_in: list[str]
    broken: list[str]
    seconds: float
    notes: list[str] = field(default_factory=list)
    told: list[list[Any]] = field(default_factory=list)  # the notes, as data, for other languages
    reasons: dict[str, str] = field(default_factory=dict)  # by language, where more than English is known
    broken_besides: list[str] = field(default_factory=list)  # the same, where no planted breach may account for it
    dojo: list[dict[str, Any]] = field(default_factory=list)  # what tests are worth, as `kata dojo --json` has it
    records: list[dict[str, Any]] = field(default_factory=list)  # of exams in reviews and diagnoses
    late: bool = False  # by the word of the platform, whatever the time
    tool: str = ""
    meaning: str = ""  # a hash of what the code says to Python
    format: int = FORMAT
    place: tuple[Path, int, int] | None = None  # of its line: file, where it begins, how long it is
    judged: dict[str, Any] | None = None  # the verdict, of a result that stands in no file

    @property
    def verdict(self) -> dict[str, Any] | None:
        """The verdict, as `kata judge --json` has it; None if there is none."""
        if self.judged is not None or self.place is None:
            return self.judged
        path, start, length = self.place
        with path.open("rb") as file:
            file.seek(start)
            return dict(json.loads(file.read(length))).get("verdict")

    def as_data(self) -> dict[str, Any]:
        """Return it as plain data, without the verdict."""
        return {name: value for name, value in asdict(self).items() if name not in ("place", "judged", "told")}


STATUSES, OF_BUGS = ("judged", "unclear"), {"fixed", "present", "unclear"}
NAMES = {one.name for one in fields(Result)} - {"place", "judged"}


def result_of(content: Mapping[str, Any]) -> Result:
    """Return a result from plain data; raises ValueError, KeyError or TypeError for what is none."""
    if content["format"] != FORMAT:
        raise ValueError(f"format {content['format']!r}, expected {FORMAT}")
    result = Result(**checked(Result, {name: value for name, value in content.items() if name in NAMES}))
    if result.status not in STATUSES:
        raise ValueError(f"status {result.status!r}, expected one of {', '.join(STATUSES)}")
    if odd := {*result.bugs.values(), *result.breaches.values()} - OF_BUGS:
        raise ValueError(f"status {min(odd)!r} of a bug")
    if missing := {"bugs", "breaches"} - set(result.given):
        raise ValueError(f"no {min(missing)} in given")
    datetime.fromisoformat(result.submitted or "2026-01-01")
    return result


def lines_of(path: Path) -> Iterator[Result]:
    """Yield the lines of a file of results.

    A last line that is torn is none. Raises ValueError, with the line's number, for another that cannot be read.
    """
    start = 0
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            if not line.endswith(b"\n"):
                return
            try:
                head, verdict, _ = line.partition(VERDICT)  # which comes last, and is most of it
                content = json.loads(head + b"}" if verdict else line)
                result = result_of(content)
            except (ValueError, KeyError, TypeError) as error:
                raise ValueError(f"{path}, line {number}, is no result: {error}.") from error
            result.place = (path, start, len(line))
            start += len(line)
            yield result


class Journal:
    """The file of results, to be appended to."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.dropped = self._drop_torn()  # whether a line was torn
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
        _sync_folder(path.parent)

    def _drop_torn(self) -> bool:
        """Cut off what a kill has left of the last line."""
        if not self.path.exists():
            return False
        with self.path.open("r+b") as file:
            end = file.seek(0, os.SEEK_END)
            whole = end
            while whole > 0:
                step = min(whole, 2**16)
                file.seek(whole - step)
                at = file.read(step).rfind(b"\n")
                if at >= 0:
                    whole = whole - step + at + 1
                    break
                whole -= step
            if whole == end:
                return False
            file.truncate(whole)
            os.fsync(file.fileno())
        return True

    def append(self, results: Iterable[Mapping[str, Any]]) -> None:
        """Write results, and wait until they are on disk; of what fails nothing is left. Raises OSError."""
        lines = b"".join(json.dumps(result, separators=(",", ":")).encode() + b"\n" for result in results)
        before = os.fstat(self._file).st_size
        try:
            left = memoryview(lines)
            while left:
                left = left[os.write(self._file, left) :]
            os.fsync(self._file)
        except OSError as error:
            os.ftruncate(self._file, before)
            error.filename = error.filename or str(self.path)
            raise

    def close(self) -> None:
        """Close the file."""
        os.close(self._file)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _sync_folder(folder: Path) -> None:
    """See that the name of a new file is on disk, too, where the system does that."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@dataclass
class Grading:
    """What holds for a whole grading, whoever goes on with it: its seeds, and when it was begun."""

    seed: int
    second: int
    started: str
    netkata: str
    format: int = FORMAT


def begun(folder: Path, seed: int | None, now: str) -> Grading:
    """Return the grading of a folder: as it was begun, or else begun now; raises ValueError for another seed."""
    path = folder / GRADING
    if path.exists():
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
            if content["format"] != FORMAT:
                raise ValueError(f"format {content['format']!r}")
            there = Grading(**checked(Grading, content))
        except (ValueError, KeyError, TypeError) as error:
            raise ValueError(f"{path} is damaged, or of another version of NetKata: {error}.") from error
        if seed is not None and seed != there.seed:
            raise ValueError(
                f"{folder} was begun with the seed {there.seed}: leave --seed out, or name another folder."
            )
        return there
    if (folder / RESULTS).exists():
        raise ValueError(f"{folder} has results, and {GRADING} is missing: name another folder by --out.")
    first = secrets.randbelow(SEEDS) if seed is None else seed
    second = secrets.randbelow(SEEDS)
    grading = Grading(first, second + 1 if second == first else second, now, installed_version())
    write_whole(path, json.dumps(asdict(grading), indent=1) + "\n")
    return grading


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """See that nobody else grades into a folder; raises ValueError if somebody does."""
    lock = FileLock(folder / LOCK, timeout=0)
    try:
        lock.acquire()
    except Timeout as error:
        raise ValueError(
            f"Another grading writes into {folder}: wait for its end, or name another folder."
        ) from error
    try:
        yield
    finally:
        lock.release()
