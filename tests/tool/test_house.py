"""The house: every module of the tool is in a room, and a room uses those below it only.

`ORDER` is the list of rooms from the top floor down; the README's layout has the same.
"""

import ast
import graphlib
import re
from pathlib import Path

import pytest

from kata import ROOT

ORDER = (
    *(
        "cli",
        "commands",
        "exports",
        "grading",
        "collecting",
        "watching",
        "diagnosis",
        "reviewing",
        "exam",
        "classroom",
        "dojo",
        "student",
        "search",
        "report",
        "proof",
        "training",
        "sparring",
        "lines",
        "digits",
        "judging",
        "recall",
        "pipe",
        "adapters",
    ),
    *(
        "completion",
        "subject",
        "confined",
        "bugs",
        "installing",
        "places",
        "pictures",
        "editor",
        "files",
        "terminal",
        "printable",
        "literals",
        "declared",
        "words",
    ),
)
MOST_FILES, MOST_LINES = 12, 250  # of a room but that of the commands, which has a file for each; of a module
HOUSE = ROOT / "kata"
MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for path in HOUSE.rglob("*.py")
}


def room_of(module):
    """Return the room that a module is in; the face of the package is in none."""
    return module.partition(".")[2].partition(".")[0]


def imports_of(module):
    """Return the modules of the tool that a module imports, for types and within functions, too."""
    found = set()
    for node in ast.walk(ast.parse(MODULES[module].read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {f"{node.module}.{alias.name}" for alias in node.names} | {node.module}
    return found & MODULES.keys() - {module, "kata"}


def test_every_module_is_in_a_room():
    """And no room is empty."""
    assert {room_of(module) for module in MODULES} - {"", "__main__"} == set(ORDER)


@pytest.mark.parametrize("module", sorted(MODULES))
def test_no_import_goes_up(module):
    """A room uses the rooms below it, and itself."""
    floor = {room: number for number, room in enumerate(ORDER)} | {"__main__": -1, "": len(ORDER)}
    up = [other for other in imports_of(module) if floor[room_of(other)] < floor[room_of(module)]]
    assert not up, f"{module} is below what it imports: {up}"


def test_no_import_goes_round():
    """Nor from module to module within a room."""
    list(graphlib.TopologicalSorter({module: imports_of(module) for module in MODULES}).static_order())


def test_no_command_imports_another():
    """What several of them need is in `arguments`, or in a room."""
    commands = {module for module in MODULES if room_of(module) == "commands"} - {"kata.commands.arguments"}
    for module in commands:
        assert not imports_of(module) & (commands - {"kata.commands"}), module


@pytest.mark.parametrize("room", [path.parent for path in HOUSE.glob("*/__init__.py")], ids=lambda room: room.name)
def test_a_room_is_small_and_says_what_it_is_for(room):
    """In the docstring of its face, and with no more files than can be seen at a glance."""
    assert ast.get_docstring(ast.parse((room / "__init__.py").read_text(encoding="utf-8")))
    if room.name != "commands":
        assert len([path for path in room.glob("*.py") if path.name != "__init__.py"]) <= MOST_FILES


@pytest.mark.parametrize("module", sorted(MODULES))
def test_a_module_is_short(module):
    """So that it can be read in one go."""
    assert len(MODULES[module].read_text(encoding="utf-8").splitlines()) <= MOST_LINES


def test_the_readme_has_the_rooms_of_the_code():
    """Each with its folder or file, in the same order."""
    readme = Path(ROOT / "README.md").read_text(encoding="utf-8")
    told = re.findall(r"^\| `kata/(\w+)(?:/|\.py)`", readme, re.MULTILINE)
    assert told == list(ORDER)
