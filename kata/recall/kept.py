"""Ways that are kept on disk: what one judge has found out, the next one need not find out again.

They are kept beside a digest of all that a verdict depends on besides the library: the tests, our own code, and
what runs them. A file that is lost, locked or broken costs nothing but time. Nothing is kept of secret draws.
"""

import json
import sqlite3
import zlib
from collections.abc import Mapping, Sequence
from contextlib import closing, suppress
from io import BytesIO
from pathlib import Path
from typing import Any

from kata.pipe import wire
from kata.pipe.frames import DIGEST_SIZE, passed_on
from kata.recall.answers import ASKS_OF_ANSWERS, NothingKept, Way

TABLE = "ways (state TEXT, test TEXT, place INT, seen TEXT, told TEXT, calls BLOB, answers BLOB)"
INDEX = "of_test ON ways (state, test)"
MOST_BYTES = 2**25  # of the file: one that has more is begun anew
PATIENCE = 1  # seconds, for another process that writes

Row = tuple[str, str, bytes, bytes]


class KeptWays(NothingKept):
    """The ways in a file, of one state: a digest of all else on which depends what is told of a library."""

    def __init__(self, file: Path, state: str) -> None:
        self._file, self._state = file, state
        self._rows = self._read()  # at once: a file may be on a slow disk, and tests are many

    def _read(self) -> dict[str, list[Row]]:
        rows: dict[str, list[Row]] = {}
        wanted = "SELECT test, seen, told, calls, answers FROM ways WHERE state = ? ORDER BY test, place"
        with suppress(sqlite3.Error), closing(self._open("ro")) as kept:
            for test, *row in kept.execute(wanted, (self._state,)):
                rows.setdefault(test, []).append(tuple(row))
        return rows

    def _open(self, mode: str) -> sqlite3.Connection:
        return sqlite3.connect(f"{self._file.as_uri()}?mode={mode}", timeout=PATIENCE, uri=True)

    def of(self, test: str) -> list[Way]:
        """Return the ways that are kept of a test, the last one that a library went first."""
        with suppress(ValueError, LookupError, TypeError, EOFError, zlib.error, wire.Garbled):
            return [_way(*row) for row in self._rows.pop(test, [])]
        return []

    def keep(self, ways: Mapping[str, Sequence[Way]]) -> None:
        """Keep the ways of some tests, in the place of what was kept of them; none, where that cannot be done."""
        with suppress(OSError, sqlite3.Error):
            try:
                self._file.parent.mkdir(parents=True, exist_ok=True)
                with closing(self._open("rwc")) as kept, kept:
                    self._write(kept, ways)
            except sqlite3.OperationalError:  # locked, or not to be written
                raise
            except sqlite3.DatabaseError:  # it is none
                self._file.unlink()
            if self._file.stat().st_size > MOST_BYTES:
                self._file.unlink()

    def _write(self, kept: sqlite3.Connection, ways: Mapping[str, Sequence[Way]]) -> None:
        kept.execute("PRAGMA synchronous = OFF")  # what is lost with the machine is found out again
        kept.execute(f"CREATE TABLE IF NOT EXISTS {TABLE}")
        kept.execute(f"CREATE INDEX IF NOT EXISTS {INDEX}")
        kept.executemany("DELETE FROM ways WHERE state = ? AND test = ?", [(self._state, test) for test in ways])
        rows = [
            (self._state, test, place, *_row(way))
            for test, several in ways.items()
            for place, way in enumerate(several)
        ]
        kept.executemany("INSERT INTO ways VALUES (?, ?, ?, ?, ?, ?, ?)", rows)


def _row(way: Way) -> Row:
    return json.dumps(way.seen), json.dumps(way.told), zlib.compress(b"".join(way.calls), 1), b"".join(way.answers)


def _way(seen: str, told: str, calls: bytes, answers: bytes) -> Way:
    """Return the way that a row tells of; raises what tells that it was not we who wrote it."""
    said: dict[str, Any] = json.loads(told)
    if said["outcome"] not in ASKS_OF_ANSWERS:
        raise LookupError(said["outcome"])
    folder, own, offers = json.loads(seen)
    size = DIGEST_SIZE
    digests = [answers[place : place + size] for place in range(0, len(answers), size)]
    return Way(_frames(zlib.decompress(calls)), digests, said, (folder, own, tuple(offers)))


def _frames(together: bytes) -> list[bytes]:
    """Return the frames that stand one behind the other; raises EOFError if the last one is not whole."""
    stream, found = BytesIO(together), []
    while stream.tell() < len(together):
        found.append(passed_on(stream))
    return found
