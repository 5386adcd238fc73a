"""What the outcomes of a proof are of: nothing that takes part in one is forgotten."""

import json
import sys
from pathlib import Path

import pytest
from typed import run_typed

from book import outcomes
from kata import ROOT
from kata.judging import ahead

LOADED = """
import json, os, pathlib, runpy, sys
end = os._exit
def tell(status):
    modules = [[name, getattr(module, "__file__", None)] for name, module in sys.modules.items()]
    pathlib.Path({file!r}).write_text(json.dumps(modules))
    end(status)
os._exit = tell  # how it ends
runpy.run_module("kata.judging.ahead", run_name="__main__", alter_sys=True)
"""


def ours(modules):
    """Return the files of the modules that are of the tool."""
    return {Path(file) for name, file in modules if name.partition(".")[0] == "kata" and file}


@pytest.fixture(scope="module")
def met():
    """The files that an attack can meet, as they were found."""
    return outcomes.modules_met()


def test_all_that_the_judge_loads_is_met(met, tmp_path, monkeypatch):
    """By the command, and by the process that has the tests, when a library is judged as the attacks are."""
    code = LOADED.format(file=str(tmp_path / "loaded.json"))
    monkeypatch.setattr(ahead, "COMMAND", [sys.executable, "-P", "-c", code])
    asked = ["judge", ROOT / "original", "--bugs=softmax-shape", "--json", "--junit", tmp_path / "junit.xml"]
    assert run_typed(asked).returncode == 1
    loaded = ours(json.loads((tmp_path / "loaded.json").read_text(encoding="utf-8")))
    assert ROOT / "kata" / "judging" / "judge_child.py" in loaded, "expected to see what that process has loaded"
    assert loaded <= met


@pytest.mark.parametrize(
    "name", ["judging/judge.py", "pipe/worker.py", "pipe/wire.py", "confined/walls.py", "exports/junit.py"]
)
def test_a_module_that_takes_part_is_met(met, name):
    """In the command, in the process that has the tests, in the one that has the library, and between them."""
    assert ROOT / "kata" / name in met


@pytest.mark.parametrize("proof", ["zoo", "attacks"])
def test_other_tests_are_another_content(monkeypatch, proof):
    """And so are another list of bugs, another library and another word of the suite itself."""
    read, before = Path.read_bytes, outcomes.CONTENTS[proof]()
    library = {"zoo": "fixed", "attacks": "original"}[proof]
    for changed in (
        "bugs.toml",
        f"{library}/adam.py",
        "tests/bugs/test_adam_shape.py",
        f"tests/{proof}/conftest.py",
    ):
        file = ROOT / changed
        assert file.is_file()
        with monkeypatch.context() as patch:
            patch.setattr(Path, "read_bytes", lambda path, file=file: read(path) + b"#" * (path == file))
            assert outcomes.CONTENTS[proof]() != before, changed
    assert outcomes.CONTENTS[proof]() == before
