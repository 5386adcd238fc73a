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
    "name",
    [
        "judging/judge.py",
        "pipe/worker.py",
        "pipe/wire.py",
        "confined/launch.py",
        "confined/walls.py",
        "exports/junit.py",
    ],
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


FILES = {  # files of a site in one language, and of what is beside it
    "en/_static/documentation_options.js": "const DOCUMENTATION_OPTIONS = { VERSION: '0.1' };",
    "en/_static/book.css": "p { color: black }",
    "en/_images/adam.svg": '<?xml version="1.0"?><svg width="9" height="5"><path d="M 1 2"/></svg>',
    "en/index.html": "<p>Version 0.1</p><script src=a.js?v=12ab></script>",
    "en/adam.html": "<p>Version 0.1</p><img src=_images/adam.svg>",
    "workshop/workshop.js": "start()",
}
BOTH = {"en/index.html", "en/adam.html"}


@pytest.fixture
def site(tmp_path, monkeypatch):
    """Return a function that writes a site, with some files changed, and tells what stands for its pages."""
    monkeypatch.setattr(outcomes, "version", lambda _: "4.7")  # of axe, which need not be installed
    monkeypatch.setattr(outcomes, "SITE", tmp_path)
    monkeypatch.setattr(outcomes, "LANGUAGES", ["en"])

    def write(changed):
        for name, text in (FILES | changed).items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text, encoding="utf-8")
        return outcomes.pages()

    return write


@pytest.mark.parametrize(
    ("changed", "pages"),
    [
        ({"en/index.html": FILES["en/index.html"] + "<p>"}, {"en/index.html"}),
        ({"en/_static/book.css": "p { color: white }"}, BOTH),
        ({"workshop/workshop.js": "stop()"}, BOTH),
        ({"en/_images/adam.svg": FILES["en/_images/adam.svg"].replace("9", "900")}, {"en/adam.html"}),
        ({"en/_images/adam.svg": FILES["en/_images/adam.svg"].replace("1 2", "2 1")}, set()),
        ({"en/index.html": FILES["en/index.html"].replace("12ab", "34cd")}, set()),
        (
            {name: text.replace("0.1", "0.2") for name, text in FILES.items() if name != "en/_images/adam.svg"},
            set(),
        ),
    ],
    ids=["a page", "a style", "a script", "a larger picture", "another curve", "a file's mark", "another version"],
)
def test_a_page_is_another_one_if_it_looks_otherwise(site, changed, pages):
    """By its own text, by what all pages share, and by the size of its pictures; the version is on every page."""
    before, after = site({}), site(changed)
    assert before.keys() == BOTH
    assert {page for page in BOTH if before[page] != after[page]} == pages
