"""Tables of results that are kept: each is whole, and what a page says beside one stands in it."""

import re

import pytest

from book.kept import TABLES, deep_trainings, result_of
from kata import ROOT

OF = {"seeds": ["frozen-batches"], "mixture": ["only naive-initialization"]}
STORY = (ROOT / "docs" / "story.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", TABLES)
def test_a_table_is_whole(name):
    """Every row has as many cells as the head, and none is empty."""
    head, *rows = TABLES[name](*OF.get(name, []))
    assert rows
    assert [len(row) for row in rows] == [len(head)] * len(rows), rows
    assert all(cell for row in rows for cell in row)


@pytest.mark.parametrize("name", TABLES)
def test_a_table_is_on_a_page(name):
    """Or nobody reads it."""
    pages = [path for path in (ROOT / "docs").rglob("*.md") if path.name != "README.md"]
    assert any(f"```{{kept}} {name}" in path.read_text(encoding="utf-8") for path in pages)


def test_what_the_story_says_of_the_worst_training():
    """The figures stand in its text: they are those of the result."""
    why = result_of("why-embedded")
    setting, name = "batches of 128 at 0.01", "Model_04"
    seed = why["accuracy"][setting]["all"][name].index(10.8)
    assert why["dead"][setting]["all"][name]["after"][seed][-1] == 1, "expected the whole last hidden layer dead"
    assert re.search(rf"{name}, the whole last\s+hidden layer died", STORY)
    assert "it read 10.8 % of them" in STORY


def test_what_the_story_says_of_the_low_rate():
    """No layer has a fifth of its units dead there, and the mean is what the text says."""
    trainings = deep_trainings("batches of 128 at 0.001")
    assert max(dead for dead, _ in trainings) < 0.2
    assert f"yet {sum(read for _, read in trainings) / len(trainings):.0f} % is poor" in STORY
