"""A template of a catalogue: the messages of a text, of which each language has a translation."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

WIDTH = 100  # of a line, in templates and catalogues


def write_template(path: Path, messages: Mapping[str, Iterable[str]]) -> None:
    """Write messages as a template, each with the files that have it."""
    catalogue = Catalog(project="NetKata", charset="utf-8")
    for text, places in messages.items():
        catalogue.add(text, locations=[(place, 0) for place in sorted(places)])
    with path.open("wb") as file:
        write_po(file, catalogue, width=WIDTH)
