"""A language with a handful of messages, in the place of the catalogues."""

import pytest

from kata.words import translation
from kata.words.templates import templates_of
from kata.words.translation import Catalogue


@pytest.fixture
def spanish(monkeypatch):
    """Return what makes given messages the Spanish of the tool, and Spanish the language of the screen."""

    def speak(messages):
        made = Catalogue(messages, templates_of(messages.items()))
        monkeypatch.setattr(translation, "catalogue", lambda _: made)
        monkeypatch.setenv("KATA_LANG", "es")
        translation._translated.cache_clear()

    yield speak
    translation._translated.cache_clear()
