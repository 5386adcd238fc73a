"""The page that goes with an exercise, in the student's language: what to do, and what to hand in."""

import re
from datetime import datetime
from pathlib import Path
from string import Template

from kata.classroom.roster import Student
from kata.printable import printable
from kata.words.language import spoken
from kata.words.markdown import translated
from kata.words.translation import phrase, tr

PAGE = Path(__file__).with_suffix(".md")
SIGNS = re.compile(r"([\\`*_{}\[\]<>#|&~!])")  # what Markdown, or HTML in it, takes for more than a letter
UNTIL = phrase("Hand it in by **{until}**.")


def page(student: Student, name: str, due: datetime | None) -> str:
    """Return the page for a student of the class of this name, as Markdown."""
    with spoken(student.language):
        until = tr(UNTIL).format(until=moment(due)) if due else ""
        template = Template(translated(PAGE.read_text(encoding="utf-8"), sections=True))
    text = template.substitute(name=escaped(student.name), id=escaped(student.id), title=escaped(name), due=until)
    return re.sub(r" +$", "", text, flags=re.MULTILINE)


def escaped(text: str) -> str:
    """Return a stranger's text so that it stands in Markdown as it is."""
    return SIGNS.sub(r"\\\1", " ".join(printable(text).split()))


def moment(when: datetime) -> str:
    """Return a moment as every language can read it, with its zone."""
    zone = when.strftime("%z")
    return f"{when:%Y-%m-%d %H:%M} (UTC{zone[:3]}:{zone[3:5]})"
