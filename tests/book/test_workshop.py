"""The workshop without a browser: what it is made of, what it is told, and its judge, which is in one process."""

import hashlib
import io
import json
import re
import subprocess
import sys
import zipfile
from types import SimpleNamespace

import pytest

from book import LANGUAGES, SITE
from book.workshop import fetching
from book.workshop.inside.bench import unpacked
from book.workshop.making import STAND_IN, TOOL, is_made
from book.workshop.telling import told
from kata import ROOT
from kata.bugs.manifest import load_bugs
from kata.bugs.variants import module_text, modules
from kata.judging.trial import run_tests
from kata.judging.verdict import failure_in_words
from kata.student.exercise import Exercise
from kata.words.language import spoken

# its plugin is for a process of its own, as the page has it
RUN = """
import json, sys
from pathlib import Path
from book.workshop.inside.bench import Bench
from kata.judging.trial import Trial

folder = Path(sys.argv[1])
bench = Bench("es", folder)
bench.open(json.dumps({"bugs": ["adam-shape", "bias-correction"], "notes": ""}))


def judged():
    trial = Trial("original")
    for _ in bench.judge.run(trial):
        pass
    return [trial.outcomes, trial.messages, trial.snippets, trial.places]


def checked(files):
    bench.write(files)
    return [json.loads(event) for event in bench.check("adam-shape")]


found = {"original": judged(), "unreadable": checked(sys.argv[2]), "fix": checked(sys.argv[3])}
(folder / "packed.zip").write_bytes(bench.packed('{"adam-shape": 2}'))
print("@@" + json.dumps(found | {"again": judged()}))
"""
UNREADABLE = "x = 1\ndef step(:\n"
FIX = module_text("adam", ["bias-correction"])  # of adam-shape
# of memory, which differs by some bytes, and by what the kernel sees of another process
SIZE = re.compile(r"[\d,.]+(?= bytes|: \d)|(?<= )[\d.]+(?= matrices| rows of)")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The home of the page."""
    return tmp_path_factory.mktemp("page")


@pytest.fixture(scope="module")
def inside(folder):
    """What came of the judge of the page, in a process of its own: of `original` twice, and two texts between."""
    texts = [json.dumps({"adam": text}) for text in (UNREADABLE, FIX)]
    command = [sys.executable, "-c", RUN, str(folder), *texts]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=300)
    assert "@@" in done.stdout, f"expected an answer: {done.stderr[-2000:]}"
    return json.loads(done.stdout.rpartition("@@")[2])


def test_the_judge_in_one_process_says_what_the_judge_says(inside):
    """Of every test the same outcome, the same words, and the same calls to try it with, also another time."""
    trial = run_tests("original")
    for outcomes, messages, snippets, places in (inside["original"], inside["again"]):
        assert outcomes == trial.outcomes
        assert places == trial.places
        assert snippets == trial.snippets
        for test, message in trial.messages.items():
            here, there = (SIZE.sub("", failure_in_words(each)) for each in (messages[test], message))
            assert here == there, test


def test_a_check_of_a_fix(inside, folder, tmp_path):
    """It is found to be fixed, another bug of the file is not, and what is downloaded is an exercise of `kata`."""
    events = [event for event in inside["fix"] if event["event"] != "progress"]
    assert [event["event"] for event in events] == ["finding", "standing"]
    assert events[0]["status"] == "fixed"
    assert events[1]["statuses"] == {"adam-shape": "fixed", "bias-correction": "present"}
    assert not events[1]["broken"]
    with zipfile.ZipFile(folder / "packed.zip") as archive:
        archive.extractall(tmp_path)
    exercise = Exercise(tmp_path / "exercise")
    assert [bug.id for bug in exercise.bugs] == ["adam-shape", "bias-correction"]
    assert [bug.id for bug in exercise.fixed] == ["adam-shape"]
    assert exercise.notes.state.hints == {"adam-shape": 2}
    assert json.loads(unpacked((folder / "packed.zip").read_bytes()))["adam"] == FIX


def test_what_python_cannot_read_is_told_with_its_place(inside):
    """And no test is run."""
    [event] = inside["unreadable"]
    assert event["event"] == "syntax"
    assert (event["place"], event["module"], event["line"], event["column"]) == ("adam.py:2", "adam", 2, 10)


def test_an_archive_of_something_else_has_no_module():
    """Nor is a file taken for one by its name alone, and of two of one name the outer one counts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a/.kata/start/adam.py", "start")
        archive.writestr("a/adam.py", "mine")
        archive.writestr("a/notes.py", "other")
        archive.writestr("a/metrics.txt", "other")
    assert json.loads(unpacked(buffer.getvalue())) == {"adam": "mine"}


