"""What is still English in a text that should be in another language, by small words that are English alone."""

import re

import pytest

from kata.words.failure import failure_shown

WORDS = """
    about after all always and another any are as at because been before both but by each every for from
    had have how if in instead into is it its less more most much must never nor not of off on once only
    or other others out over same some such than that the their them then there these they this those to
    too under until up was were what when where which while who whose will with within without would yet
    you your
"""
ENGLISH = re.compile(rf"(?<![\w.'-])(?:{'|'.join(WORDS.split())})(?![\w'(-])", re.IGNORECASE)
# of code, of what Python says, and of what a library says of a file
OTHERS = (
    r"`[^`]*`",
    r"\w+\.py:\d+, in .*",
    r"\b\w+(?:Error|Exception|Warning)\b.*",
    r"^.*(?:\w\(|\bimport\b| [-+]?= ).*$",
    r"^--- a/(?s:.*?)\n\n",  # a patch
    r"^ *(?:>>> )?(?:if|for|while|with|def|class)\b.*:$",
    r"^ {4,}.*\".*\".*$",
    r"\([^()]* if [^()]*\)",
    r"^ *\"[^\"]*\"$",
    r"^.*\"\)$",
    r"^ *Traceback \(most .*$",
    r"/\S+: .*",
    r"\w+=\S+",
)
CODE = re.compile("|".join(OTHERS), re.MULTILINE)


def english_in(text: str) -> list[str]:
    """Return the lines that have English in them, but for code and what others say."""
    return [line.strip() for line in CODE.sub("", text).splitlines() if ENGLISH.search(line)]


def assert_spoken(message: str) -> None:
    """Assert that what a failing test says is all in Spanish, where that is the language of the screen."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KATA_LANG", "es")
        said = failure_shown(message)
    assert not english_in(said), f"not in Spanish:\n{said}"
