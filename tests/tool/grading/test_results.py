"""Results are on disk as soon as they are written; what a kill leaves of a line is dropped, and nothing else."""

import dataclasses
import errno
import json
import os

import pytest

from kata.collecting.words import said
from kata.grading.results import FORMAT, GRADING, Journal, alone_in, begun, lines_of
from kata.grading.summary import _walls, equal_of, first_of


def line(student, number=0, **other):
    """Return a line of results, as it is written."""
    return {
        "format": FORMAT, "student": student, "submission": f"{student}.zip", "submitted": None,
        "fingerprint": str(number), "netkata": "1", "seed": 1, "second": None, "status": "judged", "reason": None,
        "bugs": {"adam-shape": "fixed"}, "given": {"bugs": ["adam-shape"], "breaches": []}, "breaches": {},
        "came_in": [], "broken": [], "seconds": 1.0, "notes": ['a note with ,"verdict": in it'],
    } | other | {"verdict": {"seed": number, "bugs": {}}}  # fmt: skip


def written(tmp_path, *lines):
    """Write lines into a file of results, and return it."""
    path = tmp_path / "results.jsonl"
    with Journal(path) as journal:
        journal.append(lines)
    return path


def test_what_is_written_is_read(tmp_path):
    """Line by line; the verdict when it is asked for."""
    path = written(tmp_path, line("a", 1), line("b", 2))
    written(tmp_path, line("a", 3))
    found = [*lines_of(path)]
    assert [(one.student, one.fingerprint) for one in found] == [("a", "1"), ("b", "2"), ("a", "3")]
    assert [one.verdict["seed"] for one in found] == [1, 2, 3]
    assert found[0].notes == ['a note with ,"verdict": in it']
    assert "verdict" not in found[0].as_data()


@pytest.mark.parametrize("left", [1, 10, 100, -1])
def test_a_torn_line_is_dropped(tmp_path, left):
    """However much of it a kill has left; the lines before it stay, and new ones come behind them."""
    path = written(tmp_path, line("a"), line("b"))
    before = path.read_bytes()
    path.write_bytes(before + json.dumps(line("c")).encode()[:left])
    assert [one.student for one in lines_of(path)] == ["a", "b"]
    with Journal(path) as journal:
        assert journal.dropped
        assert path.read_bytes() == before
        journal.append([line("d")])
    assert [one.student for one in lines_of(path)] == ["a", "b", "d"]


def test_a_file_that_is_all_torn(tmp_path):
    """Then nothing is there yet."""
    path = tmp_path / "results.jsonl"
    path.write_bytes(b"x" * 200_000)
    with Journal(path) as journal:
        assert journal.dropped
    assert path.read_bytes() == b""


def test_another_line_that_cannot_be_read_is_told(tmp_path):
    """With its number: somebody has changed it."""
    path = written(tmp_path, line("a"))
    path.write_bytes(path.read_bytes() + b"{}\n" + path.read_bytes())
    with pytest.raises(ValueError, match="line 2"):
        [*lines_of(path)]


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"given": {}}, "no breaches in given"),
        ({"given": {"bugs": "all", "breaches": []}}, "given {'bugs': 'all'"),
        ({"bugs": {"adam-shape": "mended"}}, "status 'mended' of a bug"),
        ({"bugs": ["adam-shape"]}, "bugs ['adam-shape']"),
        ({"seconds": "many"}, "seconds 'many'"),
        ({"submitted": "yesterday"}, "yesterday"),
        ({"student": 7}, "student 7"),
    ],
)
def test_a_line_that_holds_something_else_is_told(tmp_path, changed, told):
    """With its number and the field, before anything goes by it."""
    path = written(tmp_path, line("a"), line("b") | changed)
    with pytest.raises(ValueError, match="line 2, is no result") as caught:
        [*lines_of(path)]
    assert told in str(caught.value)


def test_a_full_disk(tmp_path, monkeypatch):
    """Half a line that could be written is taken away again; the error names the file."""
    path = written(tmp_path, line("a"))
    before, write = path.read_bytes(), os.write
    told = []

    def full(handle, content):
        if told:
            raise OSError(errno.ENOSPC, "No space left on device")
        told.append(1)
        return write(handle, content[:50])

    with Journal(path) as journal:
        monkeypatch.setattr(os, "write", full)
        with pytest.raises(OSError, match="No space") as caught:
            journal.append([line("b")])
        monkeypatch.undo()
        assert caught.value.filename == str(path)
        assert path.read_bytes() == before
        journal.append([line("c")])
    assert [one.student for one in lines_of(path)] == ["a", "c"]


def test_every_line_is_synced(tmp_path, monkeypatch):
    """Before it counts."""
    synced, fsync = [], os.fsync
    with Journal(tmp_path / "results.jsonl") as journal:
        monkeypatch.setattr(os, "fsync", lambda handle: synced.append(handle) or fsync(handle))
        journal.append([line("a"), line("b")])
        assert len(synced) == 1


