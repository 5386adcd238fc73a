"""From submissions to work: the newest of each, what is late, missing or of nobody, told and not guessed."""

import json
from dataclasses import asdict

import pytest
from tool.collecting.packing import tarred, zipped

from kata.bugs.breaches import load_breaches, text_with
from kata.bugs.manifest import load_bugs
from kata.bugs.variants import modules
from kata.classroom.normal import fingerprint_of
from kata.classroom.record import HandedOut, Record, read
from kata.collecting.handed_out import check_known, text_of
from kata.collecting.matching import as_they_are, collect, matched
from kata.collecting.submissions import Texts, find_submissions
from kata.collecting.words import said
from kata.grading.summary import GRAVE


def student(one, name, folder, bugs, breaches=()):
    """Return what was handed out to somebody."""
    return HandedOut(one, name, None, "en", folder, [*bugs], [*breaches], "0" * 64, {})


def record_of(due, *students):
    """Return the record of a class."""
    return Record("0", "2026-11-01T10:00:00+00:00", "class", due, [*students])


ANA = student("a01", "Ana Núñez", "a01-ana", ["adam-shape", "binary-cost"])
BORIS = student("a02", "Boris Peña", "a02-boris", ["binary-metrics", "naive-initialization"])
CLARA = student("a03", "Clara Smith", "a03-clara", [], ["initialised-by-fit"])
RECORD = record_of(None, ANA, BORIS, CLARA)


def exercise(one, mark="", leave_out=()):
    """Return the files of a student's exercise as it was handed out, with a line more."""
    return {
        f"exercise/{module}.py": (text_of(one, module) + f"# {mark}\n").encode()
        for module in modules()
        if module not in leave_out
    }


def collected(tmp_path, content, record=RECORD):
    """Return what there is to do, by student, and all else."""
    path = tmp_path / "all.zip"
    path.write_bytes(zipped(content))
    texts_of = Texts()
    found = matched(find_submissions(path, texts_of), record, texts_of)
    return {work.student: work for work in found.work}, found, texts_of


def notes_of(work):
    """Return what is said of a piece of work, in English."""
    return [said(told) for told in work.notes]


def zip_of_zips(*items):
    """Return a zip of zips, with the time of each."""
    import io
    import zipfile

    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, files, hour in items:
            archive.writestr(zipfile.ZipInfo(name, (2026, 11, 20, hour, 0, 0)), zipped(files))
    return packed.getvalue()


def test_each_is_its_students(tmp_path):
    """With what this student was given; who has handed in nothing is named, and so is what is of nobody."""
    work, found, _ = collected(tmp_path, {"a01.zip": zipped(exercise(ANA)), "zoe.zip": zipped({"adam.py": b"x"})})
    assert set(work) == {"a01"}
    assert work["a01"].bugs == tuple(ANA.bugs)
    assert notes_of(work["a01"]) == []
    assert found.without == ["a02", "a03"]
    assert [(name, why[0]) for name, why in found.unmatched] == [("zoe.zip", "of-nobody")]


def test_the_newest_counts(tmp_path):
    """And the notes say so, with the names of the others."""
    path = tmp_path / "all.zip"
    path.write_bytes(
        zip_of_zips(
            ("a01.zip", exercise(ANA, "first"), 9),
            ("a01 (2).zip", exercise(ANA, "third"), 11),
            ("a01 (1).zip", exercise(ANA, "second"), 10),
        )
    )
    texts_of = Texts()
    (work,) = matched(find_submissions(path, texts_of), RECORD, texts_of).work
    assert b"# third" in texts_of[work.code["adam.py"]]
    assert notes_of(work) == ["The newest of 3 copies; not judged: a01 (1).zip, a01.zip."]
    assert work.at.startswith("2026-11-20T11:00")


def test_a_newer_one_that_cannot_be_read(tmp_path):
    """The older one is judged, and somebody has to look at it."""
    path = tmp_path / "all.zip"
    path.write_bytes(zip_of_zips(("a01.zip", exercise(ANA), 9), ("a01 (1).zip", {"notes.txt": b""}, 10)))
    texts_of = Texts()
    (work,) = matched(find_submissions(path, texts_of), RECORD, texts_of).work
    assert work.refused is None
    assert "A newer copy cannot be read: this is an older one." in notes_of(work)


