"""`kata dojo` as a student types it."""

import json
import os
from contextlib import nullcontext

import pytest
from typer._completion_classes import BashComplete
from typer.main import get_command

from kata.bugs.manifest import load_bugs
from kata.cli import app

GOOD = (
    "import numpy as np\n\ndef test_it(subject):\n    assert subject.softmax(np.array([[1e3, 0.0]]))[0, 0] == 1\n"
)


def test_a_first_file_is_judged(kata, dojo_for, monkeypatch, tmp_path):
    """It is valid, and says what to do next. The first command begins a dojo, and those after it share one."""
    status, said, _ = kata("dojo", "start", "softmax-over")
    assert status == 0
    assert "dojo/test_softmax_overflow.py is written" in said.replace(os.sep, "/")
    status, said, _ = kata("dojo")
    assert status == 1
    assert "✓ test_an_example  example  catches nothing" in said
    assert "0 of 10 points" in said
    assert "validity      ████████████  1 of 1 tests pass on every right library" in said
    assert "kata dojo hint softmax-overflow" in said
    monkeypatch.setattr("kata.dojo.judging.Dojo", lambda target: nullcontext(dojo_for(target.id)))
    (tmp_path / "dojo" / "test_softmax_overflow.py").write_text(GOOD, encoding="utf-8")
    told = kata("dojo", "judge", "1", "--json")
    (found,) = json.loads(told.stdout)
    assert found["target"] == "softmax-overflow"
    assert found["points"] >= 6
    status, said, _ = kata("dojo", "hint")
    assert status == 0
    assert "activation_functions.py" in said
    assert "wrong" not in said


def test_several_are_begun_at_once(kata, tmp_path):
    """For bugs and clauses, in a folder of one's own; and nothing is overwritten."""
    assert kata("dojo", "start", "1", "adam-shape", "labels-fit", "mine/")[0] == 0
    names = sorted(path.name for path in (tmp_path / "mine").iterdir())
    assert names == ["test_adam_shape.py", "test_labels_fit.py", "test_softmax_overflow.py"]
    (tmp_path / "mine" / "test_adam_shape.py").write_text("# mine\n", encoding="utf-8")
    status, _, complaint = kata("dojo", "start", "3", "4", "mine/")
    assert status == 2
    assert "is there already: nothing was written" in complaint
    assert not (tmp_path / "mine" / "test_binary_cost.py").exists()
    assert (tmp_path / "mine" / "test_adam_shape.py").read_text(encoding="utf-8") == "# mine\n"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["start", "adam-shpe"], "did you mean adam-shape"),
        (["start"], "Missing argument"),
        ([], "Begin with: kata dojo start BUG"),
        (["judge", "4"], "Write it with: kata dojo start adam-shape"),
        (["watch"], "Begin with: kata dojo start BUG"),
        (["hint", "4"], "kata dojo start adam-shape"),
        (["jugde"], "No such command 'jugde'"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_cannot_be_done_is_told(kata, words, says):
    """In a sentence, with what to do."""
    status, said, complaint = kata("dojo", *words)
    assert status == 2
    assert says in " ".join((said + complaint).split())
    assert "Traceback" not in complaint


def test_bugs_are_completed():
    """As everywhere."""
    shell = BashComplete(get_command(app), {}, "kata", "_KATA_COMPLETE")
    for words in (["dojo", "start"], ["dojo", "judge"], ["dojo", "watch"], ["dojo", "hint"]):
        assert [item.value for item in shell.get_completions(words, "")] == [*load_bugs()]
