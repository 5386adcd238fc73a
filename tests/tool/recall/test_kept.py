"""What one judge has found out of answers, the next one knows, and tells the same; and nobody else can tell it."""

import ast
import json
import sqlite3
import sys
from contextlib import closing
from types import SimpleNamespace

import pytest
from answering import FAILED, PASSED, Library, ended, exchange, told

from kata import PACKAGE, ROOT
from kata.bugs import variants
from kata.confined.walls import WALLS
from kata.judging import judge_child
from kata.judging.judge import Judge
from kata.judging.key import digest_of_judge
from kata.judging.trial import run_tests
from kata.pipe import wire
from kata.pipe.frames import DIGEST_SIZE
from kata.pipe.remote import Exchange
from kata.recall import kept
from kata.recall.answers import Answers
from kata.recall.kept import KeptWays

BUG = "softmax-shape"
ASK, GUESS = wire.pack("how much?"), wire.pack("how many?")
ONE, TWO = bytes(DIGEST_SIZE), bytes([1] * DIGEST_SIZE)
RIGHT, WRONG = Library({ASK: ONE, GUESS: ONE}), Library({ASK: ONE, GUESS: TWO})


@pytest.fixture
def file(tmp_path):
    """Where ways are kept; its folder is not there yet."""
    return tmp_path / "a folder" / "answers.sqlite"


@pytest.fixture
def found(file):
    """What a process has found out of a test that passes, and fails, and has kept."""
    answers = Answers(KeptWays(file, "state"))
    answers.keep("test", None, ended(Exchange(ASK, ONE, True), Exchange(GUESS, ONE, True)), PASSED)
    answers.keep("test", None, ended(Exchange(ASK, ONE, True), Exchange(GUESS, TWO, True)), FAILED)
    answers.save()
    return answers


@pytest.mark.usefixtures("found")
def test_the_next_process_knows_it(file):
    """How a test passed, and how it failed, with what is told of it; and it goes on from there."""
    answers = Answers(KeptWays(file, "state"))
    assert answers.told("test", None, WRONG) == FAILED
    assert answers.told("test", None, RIGHT) == PASSED
    answers.keep("another", None, ended(Exchange(ASK, ONE, True)), PASSED)
    answers.save()
    last = Answers(KeptWays(file, "state"))
    assert last.told("another", None, RIGHT) == PASSED
    assert last.told("test", None, WRONG) == FAILED


@pytest.mark.usefixtures("found")
def test_what_a_process_adds_to_a_test_has_the_others_beside_it(file):
    """It keeps all that it knows of a test, and not only what it has found itself."""
    answers = Answers(KeptWays(file, "state"))
    answers.keep("test", None, ended(Exchange(ASK, TWO, True)), FAILED)
    answers.save()
    assert len(KeptWays(file, "state").of("test")) == 3


@pytest.mark.usefixtures("found")
def test_another_state_of_the_tests_knows_nothing(file):
    """Nor does it take anything from the state before: who works on the tests goes back and forth."""
    answers = Answers(KeptWays(file, "another"))
    assert answers.told("test", None, RIGHT) is None
    answers.keep("test", None, ended(Exchange(ASK, ONE, True)), FAILED)
    answers.save()
    assert Answers(KeptWays(file, "state")).told("test", None, RIGHT) == PASSED


@pytest.mark.usefixtures("found")
def test_secret_draws_are_tried_all_the_same(file):
    """What is known of the examples that everybody gets says nothing of others: no library is asked by them."""
    library = Library(RIGHT.answers)
    assert Answers(KeptWays(file, "state")).told("test", 7, library) is None
    assert library.asked == []


def test_nothing_is_kept_of_secret_draws(file):
    """What was asked by a seed is nobody's business: the file is not even made."""
    answers = Answers(KeptWays(file, "state"))
    answers.keep("test", 1, ended(Exchange(ASK, ONE, True)), PASSED)
    answers.save()
    assert not file.exists()


@pytest.mark.parametrize("content", [b"", b"no database", bytes(5000)], ids=["empty", "a text", "zeros"])
def test_a_file_that_is_none_is_begun_anew(file, content):
    """As after a full disk, or a power cut: nothing is known, and from then on it is."""
    file.parent.mkdir()
    file.write_bytes(content)
    assert Answers(KeptWays(file, "state")).told("test", None, RIGHT) is None
    for _ in range(2):  # the first may only take away what is there
        answers = Answers(KeptWays(file, "state"))
        answers.keep("test", None, ended(Exchange(ASK, ONE, True)), PASSED)
        answers.save()
    assert Answers(KeptWays(file, "state")).told("test", None, RIGHT) == PASSED


def test_where_nothing_can_be_kept_all_is_as_without(tmp_path):
    """A folder that cannot be made: nobody has to know."""
    (tmp_path / "taken").touch()
    answers = Answers(KeptWays(tmp_path / "taken" / "answers.sqlite", "state"))
    answers.keep("test", None, ended(Exchange(ASK, ONE, True)), PASSED)
    answers.save()
    assert answers.told("test", None, RIGHT) == PASSED


