"""Words that are listed in a file, TOML, in the language of the screen: those of a page that is made for somebody.

A text has values in braces, and is filled in when it has been translated.
"""

import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from kata.words.language import spoken
from kata.words.translation import tr


@cache
def listed(path: Path, code: str) -> dict[str, Any]:
    """Return the texts of a file in a language, by their names; what is not translated stays English."""
    with spoken(code):
        return _said(tomllib.loads(path.read_text(encoding="utf-8")))


def _said(texts: dict[str, Any]) -> dict[str, Any]:
    return {name: tr(text) if isinstance(text, str) else _said(text) for name, text in texts.items()}


def all_texts(path: Path) -> Iterator[str]:
    """Yield every text of a file, as it is written."""
    todo: list[Any] = [tomllib.loads(path.read_text(encoding="utf-8"))]
    for found in todo:
        if isinstance(found, dict):
            todo += found.values()
        else:
            yield str(found)
