"""The pages of the book: every bug has every part, and no block of code stands there unrun."""

import ast
import re
from pathlib import Path

import pytest
from sybil import Document

from book.running import PARSERS
from kata import ROOT
from kata.bugs.manifest import load_bugs
from kata.bugs.patches import patch, patch_file

DOCS = ROOT / "docs"
PAGES = sorted(path for path in DOCS.rglob("*.md") if path.name != "README.md")
# what a page on a bug has, in the order of somebody who looks for it: what is seen of the bug stands behind
# "Predict", under a heading of the page's own
SECTIONS = [
    "The code",
    "Predict",
    "Hints",
    "Try it here",
    "Why it happens",
    "How you would have noticed",
    "The change",
    "Ways to get it wrong",
    "In the wild",
    "Remember",
    "Write its test",
]
# turns of phrase that twelve pages of one shape fall into, and on how many of them at most each may stand
STOCK = {
    r"giv\w+ (it|them|itself) away": 2,
    r"The course library has it": 6,
    r"[Ww]hoever": 2,
    r"## The symptom": 6,
    r"is to be had": 0,
}
INCLUDED = re.compile(
    r"^```\{literalinclude\} \.\./\.\./original/(\w+)\.py\n:pyobject: ([\w.]+)\n(?::dedent: 4\n)?```$",
    re.MULTILINE,
)
# an opening fence, with its info string, at the beginning of a line or in a list or another block
FENCE = re.compile(r"^ *(`{3,}|~{3,}) *([^`\s].*)$", re.MULTILINE)
RUN = {"python", "console"}


def named(path):
    """Return the name of a page, as a test is called."""
    return str(path.relative_to(DOCS))


def page_of(bug):
    """Return where the page on a bug is: beside its patch."""
    return patch_file(bug).with_suffix(".md")


def sections(text):
    """Return the sections of a page, by their headings."""
    parts = re.split(r"^## ", text, flags=re.MULTILINE)[1:]
    return {heading: body for heading, _, body in (part.partition("\n") for part in parts)}


@pytest.mark.parametrize("bug", load_bugs())
def test_the_page_on_a_bug_has_every_section(bug):
    """The same in the same order, each with what belongs there."""
    text = page_of(bug).read_text(encoding="utf-8")
    found = sections(text)
    assert [heading for heading in found if heading in SECTIONS] == SECTIONS
    own = [heading for heading in found if heading not in SECTIONS]
    assert list(found).index(own[-1]) == list(found).index("Predict") + 1
    number = page_of(bug).stem
    expected = {
        own[-1]: r"^```(python|console)$",
        "Predict": r"^```\{predict\}$",
        "Try it here": r"^```\{workshop\}$",
        "Why it happens": rf"^```\{{figure\}} \.\./pictures/{bug}\.svg$",
        "How you would have noticed": rf"\.\./\.\./tests/bugs/test_{bug.replace('-', '_')}\.py$",
        "The change": rf"^```\{{literalinclude\}} {number}\.patch$",
        "Ways to get it wrong": r"^```\{wrong\} .+$[\s\S]*^```\{wrong\} .+$",
        "Hints": r"^```\{hints\}$",
        "Write its test": r"^```\{dojo\}$",
    }
    for section, pattern in expected.items():
        assert re.search(pattern, found[section], re.MULTILINE), f"{section}: nothing matches {pattern}"
    assert re.search(r"^```\{facts\}$", text.partition("\n## ")[0], re.MULTILINE)


@pytest.mark.parametrize("bug", load_bugs())
def test_the_broken_code_is_there_as_it_is(bug):
    """Taken from `original` itself; every line that the fix takes away is in what is shown."""
    shown = sections(page_of(bug).read_text(encoding="utf-8"))["The code"]
    included = INCLUDED.findall(shown)
    assert included, "expected the functions of `original`"
    assert len(included) == shown.count("```{literalinclude}")
    assert {module for module, _ in included} == {load_bugs()[bug].module}
    lines = [line for module, name in included for line in source_of(module, name).splitlines()]
    taken = [line[1:] for line in patch(bug).splitlines() if re.match(r"-(?!-)", line)]
    assert set(taken) <= set(lines)


