"""A verdict as JUnit XML, which other programs read."""

from typing import Any
from xml.etree import ElementTree

from kata.judging.verdict import WAITING


def as_junit(judged: dict[str, Any]) -> str:
    """Return a verdict as JUnit XML, a test case for each bug and for each test of something else."""
    suite = ElementTree.Element(
        "testsuite", name=_printable(f"NetKata: {judged['subject']}"), time=str(judged["seconds"])
    )
    for bug, said in judged["bugs"].items():
        case = ElementTree.SubElement(suite, "testcase", classname="bugs", name=bug)
        if said["status"] != "fixed":
            kind = "failure" if said["status"] == "present" else "error"
            ElementTree.SubElement(case, kind, message=said["status"]).text = _printable(said["message"])
    for kind in ("unchanged", "once_fixed"):
        for test, outcome in judged[kind].items():
            case = ElementTree.SubElement(suite, "testcase", classname=kind, name=test)
            if outcome != "passed":
                skipped = outcome in ("skipped", WAITING)
                ElementTree.SubElement(case, "skipped" if skipped else "failure", message=outcome)
    for attribute, tag in (
        ("tests", "testcase"),
        ("failures", "failure"),
        ("errors", "error"),
        ("skipped", "skipped"),
    ):
        suite.set(attribute, str(sum(1 for _ in suite.iter(tag))))
    return ElementTree.tostring(suite, encoding="unicode")


def _printable(text: str) -> str:
    """Leave out the control characters that XML cannot hold."""
    return "".join(character for character in text if character >= " " or character in "\n\t")
