"""Specimens: the corrected library with some bugs put back, or with another fix, to see what that alone does."""

import re
import tempfile
from functools import cache
from pathlib import Path
from types import ModuleType

from book import zoo
from kata.bugs import variants
from kata.bugs.fixes import text_of
from kata.bugs.manifest import load_bugs
from kata.subject.loading import load_package


@cache
def library_with(*bugs: str) -> ModuleType:
    """Return the corrected library with these bugs; it is our own code, and runs in this process."""
    return _load("with_" + "_".join(bugs), present=set(bugs))


@cache
def fixed_by(bug: str, name: str) -> ModuleType:
    """Return the corrected library with this fix of the zoo, right or wrong, in the place of ours."""
    text = text_of(zoo.find(bug, name))
    return _load(f"{bug}_{name}", present=set(), texts={load_bugs()[bug].module: text})


def _load(name: str, present: set[str], texts: dict[str, str] | None = None) -> ModuleType:
    """Load a variant, some of its modules with another text."""
    name = "specimen_" + re.sub(r"\W", "_", name)
    with tempfile.TemporaryDirectory(prefix="kata-") as folder:
        library = Path(folder, name)
        variants.build(library, present=present)
        for module, text in (texts or {}).items():
            (library / f"{module}.py").write_text(text, encoding="utf-8")
        return load_package(library, name)
