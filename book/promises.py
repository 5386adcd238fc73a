"""What every public function of the library takes, gives and raises, with shapes and dtypes, in its reference.

The docstrings of the library are a contract for somebody who reads the code. What a reader of the reference looks
up stands in `docs/reference/library.toml`, so that no docstring has to say it twice: it is added below each one as
Sphinx reads it, and tests hold it to the code.
"""

import tomllib
from functools import cache
from typing import Any

from sphinx.application import Sphinx

from kata import ROOT

TABLE = ROOT / "docs" / "reference" / "library.toml"
LIBRARY = "fixed."


@cache
def promises() -> dict[str, dict[str, Any]]:
    """Return what is promised of each function and class, by its name from the package on."""
    return tomllib.loads(TABLE.read_text(encoding="utf-8"))


def fields_of(promised: dict[str, Any]) -> list[str]:
    """Return it as the fields of a docstring."""
    fields = [f":param {name}: {_said(told)}" for name, told in promised.get("takes", {}).items()]
    fields += [f":ivar {name}: {_said(told)}" for name, told in promised.get("has", {}).items()]
    if gives := promised.get("gives"):
        fields.append(f":returns: {' '.join(map(_said, gives if isinstance(gives, list) else [gives]))}")
    fields += [f":raises {name}: {told[0]}" for name, told in promised.get("raises", {}).items()]
    return fields


def _said(told: str | dict[str, str]) -> str:
    """Return what is said of one thing; of an array its shape and its dtype come first."""
    if isinstance(told, str):
        return told
    return f"`{told['shape']}`, {told['dtype']}. {told['says']}"


def add_fields(_app: Sphinx, _what: str, name: str, _thing: Any, _options: Any, lines: list[str]) -> None:
    """Add the fields below a docstring."""
    promised = promises().get(name.removeprefix(LIBRARY)) if name.startswith(LIBRARY) else None
    if promised:
        lines += ["", *fields_of(promised), ""]


def note_table(app: Sphinx, docname: str, _source: list[str]) -> None:
    """Have the page of the library read again when the table changes."""
    if docname == "reference/library":
        app.env.note_dependency(str(TABLE))


def setup(app: Sphinx) -> dict[str, Any]:
    """Add all this to Sphinx, behind what reads the sections of numpydoc."""
    app.connect("autodoc-process-docstring", add_fields, priority=800)
    app.connect("source-read", note_table)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
