"""A file of those that were handed in, in a folder or an archive: its name, how it is read, and how much of it."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import IO, BinaryIO

from kata.collecting.words import RefusedError

MIB = 2**20
CODE, ARCHIVE = 2 * MIB, 32 * MIB  # bytes of a file of code; of an archive within another
UNPACKED, FILES = 1024 * MIB, 20_000  # of one submission: bytes that are unpacked, entries of its archives
DEPTH = 24  # folders in each other
RATIO, SMALL = 200, MIB  # how much smaller than a file of more than this its archive may make it
ZIPS, TARS = (".zip",), (".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz")
OTHERS = (".rar", ".7z", ".gz", ".bz2", ".xz", ".zst")


@dataclass(frozen=True)
class Entry:
    """A file in a folder or an archive: its name in parts, when it was changed, and how to read it.

    The name of a folder itself is empty. `odd` is why it is left alone, by the code of a note: a link, say, or a
    path that leads outside. `again` opens it, as often as one likes; in a tar there is no way back.
    """

    parts: tuple[str, ...]
    size: int
    changed: float
    read: Callable[[int], bytes]
    odd: str = ""
    again: Callable[[], BinaryIO] | None = None

    @property
    def name(self) -> str:
        """Its name with the folders that it is in."""
        return "/".join(self.parts)


@dataclass
class Budget:
    """What it may cost to read one submission: bytes that are unpacked, and entries of the archives in it."""

    size: int = field(default_factory=lambda: UNPACKED)
    files: int = field(default_factory=lambda: FILES)

    def spend(self, name: str, size: int = 0, files: int = 0) -> None:
        """Take from it; raises `RefusedError` for a file that there is nothing left for."""
        self.size -= size
        self.files -= files
        if self.size < 0:
            raise RefusedError("unpacked", name=name, most=UNPACKED // MIB)
        if self.files < 0:
            raise RefusedError("many-files", name=name, most=FILES)


def kind_of(name: str) -> str:
    """Return what a name promises: zip, tar, another kind of archive, code, a record, or nothing that counts."""
    low = name.lower()
    kinds = {"zip": ZIPS, "tar": TARS, "other": OTHERS, "code": (".py",), "record": (".json",)}
    return next((kind for kind, ends in kinds.items() if low.endswith(ends)), "")


def parts_of(name: str) -> tuple[tuple[str, ...], str]:
    """Return the parts of a name in an archive, and what is odd about it."""
    name = unicodedata.normalize("NFC", name.replace("\\", "/"))
    parts = tuple(part for part in name.split("/") if part not in ("", "."))
    if name.startswith("/") or ".." in parts or "\0" in name or (parts and parts[0][1:2] == ":"):
        return parts or ("?",), "outside"
    if len(parts) > DEPTH:
        return parts[:DEPTH], "deep"
    return parts, ""


def folder_of(parts: tuple[str, ...]) -> Entry:
    """Return the entry of a folder, which may be all that there is of a submission: a file without a name."""
    return Entry((*parts, ""), 0, 0.0, lambda _: b"", "folder")


def within(stream: IO[bytes], most: int, name: str) -> bytes:
    """Return what a stream holds, as far as it is allowed to: what a header says of that does not count."""
    content = stream.read(most + 1)
    if len(content) > most:
        raise RefusedError("large", name=name, most=most // MIB)
    return content
