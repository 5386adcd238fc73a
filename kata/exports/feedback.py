"""The page for a student on what was handed in: as Markdown and as HTML, in the student's language."""

import html
import re
from dataclasses import dataclass
from datetime import datetime

from kata.classroom.page import escaped, moment
from kata.classroom.record import HandedOut, Record
from kata.exports.findings import (
    Told,
    of_bug,
    of_clause,
    of_exam,
    of_tests,
    reason_of,
    shown_name,
    shown_status,
    words,
)
from kata.exports.points import Item, Score, number, on_time
from kata.grading.results import Result
from kata.places import installed_version
from kata.printable import printable
from kata.student.shown import SIGNS

STYLE = """\
:root { color-scheme: light dark }
body { max-width: 50rem; margin: 2rem auto; padding: 0 1rem; font: 1rem/1.5 system-ui, sans-serif }
table { border-collapse: collapse } th, td { padding: .2rem 1rem .2rem 0; text-align: left; vertical-align: top }
td.number { text-align: right } pre { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere }
section { border-top: 1px solid #8888; margin-top: 1.5rem }
"""


@dataclass(frozen=True)
class Page:
    """What a page says: title, what comes first, what there were points for, and what is not as it should be."""

    language: str
    title: str
    first: list[str]
    items: list[Item]
    parts: list[tuple[str, list[Told]]]  # each with its heading


def feedback(
    result: Result | None,
    score: Score | None,
    student: HandedOut,
    record: Record | None = None,
    *,
    hide_values: bool = False,
    out_of: float | None = None,
) -> Page:
    """Return the page for a student; without a result it says that nothing was found."""
    told = words(student.language)
    title = told["title"].format(name=printable(student.name)) if student.name else told["untitled"]
    if result is None or score is None:
        return Page(student.language, title, [told["nothing"]], [], [])
    first = _first(result, score, record, student.language, hide_values, out_of)
    bugs = [bug for bug, status in result.bugs.items() if status != "fixed"]
    bugs = [bug for bug in bugs if bug in result.given["bugs"] or bug in result.came_in]
    clauses = (result.verdict or {}).get("clauses", {})
    parts = [
        (told["not_fixed"], [of_bug(result, bug, student.language, hide_values) for bug in bugs]),
        (told["broken"], [of_clause(name, said, student.language, hide_values) for name, said in clauses.items()]),
        (told["tests"], [of_tests(judged, student.language) for judged in result.dojo]),
        (told["exams"], [of_exam(told_of, student.language) for told_of in result.records]),
    ]
    return Page(student.language, title, first, score.items, [(name, found) for name, found in parts if found])


def _first(
    result: Result,
    score: Score,
    record: Record | None,
    language: str,
    hide_values: bool,
    out_of: float | None,
) -> list[str]:
    """Return the sentences that come first: points, what counts, and under which conditions it was judged."""
    told = words(language)
    most = score.most if out_of is None else out_of
    lines = [told["points"].format(points=number(score.out_of(out_of)), most=number(most))]
    if score.unclear:
        reason = reason_of(result, score.unclear, language, hide_values)
        lines = [told["unclear"].format(reason=printable(reason))]
    name = printable(str(result.submission))
    if result.submitted:
        when = moment(datetime.fromisoformat(result.submitted))
        lines.append(told["submitted"].format(submission=name, when=when))
    else:
        lines.append(told["submission"].format(submission=name))
    if record and record.due and on_time(result, record.due) == "present":
        lines.append(told["late"].format(due=moment(datetime.fromisoformat(record.due))))
    version = result.netkata or installed_version()
    conditions = "hidden" if hide_values else "confirmed" if result.second is not None else "conditions"
    if result.seed is not None:
        lines.append(told[conditions].format(netkata=version, seed=result.seed, second=result.second))
    return lines


def as_markdown(page: Page) -> str:
    """Return a page as Markdown."""
    told = words(page.language)
    lines = [f"# {escaped(page.title)}", "", *(f"{escaped(line)}\n" for line in page.first)]
    if page.items:
        lines += [f"## {told['bugs']}", "", f"| | {told['bug']} | {told['status']} | {told['point']} |"]
        lines.append("| --- | --- | --- | ---: |")
        for item in page.items:
            points = f"{number(item.points)} / {number(item.most)}"
            name, status = escaped(shown_name(item, page.language)), escaped(shown_status(item, page.language))
            lines.append(f"| {SIGNS[item.status]} | {name} | {status} | {points} |")
        lines.append("")
    for heading, found in page.parts:
        lines += [f"## {heading}", ""]
        for part in found:
            lines += [f"### {escaped(part.name)}: {escaped(part.title)}", "", *_paragraphs(part), *_fenced(part)]
    return "\n".join(lines).rstrip() + "\n"


def _paragraphs(part: Told) -> list[str]:
    texts = [escaped(part.words), escaped(part.note), f"*{escaped(part.sentence)}*" if part.sentence else ""]
    return [line for text in texts if text for line in (text, "")]


def _fenced(part: Told) -> list[str]:
    """Return the lines with their labels as a block of code, which nothing in them can end."""
    if not part.lines:
        return []
    text = printable(Told("", "", "", "", part.lines).as_text())
    fence = "`" * max(3, *(len(run) + 1 for run in ["", *re.findall("`+", text)]))
    return [f"{fence}text", text, fence, ""]


def as_html(page: Page) -> str:
    """Return a page as HTML, in one file that asks for nothing else."""
    told = words(page.language)
    body = [f"<h1>{_safe(page.title)}</h1>", *(f"<p>{_safe(line)}</p>" for line in page.first)]
    if page.items:
        body += [f"<h2>{_safe(told['bugs'])}</h2>", "<table>"]
        heads = "".join(f'<th scope="col">{_safe(told[name])}</th>' for name in ("bug", "status", "point"))
        body.append(f"<thead><tr>{heads}</tr></thead><tbody>")
        for item in page.items:
            points = f"{number(item.points)} / {number(item.most)}"
            body.append(
                f"<tr><td>{_safe(shown_name(item, page.language))}</td>"
                f"<td>{SIGNS[item.status]} {_safe(shown_status(item, page.language))}</td>"
                f'<td class="number">{points}</td></tr>'
            )
        body.append("</tbody></table>")
    for heading, found in page.parts:
        body.append(f"<h2>{_safe(heading)}</h2>")
        for part in found:
            body += [
                f"<section><h3>{_safe(part.name)}: {_safe(part.title)}</h3>",
                *_texts(part),
                _rows(part),
                "</section>",
            ]
    return (
        f'<!DOCTYPE html>\n<html lang="{page.language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width">\n'
        f"<title>{_safe(page.title)}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n"
        + "\n".join(filter(None, body))
        + "\n</body>\n</html>\n"
    )


def _texts(part: Told) -> list[str]:
    told = [f"<p>{_safe(text)}</p>" for text in (part.words, part.note) if text]
    return [*told, *([f"<p><em>{_safe(part.sentence)}</em></p>"] if part.sentence else [])]


def _rows(part: Told) -> str:
    rows = [
        f'<tr><th scope="row">{_safe(label)}</th><td><pre>{_safe(text)}</pre></td></tr>'
        for label, text in part.lines
    ]
    return f"<table>{''.join(rows)}</table>" if rows else ""


def _safe(text: str) -> str:
    return html.escape(printable(text))
