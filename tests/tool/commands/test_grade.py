"""`kata grade` as it is typed: what it says, how it ends, and that it goes on from where it was."""

import json
import sys

import pytest
from tool.collecting.packing import library, zipped

from benchmarks.handed import write_record
from kata.bugs.manifest import load_bugs

BROKEN = {"exercise/__init__.py": b"def ("}  # so that it is judged in no time


@pytest.fixture
def handed_in(tmp_path):
    """A folder with three submissions and a record of four students; one is of nobody, and one is none."""
    folder = tmp_path / "all"
    folder.mkdir()
    for name, content in (("a01", library("a") | BROKEN), ("a02", library("b") | BROKEN), ("zoe", library("c"))):
        (folder / f"{name}.zip").write_bytes(zipped(content))
    (folder / "a03.zip").write_bytes(b"no zip")
    write_record(tmp_path, "class", [(f"a0{number}", ["adam-shape"], []) for number in range(1, 5)])
    return folder


def test_a_class(kata, handed_in, tmp_path):
    """What there is to look at is named, each has a result, and another run begins nothing anew."""
    asked = ("grade", handed_in, "--handed-out", tmp_path / "handed-out.json", "--out", "results", "--workers", 1)
    done = kata(*asked, "--seed", 5)
    assert done.returncode == 1, done.stderr
    assert "3 submissions: fixed 0, present 0, unclear 3" in done.stdout
    assert "not judged  zoe.zip: Its name is that of nobody in the record." in done.stdout
    assert "look first  a01: It is unclear: the library cannot be imported" in done.stdout
    assert "look first  a03: It is unclear: a03.zip is damaged" in done.stdout
    assert "no submission of 1: a04" in done.stdout
    assert "seed 5" in done.stdout
    results = tmp_path / "results" / "results.jsonl"
    lines = [json.loads(line) for line in results.read_text().splitlines()]
    assert sorted(line["student"] for line in lines) == ["a01", "a02", "a03"]
    before = results.read_bytes()
    again = kata(*asked, "--json")
    assert json.loads(again.stdout)["without_submission"] == ["a04"]
    assert results.read_bytes() == before
    other = kata(*asked, "--seed", 6)
    assert (other.returncode, "begun with the seed 5" in other.stderr) == (2, True)


def test_without_a_record(kata, handed_in):
    """All are judged for all bugs, and unclear is unclear."""
    (handed_in / "zoe.zip").unlink()
    done = kata("grade", handed_in, "--out", "results", "--workers", 1, "--json")
    summary = json.loads(done.stdout)
    assert done.returncode == 1
    assert {one["submission"] for one in summary["results"]} == {"a01.zip", "a02.zip", "a03.zip"}
    assert all(one["given"]["bugs"] == list(load_bugs()) for one in summary["results"])


def test_where_nothing_is_handed_in(kata, tmp_path):
    """A wrong folder is soon named, and must not look as if all was well."""
    (tmp_path / "empty").mkdir()
    done = kata("grade", "empty", "--out", "results", "--workers", 1)
    assert (done.returncode, "0 submissions" in done.stdout) == (1, True), done.stdout + done.stderr


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["nowhere"], "nowhere is neither a folder nor an archive"),
        (["nowhere.zip"], "No such file or directory: nowhere.zip"),
        (["all", "--handed-out", "nowhere.json"], "There is no record of what was handed out, nowhere.json."),
        (["all", "--handed-out", "all/a03.zip"], "is no record of what was handed out"),
        (["all", "--tls", "tls"], "--tls goes with --scheduler."),
        (["all", "--scheduler", "tls://h:1", "--workers", "2"], "leave --workers out"),
        (["all", "--scheduler", "tcp://192.0.2.1:8786"], "it has to be tls://. What is done is kept"),
        (["all", "--scheduler", "tls://192.0.2.1:8786", "--tls", "all"], "There is no all/ca.pem"),
        (["all", "--require", "nonsense"], "nonsense"),
    ],
)
@pytest.mark.usefixtures("handed_in")
def test_what_cannot_be_done_is_a_sentence(kata, options, told):
    """And exit status 2."""
    done = kata("grade", *options, "--out", "results")
    assert done.returncode == 2
    assert told in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr


def test_without_dask(kata, handed_in, monkeypatch):
    """It says what to install."""
    monkeypatch.setitem(sys.modules, "dask", None)
    monkeypatch.delitem(sys.modules, "kata.grading.cluster", raising=False)
    done = kata("grade", handed_in, "--out", "results")
    assert done.returncode == 2
    assert "`kata grade` needs the package dask" in done.stderr
    assert "[grade]" in done.stderr
