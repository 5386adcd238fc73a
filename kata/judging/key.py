"""The key of a verdict: a hash of all that it depends on."""

import hashlib
import sys
from collections.abc import Iterable
from functools import cache
from importlib.metadata import version
from pathlib import Path

from kata import PACKAGE, ROOT
from kata.bugs.clauses import CLAUSES


def key_of(code: Iterable[Path], folder: Path) -> str:
    """Return a hash of the code in a folder, the tests, the tool, and the versions."""
    return hashlib.sha256(f"{_digest(code, folder)} {digest_of_judge()}".encode()).hexdigest()


@cache
def digest_of_judge() -> str:
    """Return a hash of what else a verdict depends on: the tests, the libraries, the tool, and the versions."""
    versions = [sys.version, *(version(name) for name in ("numpy", "pytest", "hypothesis"))]
    return hashlib.sha256(f"{versions!r} {digest_of_tool()}".encode()).hexdigest()


@cache
def digest_of_tool() -> str:
    """Return a hash of the tests, the list of bugs and the tool: what is ours of all that a verdict depends on."""
    tests = [path for part in ("bugs", "contract", ".") for path in (ROOT / "tests" / part).glob("*.py")]
    tests += CLAUSES.glob("*.toml")
    tool = set(PACKAGE.rglob("*.py")) - set((PACKAGE / "content").rglob("*"))
    parts = [_digest([*tests, ROOT / "bugs.toml"], ROOT), _digest(tool, PACKAGE)]
    return hashlib.sha256(" ".join(parts).encode()).hexdigest()


def _digest(paths: Iterable[Path], folder: Path) -> str:
    """Return a hash of files with their names within a folder: where that is does not matter."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        if path.is_file():  # and not an editor's lock, which is a link to nowhere, nor a pipe
            name = path.relative_to(folder).as_posix().encode(errors="surrogateescape")
            digest.update(name + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()
