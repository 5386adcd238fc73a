"""The results of a class as JUnit XML: a suite for each student, a case for each bug, breach and clause."""

from collections.abc import Iterable
from xml.etree import ElementTree

from kata.exports.findings import of_bug, of_clause
from kata.exports.points import Score
from kata.grading.results import Result
from kata.printable import printable

TAGS = {"tests": "testcase", "failures": "failure", "errors": "error", "skipped": "skipped"}


def class_as_junit(graded: Iterable[tuple[str, Result, Score]], hide_values: bool = False) -> str:
    """Return the results of a class, each with the student's name."""
    suites = ElementTree.Element("testsuites", name="NetKata")
    for name, result, score in graded:
        _suite(suites, name, result, score, hide_values)
    _count(suites)
    return ElementTree.tostring(suites, encoding="unicode", xml_declaration=False) + "\n"


def _suite(suites: ElementTree.Element, name: str, result: Result, score: Score, hide_values: bool) -> None:
    suite = ElementTree.SubElement(suites, "testsuite", name=_text(name), time=f"{result.seconds or 0:.2f}")
    for item in score.items:
        case = ElementTree.SubElement(suite, "testcase", classname=item.kind, name=_text(item.name), time="0")
        if item.status == "fixed":
            continue
        tag = "failure" if item.status == "present" else "error"
        entry = ElementTree.SubElement(case, tag, message=_text(score.unclear or item.status), type=item.status)
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
