"""The part for instructors: its wrong fixes are in the zoo."""

import re

import pytest

from book import zoo
from book.extension import rejected
from kata import ROOT
from kata.bugs import load_bugs
from kata.variants import patch_file

MISTAKES = (ROOT / "docs" / "instructors" / "mistakes.md").read_text(encoding="utf-8")
LISTED = re.findall(r"^```\{rejected\} (\S+)\n(.*?)\n```$", MISTAKES, re.DOTALL | re.MULTILINE)


def test_every_bug_has_wrong_fixes_under_its_title():
    """One or two, in the order of the bugs, with a link to the page on the bug."""
    assert [bug for bug, _ in LISTED] == list(load_bugs())
    assert re.findall(r"^## (.+)$", MISTAKES, re.MULTILINE) == [bug.title for bug in load_bugs().values()]
    links = re.findall(r"^\[.+\]\(\.\./bugs/(.+)\.md\)$", MISTAKES, re.MULTILINE)
    assert links == [patch_file(bug).stem for bug in load_bugs()]


@pytest.mark.parametrize(("bug", "names"), LISTED)
def test_a_wrong_fix_is_in_the_zoo(bug, names):
    """Under this name, and wrong."""
    for name in names.splitlines():
        assert zoo.find(bug, name)["right"] is False
    assert len(names.splitlines()) in (1, 2)


def test_what_is_shown_of_a_wrong_fix():
    """Its name, what it writes, and the test that rejects it, with what that checks."""
    shown = rejected("softmax-overflow", "maximum of the whole matrix")
    assert "**maximum of the whole matrix**" in shown
    assert "+        exponentials: Array = np.exp(Z - Z.max())" in shown
    assert "`test_rows_of_very_different_size_in_one_matrix`: Rows of very different size in one matrix." in shown
