"""The part for instructors: its wrong fixes are in the zoo, and its plans have every bug and page."""

import re
import tomllib
from itertools import pairwise

import pytest

from book import zoo
from book.extension import rejected
from kata import ROOT
from kata.bugs.manifest import load_bugs
from kata.bugs.patches import patch_file

FOLDER = ROOT / "docs" / "instructors"
MISTAKES = (FOLDER / "mistakes.md").read_text(encoding="utf-8")
PLANS = (FOLDER / "plans.md").read_text(encoding="utf-8")
TOMORROW = (FOLDER / "tomorrow.md").read_text(encoding="utf-8")
TEACHING = tomllib.loads((FOLDER / "teaching.toml").read_text(encoding="utf-8"))
SESSIONS = PLANS.partition("## Two weeks")[2].partition("A session goes")[0]
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


def test_two_weeks_have_every_bug_once():
    """In a session each."""
    bugs = re.findall(r"\.\./bugs/(.+?)\.md", SESSIONS)
    assert sorted(bugs) == [patch_file(bug).stem for bug in load_bugs()]


@pytest.mark.parametrize("heading", ["## Two hours", "A session goes"])
def test_the_minutes_of_a_plan_have_no_gap(heading):
    """Each line begins when the one before it ends."""
    table = PLANS.partition(heading)[2].partition("\n\n|")[2].partition("\n\n")[0]
    minutes = [(int(begin), int(end)) for begin, end in re.findall(r"^\| (\d+)-(\d+) \|", table, re.MULTILINE)]
    assert len(minutes) > 3
    assert minutes[0][0] == 0
    for (_, end), (begin, _) in pairwise(minutes):
        assert begin == end


def test_two_weeks_have_every_page_on_testing():
    """Each in some session."""
    pages = {path.stem for path in (ROOT / "docs" / "testing").glob("*.md")}
    assert len(pages) > 5
    assert set(re.findall(r"\.\./testing/([\w-]+)\.md", SESSIONS)) == pages


def test_what_each_bug_takes_and_gives():
    """Of every bug, in their order: minutes, a difficulty from 1 to 3, and two texts that no other bug has."""
    assert list(TEACHING) == list(load_bugs())
    for told in TEACHING.values():
        assert set(told) == {"minutes", "difficulty", "know", "learn"}
        assert told["minutes"] in range(5, 61, 5)
        assert told["difficulty"] in (1, 2, 3)
    for name in ("know", "learn"):
        assert len({told[name] for told in TEACHING.values()}) == len(TEACHING)


def test_the_minutes_of_two_hours_are_those_of_its_bugs():
    """The page on the bugs says how long the four of the plan take together."""
    chosen = re.search(r"^\$ kata start --bugs (\S+)$", PLANS, re.MULTILINE)[1].split(",")
    assert sum(TEACHING[bug]["minutes"] for bug in chosen) == 60
    assert "with an hour together" in (FOLDER / "the-bugs.md").read_text(encoding="utf-8")


def test_there_are_ten_slides():
    """Numbered from 1 on."""
    slides = (FOLDER / "slides.md").read_text(encoding="utf-8")
    assert re.findall(r"^## (\d+)\. ", slides, re.MULTILINE) == [str(number) for number in range(1, 11)]


def test_the_pages_for_a_class_of_tomorrow_have_its_bugs():
    """The four that two hours are planned for."""
    commands = [re.findall(r"\$ kata start --bugs (\S+)$", text, re.MULTILINE) for text in (PLANS, TOMORROW)]
    assert commands[0] == commands[1]
    assert commands[0]
