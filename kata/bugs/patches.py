"""The fixes as patches, `docs/bugs/NN-id.patch`, made from the two libraries."""

import difflib
from pathlib import Path

from kata import ROOT
from kata.bugs.manifest import load_bugs
from kata.bugs.variants import ORIGINAL, lines_of, mixed
from kata.files import write_whole

PATCHES = ROOT / "docs" / "bugs"


def patch_file(bug: str) -> Path:
    """Return where the patch of a bug is kept."""
    number = list(load_bugs()).index(bug) + 1
    return PATCHES / f"{number:02}-{bug}.patch"


def patch(bug: str) -> str:
    """Return the fix of a bug as a unified diff with one line of context, for the folder of a library."""
    module = load_bugs()[bug].module
    names = f"a/{module}.py", f"b/{module}.py"
    return "".join(difflib.unified_diff(lines_of(ORIGINAL, module), mixed(module, {bug}), *names, n=1))


def stale_patches() -> list[Path]:
    """Return the patch files that are missing, not what the libraries say, or of no bug."""
    expected = {patch_file(bug): patch(bug) for bug in load_bugs()}
    found = {path: path.read_text(encoding="utf-8") for path in PATCHES.glob("*.patch")}
    return sorted(path for path in {*expected, *found} if expected.get(path) != found.get(path))


def write_patches() -> list[Path]:
    """Write the stale patch files anew, take those of no bug away, and return which they were."""
    PATCHES.mkdir(parents=True, exist_ok=True)
    stale = stale_patches()
    for path in stale:
        path.unlink(missing_ok=True)
    for bug in load_bugs():
        if not patch_file(bug).exists():
            write_whole(patch_file(bug), patch(bug))
    return stale
