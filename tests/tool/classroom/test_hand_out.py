"""`kata hand-out`: an exercise for each, made again byte for byte, and nothing in it tells its bugs."""

import hashlib
import json
import os
import re
import subprocess
import sys
import zipfile
from datetime import UTC, datetime

import pytest
from waiting import limit

from kata.bugs.breaches import load_breaches
from kata.bugs.choice import by_kind
from kata.bugs.manifest import load_bugs
from kata.classroom import handing_out, record
from kata.classroom.draw import Plan, generator, plan_of, secret_of
from kata.classroom.normal import fingerprint_of
from kata.classroom.page import page
from kata.classroom.roster import Student
from kata.student.exercise import Exercise

ROSTER = "id,name,email,language\na1,Ana Núñez,ana@uni.edu,es\nb2,Bo <b>Li</b>,,en\n"
SECRET = b"s" * 32


@pytest.fixture
def roster(tmp_path):
    """A file with a class of two."""
    path = tmp_path / "roster.csv"
    path.write_text(ROSTER, encoding="utf-8")
    return path


@pytest.fixture
def out(kata, roster, tmp_path):
    """The folder of what was handed out to them: two bugs and a breach each."""
    done = kata(
        "hand-out", roster, "--out", tmp_path / "out", "--random", 2, "--breaches", 1, "--due", "2030-01-02"
    )
    assert done.returncode == 0, done.stderr
    return tmp_path / "out"


def students_of(out):
    return json.loads((out / "handed-out.json").read_text(encoding="utf-8"))["students"]


def everything(folder):
    return {str(path): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_each_has_what_the_record_says(out):
    """The exercise is the library with these bugs and breaches, and no other; so is the one in the zip."""
    for student in students_of(out):
        planted = [load_breaches()[name] for name in student["breaches"]]
        assert (len(student["bugs"]), len(planted)) == (2, 1)
        same = Exercise.start(out / "same" / student["folder"], student["bugs"], planted)
        folder = out / "students" / student["folder"] / "exercise"
        assert fingerprint_of(folder) == fingerprint_of(same.folder) == student["exercise"]
        hashes = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.glob("*.py")}
        assert hashes == student["files"]
        with zipfile.ZipFile(out / "students" / f"{student['folder']}.zip") as file:
            assert {name: file.read(name) for name in file.namelist()} == {
                str(path.relative_to(folder.parent)).replace(os.sep, "/"): path.read_bytes()
                for path in folder.parent.rglob("*")
                if path.is_file()
            }


def test_nothing_that_is_given_away_tells(out):
    """No file names a bug or a breach; times, order and the rights of files are the same for all."""
    names = re.compile("|".join([*load_bugs(), *load_breaches()]))
    seen = set()
    for student in students_of(out):
        with zipfile.ZipFile(out / "students" / f"{student['folder']}.zip") as file:
            entries = file.infolist()
            seen.add(tuple((entry.filename, entry.date_time, entry.external_attr) for entry in entries))
            told = json.loads(file.read("exercise/.kata/origin.json"))
            assert (told["bugs"], told["breaches"], told["hidden"]) == ([*load_bugs()], [], True)
            for entry in entries:
                if not entry.filename.endswith("origin.json"):
                    found = set(names.findall(file.read(entry).decode()))
                    assert found <= {"softmax-overflow"}, entry.filename  # the example of the page
            assert [entry.filename for entry in entries] == sorted(entry.filename for entry in entries)
    assert len(seen) == 1


def test_the_page_is_in_the_language_of_the_student(out):
    """With the name as it is, whatever stands in it, and the time."""
    ana, bo = students_of(out)
    spanish = (out / "students" / ana["folder"] / "README.md").read_text(encoding="utf-8")
    english = (out / "students" / bo["folder"] / "README.md").read_text(encoding="utf-8")
    assert "**Ana Núñez** (a1). Entrégalo a más tardar el **2030-01-02 23:59 (UTC" in spanish
    assert r"**Bo \<b\>Li\</b\>** (b2). Hand it in by **2030-01-02 23:59 (UTC" in english
    for text in (spanish, english):
        assert text.count("\n## ") == 3
        assert "$" not in text


