"""What is in a folder or an archive, file by file, and read as data: nothing of it is ever unpacked.

Names are only names here, so no path leads outside, and no link is followed. What is read has its caps: those of a
file that is named as code, and of an archive in an archive; whatever else is there costs nothing.
"""

import bz2
import gzip
import io
import lzma
import math
import os
import stat
import struct
import tarfile
import time
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import IO, Any, BinaryIO

from kata.classroom.handing_out import YEAR_OF_ZIP
from kata.collecting.entries import (
    ARCHIVE,
    DEPTH,
    MIB,
    RATIO,
    SMALL,
    Budget,
    Entry,
    folder_of,
    kind_of,
    parts_of,
    within,
)
from kata.collecting.words import RefusedError

UTF8_NAMES, ENCRYPTED = 0x800, 0x1
UNICODE_PATH = 0x7075  # where Info-ZIP tells a name again
MEMORY, CHUNK = 128 * MIB, 2**16  # bytes that unpacking an xz may take, twice what `xz -9` asks for; of a step
DAMAGE = (
    *(zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, EOFError, struct.error),
    *(NotImplementedError, RuntimeError, ValueError, OverflowError),  # a zip of a kind that is not known, or a lie
    MemoryError,  # where a header asks for more than there is
)


def entries_of(path: Path) -> Iterator[Entry]:
    """Yield what is in a folder or an archive; raises `RefusedError`, or OSError."""
    if path.is_dir():
        yield from _in_folder(path, path, 0)
        return
    kind = kind_of(path.name)
    if kind not in ("zip", "tar"):
        raise RefusedError("no-archive", name=path.name)
    with path.open("rb") as stream:
        yield from entries_in(stream, path.name)


def entries_in(stream: BinaryIO, name: str, budget: Budget | None = None) -> Iterator[Entry]:
    """Yield what is in an archive; raises `RefusedError` for one that is damaged, or too large for one."""
    try:
        for entry in _in_zip(stream) if kind_of(name) == "zip" else _in_tar(stream, name, budget):
            if budget is not None:
                budget.spend(name, files=1)
            yield entry
    except DAMAGE as error:
        raise RefusedError("damaged", name=name, why=str(error) or type(error).__name__) from error


def opened(entry: Entry) -> BinaryIO:
    """Return an archive that stands in a folder or in another one."""
    return entry.again() if entry.again else io.BytesIO(entry.read(ARCHIVE))


def _in_folder(folder: Path, top: Path, depth: int) -> Iterator[Entry]:
    with os.scandir(folder) as found:
        items = sorted(found, key=lambda item: item.name)
    for item in items:
        path = Path(item.path)
        parts = tuple(unicodedata.normalize("NFC", part) for part in path.relative_to(top).parts)
        told = item.stat(follow_symlinks=False)
        if item.is_dir(follow_symlinks=False):
            yield folder_of(parts)
            if depth < DEPTH:
                yield from _in_folder(path, top, depth + 1)
            continue
        odd = "" if stat.S_ISREG(told.st_mode) else "link" if stat.S_ISLNK(told.st_mode) else "device"

        def again(path: Path = path) -> BinaryIO:
            flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
            return os.fdopen(os.open(path, flags | getattr(os, "O_BINARY", 0)), "rb")

        def read(most: int, path: Path = path, again: Callable[[], BinaryIO] = again) -> bytes:
            with again() as stream:
                return within(stream, most, path.name)

        yield Entry(parts, told.st_size, told.st_mtime, read, odd, again)


# -------------------------------------------------------------------- zip


def _in_zip(stream: BinaryIO) -> Iterator[Entry]:
    with zipfile.ZipFile(stream) as archive:
        for info in archive.infolist():
            parts, odd = parts_of(_name_of(info))
            if info.is_dir():
                yield folder_of(parts)
                continue
            mode = info.external_attr >> 16
            if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
                odd = odd or ("link" if stat.S_ISLNK(mode) else "device")
            if info.flag_bits & ENCRYPTED:
                odd = odd or "encrypted"

            def read(most: int, info: zipfile.ZipInfo = info, name: str = "/".join(parts)) -> bytes:
                if info.file_size > max(SMALL, RATIO * info.compress_size):
                    raise RefusedError("bomb", name=name, ratio=RATIO)
                with archive.open(info) as member:
                    return within(member, most, name)

            def again(read: Callable[[int], bytes] = read) -> BinaryIO:
                return io.BytesIO(read(ARCHIVE))

            yield Entry(parts, info.file_size, _zip_time(info), read, odd, again)


