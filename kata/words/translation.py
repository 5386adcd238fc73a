"""A text in the language of the screen: `tr` where it is shown, `phrase` where it is made and shown later.

What the catalogue does not have as a whole is translated by its parts, down to its sentences. What it does not
have at all stays as it is: code, paths, and the words of other programs are no words of ours.
"""

import gettext
import re
from functools import lru_cache
from typing import NamedTuple

from kata.words.language import DOMAIN, ENGLISH, LOCALES, language
from kata.words.templates import Template, templates_of

NUMBER = re.compile(r"\d{1,3}(,\d{3})+(\.\d+)?")
THOUSANDS = "10,000"  # a message, too: a language writes it as its own numbers are written
PARTS = (r"(\n\s*\n)", r"(\n)", r"((?<=[.:?!;]) +)")  # what parts paragraphs, lines and sentences


class Catalogue(NamedTuple):
    """The messages of a language: those that are whole, and those with values in them."""

    whole: dict[str, str]
    templates: list[Template]


def phrase(text: str) -> str:
    """Return a text as it is; it is translated where it is shown, and found here by what makes the catalogue."""
    return text


def tr(text: str) -> str:
    """Return a text in the language of the screen, or itself."""
    code = language()
    return text if code == ENGLISH else _translated(text, code)


@lru_cache
def catalogue(code: str) -> Catalogue:
    """Return the messages of a language; none, if it has no catalogue."""
    try:
        found = gettext.translation(DOMAIN, LOCALES, [code])
    except OSError:
        return Catalogue({}, [])
    messages: dict[str, str] = getattr(found, "_catalog", {})  # gettext has no other way to list them
    whole = {text: said for text, said in messages.items() if isinstance(text, str) and text and said}
    return Catalogue(whole, templates_of(whole.items()))


@lru_cache(4096)
def _translated(text: str, code: str) -> str:
    core = text.strip()
    if not core:
        return text
    start = text.index(core)
    said = _whole(core, code)
    return text[:start] + (_by_parts(core, code) if said is None else said) + text[start + len(core) :]


def _whole(text: str, code: str) -> str | None:
    """Return what stands in the catalogue for a text, or for the message that it was made by."""
    found, joined = catalogue(code), " ".join(text.split())
    for known in (text, joined):
        if known in found.whole:
            return found.whole[known]
    if NUMBER.fullmatch(text):
        return text.replace(",", found.whole.get(THOUSANDS, THOUSANDS)[2:-3])
    for template in found.templates:
        filled = template.filled(text, lambda value: _value(value, code))
        if filled is not None:
            return filled
    return None


def _value(text: str, code: str) -> str:
    """Return a value of a message: a word alone is taken to be a name, and stays."""
    return _translated(text, code) if " " in text.strip() or NUMBER.fullmatch(text) else text


def _by_parts(text: str, code: str) -> str:
    """Return a text with each paragraph translated by itself, or else each line, or each sentence."""
    for parting in PARTS:
        parts = re.split(parting, text)
        if len(parts) > 1:
            parts[::2] = [_translated(part, code) for part in parts[::2]]
            return "".join(parts)
    return text
