"""The libraries that a student's test meets: right ones, wrong ones, and those that have another bug.

Right are `fixed` and other people's fixes, which differ in style and agree in all that the contract says. Wrong
are the bug itself, fixes that only look right, and breaches of the clauses that the bug's tests hold. Those with
one of the other bugs tell whether a test that fails names its bug. All come from the zoo, and none of them is
shown.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from kata.bugs import variants
from kata.bugs.breaches import Breach, load_breaches, plant
from kata.bugs.clauses import Clause, load_clauses
from kata.bugs.fixes import Fix, load_fixes, text_of
from kata.bugs.manifest import Bug, load_bugs
from kata.bugs.names import find_bug
from kata.words.translation import phrase

RIGHT, WRONG, OTHER = "right", "wrong", "other"
STYLES = 5  # right fixes beside `fixed`
LISTED = Path(__file__).with_name("breaches.toml")


@dataclass(frozen=True)
class Library:
    """A library: `fixed` with some modules exchanged, and what may be said of it, little by little.

    `clause` is what it breaks, in the contract's words, and `symptom` what a user would notice; `module` is where.
    """

    name: str
    role: str
    texts: Mapping[str, str] = field(repr=False)
    module: str = ""
    clause: str = ""
    symptom: str = ""


@dataclass(frozen=True)
class Target:
    """What a test is written for, a bug or a clause, and the clauses that go with it."""

    id: str
    bug: Bug | None
    clauses: tuple[Clause, ...]

    @property
    def file(self) -> str:
        """The name of the file of its tests."""
        return f"test_{self.id.replace('-', '_')}.py"

    @property
    def module(self) -> str:
        """The module that it is about."""
        return self.bug.module if self.bug else self.clauses[0].module


def find_target(name: str) -> Target:
    """Return the bug or the clause that is meant; raise ValueError, with a sentence, if there is none."""
    clauses = load_clauses()
    if name in clauses:
        return Target(name, None, (clauses[name],))
    try:
        bug = find_bug(name)
    except ValueError as error:
        raise ValueError(f"{error} " + phrase("A clause of the contract goes by its id.")) from None
    return Target(bug.id, bug, tuple(_clauses_of(bug)))


@cache
def files_of_tests() -> frozenset[str]:
    """Return the names of files that are named after a bug or a clause."""
    return frozenset(f"test_{name.replace('-', '_')}.py" for name in (*load_bugs(), *load_clauses()))


def target_of(file: str) -> Target | None:
    """Return what the tests in a file of this name are for, None if it is named after nothing."""
    name = Path(file).stem.removeprefix("test_").replace("_", "-")
    return find_target(name) if name in load_bugs() or name in load_clauses() else None


def _clauses_of(bug: Bug) -> list[Clause]:
    """Return the clauses that the tests of a bug hold; first those that no other tests do."""
    own = f"bugs/test_{bug.id.replace('-', '_')}.py::"
    held = [each for each in load_clauses().values() if any(test.startswith(own) for test in each.tests)]
    return sorted(held, key=lambda clause: not all(test.startswith(own) for test in clause.tests))


def cast_for(target: Target) -> list[Library]:
    """Return all libraries that the tests for a bug or a clause meet, `fixed` first."""
    return [*_right(target), *_wrong(target), *_others(target)]


def _right(target: Target) -> list[Library]:
    """Return `fixed`, and fixes of other styles: of this bug, or of those in the module of the clause."""
    fixes = [fix for fix in load_fixes() if fix["right"]]
    near = [fix for fix in fixes if target.bug is not None and fix["bug"] == target.bug.id]
    near = near or [fix for fix in fixes if load_bugs()[fix["bug"]].module == target.module] or fixes
    return [Library("fixed", RIGHT, {}), *(_with_fix(fix, RIGHT) for fix in _spread(near, STYLES))]


def _spread(fixes: list[Fix], number: int) -> list[Fix]:
    """Return so many, from the first to the last: the zoo has those that are alike beside each other."""
    last = len(fixes) - 1
    places = dict.fromkeys(round(index * last / max(number - 1, 1)) for index in range(number))
    return [fixes[place] for place in places]


def _wrong(target: Target) -> list[Library]:
    found = [_with_breach(breach) for breach in _breaches(target)]
    if target.bug is not None:
        wrong = [fix for fix in load_fixes() if fix["bug"] == target.bug.id and not fix["right"]]
        found = [_with_bug(target.bug, WRONG), *(_with_fix(fix, WRONG) for fix in wrong), *found]
    each = {tuple(library.texts.items()): library for library in reversed(found)}  # some breaches are such fixes
    return [library for library in found if each[tuple(library.texts.items())] is library]


def _breaches(target: Target) -> list[Breach]:
    """Return the breaches of a clause, or those that are listed for a bug."""
    known = load_breaches()
    if target.bug is not None:
        return [known[name] for name in tomllib.loads(LISTED.read_text(encoding="utf-8"))[target.id]]
    return [breach for breach in known.values() if breach.clause == target.id]


def _others(target: Target) -> list[Library]:
    """Return libraries with one of the other bugs; for a clause, with one in another module."""
    bugs = load_bugs().values()
    others = [
        bug for bug in bugs if (bug.module != target.module if target.bug is None else bug.id != target.bug.id)
    ]
    return [_with_bug(bug, OTHER) for bug in others]


def _with_bug(bug: Bug, role: str) -> Library:
    texts = {bug.module: variants.module_text(bug.module, {bug.id})}
    return Library(bug.id, role, texts, bug.module, symptom=bug.symptom)


def _with_fix(fix: Fix, role: str) -> Library:
    bug = load_bugs()[fix["bug"]]
    symptom = "" if fix["right"] else phrase(f"A fix of {bug.id} that only looks right: {fix['name']}")
    return Library(f"{bug.id}: {fix['name']}", role, {bug.module: text_of(fix)}, bug.module, symptom=symptom)


def _with_breach(breach: Breach) -> Library:
    text = plant(variants.module_text(breach.module, ()), breach)
    clause = " ".join(load_clauses()[breach.clause].says.split())
    return Library(breach.name, WRONG, {breach.module: text}, breach.module, clause, breach.symptom)
