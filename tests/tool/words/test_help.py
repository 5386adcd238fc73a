"""The help of the commands, and the complaints about what was typed, in Spanish: from the catalogue itself."""

import pytest

TOLD = [
    (("--help",), "Sin colores, como con NO_COLOR."),
    (("hint", "--help"), "Ejemplos: kata hint"),
]


@pytest.mark.parametrize(("typed", "expected"), TOLD, ids=lambda value: " ".join(value)[:12])
def test_the_help_is_translated(typed, expected, kata_process):
    """What the command says of itself, and what the library that it is made with adds."""
    done = kata_process("--lang", "es", *typed)
    assert done.returncode == 0
    assert expected in " ".join(done.stdout.split())
    for words in ("Usage:", "─ Options", "Show this message", "Install completion"):
        assert words not in done.stdout


def test_a_complaint_is_translated(kata_process):
    """With what was typed in its place."""
    done = kata_process("hint", "--lang", "es", "--foo")
    assert done.returncode == 2
    assert "No existe la opción: --foo" in done.stderr
    assert "Error" in done.stderr


def test_json_stays_english(kata_process):
    """It is data, for programs."""
    assert kata_process("list", "--json", "--lang", "es").stdout == kata_process("list", "--json").stdout
