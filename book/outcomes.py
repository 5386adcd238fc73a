"""What the outcomes of a proof are of: as long as its content is the same, so is what came out.

Beside it they depend on the machine and on versions, and those of the zoo on the tool: that shows in a share, too.
"""

import hashlib
import re
from collections.abc import Callable
from importlib.metadata import version
from modulefinder import ModuleFinder
from pathlib import Path
from typing import Any

from book import LANGUAGES, SITE, fingerprint
from kata import ROOT

TESTS = (
    "bugs.toml",
    *(f"tests/{name}.py" for name in ("conftest", "english", "oracles", "strategies", "telling", "idx")),
    "tests/bugs/*.py",
    "tests/contract/*.py",
    "tests/contract/clauses/*.toml",
    "tests/test_together.py",
)
ZOO = (*TESTS, "fixed/*.py", "tests/zoo/*.py", "tests/zoo/**/*.toml")
ATTACKERS = [f"tests/{name}.py" for name in ("lasting", "typed", "waiting")]
ATTACKS = (*TESTS, *ATTACKERS, "original/*.py", "tests/attacks/*")
# what an attack meets: the command, the process that has the tests, and the one that has the library
MET = (
    *("kata.__main__", "kata.commands.judge"),
    *("kata.judging.ahead", "kata.judging.judge_child", "kata.judging.pytest_plugin"),
    *("kata.confined.launch", "kata.pipe.worker"),
)
NOT_MET = ("kata.commands.status",)  # what the command line loads for `kata` alone

LOOKS = ("tests/browsing.py", "tests/browser/conftest.py", "tests/browser/test_site.py")
OPTIONS = "documentation_options.js"  # of a site: it holds the version
QUERY = re.compile(r"\?v=\w+")  # behind the name of a file, to tell a browser that it is another


def modules_met() -> set[Path]:
    """Return the files of all modules of the tool that an attack can meet, or that its tests load."""
    finder = ModuleFinder(path=[str(ROOT), str(ROOT / "tests")], excludes=list(NOT_MET))
    for name in MET:
        finder.import_hook(name)
    for pattern in TESTS:
        for path in ROOT.glob(pattern):
            if path.suffix == ".py":
                finder.load_file(str(path))
    files = (getattr(module, "__file__", None) for module in finder.modules.values())
    return {Path(file) for file in files if file and Path(file).is_relative_to(ROOT / "kata")}


def zoo() -> str:
    """Return what stands for the tests, the corrected library and the zoo as they are."""
    return fingerprint(ZOO)


def attacks() -> str:
    """Return what stands for the judge, the tests, the library with the bugs and the attacks as they are."""
    met = (str(path.relative_to(ROOT)) for path in modules_met())
    return fingerprint((*ATTACKS, *met))


def pages() -> dict[str, str]:
    """Return what stands for each page of the site, by its path, and for what looks at it.

    The version is left out, which every page has, and so is what pictures show: other machines draw other curves.
    """
    looks = fingerprint(LOOKS, version("axe-playwright-python"))
    workshop = [path for kind in ("css", "js") for path in sorted((SITE / "workshop").glob(f"*.{kind}"))]
    found = {}
    for code in LANGUAGES:
        site = SITE / code
        beside = sorted(path for path in (site / "_static").rglob("*") if path.is_file() and path.name != OPTIONS)
        shared = looks + "".join(_digest(path.read_bytes()) for path in [*beside, *workshop])
        sizes = {path.name: _opening(path) for path in (site / "_images").glob("*.svg")}
        [made] = re.findall("VERSION: '(.+)'", (site / "_static" / OPTIONS).read_text(encoding="utf-8"))
        for path in site.rglob("*.html"):
            text = QUERY.sub("", path.read_text(encoding="utf-8").replace(made, ""))
            shown = sorted(size for name, size in sizes.items() if name in text)
            found[path.relative_to(SITE).as_posix()] = _digest("\n".join([shared, text, *shown]).encode())
    return dict(sorted(found.items()))


def _opening(picture: Path) -> str:
    """Return the tag in which an SVG says how large it is."""
    return picture.read_text(encoding="utf-8").partition("<svg")[2].partition(">")[0]


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


CONTENTS: dict[str, Callable[[], Any]] = {"zoo": zoo, "attacks": attacks, "pages": pages}
