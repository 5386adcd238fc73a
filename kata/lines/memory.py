"""What is remembered of a person's work with fixes and faults: a list in a file of the folder `.kata`."""

import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from kata.files import held, write_whole
from kata.places import KEPT, find_exercise

FORMAT = 1

Entry = dict[str, Any]


class Memory:
    """Entries under a name, beside the exercise of the current folder, whether or not it is there yet.

    A file that cannot be read is put aside, and begun anew.
    """

    def __init__(self, name: str, keys: Mapping[str, type]) -> None:
        try:
            folder = find_exercise().parent
        except ValueError:  # there are several
            folder = Path.cwd()
        self._file, self._keys = folder / KEPT / f"{name}.json", keys

    def entries(self) -> list[Entry]:
        """Return what is remembered, the oldest first."""
        try:
            content = json.loads(self._file.read_text(encoding="utf-8"))
            if content["format"] == FORMAT and all(map(self._whole, content["entries"])):
                return list(content["entries"])
        except FileNotFoundError:
            return []
        except (ValueError, TypeError, KeyError, AttributeError):
            pass
        with suppress(OSError):
            self._file.replace(self._file.with_suffix(".damaged.json"))
        return []

    def _whole(self, entry: Entry) -> bool:
        return set(entry) == set(self._keys) and all(isinstance(entry[key], self._keys[key]) for key in entry)

    def keep(self, entry: Entry, *same: str) -> None:
        """Remember an entry, in the place of one with the same values of these keys."""
        self._file.parent.mkdir(parents=True, exist_ok=True)
        with held(self._file):
            others = [
                other for other in self.entries() if not same or any(other[key] != entry[key] for key in same)
            ]
            content = {"format": FORMAT, "entries": [*others, entry]}
            write_whole(self._file, json.dumps(content, indent=1, ensure_ascii=False) + "\n")
