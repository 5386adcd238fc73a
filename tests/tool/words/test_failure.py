"""What a failing test says, in the language of the screen."""

from kata.words.failure import failure_shown, text_shown

MESSAGE = """\
tried      softmax of the row [1, 2]
got        [1 2
            3 4]
expected   probabilities
why        their sum is 1"""
MESSAGES = {
    "tried": "probado",
    "got": "obtenido",
    "expected": "esperado (debe ser)",
    "why": "por qué",
    "softmax of the row {row}": "softmax de la fila {row}",
    "probabilities": "probabilidades",
    "their sum is 1": "su suma es 1",
}
SAID = """\
probado               softmax de la fila [1, 2]
obtenido              [1 2
                       3 4]
esperado (debe ser)   probabilidades
por qué               su suma es 1"""


def test_labels_and_texts_are_translated(spanish):
    """Arrays keep their columns, however long the words are before them."""
    spanish(MESSAGES)
    assert failure_shown(MESSAGE) == SAID


def test_in_english_it_is_what_the_test_says(monkeypatch):
    """To the last space."""
    monkeypatch.setenv("KATA_LANG", "en")
    assert failure_shown(MESSAGE) == MESSAGE


def test_code_is_not_translated(spanish):
    """In the lines of an error a variable may be called as one of our words; what Python says of it stays, too."""
    spanish({"rows": "filas", "rows = {what}": "filas = {what}", "the rows = {what}": "las filas = {what}"})
    error = "NameError: name 'rows'\n  optimizer.py:99, in fit:  rows = order[start:]\n"
    assert text_shown("got", f"{error}the rows = 3") == f"{error}las filas = 3"


def test_calls_are_code_and_the_line_below_them_is_not(spanish):
    """No message takes a call for its beginning; a remark in a script is said as it is in a snippet."""
    other = {
        "{one} of {two}, each with its own rows": "{one} de {two}, con sus filas",
        "# two rows": "# dos filas",
    }
    spanish(other | {"two calls of fit, each with its own rows": "dos llamadas a fit, con sus filas"})
    tried = "# two rows\nnetwork.cost(X, Y)\ntwo calls of fit, each with its own rows"
    assert text_shown("tried", tried) == "# dos filas\nnetwork.cost(X, Y)\ndos llamadas a fit, con sus filas"
