"""The pages on the bugs, `docs/bugs/NN-id.md`: what a student reads before, and after, a bug is fixed.

They are pages of the book, too. What only the book can show, such as pictures, is left out here.
"""

from dataclasses import dataclass

from kata.bugs.in_terminal import for_a_terminal
from kata.bugs.manifest import load_bugs
from kata.bugs.patches import PATCHES
from kata.words.markdown import translated

SECTIONS = ("Why it happens", "The change", "Ways to get it wrong", "In the wild", "Remember")


@dataclass(frozen=True)
class Page:
    """A page: its title, the text before the first section, and the sections by their headings, as Markdown.

    It is in the language of the screen, but for the headings, which are names here.
    """

    title: str
    text: str
    sections: dict[str, str]


def page(bug: str) -> Page:
    """Return the page on a bug."""
    number = list(load_bugs()).index(bug) + 1
    text = (PATCHES / f"{number:02}-{bug}.md").read_text(encoding="utf-8")
    opening, *parts = for_a_terminal(translated(text)).split("\n## ")
    title, _, first = opening.removeprefix("# ").partition("\n")
    sections = {heading: body.strip() for heading, _, body in (part.partition("\n") for part in parts)}
    return Page(title, first.strip(), sections)
