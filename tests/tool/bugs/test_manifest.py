"""The list of bugs is read strictly: what does not hold together is refused, naming the entry."""

import pytest

from kata import ROOT
from kata.bugs.choice import by_kind
from kata.bugs.manifest import load_bugs

GOOD = (ROOT / "bugs.toml").read_text(encoding="utf-8")


def test_there_are_twelve_half_of_them_reported():
    """Six that the report found and six that it missed."""
    groups = [bug.group for bug in load_bugs().values()]
    assert groups == ["reported"] * 6 + ["missed"] * 6


def test_there_are_several_bugs_of_each_kind():
    """A set is drawn with one bug of each kind, and another student has another."""
    kinds = by_kind()
    assert sorted(bug for bugs in kinds.values() for bug in bugs) == sorted(load_bugs())
    assert len(kinds) > 2
    assert all(len(bugs) > 1 for bugs in kinds.values())


def test_exceptions_are_types():
    """The names of exceptions stand for the built-in types."""
    assert load_bugs()["derivative-name"].exceptions == (NameError,)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("format = 1", "format = 2", ["format 2", "expected 1"]),
        ('id = "adam-shape"', 'id = "softmax-shape"', ["twice"]),
        ('title = "Softmax overflows"\n', "", ["bug 1", "title"]),
        ('title = "Softmax overflows"', 'title = "x"\ncolour = "red"', ["bug 1", "colour"]),
        ('group = "missed"', 'group = "found"', ["derivative-name", "missed"]),
        ('kind = "slip"', 'kind = ""', ["derivative-name", "a word"]),
        ('report = "1a"', 'report = ""', ["softmax-overflow", "section"]),
        ("hunks = [3]", "hunks = []", ["softmax-overflow", "hunk"]),
        ('raises = ["NameError"]', 'raises = ["NamedError"]', ["derivative-name", "NamedError"]),
        ('    "Which norm does `fit` report for the gradient [3, 4]?",\n', "", ["gradient-norm", "three hints"]),
        ('kind = "shape"', 'kind = "cost"', ["bug 1", "value, shape, cost"]),
        ('kind = "shape"', 'kind = "colour"', ["bug 1", "value, shape, cost"]),
        ("k = [2, 4, 5]", "k = [2]", ["bug 1", "value", "several"]),
        ("k = [2, 4, 5]", "k = [2, 2]", ["bug 1", "value", "several"]),
        ('working = "1 / $k"', 'working = "1 / $j"', ["bug 1", "value", "'j'"]),
        ("draw = { high =", "draw = { unused = [1, 2], high =", ["bug 1", "value", "'unused'"]),
    ],
)
def test_what_does_not_hold_together_is_refused(tmp_path, old, new, words):
    """Each with a message that says where and what."""
    assert old in GOOD
    path = tmp_path / "bugs.toml"
    path.write_text(GOOD.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ValueError) as caught:
        load_bugs(path)
    for word in words:
        assert word in str(caught.value)
