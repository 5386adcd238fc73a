"""The page for each student: in their language, in the words of `kata test`, with or without values."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from kata.exports.feedback import as_html, as_markdown, feedback
from kata.exports.findings import of_bug, sentence_of
from kata.exports.gathering import gather
from kata.exports.points import Scheme, score

HERE = Path(__file__).parent


@pytest.fixture
def graded():
    """The class of the example."""
    return gather(HERE / "results.jsonl", HERE, Scheme(on_time=1))


class Tags(HTMLParser):
    """Keeps which elements a page has, and complains of those that are not closed."""

    def __init__(self):
        super().__init__()
        self.open, self.seen = [], []

    def handle_starttag(self, tag, _):
        """Note an element that begins."""
        self.seen.append(tag)
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag):
        """Note that it ends."""
        assert self.open.pop() == tag


def pages(graded, **options):
    return [feedback(result, points, handed, graded.record, **options) for handed, result, points in graded.rows]


def test_what_a_student_reads(graded):
    """Points, what counts, each bug and breach, and what the first failing test says, labelled in Spanish."""
    text = as_markdown(pages(graded)[0])
    assert text.startswith("# Comentarios para Ana Núñez\n\n2 de 4 puntos\n")
    assert "| ✓ | derivative-name | corregido | 1 / 1 |" in text
    assert "| ✗ | softmax-shape | sin corregir | 0 / 1 |" in text
    assert "| ✓ | a tiempo | a tiempo | 1 / 1 |" in text
    assert "esperado  filas que suman [1. 1. 1. 1.]" in text
    assert "con la semilla 7" in text
    assert "adam-climbs" not in text  # its name says what is wrong
    assert "En adam.Adam" in text


def test_what_could_not_be_judged_or_is_not_there_is_told(graded):
    """Neither is a zero."""
    _, bo, cy, di = (as_markdown(page) for page in pages(graded))
    assert "It could not be judged, and gives no points until somebody has looked at it" in bo
    assert "0 of" not in bo
    assert "It was handed in after the time, 2026-12-18 23:59 (UTC-05:00)" in cy.replace("\\", "")
    assert "This bug was not in what you were handed out." in cy
    assert "Nothing of yours was found" in di


def test_all_that_is_said_is_in_the_language_of_the_student(graded, monkeypatch):
    """Whatever the screen speaks: what the bug does, what the test checks and says, a clause, a reason."""
    monkeypatch.setenv("KATA_LANG", "en")
    text = as_markdown(pages(graded)[0])
    for said in ("Softmax divide por la fila equivocada", "*Cada fila de un lote", "filas que suman", "por qué"):
        assert said in text, said
    ours = re.sub(r"^### .*:|^obtenido  ValueError: .*", "", text, flags=re.MULTILINE)  # neither ids nor numpy's
    assert not re.findall(r"\b(the|and|that|with)\b", ours)
    monkeypatch.setenv("KATA_LANG", "es")
    _, result, points = graded.handed_in[1]
    english, spanish = (
        as_markdown(feedback(result, points, replace(graded.rows[1][0], language=language), graded.record))
        for language in ("en", "es")
    )
    assert "the library cannot be imported: SyntaxError" in english
    assert "no se pudo evaluar" in spanish.lower()
    assert "la biblioteca no se puede importar: SyntaxError" in spanish
    result = replace(result, reasons={"es": "Está dañado."})
    assert "Está dañado." in as_markdown(feedback(result, points, replace(graded.rows[1][0], language="es")))


def test_without_values_nothing_that_was_drawn_is_told(graded):
    """Neither tried nor got nor expected, nor the seed that gives them; of an error its type and place."""
    text = as_markdown(pages(graded, hide_values=True)[0])
    for secret in ("probado", "esperado", "semilla 7", "[[0., 1., 2.]", "(4,3)", "broadcast"):
        assert secret not in text, secret
    assert "un error, ValueError" in text
    assert "activation_functions.py:67, in softmax" in text
    assert "por qué  las capas ocultas aprenden con la derivada de su activación" in text


def test_a_name_does_no_harm_in_html(graded):
    """Every element is closed, and those are the only ones: names and messages are text."""
    for page in pages(graded):
        text = as_html(page)
        tags = Tags()
        tags.feed(text)
        assert tags.open == []
        assert not {"i", "script", "img", "a", "link"} & set(tags.seen)
        assert f'<html lang="{page.language}">' in text
    assert "Feedback for =Cy &lt;i&gt;" in as_html(pages(graded)[2])


def test_a_message_cannot_end_its_block(graded):
    """Whatever a library has answered."""
    _, result, points = graded.handed_in[0]
    message = "tried ```\n# not a heading\n[x](javascript:1)\x1b[2J````"
    bugs = {"softmax-shape": {"message": message, "tests": {}}}
    result = replace(result, judged={**result.verdict, "bugs": bugs, "clauses": {}})
    text = as_markdown(feedback(result, points, graded.rows[1][0], graded.record))
    block = text[text.index("`````text") :]
    assert block.count("\n`````\n") == 1
    assert "\x1b" not in text


def test_a_record_does_no_harm_in_markdown(graded):
    """Neither its name nor what is said of it: they are a student's."""
    _, result, _ = graded.handed_in[0]
    name = "a|b<img src=x onerror=alert(1)>.json"
    record = {
        "file": name,
        "kind": "review",
        "seed": 1,
        "points": 0.0,
        "reason": "*\ud800\x1b[2J<i>",
        "digest": "",
    }
    result = replace(result, records=[record])
    page = feedback(result, score(result, Scheme()), graded.rows[1][0], graded.record)
    text = as_markdown(page)
    assert not re.search(r"(?<!\\)<", text)
    assert "\x1b" not in text
    assert "\n\\*" in text
    [row] = [line for line in text.splitlines() if line.startswith("|") and "onerror" in line]
    assert len(re.findall(r"(?<!\\)\|", row)) == 5
    for told in (text, as_html(page)):
        assert told.encode()


def test_what_a_test_checks_is_said_as_in_kata_test(graded):
    """By its name and docstring, with or without what it was tried with; of an unknown test nothing is said."""
    _, result, _ = graded.handed_in[0]
    told = of_bug(result, "softmax-shape", "en", hide_values=False)
    assert told.sentence.startswith("Every row of a batch gives its probabilities.")
    assert sentence_of("tests/bugs/test_softmax_shape.py::test_as_many_rows_as_classes[2]").startswith(
        "As many rows"
    )
    assert sentence_of("tests/bugs/nothing.py::test_x") == ""
    assert sentence_of("") == ""


def test_two_files_for_each(kata, tmp_path):
    """Also for who handed in nothing."""
    kata("export", "feedback", HERE / "results.jsonl", "--handed-out", HERE, "--out", tmp_path / "feedback")
    names = sorted(path.name for path in (tmp_path / "feedback").iterdir())
    assert len(names) == 8
    assert {"a1-ana-nunez.html", "a1-ana-nunez.md"} <= set(names)
