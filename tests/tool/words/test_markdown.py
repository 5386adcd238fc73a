"""A page in the language of the screen."""

from kata.words.markdown import translated

PAGE = """\
# The title

Two lines of
a paragraph.

- **One.** An item that
  goes on.
- Two.
## Remember

```python
Two.
```

Not in the catalogue,
and left.
"""
MESSAGES = {
    "The title": "El título",
    "Two lines of a paragraph.": "Dos líneas de un párrafo.",
    "**One.** An item that goes on.": "**Uno.** Un punto que sigue.",
    "Two.": "Dos.",
    "Remember": "Recuerda",
}
SAID = """\
# El título

Dos líneas de un párrafo.

- **Uno.** Un punto que sigue.
- Dos.
## Remember

```python
Two.
```

Not in the catalogue,
and left.
"""


def test_a_page_is_translated_block_by_block(spanish):
    """Headings of sections are names, code is code, and what has no translation is laid out as before."""
    spanish(MESSAGES)
    assert translated(PAGE) == SAID


def test_an_english_page_is_as_it_is_written(monkeypatch):
    """To the last character."""
    monkeypatch.setenv("KATA_LANG", "en")
    assert translated(PAGE) == PAGE
