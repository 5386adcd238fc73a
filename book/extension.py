"""What the pages of the book have beside Markdown: directives that read `bugs.toml` and the zoo, and formulas.

The directives make Markdown and have it parsed where they stand, so that it is translated like the rest of the
page. A page on a bug is named after it: there the directives know which bug they are about.
"""

import re
import tomllib
from pathlib import PurePosixPath
from typing import Any

from docutils import nodes
from docutils.utils.math.latex2mathml import tex2mathml
from sphinx import locale
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.transforms import SphinxTransform
from sphinx.util.docutils import SphinxDirective
from sphinx.writers.html5 import HTML5Translator

from book import proof, zoo
from kata import ROOT
from kata.bugs.fixes import diff
from kata.bugs.manifest import Bug, load_bugs
from kata.bugs.patches import patch_file

FENCE = "`````"
INVITATION = "Now [write its test](../testing/write-the-test.md), and see which wrong libraries it catches:"
TEACHING = ROOT / "docs" / "instructors" / "teaching.toml"
NO_WORDS = re.compile(r"`[^`]*`(, `[^`]*`)*|\[\]\(.*\)|[\d.,#%()± –-]+|\d\w")  # of a table
THOUSANDS = {"en": ",", "es": "\u202f"}


class Table(SphinxDirective):
    """A table made by a program; numbers, names and links in it are no words to be translated."""

    def run(self) -> list[nodes.Node]:
        """Return the table."""
        parsed = self.parse_text_to_nodes("\n".join(self.lines()))
        for cell in (cell for part in parsed for cell in part.findall(nodes.paragraph)):
            cell["translatable"] = not NO_WORDS.fullmatch(cell.rawsource)
        return parsed

    def lines(self) -> list[str]:
        """Return it as Markdown."""
        raise NotImplementedError


class Bugs(Table):
    """A table of all bugs, each with its page."""

    def lines(self) -> list[str]:
        """Return a row for each bug."""
        rows = ["| # | bug | symptom | in the report |", "| --- | --- | --- | --- |"]
        for number, bug in enumerate(load_bugs().values(), 1):
            report = bug.report or "missed"
            rows.append(f"| {number} | [](/bugs/{patch_file(bug.id).stem}.md) | {bug.symptom} | {report} |")
        return rows


class Teaching(Table):
    """A table of what each bug takes in a class, and what it gives."""

    def lines(self) -> list[str]:
        """Return a row for each bug."""
        rows = [
            "| bug | minutes | difficulty | what must be known | what is learnt |",
            "| --- | ---: | ---: | --- | --- |",
        ]
        told = tomllib.loads(TEACHING.read_text(encoding="utf-8"))
        for bug in load_bugs():
            of_bug = told[bug]
            page = f"[](/bugs/{patch_file(bug).stem}.md)"
            numbers = f"{of_bug['minutes']} | {of_bug['difficulty']}"
            rows.append(f"| {page} | {numbers} | {of_bug['know']} | {of_bug['learn']} |")
        return rows


class Proofs(Table):
    """A table of what was proved of each bug, from the last runs."""

    def lines(self) -> list[str]:
        """Return a row for each bug."""
        titles = ["bug", "tests", "right fixes accepted", "wrong fixes rejected", "mutants found in its module"]
        lines = [f"| {' | '.join(titles)} |", "| --- |" + " ---: |" * 4]
        lines += [
            f"| `{row.bug}` | {row.tests} | {row.right_fixes} | {row.wrong_fixes} | {row.killed} |"
            for row in proof.rows()
        ]
        return lines


class BugDirective(SphinxDirective):
    """A part of the page on a bug that is made from the list of the bugs."""

    def run(self) -> list[nodes.Node]:
        """Return what the Markdown of this part becomes."""
        return self.parse_text_to_nodes(self.text(self.bug))

    @property
    def bug(self) -> Bug:
        """The bug that the page is about."""
        name = PurePosixPath(self.env.docname).name
        return load_bugs()[name.partition("-")[2]]

    def text(self, bug: Bug) -> str:
        """Return the Markdown."""
        raise NotImplementedError


class Facts(BugDirective):
    """Where the bug is, and who knows of it."""

    def text(self, bug: Bug) -> str:
        """Return one line."""
        known = f"in the report: {bug.report}" if bug.report else "missed by the report"
        tests = f"[its tests](../testing/the-tests.md#tests-of-{bug.id})"
        return f"`{bug.id}` · `{bug.module}.py` · {known} · {tests}"


class Hints(BugDirective):
    """The three hints, each folded away."""

    def text(self, bug: Bug) -> str:
        """Return one fold a hint."""
        return "\n".join(
            f"{folded(f'Hint {number}')}\n{hint}\n{FENCE}" for number, hint in enumerate(bug.hints, 1)
        )


class Dojo(BugDirective):
    """How to begin with a test of the bug."""

    def text(self, bug: Bug) -> str:
        """Return a sentence, and the command."""
        return "\n".join([INVITATION, "", f"{FENCE}text", f"kata dojo start {bug.id}", FENCE])


class Wrong(BugDirective):
    """A wrong fix from the zoo, by its name: what it writes, and what a test says of it."""

    required_arguments = 1
    final_argument_whitespace = True

    def text(self, bug: Bug) -> str:
        """Return the change and the message."""
        name = self.arguments[0]
        change, said = diff(zoo.find(bug.id, name)), zoo.said(bug.id, name, self.env.config.language)
        return "\n".join([f"{FENCE}diff", change, FENCE, "", f"{FENCE}text", said, FENCE])


