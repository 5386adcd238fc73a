"""Which language the screen speaks."""

import os

import pytest

from kata.words import language
from kata.words.language import UnknownLanguageError, languages, settle, spoken, taken_out


@pytest.fixture
def two_languages(monkeypatch):
    """Let there be English and Spanish, and nothing in the environment that asks for either."""
    monkeypatch.setattr(language, "languages", lambda: ["en", "es"])
    monkeypatch.setattr(language.gettext, "bindtextdomain", lambda *_: None)
    monkeypatch.setattr(language.gettext, "textdomain", lambda *_: None)
    for name in ("KATA_LANG", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.setenv(name, "")  # so that it is put back


@pytest.mark.parametrize(
    ("typed", "code", "left"),
    [
        (["kata", "--lang", "es", "hint"], "es", ["kata", "hint"]),
        (["kata", "hint", "--lang=es"], "es", ["kata", "hint"]),
        (["kata", "pytest", "--", "--lang", "es"], None, ["kata", "pytest", "--", "--lang", "es"]),
        (["kata", "--lang"], None, ["kata", "--lang"]),
        (["kata", "hint"], None, ["kata", "hint"]),
    ],
)
def test_the_option_may_stand_anywhere(typed, code, left):
    """It is taken out, so that no command needs to know of it; what is passed on to others is theirs."""
    assert taken_out(typed) == code
    assert typed == left


@pytest.mark.usefixtures("two_languages")
@pytest.mark.parametrize(
    ("typed", "variables", "expected"),
    [
        ([], {}, "en"),
        ([], {"LANG": "es_CO.UTF-8"}, "es"),
        ([], {"LANG": "es_CO.UTF-8", "LC_ALL": "C"}, "en"),
        ([], {"LANG": "C.UTF-8"}, "en"),
        ([], {"LANGUAGE": "fr:es:en", "LANG": "en_US.UTF-8"}, "es"),
        ([], {"LANGUAGE": "fr:en:es"}, "en"),
        ([], {"LANG": "fr_FR"}, "en"),
        ([], {"KATA_LANG": "es", "LANG": "en_US.UTF-8"}, "es"),
        ([], {"KATA_LANG": "en", "LANG": "es_CO.UTF-8"}, "en"),
        (["--lang", "es"], {"KATA_LANG": "en"}, "es"),
        (["--lang", "ES_mx"], {}, "es"),
    ],
)
def test_the_nearest_wish_counts(typed, variables, expected, monkeypatch):
    """The option before our variable before those of the system, the first of which that is set is looked at."""
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    settle(typed)
    assert language.language() == expected
    assert os.environ["LANGUAGE"] == expected, "what the command line's own library looks at"


@pytest.mark.usefixtures("two_languages")
@pytest.mark.parametrize(("typed", "variable"), [(["--lang", "tlh"], ""), ([], "tlh")])
def test_an_unknown_language_is_told_with_those_that_there_are(typed, variable, monkeypatch):
    """It was asked for by name: silence would leave people to wonder."""
    monkeypatch.setenv("KATA_LANG", variable)
    with pytest.raises(UnknownLanguageError, match="'tlh': expected en or es"):
        settle(typed)


def test_the_command_says_so_and_ends(kata_process):
    """Without a traceback, and with the exit status of what was typed wrongly."""
    done = kata_process("--lang", "tlh")
    assert done.returncode == 2
    assert done.stderr.startswith("There is no language 'tlh': expected en")
    assert "Traceback" not in done.stderr


def test_a_folder_with_a_catalogue_is_a_language(tmp_path):
    """A third language needs no line of code."""
    for code in ("es", "pt"):
        (tmp_path / code / "LC_MESSAGES").mkdir(parents=True)
    (tmp_path / "pt" / "LC_MESSAGES" / "kata.mo").touch()
    assert languages(tmp_path) == ["en", "pt"]


def test_what_is_for_somebody_else_is_in_their_language(monkeypatch):
    """For as long as it takes, also if that ends in an error; what other processes speak stays as it is."""
    monkeypatch.setenv("KATA_LANG", "es")
    with spoken("en"):
        assert (language.language(), os.environ["KATA_LANG"]) == ("en", "es")
        with pytest.raises(KeyError), spoken("es"):
            raise KeyError(language.language())
        assert language.language() == "en"
    assert language.language() == "es"
