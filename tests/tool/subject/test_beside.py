"""A library with an adapter beside it: judged as it stands, skipped where it says so, in one folder."""

import numpy as np
import pytest

from kata.judging.trial import run_tests
from kata.judging.verdict import verdict
from kata.subject.interface import NotOfferedError
from kata.subject.libraries import absolute, find_library, find_own
from kata.subject.loading import load_file
from kata.subject.local import load_subject

LIBRARY = "import numpy as np\n\n\ndef softmax(z):\n    e = np.exp(z - z.max())\n    return e / e.sum()\n"
ADAPTER = """
import numpy as np
from kata.subject.interface import NotOfferedError
from kata.subject.loading import load_file


class One:
    offers = frozenset({"softmax"})

    def __init__(self, library):
        self.library = library

    def softmax(self, Z):
        if Z.dtype == np.float32:
            raise NotOfferedError("single precision")
        return np.array([self.library.softmax(row) for row in Z])


def load(folder):
    return One(load_file(folder / "one.py"))
"""


@pytest.fixture
def folder(tmp_path):
    """Return a folder with a library that is a single file, and its adapter."""
    (tmp_path / "one.py").write_text(LIBRARY, encoding="utf-8")
    (tmp_path / "adapter.py").write_text(ADAPTER, encoding="utf-8")
    return tmp_path


def test_it_is_a_subject(folder):
    """By a name, as others are; no library of ours."""
    name = f"adapter:{folder}"
    assert (find_library(name), absolute(name)) == (folder, name)
    subject = load_subject(name)
    assert subject.softmax(np.array([[1000.0, 1000.0], [0.0, 1000.0]])).tolist() == [[0.5, 0.5], [0.0, 1.0]]
    with pytest.raises(NotOfferedError, match="the subject does not offer single precision"):
        subject.softmax(np.ones((1, 2), dtype=np.float32))
    with pytest.raises(ValueError, match="is an adapter"):
        find_own(name)


def test_it_is_judged_behind_a_wall(folder):
    """What it raises within a method is a skip, and a bug with a skipped test is not fixed."""
    trial = run_tests(f"adapter:{folder}", bugs=["softmax-overflow"])
    said = verdict(trial, "softmax-overflow")["bugs"]["softmax-overflow"]
    assert (said["status"], said["message"]) == (
        "unclear",
        "skipped: the subject does not offer single precision",
    )
    assert set(said["tests"].values()) == {"passed", "skipped"}


@pytest.mark.parametrize(
    ("name", "words"), [("adapter", "no folder of adapter.py"), ("adapter:.", "no file adapter.py in .")]
)
def test_a_folder_without_an_adapter(tmp_path, monkeypatch, name, words):
    """One sentence says what is missing."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(FileNotFoundError, match=words):
        find_library(name)


def test_a_file_is_loaded_once_and_one_that_fails_not_at_all(tmp_path):
    """Under a name of its own, or the one that is given."""
    path = tmp_path / "some.py"
    path.write_text("import sys\nname = __name__\nassert 'broken' not in name", encoding="utf-8")
    assert load_file(path) is load_file(path)
    assert load_file(path).name.startswith("file_")
    assert load_file(path, "some.thing").name == "some.thing"
    for _ in range(2):
        with pytest.raises(AssertionError):
            load_file(path, "broken")