class Rejected(BugDirective):
    """Wrong fixes of a bug that is named, one a line: what each writes, and the test that rejects it."""

    required_arguments = 1
    has_content = True

    @property
    def bug(self) -> Bug:
        """The bug that the directive names."""
        return load_bugs()[self.arguments[0]]

    def text(self, bug: Bug) -> str:
        """Return one after the other."""
        return "\n\n".join(rejected(bug.id, name) for name in self.content)


class WrongOnes(BugDirective):
    """The names of all wrong fixes of a bug that is named."""

    required_arguments = 1

    @property
    def bug(self) -> Bug:
        """The bug that the directive names."""
        return load_bugs()[self.arguments[0]]

    def text(self, bug: Bug) -> str:
        """Return a list of them."""
        return "\n".join(f"- {fix['name']}" for fix in zoo.FIXES if fix["bug"] == bug.id and not fix["right"])


class Tests(SphinxDirective):
    """The tests of every bug, whole, each under the title of its bug."""

    def run(self) -> list[nodes.Node]:
        """Return a section for each bug; the sources are folded away."""
        parts = []
        for bug in load_bugs().values():
            name = f"test_{bug.id.replace('-', '_')}.py"
            source = f"```{{literalinclude}} ../../tests/bugs/{name}\n```"
            page = f"Of [this bug](../bugs/{patch_file(bug.id).stem}.md):"
            parts += [f"(tests-of-{bug.id})=", f"## {bug.title}", page]
            parts.append(f"{folded(f'tests/bugs/{name}')}\n{source}\n{FENCE}")
        return self.parse_text_to_nodes("\n\n".join(parts), allow_section_headings=True)


def reject_all() -> None:
    """Find out what rejects each wrong fix that a page shows, so that the pages need not wait for it."""
    for path in (ROOT / "docs").rglob("*.md"):
        text, bug = path.read_text(encoding="utf-8"), path.stem.partition("-")[2]
        shown = [(bug, name) for name in re.findall(r"^```\{wrong\} (.+)$", text, re.MULTILINE)]
        for bug, names in re.findall(r"^```\{rejected\} (\S+)\n(.*?)\n```$", text, re.DOTALL | re.MULTILINE):
            shown += [(bug, name) for name in names.splitlines()]
        for bug, name in shown:
            zoo.rejection(bug, name)


def folded(title: str) -> str:
    """Return the opening line of what is shown when it is asked for."""
    return f"{FENCE}{{admonition}} {title}\n:collapsible: closed\n"


def rejected(bug: str, name: str) -> str:
    """Return the name of a wrong fix, its change, and what the test that rejects it checks."""
    change, found = diff(zoo.find(bug, name)), zoo.rejection(bug, name)
    function = found.test.rpartition("::")[2].partition("[")[0]
    parts = [
        f"**{name}**",
        f"{FENCE}diff\n{change}\n{FENCE}",
        f"Rejected by `{function}`: {found.sentence}",
    ]
    return "\n\n".join(parts)


class Formulas(SphinxTransform):
    """Translate the words in displayed formulas; Sphinx would wrap them as another markup than Markdown."""

    default_priority = 19  # just before Sphinx translates all else

    def apply(self, **_: Any) -> None:
        """Put the formulas of the catalogue of the page in the place of its own."""
        folders = [self.env.srcdir / folder for folder in self.config.locale_dirs]
        catalogue, _found = locale.init(folders, self.config.language, self.env.docname)
        for node in self.document.findall(nodes.math_block):
            node.rawsource = catalogue.gettext(node.astext())
            node.children = [nodes.Text(node.rawsource)]


def inline_formula(translator: HTML5Translator, node: nodes.math) -> None:
    """Write a formula within a line as MathML, which browsers set themselves."""
    translator.body.append(str(tex2mathml(node.astext())))
    raise nodes.SkipNode


def block_formula(translator: HTML5Translator, node: nodes.math_block) -> None:
    """Write a formula on a line of its own, or several, which stand side by side where there is room."""
    attributes: dict[str, Any] = {"CLASS": "math", "tabindex": "0"}
    translator.body.append(translator.starttag(node, "div", "", **attributes))
    parts = node.astext().split(r"\qquad")
    translator.body.extend(str(tex2mathml(part, as_block=True)) for part in parts)
    translator.body.append("</div>\n")
    raise nodes.SkipNode


def give_figures(_app: Sphinx, config: Config) -> None:
    """Let pages name the figures of the last proofs, `{{ variants }}`, and the minutes that all bugs take."""
    minutes = sum(told["minutes"] for told in tomllib.loads(TEACHING.read_text(encoding="utf-8")).values())
    config.myst_substitutions = proof.figures(THOUSANDS[config.language]) | {"teaching_minutes": str(minutes)}


DIRECTIVES: dict[str, type[SphinxDirective]] = {
    "bugs": Bugs,
    "proofs": Proofs,
    "teaching": Teaching,
    "facts": Facts,
    "hints": Hints,
    "dojo": Dojo,
    "wrong": Wrong,
    "rejected": Rejected,
    "tests": Tests,
    "wrong-ones": WrongOnes,
}


def setup(app: Sphinx) -> dict[str, Any]:
    """Add all this to Sphinx."""
    for name, directive in DIRECTIVES.items():
        app.add_directive(name, directive)
    app.connect("config-inited", give_figures)
    app.add_transform(Formulas)
    app.add_html_math_renderer("mathml", (inline_formula, None), (block_formula, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