def test_once_more_is_the_same_byte_for_byte(kata, roster, out, tmp_path):
    """In the same folder nothing is written; in another the secret makes the same, whoever else is in the list."""
    before = everything(out)
    again = ("--random", 2, "--breaches", 1, "--due", "2030-01-02")
    done = kata("hand-out", roster, "--out", out, *again)
    assert "2 students, read as a roster of NetKata: 0 new, 2 as they were." in done.stdout
    assert everything(out) == before
    first, *rows = ROSTER.splitlines()
    roster.write_text("\n".join([first, "c3,Cy,,en", *reversed(rows)]) + "\n", encoding="utf-8")
    kata(
        "hand-out", roster, "--out", tmp_path / "out2", *again, "--secret", out / "class-secret", "--class", "out"
    )
    for student in students_of(out):
        for name in (f"{student['folder']}.zip", f"{student['folder']}/README.md"):
            assert (tmp_path / "out2" / "students" / name).read_bytes() == (out / "students" / name).read_bytes()
    assert not (tmp_path / "out2" / "class-secret").exists()


def test_whoever_comes_later_is_added_and_nobody_is_lost(kata, roster, out):
    """What the others have is left alone, and who is not in the list any more stays in the record."""
    before = everything(out / "students")
    roster.write_text("id,name\nc3,Cy\n", encoding="utf-8")
    done = kata("hand-out", roster, "--out", out, "--random", 2, "--breaches", 1, "--due", "2030-01-02")
    assert "1 student, read as a roster of NetKata: 1 new" in done.stdout
    assert "2 of the record are not in this roster, and stay as they were: a1, b2" in done.stdout
    assert before.items() < everything(out / "students").items()
    assert [student["id"] for student in students_of(out)] == ["c3", "a1", "b2"]


def test_what_holds_for_all_is_not_changed_by_whoever_comes_later(kata, roster, out):
    """The class's name and the last moment to hand in are on everybody's page: they change for all or none."""
    before = json.loads((out / "handed-out.json").read_text())
    roster.write_text("id,name\nc3,Cy\n", encoding="utf-8")
    late = ("hand-out", roster, "--out", out, "--random", 2, "--breaches", 1)
    for option, other in (("--due", "2031-01-02"), ("--class", "spring")):
        done = kata(*late, option, other)
        assert (done.returncode, f"{option} {other}" in done.stderr) == (2, True), done.stderr
        assert "change it for everybody with --overwrite" in done.stderr
    assert json.loads((out / "handed-out.json").read_text()) == before
    assert kata(*late).returncode == 0
    after = json.loads((out / "handed-out.json").read_text())
    assert (after["due"], after["class"]) == (before["due"], before["class"])
    assert "2030-01-02" in (out / "students" / "c3-cy" / "README.md").read_text()
    assert kata(*late, "--due", "2031-01-02", "--overwrite").returncode == 0
    assert json.loads((out / "handed-out.json").read_text())["due"].startswith("2031-01-02")


def test_nothing_is_written_over_unasked(kata, roster, out):
    """Another choice is refused as a whole, and so is a folder in which somebody has worked."""
    before = everything(out)
    done = kata("hand-out", roster, "--out", out, "--random", 3)
    assert done.returncode == 2
    assert "is not what would be handed out now. Nothing was written." in done.stderr
    assert everything(out) == before
    again = ("hand-out", roster, "--out", out, "--random", 2, "--breaches", 1, "--due", "2030-01-02")
    mine = out / "students" / students_of(out)[0]["folder"] / "exercise" / "adam.py"
    mine.write_text("mine = 1\n")
    assert kata(*again).returncode == 2
    assert mine.read_text() == "mine = 1\n"
    assert "1 new, 1 as they were" in kata(*again, "--overwrite").stdout
    assert everything(out) == before


