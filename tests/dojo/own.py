"""Our own tests of a bug and of its clauses, put into the dojo as a student's would be."""

import re
import shutil
from pathlib import Path

from kata import ROOT

TESTS = ROOT / "tests"
HELPERS = ("idx", "oracles", "strategies", "telling")
OFFERED = '''

@pytest.fixture
def subject(subject):
    """Some of these tests ask what the library offers: in the dojo each offers all."""
    subject.need = lambda _: None
    return subject
'''


def _fixtures(file):
    """Return the fixtures that a file of tests has for itself."""
    return re.findall(r"@pytest\.fixture.*\ndef (\w+)", file.read_text(encoding="utf-8"))


def put(target, folder):
    """Write the tests of a bug, and those that hold its clauses elsewhere, into a folder; return the file."""
    for name in HELPERS:
        shutil.copy(TESTS / f"{name}.py", folder)
    shutil.copy(TESTS / "contract" / "conftest.py", folder / "own_conftest.py")
    text = (TESTS / "bugs" / target.file).read_text(encoding="utf-8")
    text += f"\nfrom own_conftest import {', '.join(_fixtures(folder / 'own_conftest.py'))}\n"
    for test in dict.fromkeys(test for clause in target.clauses for test in clause.tests):
        file, _, function = test.partition("::")
        if file != f"bugs/{target.file}":
            module = f"own_{Path(file).stem.removeprefix('test_')}"
            shutil.copy(TESTS / file, folder / f"{module}.py")
            text += f"\nfrom {module} import {', '.join([function, *_fixtures(folder / f'{module}.py')])}\n"
    file = folder / target.file
    file.write_text(f"{text}\nimport pytest\n{OFFERED}", encoding="utf-8")
    return file
