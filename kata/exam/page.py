"""The quiz on paper: a page of HTML for whoever prints it, without a script and with nothing from elsewhere."""

from collections.abc import Sequence
from html import escape
from string import ascii_letters, digits
from textwrap import dedent

from kata.bugs.fixes import diff
from kata.exam.drawing import Item
from kata.exam.excerpt import excerpt
from kata.exam.quiz import Quiz
from kata.exam.runs import fixes_of
from kata.printable import printable
from kata.words.language import spoken
from kata.words.translation import tr

PLAIN = set(ascii_letters + digits + " ")  # in a text of a style sheet; all else is written by its number
HEAD = """\
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
"""
# no size of the paper is asked for: the page fits A4 and Letter, and the printer knows which it has
STYLE = """\
@page { margin: 18mm 16mm 16mm; font: 9pt system-ui, sans-serif; }
:root { color-scheme: light; }
body { margin: 0 auto; max-width: 46rem; padding: 1rem; background: #fff; color: #000;
       font: 10.5pt/1.4 system-ui, "Segoe UI", "Liberation Sans", sans-serif; }
h1 { font-size: 15pt; margin: 0 0 .6rem; }
h2 { font-size: 10.5pt; margin: 0 0 .3rem; }
p { margin: 0 0 .5rem; orphans: 3; widows: 3; }
.person { display: flex; gap: 1.5rem; margin-bottom: .8rem; }
.person span { flex: 1; border-bottom: 1px solid #000; padding-bottom: .1rem; white-space: nowrap;
               overflow: hidden; text-overflow: ellipsis; }
.person span:first-child { flex: 2; }
.letters { display: flex; flex-wrap: wrap; gap: .3rem; margin: .5rem 0 1.2rem; }
.letters span { border: 1px solid #000; width: 2.6rem; height: 1.9rem; font-size: 7.5pt; padding: .1rem .2rem;
                box-sizing: border-box; }
article { break-inside: avoid; border-top: 1px solid #888; padding-top: .6rem; margin-bottom: 1rem; }
pre { font: 8pt/1.35 ui-monospace, "DejaVu Sans Mono", "Liberation Mono", Consolas, monospace; margin: 0 0 .5rem;
      padding: .1rem 0 .1rem .6rem; border-left: 2px solid #888; white-space: pre-wrap; overflow-wrap: anywhere;
      break-inside: avoid; }
figure { margin: 0 0 .5rem; }
figcaption { font-size: 8pt; color: #444; }
ol { list-style: upper-alpha; margin: 0; padding-left: 1.8rem; }
li { margin-bottom: .3rem; padding-left: .2rem; break-inside: avoid; }
li::marker { font-weight: 600; }
ol.short { display: flex; flex-wrap: wrap; }
ol.short li { flex: 1 0 8rem; }
code { font: 9pt ui-monospace, "DejaVu Sans Mono", "Liberation Mono", Consolas, monospace;
       white-space: nowrap; }
@media print { body { max-width: none; padding: 0; } section + section { break-before: right; } }
"""


def page(quizzes: Sequence[Quiz]) -> str:
    """Return quizzes as a page of HTML, each in its student's language, and on paper of its own."""
    first = quizzes[0].student.language
    with spoken(first):
        title = tr("Exam")
    style = STYLE + "".join(_style(number, quiz, len(quizzes) == 1) for number, quiz in enumerate(quizzes))
    sections = "\n".join(_section(number, quiz) for number, quiz in enumerate(quizzes))
    return (
        f'<!DOCTYPE html>\n<html lang="{first}">\n<head>\n{HEAD}<title>{escape(title)}</title>\n'
        f"<style>\n{style}</style>\n</head>\n<body>\n{sections}\n</body>\n</html>\n"
    )


def _style(number: int, quiz: Quiz, alone: bool) -> str:
    """Return what stands at the edge of each sheet of a quiz: whose it is, and its number."""
    person = "  ".join(filter(None, [quiz.student.name, quiz.student.id]))
    count = ' " / " counter(pages)' if alone else ""
    return (
        f"#quiz-{number} {{ page: quiz-{number}; }}\n"
        f"@page quiz-{number} {{ @top-right {{ content: {css_text(person)}; }} "
        f"@bottom-right {{ content: counter(page){count}; }} }}\n"
    )


