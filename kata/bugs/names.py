"""Bugs as they are typed: by id, by any beginning of it that no other has, or by number."""

from collections.abc import Iterable
from difflib import SequenceMatcher

from kata.bugs.manifest import Bug, load_bugs
from kata.words.translation import phrase

ALIKE = 0.6  # the share of letters that two words have in common, from which on one may be meant by the other


def find_bug(name: str) -> Bug:
    """Return the bug that is meant; raise ValueError, with a sentence, if there is none, or more than one."""
    bugs, typed = load_bugs(), name.strip().lower()
    if typed.isdecimal() and 1 <= int(typed) <= len(bugs):
        return list(bugs.values())[int(typed) - 1]
    meant = [bug for bug in bugs if bug == typed] or [bug for bug in bugs if typed and bug.startswith(typed)]
    if len(meant) == 1:
        return bugs[meant[0]]
    if meant:
        raise ValueError(f"{name!r} may be {_either(meant)}: write a little more of it.")
    if typed and (close := _close(typed, bugs)):
        raise ValueError(f"There is no bug {name!r}: did you mean {_either(close)}?")
    raise ValueError(f"There is no bug {name!r}: expected a number or one of {', '.join(bugs)}.")


def find_bugs(names: Iterable[str]) -> list[Bug]:
    """Return the bugs that are meant, each once; several may stand in one name, with commas between them.

    Raises what `find_bug` does, and ValueError if there are names and none of them says anything.
    """
    names = [*names]
    parts = [part for name in names for part in name.split(",") if part.strip()]
    if names and not parts:
        told = ", ".join(names)
        raise ValueError(f"{told!r} names no bug: expected a number or one of {', '.join(load_bugs())}.")
    return list({bug.id: bug for bug in map(find_bug, parts)}.values())


def modules_of(bugs: Iterable[Bug]) -> list[str]:
    """Return the modules that these bugs are in, each once."""
    return list(dict.fromkeys(bug.module for bug in bugs))


def _close(typed: str, bugs: Iterable[str]) -> list[str]:
    """Return the bugs whose id, or as much of its beginning, is most like what was typed, if any is like it."""
    alike = {
        bug: max(SequenceMatcher(None, typed, word).ratio() for word in (bug, bug[: len(typed)])) for bug in bugs
    }
    return [bug for bug in alike if alike[bug] == max(alike.values()) >= ALIKE]


def _either(bugs: list[str]) -> str:
    *others, last = bugs
    return phrase(f"{', '.join(others)} or {last}") if others else last
