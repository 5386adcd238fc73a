"""What the tool says, as templates of catalogues: its own words, and those of the tests, the clauses and the bugs.

A text that a page on a bug has, too, or a picture, is translated there and not again.
"""

import ast
import inspect
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import typer
from babel.messages.pofile import read_po

from book.phrases import Reader, messages, paragraphs
from book.templates import write_template
from kata import ROOT
from kata.bugs.clauses import load_clauses
from kata.bugs.fixes import load_fixes
from kata.bugs.manifest import load_bugs
from kata.cli import app
from kata.diagnosis.faults import load_faults
from kata.judging.sentences import sentence
from kata.words.failure import REMARKS
from kata.words.listed import all_texts
from kata.words.markdown import translated
from kata.words.translation import THOUSANDS

Told = Iterator[tuple[str, str]]  # messages, each with the file that has it
SAYING = {  # what is told a text that is shown
    *("tr", "phrase", "say", "fail"),
    *("diagnosis", "key", "lost", "void", "stopped"),  # as all names, in small letters
}
HELPING = {"help", "rich_help_panel", "show_default"}  # arguments, of whatever
DRAWN = re.compile(r"\$\{?([A-Za-z_]\w*)\}?")  # a name in a question, which stands for a value
LABELS = {"tried", "got", "expected", "why"}  # of what a failing test tells
TESTS = ("tests/bugs/*.py", "tests/contract/*.py", "tests/*.py")
TOLD_BY = {"conftest.py", "oracles.py", "strategies.py", "telling.py", "test_together.py"}  # of the folder tests
# what the libraries that the commands are made with say, and what the system does
OTHERS = (
    THOUSANDS,
    *("Usage:", "Arguments", "Options", "Commands", "Error", "Aborted.", "Aborted!", "(dynamic)", "required"),
    *(
        "[required]",
        "[default: {}]",
        "[env var: {}]",
        "default: {default}",
        "env var: {var}",
        "default: (dynamic)",
    ),
    "Try [blue]'{command_path} {help_option}'[/] for help.",
    *("Missing command.", "No such command {name!r}.", "Show this message and exit."),
    "Install completion for the current shell.",
    "Show completion for the current shell, to copy it or customize the installation.",
    *("No such command {name}.", "{complaint} Did you mean {other}?"),
    *(
        "No such option: {option}",
        "{complaint} (Possible options: {options})",
        "Option {option} requires an argument.",
    ),
    *("Option {option} does not take a value.", "Missing argument {argument}.", "Missing option {option}."),
    "Input should be a valid integer, unable to parse string as an integer",
    "Input should be a valid number, unable to parse string as a number",
    *("Input should be greater than or equal to {least}", "Input should be greater than {least}"),
    *("Invalid value for {parameter}: {reason}", "Invalid value: {reason}"),
    *("{value} is not a valid integer.", "{value} is not a valid int.", "{value} is not a valid int range."),
    *("{value} is not a valid float.", "{value} is not a valid float range."),
    *("{value} is not in the range {range}.", "{value} is not one of {choices}."),
    *("Got unexpected extra argument ({arguments})", "Got unexpected extra arguments ({arguments})"),
    "Got unexpected extra argument(s) ({arguments})",
    *("Directory {path} does not exist.", "File {path} does not exist.", "Path {path} does not exist."),
    *("Directory {path} is a file.", "File {path} is a directory.", "Path {path} is not readable."),
    *("No such file or directory", "Permission denied", "File exists", "Is a directory", "Not a directory"),
    *("No space left on device", "Read-only file system", "Directory not empty"),
    *("Examples:", "Example:"),
)


def write_templates_of_the_tool(folder: Path) -> None:
    """Write a template for each catalogue of the tool, beside those of the pages."""
    shown = (*(folder / "bugs").glob("*.pot"), *folder.glob("pictures.pot"))
    known = {text for path in shown for text in _ids(path)}
    for name, gather in CATALOGUES.items():
        found: dict[str, set[str]] = {}
        for text, where in gather():
            if text not in known:
                found.setdefault(text, set()).add(where)
        known |= found.keys()
        write_template(folder / f"{name}.pot", found)


def _ids(path: Path) -> set[str]:
    with path.open("rb") as file:
        return {str(message.id) for message in read_po(file)}


def _readers(*patterns: str) -> Iterator[tuple[Path, Reader]]:
    """Yield the modules of the checkout that match, in their order, each with what reads it."""
    for path in (path for pattern in patterns for path in sorted(ROOT.glob(pattern))):
        where = path.relative_to(ROOT).as_posix()
        yield path, Reader(path.read_text(encoding="utf-8"), where)


