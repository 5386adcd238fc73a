"""Breaches of the contract, from `tests/zoo/breaches/`: a file a module.

A breach violates one clause, as a person would by mistake. It is planted in a module of any variant in which the
lines that it changes stand as in `fixed`, and several are planted together if they keep away from each other.
"""

import itertools
import random
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from kata import ROOT
from kata.bugs import variants
from kata.bugs.clauses import check_name, contents
from kata.bugs.manifest import filled, load_bugs
from kata.bugs.variants import Hunk

BREACHES = ROOT / "tests" / "zoo" / "breaches"
ATTEMPTS = 50  # to draw breaches that go together, before they are drawn from those that are known to


@dataclass(frozen=True)
class Breach:
    """A violation of one clause: what a user would notice, and the texts that it puts in the place of others.

    `bugs` are those whose own symptom it has.
    """

    name: str
    module: str
    clause: str
    symptom: str
    changes: tuple[tuple[str, str], ...]
    bugs: tuple[str, ...]


def load_breaches(folder: Path = BREACHES) -> Mapping[str, Breach]:
    """Read the breaches of all modules, by name; raise ValueError, with file and entry, for what does not hold."""
    return _parsed(folder, tuple(path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.toml"))))


@lru_cache
def _parsed(folder: Path, texts: tuple[str, ...]) -> Mapping[str, Breach]:  # noqa: ARG001 - as long as they stay
    """Return what the files of a folder say, which is asked for again and again, and parsed once."""
    bugs = load_bugs().keys()
    breaches: dict[str, Breach] = {}
    for path, content in contents(folder, ("breach",)):
        for number, entry in enumerate(content.get("breach", []), 1):
            where = f"{path}: breach {number} ({entry.get('name', 'no name')})"
            breach = _breach(entry, path, where)
            if unknown := sorted({*breach.bugs} - bugs):
                raise ValueError(f"{where}: bugs.toml has no {', '.join(unknown)}")
            if breach.name in breaches:
                other = breaches[breach.name].module
                raise ValueError(f"{path}: the name {breach.name} is used twice, also in {other}")
            breaches[breach.name] = breach
    return breaches


def _breach(entry: dict[str, Any], path: Path, where: str) -> Breach:
    if missing := {"old", "new"} - set(entry):
        raise ValueError(f"{where}: the keys {sorted(missing)} are missing or unknown")
    entry = {"also": [], "bugs": []} | entry
    changes = [(entry.pop("old"), entry.pop("new")), *(tuple(pair) for pair in entry.pop("also"))]
    breach = filled(Breach, entry | {"module": path.stem, "changes": changes}, where)
    check_name(breach.name, where)
    if not breach.symptom.strip():
        raise ValueError(f"{where}: expected a symptom, one sentence on what a user would notice")
    if any(len(pair) != 2 or pair[0] == pair[1] or not pair[0] for pair in breach.changes):
        raise ValueError(f"{where}: expected pairs of an old text and a new one that differs")
    return breach


def plant(text: str, breach: Breach) -> str:
    """Return a module's text with a breach in it; raise ValueError unless each of its `old` stands there once."""
    for old, new in breach.changes:
        if text.count(old) != 1:
            raise ValueError(f"{breach.name}: {old!r} stands {text.count(old)} times in {breach.module}.py")
        text = text.replace(old, new)
    return text


@lru_cache(2**13)  # of all breaches, in the variants of a class
def edits(text: str, breach: Breach) -> Sequence[Hunk]:
    """Return the lines of a module's text that a breach changes, and what comes instead."""
    old, new = text.splitlines(keepends=True), plant(text, breach).splitlines(keepends=True)
    return variants.compared(old, new)


def plant_all(text: str, breaches: Iterable[Breach]) -> str:
    """Return a module's text with several breaches in it; raise ValueError if they do not go together."""
    lines = text.splitlines(keepends=True)
    hunks = sorted(hunk for breach in breaches for hunk in edits(text, breach))
    for hunk, after in itertools.pairwise(hunks):
        if _beside(hunk, after):
            raise ValueError(f"two breaches change line {after.start + 1}, or that beside it")
    for hunk in reversed(hunks):
        lines[hunk.start : hunk.end] = hunk.lines
    return "".join(lines)


def _beside(one: Hunk, other: Hunk) -> bool:
    """Return whether two changes touch the same or neighbouring lines."""
    return one.start <= other.end and other.start <= one.end


def text_with(module: str, present: Collection[str], breaches: Iterable[Breach]) -> str:
    """Return a module of the variant with the bugs `present`, with those of the breaches that belong to it."""
    text = variants.module_text(module, present)
    return plant_all(text, [breach for breach in breaches if breach.module == module])


def fitting(present: Collection[str], breaches: Mapping[str, Breach]) -> dict[str, Sequence[Hunk]]:
    """Return the breaches that can be planted in a variant, by name, with the lines that they change.

    The lines of a bug that is there, and those beside them, are left alone. A breach that has the symptom of a bug
    is never planted: what is said of the bugs is to stay true.
    """
    texts = {module: variants.module_text(module, present) for module in variants.modules()}
    taken = {module: _hunks_of(module, present) for module in texts}
    found = {}
    for breach in breaches.values():
        try:
            hunks = edits(texts[breach.module], breach)
        except ValueError:  # some of its lines belong to a bug that is there
            continue
        if not breach.bugs and not any(_beside(hunk, other) for hunk in hunks for other in taken[breach.module]):
            found[breach.name] = hunks
    return found


def _hunks_of(module: str, present: Collection[str]) -> list[Hunk]:
    """Return the lines of a variant's module that belong to a bug which is there."""
    whole, without = (variants.module_text(module, bugs).splitlines(keepends=True) for bugs in (present, ()))
    return variants.compared(whole, without)


def drawn(number: int, seed: int, present: Collection[str] = ()) -> list[Breach]:
    """Return so many breaches that go together in the variant with the bugs `present`, drawn by a seed.

    No two of them break the same clause. Raises ValueError, with what can be had, if there are not so many.
    """
    breaches = load_breaches()
    there = fitting(present, breaches)
    crowd = _most(list(there), there, breaches)
    if not crowd:
        raise ValueError(f"--breaches {number}: none goes together with these bugs")
    if not 1 <= number <= len(crowd):
        raise ValueError(f"--breaches {number}: expected 1 to {len(crowd)} breaches, with these bugs")
    draw = random.Random(seed)  # noqa: S311 - nothing is secret
    names = sorted(there)
    for _ in range(ATTEMPTS):
        draw.shuffle(names)
        found = _together(names, there, breaches)
        if len(found) >= number:
            break
    else:
        found = draw.sample(sorted(crowd), number)
    return [breaches[name] for name in sorted(found[:number])]


def _together(
    names: Iterable[str], hunks: Mapping[str, Sequence[Hunk]], breaches: Mapping[str, Breach]
) -> list[str]:
    """Return of these breaches, one after the other, those that go together with all before."""
    found: list[str] = []
    for name in names:
        if not any(_in_the_way(breaches[name], breaches[other], hunks) for other in found):
            found.append(name)
    return found


def _most(names: list[str], hunks: Mapping[str, Sequence[Hunk]], breaches: Mapping[str, Breach]) -> list[str]:
    """Return breaches that go together, as many as are found by taking first what is in the way of the fewest."""
    clauses = Counter(breaches[name].clause for name in names)
    rivals = {name: clauses[breaches[name].clause] for name in names}
    by_module = sorted(names, key=lambda name: breaches[name].module)
    for _, group in itertools.groupby(by_module, key=lambda name: breaches[name].module):
        for one, other in itertools.combinations(group, 2):
            if breaches[one].clause != breaches[other].clause and _touch(hunks[one], hunks[other]):
                rivals[one] += 1
                rivals[other] += 1
    return _together(sorted(names, key=lambda name: (rivals[name], name)), hunks, breaches)


def _in_the_way(one: Breach, other: Breach, hunks: Mapping[str, Sequence[Hunk]]) -> bool:
    if one.clause == other.clause:
        return True
    return one.module == other.module and _touch(hunks[one.name], hunks[other.name])


def _touch(hunks: Iterable[Hunk], others: Collection[Hunk]) -> bool:
    return any(_beside(hunk, other) for hunk in hunks for other in others)
