"""The directives `moving` and `predict`; without JavaScript, and on paper, each leaves what stands still."""

import json
import re
from html import escape
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from book.extension import FENCE, BugDirective, folded
from book.live.figures import figures
from kata.bugs.manifest import Bug
from kata.words.listed import listed

WORDS = Path(__file__).with_name("words.toml")
PICTURE = '<div class="moving" data-name="{name}" data-words="{words}" data-figures="{figures}"></div>'
QUESTION = '<div class="predict" data-right="{right}" data-words="{words}">'
SCRIPT = '<script type="module" src="{root}_static/live/{name}.js"></script>'


class Moving(SphinxDirective):
    """A picture that a reader moves: `{moving} softmax`. It stands behind one that tells the same on paper."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return its place, with all that it is told; where there is no JavaScript, it stays empty."""
        (name,) = self.arguments
        words = spoken_words(self)
        place = PICTURE.format(
            name=name, words=_told({**words["moving"], **words[name]}), figures=_told(figures(name))
        )
        return [html(place), script(self, "moving")]


class Predict(BugDirective):
    """The question of `kata predict`: a form, or, without JavaScript, answers and the right one folded away."""

    def run(self) -> list[nodes.Node]:
        """Return the question with its answers, and which is right."""
        words = spoken_words(self)["predict"]
        begin = html(QUESTION.format(right=self.bug.predict.right, words=_told(words)))
        return [begin, *super().run(), html("</div>"), script(self, "predict")]

    def text(self, bug: Bug) -> str:
        """Return question, code, answers, and the right one."""
        asked = bug.predict
        answers = "\n".join(f"- {answer}" for answer in map(_answer, asked.answers))
        right, correct = _answer(asked.answers[asked.right]), _answer(asked.correct)
        return "\n".join(
            [
                asked.question,
                "",
                f"{FENCE}python",
                asked.code.strip(),
                FENCE,
                "",
                answers,
                "",
                folded("The answer"),
                f"The broken library says {right}, the corrected one {correct}.",
                "",
                asked.because,
                FENCE,
            ]
        )


def spoken_words(directive: SphinxDirective) -> dict[str, Any]:
    """Return all words in the language of the page, which is read again when they change."""
    language = directive.env.config.language
    for path in (WORDS, Path(directive.env.srcdir, "locales", language, "LC_MESSAGES", "tool.po")):
        directive.env.note_dependency(str(path))
    return listed(WORDS, language)


def html(text: str) -> nodes.raw:
    """Return a piece of a page."""
    return nodes.raw("", text, format="html")


def script(directive: SphinxDirective, name: str) -> nodes.raw:
    """Return what loads a script of this folder; a browser runs it once, however often a page asks."""
    return html(SCRIPT.format(root="../" * directive.env.docname.count("/"), name=name))


def _answer(answer: str) -> str:
    return f"`{answer}`" if re.search(r"[][(]|Error$|^-?[\d.]+$", answer) else answer


def _told(values: dict[str, Any]) -> str:
    """Return values as they stand in an attribute."""
    return escape(json.dumps(values, ensure_ascii=False))


def setup(app: Sphinx) -> dict[str, Any]:
    """Add both to Sphinx."""
    app.add_directive("moving", Moving)
    app.add_directive("predict", Predict)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
