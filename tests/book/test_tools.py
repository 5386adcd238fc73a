"""What makes the book: it sees a wrong output, a word without translation, and a theme that has changed."""

from pathlib import Path

import pytest
from sybil import Document

import book.pictures
from book import finish, zoo
from book.running import PARSERS, begin, end
from kata.bugs.fixes import diff
from kata.pictures import picture, worded

TRUE = """
```python
>>> 1 / 3
0.33...
```

```console
$ echo one; echo two >&2
one
two
$ kata judge nowhere
no library 'nowhere': expected ...
```
"""


def outcome(text, folder):
    """Run the blocks of a page; return what is wrong with it, or nothing."""
    path = folder / "page.md"
    path.write_text(text, encoding="utf-8")
    document = Document.parse(str(path), *PARSERS)
    begin(document.namespace)
    try:
        for example in document.examples():
            example.evaluate()
    except Exception as error:
        return str(error)
    finally:
        end(document.namespace)
    return ""


def test_what_is_true_passes(tmp_path):
    """Output of Python and of the shell, from both of its streams; three dots stand for anything."""
    assert outcome(TRUE, tmp_path) == ""


@pytest.mark.parametrize(
    ("right", "wrong"),
    [("0.33...", "0.34"), ("two\n$", "three\n$"), ("expected ...", "found"), ("one\ntwo", "one")],
)
def test_a_wrong_output_is_seen(tmp_path, right, wrong):
    """And what came out instead is told."""
    assert right in TRUE
    assert "got" in outcome(TRUE.replace(right, wrong), tmp_path).lower()


def test_commands_leave_the_exercise_of_the_reader_alone(tmp_path):
    """A page has a folder and an exercise of its own, which are gone in the end."""
    assert (
        outcome("```console\n$ kata start\nWrote ...exercise, a library with 12 bugs.\n...\n```\n", tmp_path) == ""
    )
    assert list(tmp_path.iterdir()) == [tmp_path / "page.md"]


def test_a_theme_that_has_changed_is_seen(tmp_path):
    """What there is to mend must be there; and it is mended."""
    page = tmp_path / "index.html"
    page.write_text(" ".join(finish.NAMED), encoding="utf-8")
    finish.finish(tmp_path, "en")
    text = page.read_text(encoding="utf-8")
    assert 'aria-level="2"' in text
    assert '<div tabindex="0" class="table-wrapper' in text
    with pytest.raises(ValueError, match="expected what the theme writes"):
        finish.finish(tmp_path, "en")


def test_a_fix_that_is_not_in_the_zoo():
    """The sentence names those that are."""
    with pytest.raises(ValueError, match=r"no fix 'nothing' of adam-shape .* row 0 of the"):
        zoo.find("adam-shape", "nothing")


def test_what_a_wrong_fix_changes_and_what_a_test_says():
    """The lines that differ from those with the bug; and the message, in the language of the page."""
    changed = diff(zoo.find("adam-shape", "row 0 of the (n, n) update"))
    assert {line[0] for line in changed.splitlines()} == {" ", "-", "+"}
    spanish = ["probado", "obtenido", "esperado", "por"]
    for language, expected in {"en": ["tried", "got", "expected", "why"], "es": spanish}.items():
        said = zoo.said("adam-shape", "row 0 of the (n, n) update", language)
        assert [line.split()[0] for line in said.splitlines() if not line.startswith(" ")] == expected


def draw(path: Path) -> None:
    """Draw a picture with all kinds of words."""
    with picture(path) as figure:
        axes = figure.subplots()
        axes.plot([0, 1], label="a line")
        axes.set(xlabel="across", ylabel="$x^2$", title="binary-cost")
        axes.set_xticks([0, 1], ["left", "3"])
        axes.legend()


@pytest.fixture(name="folder")
def one_picture(tmp_path, monkeypatch):
    """Put one picture, and a folder for it, in the place of those of the book; return the folder."""
    monkeypatch.setattr(book.pictures, "pictures", lambda: {"one": draw})
    monkeypatch.setattr(book.pictures, "FOLDER", tmp_path)
    return tmp_path


def test_pictures_speak_every_language(folder, monkeypatch):
    """All words are translated: labels, legends and ticks; numbers, formulas and the ids of bugs stay."""
    spanish = {"a line": "una línea", "across": "a lo ancho", "left": "izquierda"}
    monkeypatch.setattr(book.pictures, "_catalogue", lambda _: spanish)
    book.pictures.draw_all()
    english, translated = ((folder / name).read_text(encoding="utf-8") for name in ("one.svg", "one.es.svg"))
    for text, said in spanish.items():
        assert f">{text}<" in english
        assert f">{said}<" in translated
        assert f">{text}<" not in translated
    assert ">binary-cost<" in translated


def test_a_word_without_translation_is_seen(folder, monkeypatch):
    """And named; no Spanish picture is drawn."""
    monkeypatch.setattr(book.pictures, "_catalogue", lambda _: {"a line": "una línea", "across": "a lo ancho"})
    with pytest.raises(ValueError, match=r"does not translate these words of pictures: \['left'\]"):
        book.pictures.draw_all()
    assert {path.name for path in folder.iterdir()} == {"one.svg", "one.narrow.svg"}


def test_words_are_those_of_the_picture_again_afterwards(tmp_path):
    """Outside `worded` nothing is changed."""
    with worded(str.upper):
        draw(tmp_path / "upper.svg")
    draw(tmp_path / "plain.svg")
    assert ">A LINE<" in (tmp_path / "upper.svg").read_text(encoding="utf-8")
    assert ">a line<" in (tmp_path / "plain.svg").read_text(encoding="utf-8")
