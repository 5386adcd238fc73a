"""A page of Markdown in the language of the screen, block by block: as the book has its messages.

A block is a paragraph, an item of a list or a heading. Code stays, and so do headings of sections unless told: in
the pages on bugs the tool finds its way by them.
"""

import re
from collections.abc import Callable, Iterator

from kata.words.translation import tr

FENCE = re.compile(r"`{3,}")
ITEM = re.compile(r"[-*+] |\d+\. |##? |> |: ")
START = re.compile(rf"\s*(?:{ITEM.pattern})?")
SECTION = "## "


def translated(text: str, sections: bool = False, say: Callable[[str], str] = tr) -> str:
    """Return a page with its blocks in the language of the screen, or as somebody else says them."""
    return "\n".join(_lines(text, sections, say)) + "\n"


def _lines(text: str, sections: bool, say: Callable[[str], str]) -> Iterator[str]:
    block: list[str] = []
    fence = ""
    for line in text.splitlines():
        opening = FENCE.match(line)
        heading = line.startswith(SECTION) and not sections
        stays = bool(fence or opening or not line.strip() or heading)
        if block and (stays or ITEM.match(line.lstrip())):
            yield _said(block, say)
            block = []
        if stays:
            yield line
        else:
            block.append(line)
        if fence:
            fence = "" if line.rstrip() == fence else fence
        elif opening:
            fence = opening[0]
    if block:
        yield _said(block, say)


def _said(lines: list[str], say: Callable[[str], str]) -> str:
    """Return a block in the language of the screen: in one line, or as it was if it has no other words there."""
    first = lines[0]
    start = START.match(first)[0]  # type: ignore[index]
    text = " ".join(line.strip() for line in [first[len(start) :], *lines[1:]])
    said = say(text)
    return "\n".join(lines) if said == text else start + said
