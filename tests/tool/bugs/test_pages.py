"""The pages on the bugs: one for each, all of one shape, and none that gives the fix away too soon."""

import re

import pytest

from kata.bugs.manifest import load_bugs
from kata.bugs.pages import SECTIONS, page
from kata.bugs.patches import PATCHES, patch

BUGS = load_bugs()


def test_there_is_a_page_for_every_bug_and_no_other():
    """Beside the bug's patch, under the same name."""
    assert sorted(path.stem for path in PATCHES.glob("*.md")) == sorted(
        path.stem for path in PATCHES.glob("*.patch")
    )


@pytest.mark.parametrize("bug", BUGS)
def test_a_page_has_every_section(bug):
    """In the same order, none of them empty, under the title of the bug."""
    found = page(bug)
    assert found.title == BUGS[bug].title
    assert tuple(name for name in found.sections if name in SECTIONS) == SECTIONS
    assert found.text
    assert all(found.sections[name] for name in SECTIONS), found.sections


@pytest.mark.parametrize("bug", BUGS)
def test_a_page_can_be_read_in_a_terminal(bug):
    """Two to four ways to get it wrong at least, and one sentence to remember."""
    sections = page(bug).sections
    assert len(re.findall(r"^- \*\*", sections["Ways to get it wrong"], re.MULTILINE)) >= 3
    assert sections["Remember"].count("\n") == 0
    assert re.fullmatch(r"[^.]+\.", sections["Remember"])


@pytest.mark.parametrize("bug", BUGS)
def test_the_fix_is_not_given_away(bug):
    """No line of it stands in the symptom, in a hint, or in what is read before the bug is fixed."""
    lines = patch(bug).splitlines()
    added = [line[1:].strip() for line in lines if line.startswith("+") and not line.startswith("+++")]
    before = "\n".join([BUGS[bug].symptom, *BUGS[bug].hints, page(bug).text])
    for line in added:
        value = line.partition(" = ")[2] or line
        assert value not in before, line
