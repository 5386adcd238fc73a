"""The README in other languages: written from a catalogue of its own, as the pages of the book are.

A message is a heading, a paragraph, an item of a list or a cell of a table. Code is the same in every language.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from book.compiled import translations
from book.templates import write_template
from kata import ROOT

README = ROOT / "README.md"
FENCE = "```"
LEAD = re.compile(r"(?:#+|[-*]|\d+\.) +|")  # of a heading, or of an item of a list
CELL = re.compile(r"(?<!\\)\|")
Say = Callable[[str], str]


def write_readme_template(path: Path) -> None:
    """Write the template of the README's catalogue."""
    found: dict[str, list[str]] = {}

    def note(text: str) -> str:
        found[text] = [README.name]
        return text

    rendered(README.read_text(encoding="utf-8"), note)
    write_template(path, found)


def write_readmes(locales: Path) -> None:
    """Write the README in every language that has a catalogue of it."""
    for path in locales.glob(f"*/LC_MESSAGES/{README.stem}.po"):
        code = path.parts[-3]
        README.with_suffix(f".{code}.md").write_text(in_language(path), encoding="utf-8")


def in_language(path: Path) -> str:
    """Return the README in the language of a catalogue; what is not translated stays English."""
    said = translations(path)
    return rendered(README.read_text(encoding="utf-8"), lambda text: said.get(text, text))


def rendered(text: str, say: Say) -> str:
    """Return a page with what is said in the place of each of its messages."""
    return "\n".join(_lines([*text.splitlines(), ""], say))


def _lines(lines: list[str], say: Say) -> Iterator[str]:
    block: list[str] = []
    code = False
    for line in lines:
        fence = line.startswith(FENCE)
        table = line.startswith("|") and not code
        ends = fence or code or table or not line.strip() or LEAD.match(line)[0]  # type: ignore[index]
        if block and ends:
            yield _said(block, say)
            block = []
        if fence or code or not line.strip():
            yield line
        elif table:
            yield _row(line, say)
        else:
            block.append(line)
        code = code != fence


def _said(block: list[str], say: Say) -> str:
    lead = LEAD.match(block[0])[0]  # type: ignore[index]
    text = " ".join(line.strip() for line in [block[0][len(lead) :], *block[1:]])
    return lead + say(text)


def _row(line: str, say: Say) -> str:
    """Return a row of a table; its cells are messages if there is a word in them that is no code."""
    cells = CELL.split(line)
    return "|".join(f" {say(cell.strip())} " if _has_words(cell) else cell for cell in cells)


def _has_words(cell: str) -> bool:
    return re.search(r"[^\W\d_]{2}", re.sub(r"`[^`]*`", "", cell)) is not None
