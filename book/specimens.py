"""Specimens: the corrected library with one bug put back, or several, to see what that bug alone does."""

import tempfile
from functools import cache
from pathlib import Path
from types import ModuleType

from kata import variants
from kata.libraries import load_package


@cache
def library_with(*bugs: str) -> ModuleType:
    """Return the corrected library with these bugs; it is our own code, and runs in this process."""
    name = "_".join(["specimen", *bugs]).replace("-", "_")
    with tempfile.TemporaryDirectory(prefix="kata-") as folder:
        variants.build(Path(folder, name), present=set(bugs))
        return load_package(Path(folder, name), name)