@pytest.mark.parametrize("bug", load_bugs())
def test_the_files_of_a_page_are_those_of_the_variant(bug):
    """Put together piece by piece, with this bug and no other."""
    for module, parts in told("en", 0)["modules"].items():
        text = "".join(
            part if isinstance(part, str) else part["broken" if part["bug"] == bug else "fixed"] for part in parts
        )
        assert text == module_text(module, [bug]), module


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_page_is_told_everything_in_its_language(code):
    """All bugs with three hints and a question, of which the right answers are among the answers."""
    found = told(code, 0)
    assert [bug["id"] for bug in found["bugs"]] == list(load_bugs())
    assert set(found["modules"]) == set(modules())
    for bug in found["bugs"]:
        asked = bug["predict"]
        assert len(bug["hints"]) == 3
        assert {asked["right"], asked["correct"]} <= {*asked["answers"]}
    with spoken(code):
        assert (found["words"]["check"] == "Check") == (code == "en")


def test_what_the_judge_needs_is_packed():
    """Every module that is imported for it, of all that is ours."""
    code = "import sys, book.workshop.inside.bench; print('\\n'.join(m.__file__ for m in sys.modules.values() if"
    code += " getattr(m, '__file__', None)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    ours = {path for path in done.stdout.splitlines() if path.startswith(str(ROOT)) and ".venv" not in path}
    ours = {path.removeprefix(f"{ROOT}/") for path in ours if "/.tox/" not in path}
    packed = {str(path.relative_to(ROOT)) for pattern in TOOL for path in ROOT.glob(pattern)}
    assert ours <= packed, sorted(ours - packed)
    assert STAND_IN in packed


def test_what_came_must_be_what_was_asked_for(tmp_path, monkeypatch):
    """An archive with another hash is not used, wherever it came from, and the message says so."""
    versions = tmp_path / "versions.toml"
    right = hashlib.sha256(b"right").hexdigest()
    versions.write_text(f'[npm.pyodide]\nversion = "1"\nsha256 = "{right}"\n[pypi]\n', encoding="utf-8")
    monkeypatch.setattr(fetching, "VERSIONS", versions)
    monkeypatch.setattr(fetching, "_npm", lambda _, folder: (folder / "pyodide.tgz").write_bytes(b"wrong"))
    with pytest.raises(fetching.UnreachableError, match="pyodide: what came is not"):
        fetching.Archives(tmp_path / "cache")


def test_without_npm_it_is_said_why(tmp_path, monkeypatch):
    """In a sentence, which the build of the book passes on."""
    monkeypatch.setattr(fetching.shutil, "which", lambda _: None)
    with pytest.raises(fetching.UnreachableError, match="npm is not installed"):
        fetching.Archives(tmp_path)


def test_what_a_client_says_is_passed_on(tmp_path, monkeypatch):
    """The last line of it, as of a registry that does not answer."""

    def run(command, **_):
        raise subprocess.CalledProcessError(1, command, stderr="npm error\nnpm error network refused\n")

    monkeypatch.setattr(fetching.shutil, "which", lambda _: "/usr/bin/npm")
    monkeypatch.setattr(
        fetching, "subprocess", SimpleNamespace(run=run, SubprocessError=subprocess.SubprocessError)
    )
    with pytest.raises(fetching.UnreachableError, match="npm cannot fetch it: npm error network refused"):
        fetching.Archives(tmp_path)


@pytest.mark.skipif(not is_made(), reason="the site was built without the workshop: no npm, or no registry")
def test_every_page_on_a_bug_offers_it():
    """In both languages, for that bug alone; and a page has all of them."""
    for code in LANGUAGES:
        for number, bug in enumerate(load_bugs(), 1):
            text = (SITE / code / "bugs" / f"{number:02}-{bug}.html").read_text(encoding="utf-8")
            assert f'data-bugs="{bug}"' in text
            assert f'data-language="{code}"' in text
        assert 'data-root=""' in (SITE / code / "workshop.html").read_text(encoding="utf-8")
