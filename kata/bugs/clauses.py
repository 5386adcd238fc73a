"""The contract of the library, clause by clause, from `tests/contract/clauses/`: a file a module.

The docstrings of `fixed` are the contract. A clause is one thing that they promise, word by word, with the tests
that hold a library to it. What promises nothing, such as a source, is a remark.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from kata import ROOT
from kata.bugs.manifest import filled
from kata.bugs.variants import modules

FORMAT = 1
CLAUSES = ROOT / "tests" / "contract" / "clauses"
KEBAB_CASE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True)
class Clause:
    """One thing that a docstring promises: its words, where they stand, and the tests that hold it.

    `place` is the name of a class, a method or a function within the module, empty for the module itself. A test
    is a function of the folder `tests`, as ``contract/test_adam.py::test_one_step``.
    """

    id: str
    module: str
    place: str
    says: str
    tests: tuple[str, ...]

    @property
    def where(self) -> str:
        """The place with its module: ``optimizer.Optimizer.fit``."""
        return f"{self.module}.{self.place}" if self.place else self.module


@dataclass(frozen=True)
class Remark:
    """A part of a docstring that promises nothing which could be broken, and why it does not."""

    module: str
    place: str
    says: str
    why: str


def load_clauses(folder: Path = CLAUSES) -> dict[str, Clause]:
    """Read the clauses of all modules, by id; raise ValueError, naming file and entry, for what does not hold."""
    clauses: dict[str, Clause] = {}
    for path, content in contents(folder, ("clause", "remark")):
        for number, entry in enumerate(content.get("clause", []), 1):
            clause = _clause(entry, path, f"{path}: clause {number} ({entry.get('id', 'no id')})")
            if clause.id in clauses:
                raise ValueError(f"{path}: the id {clause.id} is used twice, also in {clauses[clause.id].module}")
            clauses[clause.id] = clause
    return clauses


def load_remarks(folder: Path = CLAUSES) -> list[Remark]:
    """Read the remarks of all modules; raise ValueError, naming file and entry, for what does not hold."""
    return [
        filled(Remark, entry | {"module": path.stem}, f"{path}: remark {number}")
        for path, content in contents(folder, ("clause", "remark"))
        for number, entry in enumerate(content.get("remark", []), 1)
    ]


def contents(folder: Path, kinds: tuple[str, ...]) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Yield the files of a folder with what they hold, which are lists of entries of these kinds.

    Raises ValueError, naming the file, for another format, another kind, or a name that is none of a module.
    """
    for path in sorted(folder.glob("*.toml")):
        content = _parsed(path, path.read_text(encoding="utf-8"))
        if content.get("format") != FORMAT:
            raise ValueError(f"{path}: format {content.get('format')!r}: expected {FORMAT}")
        if unknown := sorted(set(content) - {"format", *kinds}):
            raise ValueError(f"{path}: {unknown}: expected {' and '.join(f'[[{kind}]]' for kind in kinds)}")
        if path.stem not in modules():
            raise ValueError(f"{path}: there is no module {path.stem}: expected one of {', '.join(modules())}")
        yield path, content


@lru_cache
def _parsed(path: Path, text: str) -> dict[str, Any]:
    """Return what a text says, which is asked for again and again, and parsed once."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{path}: {error}") from error


def check_name(name: str, where: str) -> None:
    """Raise ValueError unless a name is in kebab-case, as all of them are."""
    if not KEBAB_CASE.fullmatch(name):
        raise ValueError(f"{where}: the name {name!r}: expected small letters, digits and hyphens, as mean-cost")


def _clause(entry: dict[str, Any], path: Path, where: str) -> Clause:
    clause = filled(Clause, entry | {"module": path.stem}, where)
    check_name(clause.id, where)
    if not clause.says.strip() or not clause.tests:
        raise ValueError(f"{where}: expected what it says, and at least one test that holds it")
    return clause
