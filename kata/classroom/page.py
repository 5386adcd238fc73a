"""The page that goes with an exercise, in the student's language: what to do, and what to hand in."""

import re
from datetime import datetime
from pathlib import Path
from string import Template

from kata.classroom.roster import Student

PAGES = Path(__file__).parent / "pages"
SIGNS = re.compile(r"([\\`*_{}\[\]<>#|&~!])")  # what Markdown, or HTML in it, takes for more than a letter
UNTIL = {"en": "Hand it in by **{}**.", "es": "Entrégalo a más tardar el **{}**."}


def page(student: Student, name: str, due: datetime | None) -> str:
    """Return the page for a student of the class of this name, as Markdown."""
    until = UNTIL[student.language].format(moment(due)) if due else ""
    template = Template((PAGES / f"{student.language}.md").read_text(encoding="utf-8"))
    text = template.substitute(name=escaped(student.name), id=escaped(student.id), title=escaped(name), due=until)
    return re.sub(r" +$", "", text, flags=re.MULTILINE)


def escaped(text: str) -> str:
    """Return a stranger's text so that it stands in Markdown as it is."""
    return SIGNS.sub(r"\\\1", " ".join(text.split()))


def moment(when: datetime) -> str:
    """Return a moment as both languages write it, with its zone."""
    zone = when.strftime("%z")
    return f"{when:%Y-%m-%d %H:%M} (UTC{zone[:3]}:{zone[3:5]})"