def test_late(tmp_path):
    """By the time of the record; Canvas says it itself."""
    due = record_of("2026-11-20T10:30:00", ANA, BORIS, CLARA)
    path = tmp_path / "all.zip"
    path.write_bytes(zip_of_zips(("a01.zip", exercise(ANA), 11), ("penaboris_LATE_1_2_w.zip", exercise(BORIS), 9)))
    texts_of = Texts()
    works = matched(find_submissions(path, texts_of), due, texts_of).work
    assert [notes_of(work) for work in works] == [["Late."], ["Late."]]
    assert [work.late for work in works] == [False, True]  # by the word of the platform


def test_a_zip_that_tells_no_time(tmp_path):
    """It begins in 1980, and nobody has handed in anything then: when that was is not known."""
    path = tmp_path / "a01.zip"
    for at, told in (
        ((1980, 1, 1, 0, 0, 0), None),
        ((1980, 2, 1, 0, 0, 0), None),
        ((2026, 11, 20, 12, 0, 0), "2026"),
    ):
        path.write_bytes(zipped(exercise(ANA), at))
        (one,) = as_they_are(find_submissions(path, Texts())).work
        assert (one.at and one.at[:4]) == told


def test_missing_modules_are_as_they_were_handed_out(tmp_path):
    """Who hands in the file that was changed, and no other, is judged, and that is said."""
    alone = {"adam.py": exercise(ANA, "mine")["exercise/adam.py"]}
    work, _, texts_of = collected(tmp_path, {"a01.zip": zipped(alone), "x.txt": b""})
    assert set(work["a01"].code) == {f"{module}.py" for module in modules()}
    assert texts_of[work["a01"].code["metrics.py"]].decode() == text_of(ANA, "metrics")
    assert b"# mine" in texts_of[work["a01"].code["adam.py"]]
    assert "judged as they were handed out" in notes_of(work["a01"])[0]


def test_a_text_of_nobody_is_known_by_its_faults(tmp_path):
    """If its student has handed in nothing else; else it is told whose exercise it is like, and not judged."""
    content = {"mine.zip": zipped(exercise(BORIS)), "a01.zip": zipped(exercise(ANA))}
    work, _, _ = collected(tmp_path, content)
    assert "a02, whose exercise its text is like" in notes_of(work["a02"])[0]
    content["a02.zip"] = zipped(exercise(BORIS))
    work, found, _ = collected(tmp_path, content)
    assert set(work) == {"a01", "a02"}
    assert [(name, why[0]) for name, why in found.unmatched] == [("mine.zip", "like")]


def inside(one, mark=""):
    """Return a student's exercise in the folder that was handed out."""
    return {f"{one.folder}/{name}": text for name, text in exercise(one, mark).items()}


def test_a_folder_in_an_archive_of_nobody(tmp_path):
    """Its student's, if no other work is; somebody has to look, as anybody can write the name of a folder."""
    work, _, _ = collected(tmp_path, {"hw.zip": zipped(inside(ANA)), "x.zip": zipped(exercise(BORIS))})
    assert [code for code, _ in work["a01"].notes] == ["by-folder"]
    assert "by-folder" in GRAVE


def test_a_folder_in_an_archive_never_comes_before_a_name(tmp_path):
    """What comes under the student's own name is judged, however old it is; the other is told, and not judged."""
    path = tmp_path / "all.zip"
    path.write_bytes(zip_of_zips(("a01.zip", exercise(ANA, "mine"), 9), ("hw.zip", inside(ANA, "theirs"), 11)))
    texts_of = Texts()
    found = matched(find_submissions(path, texts_of), RECORD, texts_of)
    (work,) = found.work
    assert b"# mine" in texts_of[work.code["adam.py"]]
    assert notes_of(work) == []
    assert [(name, why[0]) for name, why in found.unmatched] == [("hw.zip", "folder-of")]


