"""A library in this process: for `pytest --subject`, so that `--pdb` works, and for code that is trusted."""

from pathlib import Path

from kata.subject.libraries import find_source
from kata.subject.watched import Watched, load_watched


def load_subject(name: str | Path) -> Watched:
    """Return the library called `name` as a watched subject."""
    return load_watched(*find_source(name))
