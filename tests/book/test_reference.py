"""The reference: what the pages import is documented, and every file that has a schema is in a table."""

import ast
import json
import re
from importlib import import_module

import pytest
from jsonschema import Draft202012Validator
from sybil import Document

from book.running import PARSERS
from book.schemas import kind_of, tables
from kata import ROOT

DOCS = ROOT / "docs"
REFERENCE = "\n".join(path.read_text(encoding="utf-8") for path in (DOCS / "reference").glob("*.md"))
SHOWN = re.findall(r"^\.\. (?:auto|py:)\w+:: ((?:kata|book)\.[\w.]+)$", REFERENCE, re.MULTILINE)
SCHEMAS = sorted(path.relative_to(ROOT).as_posix() for path in ROOT.glob("kata/*/*.schema.json"))


def code_of(path):
    """Return the Python of a page, block by block."""
    for example in Document.parse(str(path), *PARSERS).examples():
        parsed = example.parsed
        yield parsed.source if hasattr(parsed, "source") else str(parsed)


def imports_of(text):
    """Return what a piece of code imports of the tool or the book, each with its module."""
    try:
        tree = ast.parse(text)
    except SyntaxError:  # commands of a shell
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] in {"kata", "book"}:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.split(".")[0] in {"kata", "book"})


def used():
    """Return what the pages import, each with the first page that does."""
    found = {}
    for path in sorted(DOCS.rglob("*.md")):
        if path.name != "README.md":
            for text in code_of(path):
                for name in imports_of(text):
                    found.setdefault(name, path.relative_to(DOCS).as_posix())
    return found


USED = used()


def test_what_the_pages_import_is_found():
    """Or nothing below would be tested."""
    assert {"kata.bugs.manifest.load_bugs", "book.specimens.library_with", "kata.DATA"} <= USED.keys()


@pytest.mark.parametrize("name", USED)
def test_what_the_pages_import_is_documented(name):
    """A reader who copies a block finds out what it uses."""
    assert name in SHOWN, f"{USED[name]} imports {name}: expected it in docs/reference, or no import of it"


@pytest.mark.parametrize("name", SHOWN)
def test_what_is_documented_is_there(name):
    """Under the name that the reference gives."""
    module, _, thing = name.rpartition(".")
    assert hasattr(import_module(module), thing)


PAGES = sorted(path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md") if path.name != "README.md")


@pytest.mark.parametrize("page", PAGES)
def test_no_code_opens_a_result_that_is_kept(page):
    """A reader learns nothing by running that: tables of results are made by directives, pictures by modules."""
    opened = [text for text in code_of(DOCS / page) if re.search(r"experiments\W+results|docs\W+proof\b", text)]
    assert not opened, f"expected a directive such as {{kept}} instead of {opened}"


@pytest.mark.parametrize("path", SCHEMAS)
def test_every_schema_is_in_the_reference(path):
    """As tables, in which every key has a meaning and a kind."""
    schema = json.loads((ROOT / path).read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    assert f"```{{schema}} {path}\n" in REFERENCE
    found = list(tables(schema))
    keys = sum(len(rows) for _, rows in found)
    assert keys == len(re.findall(r'"description"', json.dumps(schema))) - ("description" in schema)


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ({"const": 1}, "`1`"),
        ({"enum": ["en", "es"]}, '`"en"`, `"es"`'),
        ({"type": ["string", "null"]}, "`string` or `null`"),
        ({"type": "array", "items": {"$ref": "#/$defs/hash"}}, "list of `string`"),
        ({"type": "object", "additionalProperties": {"$ref": "#/$defs/hash"}}, "`object` of `string`"),
        ({"anyOf": [{"$ref": "#/$defs/hash"}, {"type": "null"}]}, "`string` or `null`"),
    ],
)
def test_the_kind_of_a_value(said, kind):
    """In the words of JSON, each as code."""
    assert kind_of(said, {"$defs": {"hash": {"type": "string"}}}) == kind


def test_a_verdict_fits_its_schema():
    """The one that the page of the judge shows in full: the tests of the judge make others."""
    schema = json.loads((ROOT / "kata/judging/verdict.schema.json").read_text(encoding="utf-8"))
    assert "Draft202012Validator" in (DOCS / "reference" / "judge.md").read_text(encoding="utf-8")
    assert schema["properties"]["format"]["const"] == import_module("kata.judging.verdict").FORMAT