def source_of(module, name):
    """Return the lines of `original` that define something."""
    text = (ROOT / "original" / f"{module}.py").read_text(encoding="utf-8")
    node = ast.parse(text)
    for part in name.split("."):
        node = next(one for one in node.body if getattr(one, "name", "") == part)
    return "\n".join(text.splitlines()[node.lineno - 1 : node.end_lineno])


@pytest.mark.parametrize("bug", load_bugs())
def test_nothing_answers_the_question_before_it_is_asked(bug):
    """Neither what the bug gives nor its symptom nor a hint stands above "Predict"; nor is any code run there."""
    asked, text = load_bugs()[bug], page_of(bug).read_text(encoding="utf-8")
    above = " ".join(INCLUDED.sub("", text.partition("## Predict")[0]).split())
    right = asked.predict.answers[asked.predict.right]
    assert not re.search(rf"(?<![\w.]){re.escape(right)}(?![\w.])", above), f"expected nothing of {right!r}"
    assert asked.symptom not in above
    assert not any(hint in above for hint in asked.hints)
    assert not re.search(r"^```(python|console)$", text.partition("## Predict")[0], re.MULTILINE)


def test_the_pages_do_not_repeat_themselves():
    """A phrase that suits one bug is a mannerism on twelve."""
    texts = [page_of(bug).read_text(encoding="utf-8") for bug in load_bugs()]
    often = {phrase: sum(len(re.findall(phrase, text)) for text in texts) for phrase in STOCK}
    assert all(often[phrase] <= most for phrase, most in STOCK.items()), f"expected at most {STOCK}, got {often}"


@pytest.mark.parametrize("path", PAGES, ids=named)
def test_every_block_of_code_is_run(path):
    """A block is a directive, or one of those that `pytest docs` runs, and it is found there."""
    blocks = [info for _, info in FENCE.findall(path.read_text(encoding="utf-8"))]
    unrun = [info for info in blocks if info not in RUN and not info.startswith("{")]
    assert not unrun, f"expected only {sorted(RUN)} and directives"
    document = Document.parse(str(path), *PARSERS)
    lines = {example.line for example in document.examples()}
    assert len(lines) >= len([info for info in blocks if info in RUN])


@pytest.mark.parametrize("path", PAGES, ids=named)
def test_every_picture_says_what_is_to_be_seen(path: Path):
    """In words, for whoever cannot see it."""
    text = path.read_text(encoding="utf-8")
    for figure in re.findall(r"^```\{figure\}.*?^```", text, re.DOTALL | re.MULTILINE):
        assert re.search(r"^:alt: .{20,}$", figure, re.MULTILINE), figure
    for words in re.findall(r"!\[(.*?)\]\(", text):
        assert len(words) >= 20, words


def quoted():
    """Return the paragraphs that take figures from a kept result, each with the page and the result's text."""
    for path in PAGES:
        for paragraph in path.read_text(encoding="utf-8").split("\n\n"):
            flat = " ".join(paragraph.split())
            if found := re.search(r"`(?:python -m experiments |experiments/results/)(atlas)(?:-full\.md)?`", flat):
                kept = ROOT / "experiments" / "results" / f"{found[1]}-full.md"
                yield pytest.param(flat, kept.read_text(encoding="utf-8"), id=f"{named(path)}: {flat[:30]}")


@pytest.mark.parametrize(("paragraph", "kept"), list(quoted()))
def test_figures_from_a_kept_result_are_those_of_today(paragraph, kept):
    """Whatever has a decimal point there is in the result that the paragraph names."""
    figures = re.findall(r"\d+\.\d+", paragraph.replace("l2 = 0.001", "l2 0.001"))
    missing = [figure for figure in figures if not re.search(rf"(?<![\d.]){re.escape(figure)}(?!\d)", kept)]
    assert not missing, f"not in the kept result: {missing}"