def _name_of(info: zipfile.ZipInfo) -> str:
    """Return the name of a file in a zip: many write UTF-8 and do not say so, older ones code page 437."""
    if info.flag_bits & UTF8_NAMES:
        return info.filename
    raw = info.orig_filename.encode("cp437", "replace")
    extra = info.extra
    while len(extra) >= 4:
        kind, length = struct.unpack("<HH", extra[:4])
        if kind == UNICODE_PATH and extra[5:9] == struct.pack("<I", zlib.crc32(raw)):
            return extra[9 : 4 + length].decode("utf-8", "replace")
        extra = extra[4 + length :]
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return info.filename


def _zip_time(info: zipfile.ZipInfo) -> float:
    """Return when a file of a zip was changed: the clock of whoever packed it, without a zone."""
    if info.date_time[0] == YEAR_OF_ZIP[0]:  # of a packer that tells no time
        return 0.0
    try:
        return datetime(*info.date_time).timestamp()
    except (ValueError, OverflowError, OSError):
        return 0.0


# -------------------------------------------------------------------- tar


class _Counted(io.RawIOBase):
    """A stream that refuses to become longer than it may, for what it is packed or for a submission."""

    def __init__(self, stream: IO[bytes], name: str, most: float, budget: Budget | None) -> None:
        self._stream, self._name, self._left, self._budget = stream, name, most, budget

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        content = self._stream.read(size)
        self._left -= len(content)
        if self._left < 0:
            raise RefusedError("bomb", name=self._name, ratio=RATIO)
        if self._budget is not None:
            self._budget.spend(self._name, len(content))
        return content


class _Xz(io.RawIOBase):
    """What is in a stream of xz, with a cap on the memory that its header asks for: `lzma.open` has none."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream, self._unpacking = stream, lzma.LZMADecompressor(memlimit=MEMORY)

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        while True:
            packed = b""
            if self._unpacking.eof:  # another stream may follow
                packed = (self._unpacking.unused_data or self._stream.read(CHUNK)).lstrip(b"\0")
                if not packed:
                    return b""
                self._unpacking = lzma.LZMADecompressor(memlimit=MEMORY)
            elif self._unpacking.needs_input and not (packed := self._stream.read(CHUNK)):
                raise EOFError("it ends too early")
            content = self._unpacking.decompress(packed, size)
            if content:
                return content


PACKERS: tuple[tuple[bytes, Callable[[BinaryIO], Any]], ...] = (
    (b"\x1f\x8b", gzip.open),
    (b"BZh", bz2.open),
    (b"\xfd7zXZ\x00", _Xz),
)


def _in_tar(stream: BinaryIO, name: str, budget: Budget | None) -> Iterator[Entry]:
    """Yield what is in a tar, one after the other: an entry can be read until the next one is asked for."""
    most = max(SMALL, RATIO * stream.seek(0, os.SEEK_END)) if budget is not None else math.inf
    stream.seek(0)
    beginning = stream.read(8)
    stream.seek(0)
    packer = next((opened for magic, opened in PACKERS if beginning.startswith(magic)), None)
    counted = _Counted(packer(stream) if packer else stream, name, most, budget)
    try:
        with closing(tarfile.open(fileobj=counted, mode="r|", errorlevel=1)) as archive:
            for member in archive:
                parts, odd = parts_of(member.name)
                if member.isdir():
                    yield folder_of(parts)
                    continue
                if not member.isreg():
                    odd = odd or ("link" if member.issym() or member.islnk() else "device")

                def read(most: int, member: tarfile.TarInfo = member, name: str = "/".join(parts)) -> bytes:
                    content = archive.extractfile(member)
                    assert content is not None
                    return within(content, most, name)

                yield Entry(parts, member.size, min(max(float(member.mtime), 0.0), time.time()), read, odd)
    except OSError as error:  # gzip says so of what is no gzip, and bz2 too
        raise RefusedError("damaged", name=name, why=str(error)) from error
