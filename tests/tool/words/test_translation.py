"""A text in the language of the screen: whole, with values in it, or by its parts."""

import time

import pytest
from waiting import in_time

from kata.words.translation import tr

MESSAGES = {
    "10,000": "10\u202f000",
    "fixed": "corregido",
    "Nothing has changed.": "No ha cambiado nada.",
    "Try again.": "Prueba otra vez.",
    "Two lines of text are one paragraph": "Dos líneas de texto son un párrafo",
    "{done} of {total} fixed": "{done} de {total} corregidos",
    "the memory of {steps} of {n} parameters": "la memoria de {steps} de {n} parámetros",
    "the memory of {steps}": "la memoria de {steps}",
    "{number} steps": "{number} pasos",
    "Keep {name}, and {name} again": "Guarda {name}, y {name} otra vez",
    "{a}: {b}": "{b}: {a}",
    "{amount} row": "{amount} fila",
    "{low} to {high}": "de {low} a {high}",
    "{name} of {z}": "{name} de {z}",
    "the norms {norms}, {optimiser}, and others": "las normas {norms}, con {optimiser}, y otras",
}


@pytest.fixture(autouse=True)
def _messages(spanish):
    """Let these messages be there for every test."""
    spanish(MESSAGES)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("fixed", "corregido"),
        ("  fixed\n", "  corregido\n"),
        ("Two lines of text\nare one paragraph", "Dos líneas de texto son un párrafo"),
        ("3 of 12 fixed", "3 de 12 corregidos"),
        ("the memory of 82,008 steps", "la memoria de 82\u202f008 pasos"),
        ("the memory of 2 steps of 1,024 parameters", "la memoria de 2 pasos de 1\u202f024 parámetros"),
        ("1 row", "1 fila"),
        ("softmax of [[1. 2.]]", "softmax de [[1. 2.]]"),
        ("1 row to 2", "de 1 fila a 2"),
        ("1e-3 to -inf", "de 1e-3 a -inf"),
        ("[[1, 2],\n [3, 4]] to (3, 2)", "de [[1, 2],\n [3, 4]] a (3, 2)"),
        ("the norms [[1, 2]], adam, and others", "las normas [[1, 2]], con adam, y otras"),
        (
            f"the norms {[[1.5, 2.5]] * 200}, adam, and others",
            f"las normas {[[1.5, 2.5]] * 200}, con adam, y otras",
        ),
        ("the norms (1) \ue0007\ue001, adam, and others", "las normas (1) \ue0007\ue001, con adam, y otras"),
        ("the norms [[1, 2, adam, and others", "las normas [[1, con 2, adam, y otras"),  # cut off
        ("Keep a b, and a b again", "Guarda a b, y a b otra vez"),
        ("Nothing has changed. Try again.", "No ha cambiado nada. Prueba otra vez."),
        ("Nothing has changed.\n  3 of 12 fixed", "No ha cambiado nada.\n  3 de 12 corregidos"),
        ("Nothing has changed.\n\nTry again.", "No ha cambiado nada.\n\nPrueba otra vez."),
    ],
)
def test_a_text_is_translated(text, said):
    """As a whole, with its values put in and translated in their turn, or each part by itself."""
    assert tr(text) == said


@pytest.mark.parametrize(
    "text",
    [
        "ValueError: operands could not be broadcast",
        "one: two",  # a template of nothing but signs says nothing
        "Keep a b, and c d again",
        "exercise/adam.py:12",
        "1,2,3",
        "any row",  # counts nothing
        "bread of butter",  # so few letters are ours among numbers only
        "",
        "\n",
    ],
)
def test_what_is_no_word_of_ours_stays(text):
    """Code, paths, what other programs say, and what is nearly one of our messages."""
    assert tr(text) == text


def test_a_word_alone_within_a_message_is_a_name():
    """The id of a bug may be a word that stands in the catalogue for something else."""
    assert tr("Keep fixed, and fixed again") == "Guarda fixed, y fixed otra vez"


def test_english_is_what_we_are_written_in(monkeypatch):
    """And nothing is looked up for it."""
    monkeypatch.setenv("KATA_LANG", "en")
    assert tr("fixed") == "fixed"
    monkeypatch.delenv("KATA_LANG")
    assert tr("fixed") == "fixed"


def test_a_strangers_long_text_takes_no_time():
    """What looks like a message again and again, without being one, would be tried in every way there is."""
    hostile = "the norms [1 (2, the memory of [" * 300
    began = time.monotonic()
    assert tr(hostile) == hostile
    assert in_time(time.monotonic() - began, 5)
