"""The whole book in one file: its contents, its links, and a word where nothing can print it."""

import pytest
from typer.testing import CliRunner

from book import __main__ as commands
from book.pages import note_of, whole_file, whole_files
from book.whole import CHROMIUM, NoChromiumError, chapters, find_chromium, with_contents, with_links

PRINT = """<h1>The book</h1><div class="toctree-wrapper compound">
<span id="document-story"></span><section id="the-story">
<h3>The story<a class="headerlink" href="#the-story">#</a></h3></section>
<span id="document-bugs/01-x"></span><section id="x">
<h3><span class="section-number">1. </span>X<a class="headerlink" href="#x">#</a></h3></section></div>"""


def test_the_contents_have_every_chapter_with_its_page():
    """In their order, before the first; a page that is not known is left out."""
    assert [place for place, _ in chapters(PRINT)] == ["document-story", "document-bugs/01-x"]
    text = with_contents(PRINT, "es", {"document-story": 7})
    assert text.index("Contenido") < text.index('<div class="toctree-wrapper')
    assert '<a href="#document-story">The story</a> <span class="page-number">7</span>' in text
    assert '1. </span>X</a> <span class="page-number"></span>' in text


def test_a_link_to_a_place_of_a_chapter_leads_there():
    """In one file a place needs no chapter before it."""
    assert with_links('<a href="#document-glossary#term-NaN">') == '<a href="#term-NaN">'
    assert with_links('<a href="#document-glossary">') == '<a href="#document-glossary">'


def test_without_chromium_a_sentence_says_what_is_missing(monkeypatch):
    """And how to name one that is not on the path."""
    monkeypatch.delenv("KATA_CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(NoChromiumError, match="KATA_CHROMIUM can name one"):
        find_chromium()
    monkeypatch.setattr(commands, "draw_all", lambda _: None)
    done = CliRunner().invoke(commands.app, ["pdf"])
    assert done.exit_code == 2
    assert f"the book cannot be printed: none of {CHROMIUM[0]}" in done.output


def test_a_chromium_can_be_named(monkeypatch):
    """Whatever is on the path."""
    monkeypatch.setenv("KATA_CHROMIUM", "/opt/chrome")
    assert find_chromium() == "/opt/chrome"


def test_only_a_file_of_todays_text_is_offered(tmp_path, monkeypatch):
    """One of yesterday's would tell something else than the pages beside it."""
    monkeypatch.setattr("book.pages.WHOLE", tmp_path)
    monkeypatch.setattr("book.pages.made_of", lambda: "today")
    for kind, made_of in (("pdf", "yesterday"), ("epub", "today")):
        whole_file("en", kind).write_bytes(b"")
        note_of(whole_file("en", kind)).write_text(made_of, encoding="utf-8")
    assert [path.suffix for path in whole_files.__wrapped__("en")] == [".epub"]
