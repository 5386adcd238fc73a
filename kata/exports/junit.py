"""JUnit XML, which other programs read: a case for each bug of a verdict, a suite for each student of a class."""

from collections.abc import Iterable
from typing import Any
from xml.etree import ElementTree

from kata.exports.findings import of_bug, of_clause, reason_of
from kata.exports.points import Score
from kata.grading.results import Result
from kata.judging.verdict import WAITING
from kata.printable import printable

TAGS = {"tests": "testcase", "failures": "failure", "errors": "error", "skipped": "skipped"}


def as_junit(judged: dict[str, Any]) -> str:
    """Return a verdict, a test case for each bug and for each test of something else."""
    name, seconds = _text(f"NetKata: {judged['subject']}"), str(judged["seconds"])
    suite = ElementTree.Element("testsuite", name=name, time=seconds)
    for bug, said in judged["bugs"].items():
        case = ElementTree.SubElement(suite, "testcase", classname="bugs", name=bug)
        if said["status"] != "fixed":
            kind = "failure" if said["status"] == "present" else "error"
            ElementTree.SubElement(case, kind, message=said["status"]).text = _text(said["message"])
    for kind in ("unchanged", "once_fixed"):
        for test, outcome in judged[kind].items():
            case = ElementTree.SubElement(suite, "testcase", classname=kind, name=test)
            if outcome != "passed":
                skipped = outcome in ("skipped", WAITING)
                ElementTree.SubElement(case, "skipped" if skipped else "failure", message=outcome)
    _count(suite)
    return ElementTree.tostring(suite, encoding="unicode")


def class_as_junit(graded: Iterable[tuple[str, Result, Score]], hide_values: bool = False) -> str:
    """Return the results of a class, a case for each bug, breach and clause, with each student's name."""
    suites = ElementTree.Element("testsuites", name="NetKata")
    for name, result, score in graded:
        _suite(suites, name, result, score, hide_values)
    _count(suites)
    return ElementTree.tostring(suites, encoding="unicode", xml_declaration=False) + "\n"


def _suite(suites: ElementTree.Element, name: str, result: Result, score: Score, hide_values: bool) -> None:
    suite = ElementTree.SubElement(suites, "testsuite", name=_text(name), time=f"{result.seconds or 0:.2f}")
    unclear = reason_of(result, score.unclear, "en", hide_values) if score.unclear else ""
    for item in score.items:
        case = ElementTree.SubElement(suite, "testcase", classname=item.kind, name=_text(item.name), time="0")
        if item.status == "fixed":
            continue
        tag = "failure" if item.status == "present" else "error"
        entry = ElementTree.SubElement(case, tag, message=_text(unclear or item.status), type=item.status)
        if item.kind == "bug":
            entry.text = _text(of_bug(result, item.name, "en", hide_values).as_text())
    for bug in result.came_in:
        case = ElementTree.SubElement(suite, "testcase", classname="came in", name=bug, time="0")
        entry = ElementTree.SubElement(case, "failure", message="it was not handed out", type="present")
        entry.text = _text(of_bug(result, bug, "en", hide_values).as_text())
    for clause, said in (result.verdict or {}).get("clauses", {}).items():
        case = ElementTree.SubElement(suite, "testcase", classname="clause", name=clause, time="0")
        entry = ElementTree.SubElement(case, "failure", message="it does not hold", type="present")
        entry.text = _text(of_clause(clause, said, "en", hide_values).as_text())
    _count(suite)


def _count(element: ElementTree.Element) -> None:
    for attribute, tag in TAGS.items():
        if attribute != "skipped" or element.tag == "testsuite":
            element.set(attribute, str(sum(1 for _ in element.iter(tag))))


def _text(text: str) -> str:
    """Return a text without what XML cannot hold."""
    return "".join(
        sign for sign in printable(text) if sign in "\t\n" or (sign >= " " and sign not in "\ufffe\uffff")
    )