def test_the_seeds_of_a_grading_are_kept(tmp_path):
    """Whoever goes on has the same; another seed is refused, and so is a folder whose seeds were lost."""
    first = begun(tmp_path, None, "now")
    assert begun(tmp_path, None, "later") == first
    assert begun(tmp_path, first.seed, "later") == first
    assert first.seed != first.second
    with pytest.raises(ValueError, match="begun with the seed"):
        begun(tmp_path, first.seed + 1, "later")
    (tmp_path / GRADING).write_text("{")
    with pytest.raises(ValueError, match="damaged"):
        begun(tmp_path, None, "later")
    kept = json.dumps(dataclasses.asdict(first) | {"seed": "x"})
    (tmp_path / GRADING).write_text(kept)
    with pytest.raises(ValueError, match=r"damaged.*seed 'x'"):
        begun(tmp_path, None, "later")
    (tmp_path / GRADING).unlink()
    written(tmp_path, line("a"))
    with pytest.raises(ValueError, match="is missing"):
        begun(tmp_path, None, "later")


def test_one_grading_at_a_time(tmp_path):
    """Two would judge the same twice."""
    with alone_in(tmp_path), pytest.raises(ValueError, match="Another grading writes"), alone_in(tmp_path):
        pass
    with alone_in(tmp_path):
        pass


def test_the_walls_of_tests_are_told_too(tmp_path):
    """Where nobody has handed in a library, the tests stood behind some wall all the same."""
    path = written(tmp_path, line("a", dojo=[{"isolation": "landlock"}]), line("b"))
    results = [dataclasses.replace(result, place=None) for result in lines_of(path)]
    assert _walls(results) == {"landlock"}
    assert _walls(results[1:]) == set()


def test_the_same_tests_are_no_copied_library(tmp_path):
    """Two who hand in the same tests, or the same record, were given other bugs, and have no library to copy."""
    given = [{"bugs": [bug], "breaches": []} for bug in ("adam-shape", "binary-cost")]
    path = written(tmp_path, *(line(str(one), given=one, bugs={}, meaning="m") for one in given))
    assert [group["different"] for group in equal_of([*lines_of(path)])] == [False]
    path = written(tmp_path, *(line(str(one), given=one, meaning="m") for one in given))
    assert [group["different"] for group in equal_of([*lines_of(path)])] == [True]


def exam(seed=1, digest="a", points=1.0, reason=""):
    """Return what is told of the record of an exam."""
    name = f"{seed}{digest}.json"
    return {"file": name, "kind": "review", "seed": seed, "points": points, "reason": reason, "digest": digest}


def test_exams_are_looked_at(tmp_path):
    """Those that are not of most, as a seed of one's own can be prepared for, and those that do not count."""
    records = {
        "a": [exam()],
        "b": [exam()],
        "c": [exam(), exam(points=None, reason="another counts")],
        "d": [exam(), exam(seed=2)],
        "e": [exam(digest="b")],  # of fewer fixes, or of a bug that is easier
        "f": [exam(seed=3, digest="", points=0.0, reason="It is no record.")],
        "g": [],
    }
    path = written(tmp_path, *(line(student, records=told) for student, told in records.items()))
    looked_at = {result.student: whys for result, whys in first_of([*lines_of(path)])}
    assert {student: [code for code, _ in whys] for student, whys in looked_at.items()} == {
        "c": ["exams-beside"],
        "d": ["own-exam"],
        "e": ["own-exam"],
        "f": ["exam-unclear"],
    }
    assert "1b.json, whose seed is 1:" in said(looked_at["e"][0])
    [alone] = [result for result in lines_of(path) if result.student == "a"]
    assert [code for _, whys in first_of([alone]) for code, _ in whys] == ["own-exam"]


def test_tests_that_nobody_has_asked_for_are_looked_at(tmp_path):
    """Those that most do not have, and that are not for a bug of one's own; their number, and one of them."""
    asked, easy, own = ({"target": name, "file": f"test_{name}.py"} for name in ("asked", "easy", "adam-shape"))
    tests = {"a": [asked], "b": [asked], "c": [asked, easy, easy | {"target": "easier"}], "d": [own], "e": []}
    given = {"bugs": ["adam-shape"], "breaches": []}
    path = written(tmp_path, *(line(student, dojo=told, given=given) for student, told in tests.items()))
    looked_at = {result.student: whys for result, whys in first_of([*lines_of(path)])}
    assert {student: [code for code, _ in whys] for student, whys in looked_at.items()} == {"c": ["own-tests"]}
    assert "2 in all: test_easy.py" in said(looked_at["c"][0])
