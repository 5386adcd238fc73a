"""What the outcomes of a proof are of: as long as its content is the same, so is what came out.

Beside it they depend on the machine and on versions, and those of the zoo on the tool: that shows in a share, too.
"""

from collections.abc import Callable
from modulefinder import ModuleFinder
from pathlib import Path

from book import fingerprint
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


CONTENTS: dict[str, Callable[[], str]] = {"zoo": zoo, "attacks": attacks}
