"""The faults that a sealed library may have: bugs and breaches, each with a line by which it shows."""

import difflib
import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kata.bugs import variants
from kata.bugs.breaches import fitting, load_breaches, text_with
from kata.bugs.clauses import load_clauses
from kata.bugs.manifest import load_bugs

FILE = Path(__file__).with_name("faults.toml")

_breaches, _clauses = cache(load_breaches), cache(load_clauses)  # which read all of them each time they are asked


@dataclass(frozen=True)
class Fault:
    """A bug by its id, or a breach by its name, and the line that shows it."""

    name: str
    breach: bool
    shown: str

    @property
    def module(self) -> str:
        """The module that it is in."""
        return _breaches()[self.name].module if self.breach else load_bugs()[self.name].module

    @property
    def says(self) -> str:
        """What a user would notice, in a sentence without its full stop."""
        said = _breaches()[self.name].symptom if self.breach else load_bugs()[self.name].symptom
        return said.removesuffix(".")

    @property
    def contract(self) -> str:
        """What should be: the words of the clause, or the last hint of the bug."""
        if self.breach:
            return " ".join(_clauses()[_breaches()[self.name].clause].says.split())
        return load_bugs()[self.name].hints[-1]

    def change(self) -> str:
        """Return the lines that it is, as a diff of its module."""
        before = variants.module_text(self.module, ()).splitlines()
        lines = difflib.unified_diff(before, texts([self])[self.module].splitlines(), n=1, lineterm="")
        return "\n".join(line for line in list(lines)[2:] if not line.startswith("@@"))


@cache
def load_faults() -> tuple[Fault, ...]:
    """Return all of them, in the order of their file."""
    content = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return tuple(
        Fault(entry.get("breach") or entry["bug"], "breach" in entry, entry["shown"]) for entry in content["fault"]
    )


def texts(faults: Collection[Fault]) -> dict[str, str]:
    """Return the modules of a library with these faults; raise ValueError if they do not go together."""
    present = [fault.name for fault in faults if not fault.breach]
    chosen = {fault.name: _breaches()[fault.name] for fault in faults if fault.breach}
    if len(fitting(present, chosen)) < len(chosen):
        raise ValueError("a breach changes the lines of a bug, or those beside them")
    return {module: text_with(module, present, chosen.values()) for module in variants.modules()}
