"""The words of pages for others: each is said in every language, and has the same values in it there."""

import re

import pytest

from kata.classroom.page import PAGE
from kata.collecting import words as of_gradings
from kata.exports import findings as of_feedback
from kata.words.language import ENGLISH, languages, spoken
from kata.words.listed import all_texts, listed
from kata.words.markdown import translated

FILES = [of_gradings.WORDS, of_feedback.WORDS]
VALUE = re.compile(r"\{\w+\}|\$\w+")


def flat(texts):
    """Yield the texts of a table and of those in it."""
    for text in texts.values():
        if isinstance(text, dict):
            yield from flat(text)
        else:
            yield text


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.parent.name)
@pytest.mark.parametrize("code", languages())
def test_every_text_has_its_values_in_every_language(path, code):
    """What is filled in when it is translated is asked for by the same names."""
    english = list(flat(listed(path, ENGLISH)))
    assert sorted(english) == sorted(all_texts(path))
    for text, said in zip(english, flat(listed(path, code)), strict=True):
        assert sorted(VALUE.findall(said)) == sorted(VALUE.findall(text))
        assert code == ENGLISH or " " not in text or said != text, f"not in {code}: {text}"


@pytest.mark.parametrize("code", [code for code in languages() if code != ENGLISH])
def test_the_page_of_a_student_is_translated_block_by_block(code):
    """No block is left in English, headings of sections neither, and code and values stay."""
    english: list[str] = []
    text = PAGE.read_text(encoding="utf-8")
    translated(text, sections=True, say=lambda block: english.append(block) or block)
    with spoken(code):
        said = translated(text, sections=True)
    assert not [block for block in english if block in said]
    assert not {line for line in text.splitlines() if line.startswith("#")} & {*said.splitlines()}
    for pattern in (VALUE.pattern, r"`[^`\n]+`"):
        assert sorted(re.findall(pattern, said)) == sorted(re.findall(pattern, text))
