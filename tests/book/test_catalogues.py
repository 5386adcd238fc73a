"""The translation: nothing is untranslated, doubtful or stale; figures, code and terms are as in the text."""

import re
import tomllib
import warnings
from collections import Counter

import pytest
from babel.messages.pofile import read_po

from book.__main__ import write_templates
from book.compiled import compile_catalogues
from book.readme import README, in_language
from kata import ROOT
from kata.bugs.manifest import load_bugs
from kata.words.templates import PLACE

LOCALES = ROOT / "docs" / "locales"
TERMS = tomllib.loads((LOCALES / "terms.toml").read_text(encoding="utf-8"))["term"]
VALUE = re.compile(rf"(?<!\w){PLACE.pattern}")  # in a formula braces stand behind a word
NO_WORDS = re.compile(rf"(`+)(?!`).+?(?<!`)\1|{'|'.join(load_bugs())}")
# the words of the theme and of Sphinx, where those have no Spanish for them: no page has them as a text
OWN = {"sphinx"}
SWITCH = {"README.md", "README.es.md"}  # each leads to the other


def read(path):
    """Return the messages of a catalogue, but for its header."""
    with path.open("rb") as file:
        return {str(message.id): message for message in read_po(file) if message.id}


@pytest.fixture(scope="session")
def templates(tmp_path_factory):
    """Return the messages of every page as it is now, by the name of its catalogue."""
    folder = tmp_path_factory.mktemp("templates")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Sphinx warns of itself; those about pages are errors of its own
        write_templates(folder)
    return {str(path.relative_to(folder).with_suffix("")): read(path) for path in folder.rglob("*.pot")}


@pytest.fixture(scope="session")
def catalogues():
    """Return the Spanish messages, by the name of the catalogue."""
    folder = LOCALES / "es" / "LC_MESSAGES"
    return {str(path.relative_to(folder).with_suffix("")): read(path) for path in folder.rglob("*.po")}


def translated(catalogues):
    """Return text and translation of all messages that have one, each with the name of its catalogue."""
    return [
        (name, text, str(message.string))
        for name, messages in catalogues.items()
        for text, message in messages.items()
        if message.string
    ]


def problem(message):
    """Return what is wrong with a message of a catalogue, or nothing."""
    if message is None:
        return "not in the catalogue, run `python -m book catalogues`"
    if not message.string:
        return "not translated"
    return "the translation is doubtful (fuzzy)" if message.fuzzy else ""


def test_every_page_is_translated_whole(templates, catalogues):
    """Every message has a Spanish one that is not marked as doubtful."""
    problems = [
        f"{name}: {wrong}: {text!r}"
        for name, messages in templates.items()
        for text in messages
        if (wrong := problem(catalogues.get(name, {}).get(text)))
    ]
    assert not problems, "\n".join(problems)


def test_no_message_is_left_over(templates, catalogues):
    """Of a page or a text that is no longer there."""
    assert set(catalogues) - OWN == set(templates)
    left = [f"{name}: {text!r}" for name in templates for text in set(catalogues[name]) - set(templates[name])]
    assert not left, "\n".join(left)


def test_the_tool_has_the_words_of_the_catalogues(tmp_path):
    """What is compiled is what the catalogues say now: `python -m book catalogues` compiles them."""
    stale = [
        path.relative_to(tmp_path)
        for path in compile_catalogues(ROOT, tmp_path)
        if not (kept := ROOT / "kata" / "locales" / path.relative_to(tmp_path)).exists()
        or kept.read_bytes() != path.read_bytes()
    ]
    assert not stale, "run `python -m book catalogues`, or install the checkout again"


def without_code(text):
    """Return a message without its pieces of code, the ids of bugs, and its values."""
    return VALUE.sub("", NO_WORDS.sub("", text))


def code(text):
    """Return the pieces of code of a message."""
    return Counter(found for _, found in re.findall(r"(`+)(?!`)(.+?)(?<!`)\1(?!`)", text))


def targets(text):
    """Return where the links of a message lead."""
    found = re.findall(r"\]\(([^)]*)\)", without_code(text))
    return Counter(target for target in found if target not in SWITCH)


def numbers(text):
    """Return the numbers of a message, however their thousands are set apart, but for those in code."""
    joined = re.sub(r"(?<=\d)(?:\{,\}|,|\u202f|\\,)(?=\d{3}(?!\d))", "", without_code(text))
    return Counter(re.findall(r"\d+(?:\.\d+)?", joined))


def values(text):
    """Return the values that are put into a message, by name, each once: a translation may say one twice."""
    return set(VALUE.findall(text))


@pytest.mark.parametrize("part", [code, targets, numbers, values])
def test_what_is_no_language_stays(catalogues, part):
    """Code, the targets of links, numbers and values are in the translation what they are in the text."""
    problems = [
        f"{name}: {text!r}\nhas {part(text)}, and {said!r}\nhas {part(said)}"
        for name, text, said in translated(catalogues)
        if part(text) != part(said)
    ]
    assert not problems, "\n".join(problems)


@pytest.fixture(scope="session")
def prose(catalogues):
    """Return all messages as words: without code, and without the targets of links."""
    return [
        (name, re.sub(r"\]\([^)]*\)", "]", without_code(text)), said)
        for name, text, said in translated(catalogues)
    ]


@pytest.mark.parametrize("term", TERMS, ids=lambda term: term["en"])
def test_a_term_is_called_the_same_throughout(prose, term):
    """Where the text has a term of the field, the translation has the word that the list of terms gives it."""
    english, spanish = (re.compile(rf"(?<!\w)({term[code]})(?!\w)", re.IGNORECASE) for code in ("en", "es"))
    meant = [(name, text, said) for name, text, said in prose if english.search(text)]
    assert meant, f"no page speaks of {term['en']!r}: the entry guards nothing"
    problems = [f"{name}: {text!r}\n{said!r}" for name, text, said in meant if not spanish.search(said)]
    assert not problems, f"expected {term['es']!r} for {term['en']!r}:\n" + "\n".join(problems)


@pytest.mark.parametrize(
    "catalogue", sorted(LOCALES.glob("*/LC_MESSAGES/README.po")), ids=lambda path: path.parts[-3]
)
def test_the_readme_is_in_step(catalogue):
    """In every language it says what the English one says now."""
    written = README.with_suffix(f".{catalogue.parts[-3]}.md").read_text(encoding="utf-8")
    assert written == in_language(catalogue), "run `python -m book catalogues`"