def css_text(text: str) -> str:
    """Return a stranger's text as one of a style sheet, which it can neither end nor change."""
    return '"' + "".join(sign if sign in PLAIN else f"\\{ord(sign):06x}" for sign in printable(text)) + '"'


def _section(number: int, quiz: Quiz) -> str:
    student = quiz.student
    with spoken(student.language):
        person = "".join(
            f"<span>{escape(label)} <b>{escape(printable(value))}</b></span>"
            for label, value in ((tr("Name:"), student.name), (tr("Id:"), student.id), (tr("Date:"), ""))
        )
        letters = "".join(f"<span>{place}</span>" for place, _ in enumerate(quiz.items, 1))
        items = "\n".join(_article(place, item) for place, item in enumerate(quiz.items, 1))
        told = [
            tr("Each question has one right answer. Write its letter here."),
            tr("A calculator is enough. Numbers are rounded to three decimals; ln 2 is 0.693, and ln 3 is 1.099."),
            tr("In the code `library` is the library, `np` is numpy, and `data` the folder of the digits."),
            tr("Where an answer is the name of an error, this exception is raised."),
        ]
        return (
            f'<section id="quiz-{number}" lang="{student.language}">\n<h1>{escape(tr("Exam"))}</h1>\n'
            f'<div class="person">{person}</div>\n<p>{_with_code(" ".join(told[1:]))}</p>\n'
            f'<p>{escape(told[0])}</p>\n<div class="letters">{letters}</div>\n{items}\n</section>'
        )


def _article(place: int, item: Item) -> str:
    """Return a question: what is asked, the code that it is about, and the answers to choose from."""
    body = "\n".join([f"<p>{_with_code(text)}</p>" for text in _asked(item)] + _figures(item) + [_options(item)])
    return f"<article>\n<h2>{escape(tr(f'Question {place}'))}</h2>\n{body}\n</article>"


def _asked(item: Item) -> list[str]:
    bug = tr("This part of the library has a bug, and the rest has none.")
    if item.kind == "broken":
        return [f"{bug} {tr('What comes out of the last line of the code below it?')}"]
    if item.kind == "right":
        return [f"{tr('This library has no bug.')} {tr(item.question.question)}"]
    if item.kind == "test":
        told = tr(f"The code below it gives `{item.broken}`, and `{item.correct}` would be right.")
        return [f"{bug} {told} {tr('Of these four tests, one fails on this library. Which one?')}"]
    told = tr("A bug was mended in two ways, which give different answers to this code.")
    return [f"{told} {tr('Which way is right?')}"]


def _figures(item: Item) -> list[str]:
    code = _figure(tr("The code:"), item.question.code)
    if item.kind in ("broken", "test"):
        return [_figure(f"{item.bug.module}.py:", excerpt(item.bug)), code]
    return [code]


def _figure(caption: str, code: str) -> str:
    return f"<figure><figcaption>{escape(caption)}</figcaption><pre>{escape(code.strip(chr(10)))}</pre></figure>"


def _options(item: Item) -> str:
    if item.kind == "fix":
        told = [f"<pre>{escape(_change(diff(fixes_of(item.bug.id)[name])))}</pre>" for name in item.names]
    elif item.kind == "test":
        told = [_with_code(tr(text)) for text in item.options]
    else:
        told = [f"<code>{escape(text)}</code>" for text in item.options]
    short = ' class="short"' if item.kind in ("broken", "right") else ""
    return f"<ol{short}>{''.join(f'<li>{text}</li>' for text in told)}</ol>"


def _change(text: str) -> str:
    """Return the lines of a diff without the blanks that all of them begin with, behind their signs."""
    lines = text.split("\n")
    code = dedent("\n".join(line[1:] for line in lines)).split("\n")
    return "\n".join(f"{line[:1]} {rest}".rstrip() for line, rest in zip(lines, code, strict=True))


def _with_code(text: str) -> str:
    """Return a text of ours in which what stands between backticks is code."""
    parts = text.split("`")
    return "".join(
        f"<code>{escape(part)}</code>" if place % 2 else escape(part) for place, part in enumerate(parts)
    )
