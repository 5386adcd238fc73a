"""A JSON Schema as tables, one for each object in it: the directive `schema` has them made where it stands."""

import json
from collections.abc import Iterator
from typing import Any

from sphinx.application import Sphinx

from book.extension import FENCE, Table, folded
from kata import ROOT

Schema = dict[str, Any]
HEAD = ("| key | what it is | meaning |", "| --- | --- | --- |")


class SchemaTables(Table):
    """The objects of a schema, from the outer to the inner; and all of the schema, folded away."""

    required_arguments = 1

    def lines(self) -> list[str]:
        """Return the tables, each under the name of its object."""
        path = ROOT / self.arguments[0]
        self.env.note_dependency(str(path))
        text = path.read_text(encoding="utf-8")
        lines: list[str] = []
        for name, rows in tables(json.loads(text)):
            lines += [f"Each entry of `{name}`:" if name else "The file:", "", *HEAD, *rows, ""]
        return [*lines, folded("The schema"), f"````json\n{text.strip()}\n````", FENCE]


def tables(schema: Schema) -> Iterator[tuple[str, list[str]]]:
    """Yield each object of a schema with a row for each of its keys; the outermost has no name."""
    waiting = [("", schema)]
    while waiting:
        name, found = waiting.pop(0)
        rows = []
        for key, said in found["properties"].items():
            rows.append(f"| `{key}` | {kind_of(said, schema)} | {said['description']} |")
            for part in (said, said.get("items", {}), said.get("additionalProperties", {})):
                inner = resolved(part, schema) if isinstance(part, dict) else {}
                if "properties" in inner:
                    waiting.append((key, inner))
        yield name, rows


def resolved(said: Schema, schema: Schema) -> Schema:
    """Return what a reference of the schema stands for."""
    return resolved(schema["$defs"][said["$ref"].rpartition("/")[2]], schema) if "$ref" in said else said


def kind_of(said: Schema, schema: Schema) -> str:
    """Return what may stand behind a key, as code."""
    said = resolved(said, schema)
    if "anyOf" in said:
        return " or ".join(kind_of(way, schema) for way in said["anyOf"])
    if "const" in said or "enum" in said:
        return ", ".join(f"`{json.dumps(value)}`" for value in said.get("enum", [said.get("const")]))
    kinds = [said["type"]] if isinstance(said["type"], str) else said["type"]
    if kinds == ["array"]:
        return f"list of {kind_of(said['items'], schema)}"
    if kinds == ["object"] and isinstance(said.get("additionalProperties"), dict):
        return f"`object` of {kind_of(said['additionalProperties'], schema)}"
    return " or ".join(f"`{kind}`" for kind in kinds)


def setup(app: Sphinx) -> dict[str, Any]:
    """Add it to Sphinx."""
    app.add_directive("schema", SchemaTables)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