@pytest.mark.usefixtures("found")
def test_nobody_waits_for_a_file_that_another_process_holds(file, monkeypatch):
    """A moment, and then it goes on without."""
    monkeypatch.setattr(kept, "PATIENCE", 0.01)
    answers = Answers(KeptWays(file, "state"))
    with closing(sqlite3.connect(file)) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert KeptWays(file, "state").of("test") == []
        answers.keep("another", None, ended(Exchange(ASK, ONE, True)), PASSED)
        answers.save()
    assert KeptWays(file, "state").of("another") == []


@pytest.mark.usefixtures("found")
@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("seen", "{}"),
        ("told", "[]"),
        ("told", "nothing"),
        ("told", '{"outcome": "void"}'),
        ("calls", b"no calls"),
        ("calls", None),
        ("answers", 7),
    ],
)
def test_a_row_that_we_did_not_write_is_none(file, column, value):
    """Whatever stands in it: the test is run."""
    with closing(sqlite3.connect(file)) as other, other:
        other.execute(f"UPDATE ways SET {column} = ?", (value,))  # noqa: S608 - a name of ours
    assert Answers(KeptWays(file, "state")).told("test", None, RIGHT) is None


def test_the_file_does_not_grow_for_ever(file, monkeypatch):
    """Each state of the tests adds to it, and none is taken out: it is begun anew."""
    monkeypatch.setattr(kept, "MOST_BYTES", 2**16)
    sizes = []
    for number in range(20):
        answers = Answers(KeptWays(file, f"state {number}"))
        answers.keep("test", None, ended(exchange(ASK, ONE)), FAILED | {"message": "0123456789" * 1000})
        answers.save()
        sizes.append(file.stat().st_size if file.exists() else 0)
    assert 0 in sizes
    assert max(sizes) <= 2**16


def test_what_judges_tell_is_the_same_for_every_screen():
    """It is translated where it is shown, so that who reads Spanish is told what was found out in English."""
    rooms = [PACKAGE / room for room in ("judging", "pipe", "recall", "subject", "confined")]
    of_tests = [
        path for path in (ROOT / "tests").glob("*.py") if path.stem in ("oracles", "strategies", "telling")
    ]
    files = [path for room in rooms for path in room.glob("*.py")] + of_tests
    asked = {
        path.name: alias.name
        for path in files
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("kata.words")
        for alias in node.names
        if alias.name != "phrase"
    }
    assert len(files) > 40
    assert not asked, f"these speak the language of the screen: {asked}"


@pytest.mark.parametrize("profile", [None, "hasty"])
def test_the_state_is_the_key_of_verdicts_and_how_hasty_it_is(profile, file):
    """What a verdict depends on is known in one place; in haste a failure has the first example."""
    option = SimpleNamespace(kept_answers=str(file), hypothesis_profile=profile)
    assert judge_child._kept(SimpleNamespace(option=option))._state == f"{profile} {digest_of_judge()}"


def test_a_python_without_sqlite_knows_nothing(monkeypatch):
    """It judges as ever: some are built without it."""
    monkeypatch.setitem(sys.modules, "kata.recall.kept", None)
    assert judge_child._kept(SimpleNamespace(option=SimpleNamespace(kept_answers="answers.sqlite"))) is None


# ---------------------------------------------------------------- judges


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    """A library with the bug."""
    folder = tmp_path_factory.mktemp("kept") / "library"
    variants.build(folder, present=[BUG])
    return folder


@pytest.fixture(scope="module")
def judged(library):
    """Return what a judge that is begun anew says of it, behind a wall, with what is known in a file."""

    def judged(file, wall=None):
        with Judge([BUG], answers=file) as judge:
            return run_tests(str(library), bugs=[BUG], wall=wall, judge=judge)

    return judged


HIDING = [name for name, wall in WALLS.items() if wall.hides and not wall.lacking()]


@pytest.mark.skipif(not HIDING, reason="no wall of this machine hides files")
def test_the_next_judge_tells_the_same(judged, library, tmp_path):
    """What it knows of the former one, it tells as that did."""
    first, second = (judged(tmp_path / "answers.sqlite") for _ in range(2))
    assert first.failed
    assert told(second, library) == told(first, library)
    assert second.calls == first.calls


def test_a_file_in_reach_of_the_library_is_not_believed(judged, library, tmp_path):
    """Behind a wall that hides no files, a library could write into it what is to be told."""
    file = tmp_path / "answers.sqlite"
    honest = told(judged(file, "process"), library)
    assert not file.exists()
    if HIDING:
        judged(file)
        planted = json.dumps({"event": "test", "id": "", "outcome": "passed", "message": "", "where": ""})
        with closing(sqlite3.connect(file)) as kept, kept:
            assert kept.execute("UPDATE ways SET told = ?", (planted,)).rowcount
        assert "passed" in {*judged(file).outcomes.values()}, "it was read"
    assert told(judged(file, "process"), library) == honest
