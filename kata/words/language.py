"""Which language the screen speaks: what was asked for, or what the environment says.

`--lang` and `KATA_LANG` are meant for NetKata alone, and a language that it does not have is an error. The
variables of the system are for every program: of those the first language that NetKata has is taken.

What is written for somebody else than whoever sits there, as a page for a student, is `spoken` in their language.
"""

import gettext
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from kata import PACKAGE

ENGLISH = "en"
VARIABLE = "KATA_LANG"
LOCALES = PACKAGE / "locales"
DOMAIN = "kata"  # of the catalogues, as gettext calls it
OPTION = "--lang"
SPOKEN: ContextVar[str] = ContextVar("SPOKEN", default="")  # in the place of the language of the screen
NO_LANGUAGE = {"c", "posix", ENGLISH}  # of the system: English is what we are written in


class UnknownLanguageError(ValueError):
    """A language was asked for that there is no catalogue of."""


def languages(folder: Path = LOCALES) -> list[str]:
    """Return the languages that there are: English, and those with a catalogue."""
    return [ENGLISH, *sorted(path.parts[-3] for path in folder.glob(f"*/LC_MESSAGES/{DOMAIN}.mo"))]


def language() -> str:
    """Return the language of the screen, once it is settled; English before that."""
    return SPOKEN.get() or os.environ.get(VARIABLE) or ENGLISH


@contextmanager
def spoken(code: str) -> Iterator[None]:
    """Speak a language to somebody else, as if it were that of the screen."""
    before = SPOKEN.set(code)
    try:
        yield
    finally:
        SPOKEN.reset(before)


def taken_out(arguments: list[str]) -> str | None:
    """Return the language that a command line asks for; take that out of it. What stands behind -- is left."""
    for place, argument in enumerate(arguments):
        if argument == "--":
            break
        name, equals, code = argument.partition("=")
        if name == OPTION and equals:
            del arguments[place]
            return code
        if argument == OPTION and place + 1 < len(arguments):
            code = arguments[place + 1]
            del arguments[place : place + 2]
            return code
    return None


def settle(arguments: list[str]) -> None:
    """Settle the language, for this process and those that it starts; take what asks for it out of the arguments.

    The words of the command line's own library come from our catalogue, too: it asks gettext for them.
    Raises UnknownLanguageError, with the languages that there are.
    """
    known = languages()
    code = taken_out(arguments) or os.environ.get(VARIABLE) or ""
    if code and _plain(code) not in known:
        raise UnknownLanguageError(f"There is no language {code!r}: expected {' or '.join(known)}.")
    found = _plain(code) if code else _of_the_system(os.environ, known)
    os.environ |= {VARIABLE: found, "LANGUAGE": found}
    if found != ENGLISH:
        gettext.bindtextdomain(DOMAIN, LOCALES)
        gettext.textdomain(DOMAIN)


def _of_the_system(environment: Mapping[str, str], known: list[str]) -> str:
    """Return the first language of the variables that gettext looks at which we have."""
    names = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
    wanted = next((environment[name] for name in names if environment.get(name)), "")
    for code in map(_plain, wanted.split(":")):
        if code in NO_LANGUAGE:
            break
        if code in known:
            return code
    return ENGLISH


def _plain(code: str) -> str:
    """Return a language without its country and its letters: es, of es_CO.UTF-8."""
    return re.split(r"[_.@-]", code.strip().lower(), maxsplit=1)[0]