def test_what_fits_a_student_only_in_part(tmp_path):
    """It is looked at, and never comes before what is surely the student's, however new it is."""
    told = {
        "submission_1": ("Ana Núñez", "98", "other@example.edu"),
        "submission_2": ("Ana Núñez", "a01", ""),
    }

    def export(names):
        yaml = "".join(
            f"{name}:\n  :submitters:\n  - :name: {told[name][0]}\n    :sid: {told[name][1]}\n"
            f"    :email: {told[name][2]}\n  :created_at: 2026-11-2{2 - at} 10:00:00 Z\n"
            for at, name in enumerate(names)
        )
        files = {f"{name}/{file}": text for name in names for file, text in exercise(ANA, name).items()}
        return {"submission_metadata.yml": yaml.encode()} | files

    work, _, _ = collected(tmp_path, export(["submission_1"]))
    assert [code for code, _ in work["a01"].notes] == ["by-part"]
    assert "by-part" in GRAVE
    work, found, _ = collected(tmp_path, export(["submission_1", "submission_2"]))
    assert (work["a01"].name, work["a01"].notes) == ("submission_2", [])
    assert [(name, why[0]) for name, why in found.unmatched] == [("submission_1", "part-of")]


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (("Ana Núñez_12_assignsubmission_file_", "Ana Núñez_98_assignsubmission_file_"), True),
        (("Ana Núñez_12_assignsubmission_file_", "A-Ana Núñez_12_assignsubmission_onlinetext_"), False),
        (("nunezana_901_1_a.zip", "nunezana_902_2_a.zip"), True),
        (("nunezana_901_1_a.zip", "nunezana_LATE_901_2_a-1.zip"), False),
        (("nunezana_901_1_a.zip", "nunezana_902_2_a.pdf"), True),
        (("nunezana_901_1_a.zip", "Ana Núñez_98_assignsubmission_file_"), False),
        (("nunezana_901_1_a.zip", "a01.zip"), False),
    ],
)
def test_two_users_of_a_platform_with_one_name(tmp_path, names, told):
    """Only one of them is in the class, and whose work that is nobody can tell but who looks at it."""
    content = {}
    for name in names:
        files = exercise(ANA, name)
        packed = {name: zipped(files)} if "." in name else {f"{name}/{file}": text for file, text in files.items()}
        content |= packed
    work, _, _ = collected(tmp_path, content)
    assert ("two-senders" in dict(work["a01"].notes)) == told
    assert "two-senders" in GRAVE


def in_moodles(one, mark=""):
    """Return a student's exercise as it is in the archive that Moodle gives of a class."""
    return {f"{one.name}_1_assignsubmission_file_/{file}": text for file, text in exercise(one, mark).items()}


def collected_of(tmp_path, content):
    """Return what there is to do of a folder of archives, as a grading does it, by student; and what is left."""
    tmp_path.mkdir(exist_ok=True)
    for name, files in content.items():
        (tmp_path / name).write_bytes(zipped(files))
    found = collect(tmp_path, RECORD, Texts())
    return {work.student: work for work in found.work}, found


@pytest.mark.parametrize("name", ["a02.zip", "Boris Peña work.zip", "a02 and a03.zip"])
def test_an_archive_of_a_student_is_never_taken_apart(tmp_path, name):
    """Though it looks like that of a class: nothing in it counts for somebody else."""
    forged = in_moodles(ANA, "forged") | in_moodles(BORIS, "forged")
    work, found = collected_of(tmp_path, {name: forged, "zoe.zip": {"adam.py": b""}})
    assert "a01" not in work
    assert sorted([*(one.name for one in work.values()), *(one for one, _ in found.unmatched)]) == [
        name,
        "zoe.zip",
    ]


def test_a_copy_in_the_archive_of_a_class_is_looked_at_if_there_is_another(tmp_path):
    """Beside it or in another archive: whoever packed one can write any name. The same text is no matter."""
    content = {"class.zip": in_moodles(ANA) | in_moodles(BORIS), "a01.zip": exercise(ANA, "by mail")}
    content["class (1).zip"] = in_moodles(BORIS)
    work, _ = collected_of(tmp_path, content)
    assert {one: "two-places" in dict(work[one].notes) for one in work} == {"a01": True, "a02": False}
    assert "two-places" in GRAVE
    (tmp_path / "homework.zip").write_bytes(zipped(in_moodles(BORIS, "forged")))
    work, _ = collected_of(tmp_path, {})
    assert "two-places" in dict(work["a02"].notes)


def test_who_comes_out_of_an_archive_beside_most_is_looked_at(tmp_path):
    """It is named after nobody, and who packed it is not known; where most come out of one it is no matter."""
    content = {"a01.zip": exercise(ANA), "a03.zip": exercise(CLARA), "more.zip": in_moodles(BORIS)}
    work, _ = collected_of(tmp_path / "beside", content)
    told = {one: dict(work[one].notes).get("in-archive") for one in work}
    assert told == {"a01": None, "a02": {"archive": "more.zip"}, "a03": None}
    assert "in-archive" in GRAVE
    content = {"class.zip": in_moodles(ANA) | in_moodles(CLARA), "more.zip": in_moodles(BORIS)}
    work, _ = collected_of(tmp_path / "all", content)
    assert not any("in-archive" in dict(work[one].notes) for one in work)


