"""A class from the roster to its marks, as an instructor types it: handed out, really judged, exported."""

import json

import pytest
from english import english_in

from kata.bugs.breaches import text_with
from kata.bugs.manifest import load_bugs

ROSTER = "id,name,email,language\na1,Ana Núñez,ana@uni.edu,es\nb2,Bo Li,bo@uni.edu,en\nc3,Cy Doe,cy@uni.edu,en\n"
GRADEBOOK = (
    "Full name,Email address,Grade,Maximum Grade\n"
    "Ana Núñez,ana@uni.edu,,{most}\nBo Li,bo@uni.edu,,{most}\nCy Doe,cy@uni.edu,,{most}\n"
)


@pytest.fixture
def students(kata, tmp_path):
    """Those of the record, by id, after handing out to a class of three."""
    (tmp_path / "roster.csv").write_text(ROSTER, encoding="utf-8")
    done = kata("hand-out", "roster.csv", "--out", "autumn", "--kinds")
    assert done.returncode == 0, done.stderr
    record = json.loads((tmp_path / "autumn" / "handed-out.json").read_text(encoding="utf-8"))
    return {student["id"]: student for student in record["students"]}


def hand_in(tmp_path, student, left):
    """Hand in what a student was given, with all bugs fixed but those that are left."""
    given = tmp_path / "autumn" / "students" / student["folder"]
    for module in {load_bugs()[bug].module for bug in student["bugs"]}:
        (given / "exercise" / f"{module}.py").write_text(text_with(module, left, []), encoding="utf-8")
    (tmp_path / "submissions").mkdir(exist_ok=True)
    given.rename(tmp_path / "submissions" / student["folder"])


def test_a_class_from_the_roster_to_its_marks(kata, tmp_path, students):
    """Who has fixed all has all points, who has left one has one less, who has handed in nothing has no mark."""
    ana, bo = students["a1"], students["b2"]
    most = len(ana["bugs"])
    assert {len(student["bugs"]) for student in students.values()} == {most}
    hand_in(tmp_path, ana, ana["bugs"][:1])
    hand_in(tmp_path, bo, [])
    done = kata("grade", "submissions", "--out", "results", "--handed-out", "autumn", "--workers", 1)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"2 submissions: fixed {2 * most - 1}, present 1, unclear 0" in done.stdout
    assert "no submission of 1: c3" in done.stdout
    empty, marked = GRADEBOOK.format(most=most), GRADEBOOK.format(most=most)
    marked = marked.replace("ana@uni.edu,", f"ana@uni.edu,{most - 1}").replace("bo@uni.edu,", f"bo@uni.edu,{most}")
    (tmp_path / "gradebook.csv").write_text(empty, encoding="utf-8")
    done = kata("export", "moodle", "results", "gradebook.csv")
    assert (done.returncode, "c3 has handed in nothing" in done.stdout) == (1, True), done.stderr
    assert (tmp_path / "gradebook-filled.csv").read_text(encoding="utf-8") == marked
    done = kata("export", "feedback", "results")
    assert done.returncode == 1, done.stderr
    pages = {path.name: path.read_text(encoding="utf-8") for path in (tmp_path / "feedback").iterdir()}
    assert f"{most - 1} de {most} puntos" in pages["a1-ana-nunez.md"]
    assert f"### {ana['bugs'][0]}" in pages["a1-ana-nunez.md"]
    assert f"{most} of {most} points" in pages["b2-bo-li.md"]
    assert len(pages) == 2 * len(students)
    told_in_spanish(kata, tmp_path)


def told_in_spanish(kata, tmp_path):
    """Type the way once more, in Spanish: who is judged stays so, and one has handed in something else."""
    (tmp_path / "submissions" / "nadie").mkdir()
    (tmp_path / "submissions" / "nadie" / "other.py").write_text("x = 1", encoding="utf-8")
    for typed in (
        ("hand-out", "roster.csv", "--out", "spring", "--random", 2),
        ("grade", "submissions", "--out", "results", "--handed-out", "autumn", "--workers", 1),
        ("export", "moodle", "results", "gradebook.csv", "--overwrite"),
        ("export", "marks", "results"),
    ):
        done = kata(*typed, KATA_LANG="es")
        assert done.stdout, done.stderr
        assert not english_in(done.stdout + done.stderr), done.stdout + done.stderr


def test_grading_goes_on_with_the_record_that_it_has_kept(kata, tmp_path, students):
    """It need not be named again: what is done stays done, and of whom nothing is there is told once more."""
    hand_in(tmp_path, students["b2"], [])
    (tmp_path / "submissions" / students["b2"]["folder"] / "exercise" / "__init__.py").write_text("def (")
    kata("grade", "submissions", "--out", "results", "--handed-out", "autumn/handed-out.json", "--workers", 1)
    before = (tmp_path / "results" / "results.jsonl").read_bytes()
    again = json.loads(kata("grade", "submissions", "--out", "results", "--json").stdout)
    assert again["without_submission"] == ["a1", "c3"]
    assert (tmp_path / "results" / "results.jsonl").read_bytes() == before
