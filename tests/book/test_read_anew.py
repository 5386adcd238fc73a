"""A page is read anew when its text is another, and all are when what they show beside it is."""

import pytest

import book
from book import pages


@pytest.mark.parametrize(
    ("changed", "kept"), [("docs/page.md", True), ("kata/commands/grade.py", False), ("bugs.toml", False)]
)
def test_what_sphinx_has_read_is_kept_as_long_as_it_shows_the_same(tmp_path, monkeypatch, changed, kept):
    """The help of a command stands on a page whose own text says only that it is to stand there."""
    monkeypatch.setattr(book, "ROOT", tmp_path)
    monkeypatch.setattr(pages, "READ", tmp_path / "read.txt")
    for name in ("docs/page.md", "kata/commands/grade.py", "bugs.toml"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("before", encoding="utf-8")
    assert not pages.is_read()
    pages.READ.write_text(pages.shown(), encoding="utf-8")
    made = pages.made_of()
    assert pages.is_read()
    (tmp_path / changed).write_text("after", encoding="utf-8")
    assert pages.is_read() == kept
    assert pages.made_of() != made


@pytest.mark.parametrize("read", [False, True])
def test_sphinx_is_told_to_read_all_anew(monkeypatch, tmp_path, read):
    """Where it would keep pages that show something of before."""
    asked = []
    monkeypatch.setattr(pages, "is_read", lambda: read)
    for name in ("MADE", "READ"):
        monkeypatch.setattr(pages, name, tmp_path / name)
    monkeypatch.setattr(pages, "ProcessPoolExecutor", lambda *_: _Here())
    monkeypatch.setattr(pages, "SITE", tmp_path / "site")
    monkeypatch.setattr(pages, "finish", lambda *_: None)
    monkeypatch.setattr(pages, "whole_files", lambda _: [])
    monkeypatch.setattr(pages, "run_sphinx", lambda *options: asked.append("--fresh-env" in options) or 1)
    assert pages.write_pages(["en", "es"]) == 1
    assert asked == [not read] * 2


class _Here:
    """Does in this process what others were to do."""

    map = staticmethod(map)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass
