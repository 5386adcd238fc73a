"""The key: of each question the right letter, and why; as data for programs, and as a page for a person."""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from kata.bugs.manifest import Bug
from kata.exam.drawing import Item
from kata.exam.page import HEAD
from kata.exam.quiz import Quiz
from kata.places import installed_version
from kata.printable import printable
from kata.words.language import language
from kata.words.translation import tr

FORMAT = 1
LETTERS = "ABCD"
SCHEMA = Path(__file__).with_name("exam-key.schema.json")
STYLE = """\
@page { margin: 16mm; }
body { margin: 0 auto; max-width: 60rem; padding: 1rem; background: #fff; color: #000;
       font: 10pt/1.4 system-ui, "Segoe UI", "Liberation Sans", sans-serif; }
h1 { font-size: 15pt; } h2 { font-size: 11pt; margin: 1.2rem 0 .3rem; break-after: avoid; }
table { border-collapse: collapse; width: 100%; font-size: 9pt; }
th, td { text-align: left; vertical-align: top; padding: .15rem .5rem .15rem 0; border-bottom: 1px solid #ccc; }
tr { break-inside: avoid; } td:nth-child(2) { font-weight: 600; } td { overflow-wrap: anywhere; }
td:nth-child(4) { white-space: nowrap; } code { font: 8pt ui-monospace, "DejaVu Sans Mono", monospace; }
"""


def key(quizzes: Sequence[Quiz], files: Sequence[str], bugs: Sequence[Bug], seed: int) -> dict[str, Any]:
    """Return the key as data, in the words of its schema; its sentences are in the language of the screen."""
    data = {
        "format": FORMAT,
        "netkata": installed_version(),
        "seed": seed,
        "language": language(),
        "bugs": [bug.id for bug in bugs],
        "quizzes": [
            {
                "id": quiz.student.id,
                "name": quiz.student.name,
                "language": quiz.student.language,
                "file": file,
                "questions": [_question(number, item) for number, item in enumerate(quiz.items, 1)],
            }
            for quiz, file in zip(quizzes, files, strict=True)
        ],
    }
    _validator().validate(data)
    return data


@cache
def _validator() -> Draft202012Validator:
    return Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))


def _question(number: int, item: Item) -> dict[str, Any]:
    return {
        "number": number,
        "bug": item.bug.id,
        "kind": item.kind,
        "code": item.question.code,
        "broken": item.broken,
        "correct": item.correct,
        "options": list(item.names or item.options),
        "answer": LETTERS[item.right],
        "why": why(item),
    }


def why(item: Item) -> str:
    """Return why an answer is right, in the language of the screen."""
    bug = f"{tr(item.bug.title)}: {tr(item.bug.symptom)}."
    if item.kind == "broken":
        return f"{bug} {tr(f'A correct library says {item.correct}.')}"
    if item.kind == "right":
        return f"{tr('By hand:')} {item.question.working}. {tr(item.question.because)}"
    if item.kind == "test":
        return f"{bug} {tr('This test fails with it, and the others pass.')}"
    right, wrong = (item.options[place] for place in (item.right, 1 - item.right))
    return tr(f"A correct library says {right}, as this one does; the other one says {wrong}.")


def page(data: Mapping[str, Any]) -> str:
    """Return the key as a page of HTML: a table for each student."""
    title, netkata, seed = tr("Key to the exam"), data["netkata"], data["seed"]
    told = tr(f"Drawn by NetKata {netkata}, with the seed {seed}.")
    names = (tr("No."), tr("Letter"), tr("Answer"), tr("Bug"), tr("Why"))
    heads = "".join(f'<th scope="col">{escape(name)}</th>' for name in names)
    tables = "\n".join(
        f"<h2>{escape(printable('  '.join(filter(None, [quiz['name'], quiz['id']]))))}</h2>\n"
        f"<table>\n<tr>{heads}</tr>\n{''.join(map(_row, quiz['questions']))}</table>"
        for quiz in data["quizzes"]
    )
    return (
        f'<!DOCTYPE html>\n<html lang="{data["language"]}">\n<head>\n{HEAD}<title>{escape(title)}</title>\n'
        f"<style>\n{STYLE}</style>\n</head>\n<body>\n<h1>{escape(title)}</h1>\n"
        f"<p>{escape(told)}</p>\n{tables}\n</body>\n</html>\n"
    )


def _row(question: Mapping[str, Any]) -> str:
    right = question["options"][ord(question["answer"]) - ord("A")]
    answer = f"<code>{escape(right.rpartition('::')[2])}</code>"
    number, letter, bug, why = (escape(str(question[name])) for name in ("number", "answer", "bug", "why"))
    cells = (number, letter, answer, bug, why)
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>\n"