def test_an_archive_with_the_folders_of_two(tmp_path):
    """It is nobody's, and named: one of the two would be without a mark in silence."""
    both = {"class.zip": zipped(inside(ANA) | inside(BORIS)), "a03.zip": zipped(exercise(CLARA))}
    _, found, _ = collected(tmp_path, both)
    assert [(name, said(why)) for name, why in found.unmatched] == [
        ("class.zip", "It may be of several: a01, a02."),
    ]
    assert found.without == ["a01", "a02"]


def test_a_file_beside_a_submission_is_no_copy_of_it(tmp_path):
    """A report that is handed in with the library, or later: alone it counts, and cannot be judged."""
    both = {"a01.zip": zipped(exercise(ANA)), "a01.pdf": b"", "a02.pdf": b"", "roster.csv": b""}
    work, found, _ = collected(tmp_path, both)
    assert (work["a01"].refused, work["a01"].notes) == (None, [])
    assert work["a02"].refused[0] == "no-archive"
    assert [name for name, _ in found.unmatched] == ["roster.csv"]
    files = {"ana_1_2_report.pdf": b"", "ana_1_3_x.zip": zipped(exercise(ANA)), "bo_2_4_report.pdf": b""}
    path = tmp_path / "canvas.zip"
    path.write_bytes(zipped(files))
    works = as_they_are(find_submissions(path, Texts())).work
    assert [work.name for work in works] == ["ana_1_3_x.zip", "bo_2_4_report.pdf"]


def test_names_are_as_they_can_be_shown(tmp_path):
    """One that is not UTF-8 cannot be written into a report, and an escape would paint on the terminal."""
    names = ("a01-\udcfa.tar", "\x1b]0;pwned\x07.tar", "zoe-\x9b.tar")
    path = tmp_path / "all.tar"
    path.write_bytes(tarred({name: tarred(exercise(BORIS) if "pwned" in name else {}) for name in names}, "w:"))
    texts_of = Texts()
    found = find_submissions(path, texts_of)
    of_class = matched(found, RECORD, texts_of)
    for one in (of_class, as_they_are(found)):
        shown = [*(work.name for work in one.work), *(name for name, _ in one.unmatched)]
        assert sorted(shown) == ["\\x1b]0;pwned\\x07.tar", "a01-\\xdcfa.tar", "zoe-\\x9b.tar"]
    assert {work.student: work.name for work in of_class.work}["a01"] == "a01-\\xdcfa.tar"


def test_names_within_a_submission_can_be_written(tmp_path):
    """By every worker, on every system; a student's record of an exam has its name told in the results."""
    record = {"rec\udcfa.json": b'{"record": "review"}'}
    path = tmp_path / "all.tar"
    path.write_bytes(tarred({"a01.tar": tarred(exercise(ANA) | record | {"exercise/x\x1b\udcfa.py": b""}, "w:")}))
    (work,) = as_they_are(find_submissions(path, Texts())).work
    assert {*work.code} - {f"{module}.py" for module in modules()} == {"records/rec_xdcfa.json", "x_x1b_xdcfa.py"}


def test_another_class(tmp_path):
    """Exercises of bugs that nobody here has, and the corrected library, are like nobody's."""
    other = student("z", "Zoe", "z", ["softmax-overflow"])
    fixed = student("z", "Zoe", "z", [])
    content = {"zoe.zip": zipped(exercise(other)), "yan.zip": zipped(exercise(fixed))}
    work, found, _ = collected(tmp_path, content)
    assert not work
    assert {why[0] for _, why in found.unmatched} == {"of-nobody"}


def test_a_folder_of_another(tmp_path):
    """What lies in the folder that somebody else was given is the work of who handed it in, and is looked at."""
    content = {f"a02-boris/{name}": text for name, text in exercise(BORIS).items()}
    work, _, _ = collected(tmp_path, {"a01.zip": zipped(content), "x.txt": b""})
    assert notes_of(work["a01"]) == ["It lies in a folder that was handed out to a02."]


def test_without_a_record(tmp_path):
    """Every submission is judged for all bugs, under its own name."""
    path = tmp_path / "all.zip"
    path.write_bytes(zipped({"a.zip": zipped(exercise(ANA)), "b.zip": zipped(exercise(BORIS))}))
    texts_of = Texts()
    works = as_they_are(find_submissions(path, texts_of)).work
    assert [(work.student, work.name) for work in works] == [(None, "a.zip"), (None, "b.zip")]
    assert all(work.bugs == tuple(load_bugs()) for work in works)