def of_bugs() -> Told:
    """Yield what the list of the bugs says of them; answers are what Python prints, unless they are sentences."""
    for bug in load_bugs().values():
        asked = bug.predict
        answers = [answer for answer in asked.answers if is_prose(answer)]
        for text in (bug.title, bug.symptom, *bug.hints, asked.question, *answers, asked.because):
            yield text, "bugs.toml"
        for question in bug.ask:
            for text in (question.question, question.because):
                yield DRAWN.sub(lambda name: f"{{{name[1].lower()}}}", text), "bugs.toml"


def of_clauses() -> Told:
    """Yield the words of the clauses of the contract."""
    for clause in load_clauses().values():
        yield " ".join(clause.says.split()), f"tests/contract/clauses/{clause.module}.toml"


def of_the_zoo() -> Told:
    """Yield what the fixes are called, why a wrong one is wrong, and what the faults of sealed libraries show."""
    for fix in load_fixes():
        yield from ((fix[key], "tests/zoo") for key in ("name", "why") if key in fix)
    for fault in load_faults():
        yield fault.says, "kata/diagnosis/faults.toml"


def of_tests() -> Told:
    """Yield what the tests say of a failure, and what each of them checks."""
    for path, reader in _readers(*TESTS):
        if path.parent.name == "tests" and path.name not in TOLD_BY:
            continue
        for name, docstring in reader.functions():
            if name.startswith("test_"):
                yield sentence(name, docstring), reader.where
        labelled = _arguments(reader, lambda _, keyword: keyword in LABELS)
        texts = [*labelled, *filter(is_prose, reader.all_texts()), *reader.counted()]
        for text in texts:
            for message in messages(text):
                yield message, reader.where


def of_its_pages() -> Told:
    """Yield the words of the pages that are made for somebody: lists of them, and a page as a template."""
    for path in sorted(path for of in ("kata", "book") for path in (ROOT / of).glob("*/words.toml")):
        yield from ((text, path.relative_to(ROOT).as_posix()) for text in all_texts(path))
    for path in sorted((ROOT / "kata").glob("*/page.md")):
        blocks: list[str] = []

        def note(block: str, blocks: list[str] = blocks) -> str:
            blocks.append(block)
            return block

        translated(path.read_text(encoding="utf-8"), sections=True, say=note)
        yield from ((text, path.relative_to(ROOT).as_posix()) for text in blocks)


def of_the_tool() -> Told:
    """Yield what the commands say, what they say of themselves, and what others say for them."""
    for text in OTHERS:
        yield text, "kata/cli.py"
    yield from of_its_pages()
    for _, reader in _readers("kata/*.py", "kata/**/*.py"):
        shown = [*_arguments(reader, lambda name, keyword: name in SAYING or keyword in HELPING)]
        shown += [text for node in reader.raised() for text in _if_readable(reader, node)]
        for text in [*shown, *reader.counted()]:
            for message in messages(text):
                yield message, reader.where
    for _, reader in _readers("kata/subject/*.py", "kata/literals.py"):  # which write scripts
        for text in reader.all_texts():
            yield from ((line, reader.where) for line in messages(text) if line.startswith(REMARKS))
    for command in all_commands(typer.main.get_group(app)):
        for text in of_a_command(inspect.getdoc(command.callback) or ""):
            yield text, f"{command.callback.__module__.replace('.', '/')}.py"


def all_commands(group: Any) -> Iterator[Any]:
    """Yield a command, and all those below it."""
    yield group
    for command in getattr(group, "commands", {}).values():
        yield from all_commands(command)


def of_a_command(docstring: str) -> Iterator[str]:
    """Yield the paragraphs of the help of a command, but for its examples, which are code."""
    yield from (text for text in paragraphs(docstring) if text and not text.startswith("Example"))


def _arguments(reader: Reader, wanted: Callable[[str, str], bool]) -> Iterator[str]:
    """Yield the texts that calls are given, by the name of what is called and that of the argument."""
    for call, name in reader.calls():
        given: list[tuple[str, ast.expr]] = [("", argument) for argument in call.args]
        given += [(keyword.arg or "", keyword.value) for keyword in call.keywords]
        for keyword, node in given:
            if wanted(name, keyword):
                yield from reader.texts(node) if name == "tr" else _if_readable(reader, node)


def _if_readable(reader: Reader, node: ast.expr) -> list[str]:
    try:
        return reader.texts(node)
    except ValueError:
        return []


def is_prose(text: str) -> bool:
    """Tell whether a text is words: two of them, one of which is no more than small letters."""
    words = re.sub(r"\{\w+\}", "0", text).split()
    return len(words) > 1 and any(re.fullmatch(r"[a-z]{2,}[,.:;]?", word) for word in words)


CATALOGUES: dict[str, Callable[[], Told]] = {
    "list": of_bugs,
    "clauses": of_clauses,
    "zoo": of_the_zoo,
    "tests": of_tests,
    "tool": of_the_tool,
}
