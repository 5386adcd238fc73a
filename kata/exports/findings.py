"""What the tests say of a bug or a clause, as lines with a label, in the words of `kata test` in some language.

Without values nothing is told of what was drawn: neither what was tried nor what came out nor what should have.
"""

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from kata import ROOT
from kata.bugs.breaches import load_breaches
from kata.bugs.manifest import load_bugs
from kata.dojo.rules import BEYOND, VALID
from kata.exports.points import EXAM, ON_TIME, Item
from kata.exports.points import TESTS as OF_TESTS
from kata.grading.results import Result
from kata.judging.clauses import TESTS
from kata.judging.sentences import sentence
from kata.judging.verdict import failure_in_words
from kata.sparring.cast import OTHER, WRONG
from kata.words.failure import labelled, text_shown
from kata.words.language import spoken
from kata.words.listed import listed
from kata.words.translation import tr

WORDS = Path(__file__).with_name("words.toml")
VALUES = ("tried", "got", "expected")
ERROR = re.compile(r"^(\w+(?:Error|Exception|Interrupt|Exit|Iteration|Warning))\b")
PLACE = re.compile(r"^\s*(\w+\.py:\d+, in [\w.<>]+)")


@dataclass(frozen=True)
class Told:
    """What is said of something that is not as it should be: a heading, its words, and lines with their labels."""

    name: str
    title: str
    words: str
    sentence: str
    lines: list[tuple[str, str]]
    note: str = ""

    def as_text(self) -> str:
        """Return it as plain text."""
        width = max((len(label) for label, _ in self.lines), default=0) + 2
        indented = [f"{label:<{width}}" + text.replace("\n", "\n" + " " * width) for label, text in self.lines]
        return "\n".join(filter(None, [self.words, self.note, self.sentence, *indented]))


def shown_name(item: Item, language: str) -> str:
    """Return what an item is called to a student: a breach by its clause, as its own name tells what is wrong."""
    if item.name == ON_TIME:
        return words(language)["on_time"]
    if item.kind == OF_TESTS:
        return f"test_{item.name.replace('-', '_')}.py"
    return _clauses_of_breaches().get(item.name, item.name) if item.kind == "breach" else item.name


def shown_status(item: Item, language: str) -> str:
    """Return how it stands with an item, in words: those of a bug say nothing of an exam, or of being late."""
    told = words(language)
    if item.name == ON_TIME:
        return told[{"fixed": "was_on_time", "present": "was_late", "unclear": "not_known"}[item.status]]
    if item.kind in (OF_TESTS, EXAM) and item.status != "unclear":
        return told[f"tests_{item.status}"]
    return told["unclear_bug" if item.status == "unclear" else item.status]


@cache
def _clauses_of_breaches() -> dict[str, str]:
    return {breach.name: breach.clause for breach in load_breaches().values()}


def words(language: str) -> dict[str, str]:
    """Return the words of the pages, in a language."""
    return listed(WORDS, language)


def of_bug(result: Result, bug: str, language: str, hide_values: bool) -> Told:
    """Return what the first test of a bug that does not pass says."""
    said = (result.verdict or {}).get("bugs", {}).get(bug, {"message": "", "tests": {}})
    known, tests = load_bugs()[bug], said["tests"]
    test = next((test for test, outcome in tests.items() if outcome == "failed"), "") or next(
        (test for test, outcome in tests.items() if outcome != "passed"), ""
    )
    note = "" if bug in result.given["bugs"] else words(language)["came_in"]
    with spoken(language):
        lines = _lines(said["message"], language, hide_values)
        return Told(bug, tr(known.title), tr(known.symptom), tr(sentence_of(test)), lines, note)


def of_clause(name: str, said: Mapping[str, Any], language: str, hide_values: bool) -> Told:
    """Return what the first failing test of a clause says."""
    told, others = words(language), len(said["tests"]) - 1
    note = told["others"].format(number=others) if others > 0 else ""
    with spoken(language):
        where = f"{told['in_place'].format(place=said['place'])} {tr(said['says'])}"
        lines = _lines(said["message"], language, hide_values)
        return Told(name, told["clause"], where, tr(sentence_of(said["tests"][0])), lines, note)


def of_tests(judged: Mapping[str, Any], language: str) -> Told:
    """Return what the tests for a bug or a clause are worth, and why some do not count."""
    told, libraries = words(language), judged["libraries"]
    counted = [test for test in judged["tests"] if test["status"] != BEYOND]
    valid = sum(test["status"] == VALID for test in counted)
    text = told["tests_worth"].format(
        valid=valid, counted=len(counted), caught=judged["caught"], wrong=libraries[WRONG]
    )
    touched = len({name for test in judged["tests"] for name in test["others"]})
    note = told["tests_touch"].format(touched=touched, others=libraries[OTHER]) if touched else ""
    with spoken(language):
        useless = [test for test in counted if test["status"] != VALID]
        lines = [(test["name"], f"{tr(test['status'])}: {tr(test['ending']['message'])}") for test in useless]
        if judged["wrong"]:
            lines.insert(0, (judged["file"], tr(judged["wrong"])))
    return Told(judged["file"], told["tests_title"].format(points=judged["points"]), text, "", lines, note)


def of_exam(scored: Mapping[str, Any], language: str) -> Told:
    """Return how much of an exam in reviews, or of a diagnosis, was right, or why nobody can say."""
    told = words(language)
    with spoken(language):
        text = tr(scored["reason"]) or told["exam_share"].format(share=f"{scored['points']:.0%}")
    return Told(scored["file"], told[f"exam_{scored['kind']}"], text, "", [])


def reason_of(result: Result, unclear: str, language: str, hide_values: bool = False) -> str:
    """Return why a result is unclear: `unclear`, as the language has it, or without values which bug is.

    Why tests are missing tells of no value; what one of them says does.
    """
    bug = next((bug for bug, status in result.bugs.items() if status == "unclear"), "")
    judged = result.verdict is not None and not result.verdict["incomplete"]
    with spoken(language):
        if hide_values and judged and bug:
            return tr(f"The tests do not tell whether {bug} is fixed.")
        return result.reasons.get(language) or tr(unclear)


def _lines(message: str, language: str, hide_values: bool) -> list[tuple[str, str]]:
    parts = {label: "\n".join(lines).strip() for label, lines in labelled(failure_in_words(message)).items()}
    if hide_values:
        parts = _without_values(parts, language)
    return [(tr(label), text_shown(label, text)) for label, text in parts.items() if text]


def _without_values(parts: dict[str, str], language: str) -> dict[str, str]:
    """Return what may be told without a number that was drawn: why it matters, and of an error type and place."""
    kept = {label: text for label, text in parts.items() if label not in VALUES}
    if error := ERROR.match(parts.get("got", "")):
        places = [found[1] for line in parts["got"].splitlines() if (found := PLACE.match(line))]
        kept = {"got": "\n".join([words(language)["ended_in"].format(error=error[1]), *places]), **kept}
    return kept


@cache
def sentence_of(test: str) -> str:
    """Return what a test checks, in words; nothing if it is not known."""
    path, _, function = test.partition("[")[0].partition("::")
    try:
        parsed = _parsed(ROOT / "tests" / path.removeprefix(TESTS))
    except (OSError, SyntaxError, ValueError):
        return ""
    for node in ast.walk(parsed):
        if isinstance(node, ast.FunctionDef) and node.name == function.rpartition("::")[2]:
            return sentence(node.name, ast.get_docstring(node) or "")
    return ""


@cache
def _parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))
