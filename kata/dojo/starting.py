"""The file that a student begins with: the contract's words, what `subject` is, and a first example."""

import ast
import itertools
import textwrap
from pathlib import Path

from kata.bugs import variants
from kata.bugs.clauses import Clause
from kata.sparring.cast import Target
from kata.subject.calls import SIGNATURES
from kata.words.listed import listed

FOLDER = "dojo"
WORDS = Path(__file__).with_name("words.toml")
WIDTH, INDENT = 100, 4
METHODS = {
    "activation_functions": ("softmax", "activation"),
    "feed_forward": ("outputs", "predict", "cost", "cost_gradient", "initial_parameters", "moved"),
    "optimizer": ("train", "fit_trace"),
    "metrics": ("metrics", "evaluate"),
    "mnist": ("load_mnist",),
    "parameter_row": ("parts", "moved"),
}
LIKE = {"adam": "optimizer", "gradient_descent": "optimizer", "__init__": "feed_forward"}  # and their methods
EXAMPLES = {
    "activation_functions": """\
def test_an_example(subject):
    P = subject.softmax(np.zeros((1, 3)))
    assert np.allclose(P, 1 / 3), P
""",
    "feed_forward": """\
def test_an_example(subject):
    network = Network(sizes=(3, 2), activations=("softmax",), parameters=np.zeros(8))
    P = subject.outputs(network, np.ones((4, 3)))
    assert np.allclose(P, 1 / 2), P
""",
    "optimizer": """\
def test_an_example(subject):
    X, Y = np.ones((4, 3)), np.eye(2)[[0, 1, 0, 1]]
    settings = Settings(epochs=2, batch_size=2)
    parameters, log = subject.train((3, 2), ("softmax",), "adam", X, Y, settings, seed=0)
    assert parameters.shape == (3 * 2 + 2,)
    assert [report.epoch for report in log] == [1, 2]
""",
    "metrics": """\
def test_an_example(subject):
    Y = np.eye(3)[[0, 1, 2]]
    assert subject.metrics(Y, P=Y)["accuracy"] == 1
""",
    "mnist": """\
def test_an_example(subject, digits):
    images = np.zeros((2, 28, 28), dtype=np.uint8)
    for X, Y in subject.load_mnist(digits(images)):
        assert X.shape == (2, 28 * 28)
        assert np.all(X == 0), X
""",
    "parameter_row": """\
def test_an_example(subject):
    row, *layers = subject.parts((3, 2), ("softmax",))
    assert row.shape == (1, 3 * 2 + 2)
""",
}


def first_file(target: Target, code: str) -> str:
    """Return the text of the file for a target, in a language."""
    words = listed(WORDS, code)
    module = LIKE.get(target.module, target.module)
    example, function = EXAMPLES[module], f'    """{words["examples"][module]}"""'
    head, _, body = example.partition("\n")
    kinds = [name for name in ("Network", "Settings") if f"{name}(" in example]
    imports = "import numpy as np\n"
    if kinds:
        imports += f"\nfrom kata.subject.interface import {', '.join(kinds)}\n"
    about = f'"""{_about(target, words)}\n"""\n'
    return f"{about}\n{imports}\n{_comment(module, words)}\n\n\n{head}\n{function}\n{body}"


def _about(target: Target, words: dict[str, str]) -> str:
    """Return what stands at the head of the file."""
    commands = [("kata dojo", "judge"), ("kata dojo watch", "watch"), ("kata dojo hint", "hint")]
    clauses = dict.fromkeys(
        _wrapped(words["place"].format(place=clause.where, says=in_context(clause)), "  - ", "    ")
        for clause in target.clauses
    )
    return "\n".join(
        [
            words["title"].format(target=target.id),
            "",
            words["says"],
            *clauses,
            "",
            _wrapped(words["right"]),
            "",
            *(f"    {command:<18}{words[name]}" for command, name in commands),
        ]
    )


def in_context(clause: Clause) -> str:
    """Return the paragraph of the contract, or the entry of a list there, in which a clause stands."""
    says = " ".join(clause.says.split())
    return next((block for block in _blocks(_docstring(clause)) if says in block), says)


def _docstring(clause: Clause) -> str:
    """Return the docstring of the place that a clause is about."""
    node: ast.AST = ast.parse(variants.module_text(clause.module, ()))
    for name in filter(None, clause.place.split(".")):
        node = next(each for each in getattr(node, "body", []) if getattr(each, "name", "") == name)
    return ast.get_docstring(node) or ""  # type: ignore[arg-type]


def _blocks(docstring: str) -> list[str]:
    """Return the paragraphs of a docstring, each in a line; an entry of a list of parameters is one, too."""
    lines, blocks = [*docstring.splitlines(), ""], [""]
    for line, following in itertools.pairwise(lines):
        head = line[:1].strip() and following[:1] == " "  # of an entry, whose text is indented
        if not line.strip() or head:
            blocks.append("")
        blocks[-1] = f"{blocks[-1]} {line.strip()}".strip()
    return blocks


def _comment(module: str, words: dict[str, str]) -> str:
    """Return what is told of `subject`, as a comment."""
    methods: dict[str, str] = words["methods"]  # type: ignore[assignment]
    lines = [words["subject"]]
    for name in METHODS[module]:
        lines += [f"  subject.{name}{_arguments(name)}", f"      {methods[name]}"]
    if module == "mnist":
        lines += ["  digits(images, labels=None)", f"      {methods['digits']}"]
    if module in ("feed_forward", "optimizer"):
        lines.append(words["network"])
    lines += [words["changed"], words["drawn"]]
    return "\n".join(_wrapped(line, "# ", "#   ") for line in lines)


def _arguments(method: str) -> str:
    parameters = [each.replace(annotation=each.empty) for each in SIGNATURES[method].parameters.values()]
    return str(SIGNATURES[method].replace(parameters=parameters[1:], return_annotation=parameters[0].empty))


def _wrapped(text: str, first: str = "", following: str = "") -> str:
    return textwrap.fill(
        text,
        WIDTH,
        initial_indent=first,
        subsequent_indent=following,
        break_on_hyphens=False,
    )