def test_another_version_leaves_what_was_handed_out(kata, roster, out, monkeypatch):
    """Whoever has begun goes on with it, though the version that made it is named in it."""
    before = everything(out / "students")
    monkeypatch.setattr(handing_out, "installed_version", lambda: "99.0")
    monkeypatch.setattr("kata.student.exercise.installed_version", lambda: "99.0")
    done = kata("hand-out", roster, "--out", out, "--random", 2, "--breaches", 1, "--due", "2030-01-02")
    assert "0 new, 2 as they were" in done.stdout, done.stderr
    assert everything(out / "students") == before


def test_the_secret_is_the_owners(out):
    """Without it nobody can draw the same; lost, it is asked for."""
    path = out / "class-secret"
    assert re.fullmatch("[0-9a-f]{64}\n", path.read_text())
    if sys.platform != "win32":
        assert path.stat().st_mode & 0o777 == 0o600


def test_a_lost_secret_is_asked_for(kata, roster, out):
    """What was drawn by it would be another exercise with a new one."""
    (out / "class-secret").unlink()
    done = kata("hand-out", roster, "--out", out, "--random", 2)
    assert (done.returncode, "name it with --secret" in done.stderr) == (2, True)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--random", "2", "--kinds"], "in one way: --bugs, --random or --kinds"),
        (["--random", "13"], "--random 13: expected 1 to 12 bugs"),
        (["--bugs", "nothing"], "There is no bug 'nothing'"),
        (["--breaches", "5000"], "--breaches 5000: expected 1 to"),
        (["--due", "tomorrow"], "--due tomorrow: expected a day"),
        (["--due", "0001-01-01"], "--due 0001-01-01: expected a day"),
        (["--bugs", ","], "',' names no bug"),
        (["--language", "fr"], "--language fr: expected en or es"),
        (["--secret", "roster.csv"], "is no secret of a class"),
    ],
)
def test_what_cannot_be_is_told_in_a_sentence(kata, roster, tmp_path, arguments, words):
    """And nobody is handed out anything."""
    done = kata("hand-out", roster, "--out", tmp_path / "out", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr
    assert not (tmp_path / "out").exists()


def test_the_draw_depends_on_secret_and_id_alone():
    """One bug of each kind; another id or another secret draws another."""
    plan = plan_of([], None, True, None)
    drawn = {identity: plan.draw(generator(SECRET, identity))[0] for identity in map(str, range(40))}
    for bugs in drawn.values():
        assert sorted(load_bugs()[bug].kind for bug in bugs) == sorted(by_kind())
    assert {bug for bugs in drawn.values() for bug in bugs} == set(load_bugs())
    assert plan.draw(generator(SECRET, "7"))[0] == drawn["7"]
    assert any(plan.draw(generator(b"t" * 32, identity))[0] != drawn[identity] for identity in drawn)


def test_every_bug_is_drawn_about_as_often():
    """Of 600 students, each with one bug of each kind: none has a bug twice as often as its kind's others."""
    counts = dict.fromkeys(load_bugs(), 0)
    for number in range(600):
        for bug in Plan(kinds=True).draw(generator(SECRET, str(number)))[0]:
            counts[bug] += 1
    for bugs in by_kind().values():
        assert max(counts[bug] for bug in bugs) < 1.5 * min(counts[bug] for bug in bugs)


@pytest.mark.parametrize(
    ("student", "folder"),
    [
        (Student("A01", "Ana Núñez", None, "en"), "a01-ana-nunez"),
        (Student("7", "Łukasz Strauß-Ødegård", None, "en"), "7-lukasz-strauss-odegard"),
        (Student("../../etc", "x/../y", None, "en"), "etc-x-y"),
        (Student("李雷", "李雷", None, "en"), hashlib.sha256("李雷".encode()).hexdigest()[:8]),
        (Student("a@b.c", "n" * 200, None, "en"), "a-b-c-" + "n" * 54),
        (Student("Con", "Con", None, "en"), "con-" + hashlib.sha256(b"con").hexdigest()[:8]),
        (Student("lpt", "1", None, "en"), "lpt-1"),
        (Student("LPT1", "", None, "en"), "lpt1-" + hashlib.sha256(b"lpt1").hexdigest()[:8]),
    ],
)
def test_a_folder_has_a_name_that_every_system_takes(student, folder):
    """Whatever the id and the name are."""
    assert handing_out.slug(student) == folder


def test_two_of_the_same_folder_have_two(kata, roster, tmp_path):
    """Ids that differ in signs only are not the same student."""
    roster.write_text("id\na b\na-b\n", encoding="utf-8")
    kata("hand-out", roster, "--out", tmp_path / "out", "--bugs", "1")
    folders = [student["folder"] for student in students_of(tmp_path / "out")]
    assert len({*folders}) == 2
    assert all((tmp_path / "out" / "students" / folder / "exercise").is_dir() for folder in folders)


def test_a_record_that_is_none_is_told_in_a_sentence(out):
    """By its schema, with the place; and a student who is there twice."""
    data = json.loads((out / "handed-out.json").read_text(encoding="utf-8"))
    assert record.read(out).as_data() == data
    for key, value, words in (
        ("due", "tomorrow", "at due"),
        ("format", 2, "at format: 1 was expected"),
        ("students", [data["students"][0] | {"folder": "../x"}], "at students.0.folder"),
        ("students", data["students"] * 2, "two students have the same id"),
    ):
        (out / "handed-out.json").write_text(json.dumps(data | {key: value}), encoding="utf-8")
        with pytest.raises(ValueError, match="is no record of what was handed out") as caught:
            record.read(out)
        assert words in str(caught.value)


def test_the_fingerprint_does_not_depend_on_editors(tmp_path):
    """The line ends of Windows and what the tool keeps change nothing; a letter does."""
    one, other = (
        Exercise.start(tmp_path / "one", ["adam-shape"]),
        Exercise.start(tmp_path / "other", ["adam-shape"]),
    )
    (other.notes.folder / "start" / "adam.py").write_text("")
    (other.folder / "__pycache__").mkdir()
    (other.folder / "__pycache__" / "x.py").write_text("x")
    adam = other.folder / "adam.py"
    adam.write_bytes(b"\xef\xbb\xbf" + adam.read_bytes().replace(b"\n", b"\r\n"))
    assert fingerprint_of(one.folder) == fingerprint_of(other.folder)
    adam.write_bytes(adam.read_bytes().replace(b"self", b"selv", 1))
    assert fingerprint_of(one.folder) != fingerprint_of(other.folder)


def test_a_secret_is_made_once(tmp_path):
    """And read as it was made; what is none is refused."""
    path = tmp_path / "secret"
    secret, another = secret_of(path), secret_of(path)
    assert not path.exists()
    secret.keep()
    assert secret_of(path).value == secret.value
    with pytest.raises(FileExistsError):
        another.keep()
    path.write_text("12ab")
    with pytest.raises(ValueError, match="expected 64 digits"):
        secret_of(path)


def test_a_name_is_no_markup():
    """Neither Markdown nor HTML."""
    text = page(Student("<i>", "*x* [a](b) `c`", None, "en"), "# top", datetime(2030, 1, 2, 3, 4, tzinfo=UTC))
    assert r"**\*x\* \[a\](b) \`c\`** (\<i\>)" in text
    assert "2030-01-02 03:04 (UTC+00:00)" in text


def test_only_what_reads_a_record_loads_what_checks_it():
    """The checker takes longer to load than all the rest of the tool, and every command would wait for it."""
    code = "import sys, kata.cli, kata.classroom.record; print('jsonschema' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=limit()
    )
    assert done.stdout == "False\n"
