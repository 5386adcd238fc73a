"""What grading has to say, as data: a code and its values, which become a sentence of a language at the end."""

from pathlib import Path
from typing import Any

from kata.printable import printable
from kata.words.language import languages, spoken
from kata.words.listed import listed
from kata.words.translation import tr

WORDS = Path(__file__).with_suffix(".toml")
SENTENCES = ("reason", "why")  # of the values, those that are words of ours, too

Note = tuple[str, dict[str, Any]]


def note(code: str, **values: Any) -> Note:
    """Return a note; its values are a stranger's, such as the names of files."""
    return code, {name: printable(value) if isinstance(value, str) else value for name, value in values.items()}


def texts(language: str) -> dict[str, Any]:
    """Return all texts in a language: the sentences of notes, and the words of the report."""
    return listed(WORDS, language)


def said(told: Note, language: str = "en") -> str:
    """Return a note as a sentence."""
    code, values = told
    with spoken(language):
        own = {name: _own(name, value, language) for name, value in values.items()}
    return str(texts(language)["notes"][code]).format(**own)


def _own(name: str, value: Any, language: str) -> Any:
    if isinstance(value, dict):  # a sentence of each language
        return value[language]
    return tr(value) if name in SENTENCES else value


def in_each(told: Note) -> dict[str, str]:
    """Return a note as a sentence of each language."""
    return {language: said(told, language) for language in languages()}


class RefusedError(Exception):
    """A file or a folder that is not read any further; the note says why."""

    def __init__(self, code: str, **values: Any) -> None:
        self.note = note(code, **values)
        super().__init__(said(self.note))