def test_an_exercise_as_it_was_handed_out_is_known(tmp_path):
    """A text is made again by bugs and breaches, and has the same fingerprint in a folder and as a submission."""
    breach = load_breaches()["initialised-by-fit"]
    assert text_of(CLARA, breach.module) == text_with(breach.module, [], [breach])
    content = {name: text.replace(b"\n", b"\r\n") for name, text in exercise(ANA).items()}
    for name, text in content.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(text)
    work, _, _ = collected(tmp_path, {"a01.zip": zipped(exercise(ANA))})
    assert work["a01"].fingerprint == fingerprint_of(tmp_path / "exercise")


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"format": 2}, "at format: 1 was expected"),
        ({"due": "tomorrow"}, "at due"),
        ({"due": "2026-13-41T10:00:00+00:00"}, "month must be"),
        ({"students": [{"id": "a"}]}, "is a required property"),
        ({"students": [asdict(ANA), asdict(ANA)]}, "two students have the same id"),
    ],
)
def test_what_is_no_record(tmp_path, changed, told):
    """A sentence says so, and where."""
    path = tmp_path / "handed-out.json"
    path.write_text(json.dumps(RECORD.as_data() | changed), encoding="utf-8")
    with pytest.raises(ValueError, match=told):
        read(tmp_path)


@pytest.mark.parametrize("content", ["{", "[]", "\udcff"])
def test_what_is_not_even_json(tmp_path, content):
    """Nor a file of another kind."""
    (tmp_path / "handed-out.json").write_bytes(content.encode("utf-8", "surrogateescape"))
    with pytest.raises(ValueError, match="is no record of what was handed out"):
        read(tmp_path)


def test_what_this_version_has_not():
    """Neither bugs nor breaches: nobody can judge whether they are fixed."""
    with pytest.raises(ValueError, match="has bugs that this version of NetKata has not: bug"):
        check_known(record_of(None, student("a", "A", "a", ["bug", "adam-shape"])))
    with pytest.raises(ValueError, match="has breaches that this version of NetKata has not: breach"):
        check_known(record_of(None, student("a", "A", "a", [], ["breach"])))


@pytest.mark.parametrize(
    "alone", [{"dojo/test_adam_shape.py": b"1"}, {"rec.json": b'{"record": "review"}'}], ids=["tests", "a record"]
)
def test_what_comes_without_a_library_earns_nothing_for_it(tmp_path, alone):
    """What was given stays in the sum, and somebody looks: else a record of one's own would earn every point."""
    work, _, _ = collected(tmp_path, {"a01.zip": zipped(alone), "a02.zip": zipped(alone | exercise(BORIS))})
    ana, boris = work["a01"], work["a02"]
    assert (ana.bugs, len(ana.code)) == (tuple(ANA.bugs), 1)
    assert [code for code, _ in ana.notes] == ["no-library"]
    assert "no-library" in GRAVE
    assert (boris.bugs, len(boris.code)) == (tuple(BORIS.bugs), 1 + len(modules()))
    assert boris.notes == []
    assert ana.refused is boris.refused is None


def test_a_library_counts_before_newer_tests(tmp_path):
    """Else who hands in tests afterwards would lose the library; that they are newer is told."""
    path = tmp_path / "all.zip"
    tests = {"dojo/test_adam_shape.py": b"1"}
    path.write_bytes(zip_of_zips(("a01.zip", exercise(ANA), 9), ("a01 (1).zip", tests, 10)))
    texts_of = Texts()
    (work,) = matched(find_submissions(path, texts_of), RECORD, texts_of).work
    assert "adam.py" in work.code
    assert notes_of(work)[1:] == ["A newer copy has no library in it: this is an older one."]


def test_without_a_record_a_library_is_asked_for_if_anybody_hands_one_in(tmp_path):
    """A class that wrote nothing but tests is marked for these alone."""
    tests = {"dojo/test_adam_shape.py": b"1"}
    texts_of = Texts()
    for others, given in (({}, ()), ({"b.zip": zipped(exercise(BORIS))}, tuple(load_bugs()))):
        path = tmp_path / "all.zip"
        path.write_bytes(zipped({"a.zip": zipped(tests), "c.zip": zipped(tests)} | others))
        work = as_they_are(find_submissions(path, texts_of)).work
        assert work[0].bugs == given
        assert [code for code, _ in work[0].notes] == (["no-library"] if given else [])
