"""The twelve bugs, from `bugs.toml`: the one list that everything else reads."""

import builtins
import tomllib
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from kata import ROOT

FORMAT = 1
GROUPS = ("reported", "missed")


@dataclass(frozen=True)
class Bug:
    """One bug: what it is, where it is, how it shows, and three hints from vague to precise.

    `hunks` are those of the places in which `original` and `fixed` differ that belong to it, counted from 1
    through its module; `raises` names the exception types with which its tests fail on `original`; `report` is the
    report's section, empty if the report missed it.
    """

    id: str
    title: str
    module: str
    group: str
    report: str
    symptom: str
    hunks: tuple[int, ...]
    raises: tuple[str, ...]
    elsewhere: tuple[str, ...]
    hints: tuple[str, ...]

    @property
    def exceptions(self) -> tuple[type[BaseException], ...]:
        """The exception types themselves."""
        return tuple(getattr(builtins, name) for name in self.raises)


def load_bugs(path: Path = ROOT / "bugs.toml") -> dict[str, Bug]:
    """Read the list, in its order, by id; raise ValueError, naming the entry, for what does not hold together."""
    content = tomllib.loads(path.read_text(encoding="utf-8"))
    if content.get("format") != FORMAT:
        raise ValueError(f"{path}: format {content.get('format')!r}: expected {FORMAT}")
    bugs = [_bug(entry, f"{path}: bug {number}") for number, entry in enumerate(content.get("bug", []), 1)]
    by_id = {bug.id: bug for bug in bugs}
    if len(by_id) < len(bugs):
        raise ValueError(f"{path}: an id is used twice among {[bug.id for bug in bugs]}")
    return by_id


def _bug(entry: dict[str, Any], where: str) -> Bug:
    names = {field.name for field in fields(Bug)}
    if set(entry) != names:
        raise ValueError(f"{where}: the keys {sorted(set(entry) ^ names)} are missing or unknown")
    values: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()
    }
    bug = Bug(**values)
    where = f"{where} ({bug.id})"
    if bug.group not in GROUPS or bool(bug.report) != (bug.group == "reported"):
        raise ValueError(f"{where}: a reported bug names the report's section; the other group is `missed`")
    if len(bug.hints) != 3 or not bug.hunks or not bug.raises:
        raise ValueError(f"{where}: expected three hints, at least one hunk and one exception type")
    for name in bug.raises:
        if not isinstance(getattr(builtins, name, None), type):
            raise ValueError(f"{where}: {name} is not a built-in exception")
    return bug
