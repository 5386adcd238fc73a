"""Submissions are found in whatever a platform gives, and nothing hostile in it is followed or believed."""

import lzma
import os
import unicodedata
import zipfile
import zlib

import pytest
from tool.collecting.packing import MODULES, library, tarred, zip_link, zipped

from kata.collecting import archives, entries
from kata.collecting.entries import MIB
from kata.collecting.submissions import Texts, find_submissions
from kata.collecting.words import RefusedError, said

PACKED = ("gz", "bz2", "xz")
FILES = {f"{module}.py" for module in MODULES}


def found_in(path, content=None):
    """Return the submissions in a folder or an archive, by name, and the texts of their code."""
    if content is not None:
        path.write_bytes(content)
    texts = Texts()
    return {one.name: one for one in find_submissions(path, texts)}, texts


def notes_of(submission):
    """Return what is said of a submission, in English."""
    return [said(told) for told in (*submission.notes, *([submission.refused] if submission.refused else []))]


@pytest.mark.parametrize(
    ("content", "names"),
    [
        (library(folder="class/Ana_7_assignsubmission_file_"), ["class/Ana_7_assignsubmission_file_"]),
        ({"a.zip": zipped(library()), "b.zip": zipped(library())}, ["a.zip", "b.zip"]),
        ({"a.tar.gz": tarred(library()), "b.tar": tarred(library(), "w:")}, ["a.tar.gz", "b.tar"]),
        (library(folder="a") | library(folder="b"), ["a", "b"]),
        (library(folder="class/a/exercise") | library(folder="class/b/exercise"), ["class/a", "class/b"]),
        ({"class/a.zip": zipped(library()), "class/b.zip": zipped(library())}, ["class/a.zip", "class/b.zip"]),
        (library(folder="a/exercise"), ["a"]),
        ({"a/work.zip": zipped(library()), "b/work.zip": zipped(library())}, ["a", "b"]),
        ({"a.zip": zipped({"inner.zip": zipped(library())}), "b.zip": zipped(library())}, ["a.zip", "b.zip"]),
        (
            {
                f"{name}_1{number}_assignsubmission_file_/{file}": text
                for number, name in enumerate(("Ana Núñez", "Boris"))
                for file, text in library().items()
            },
            ["Ana Núñez_10_assignsubmission_file_", "Boris_11_assignsubmission_file_"],
        ),
        (
            {f"nunezana_7_{number}_{module}.py": b"" for number, module in enumerate(MODULES)}
            | {"smithbob_LATE_8_99_work.zip": zipped(library())},
            ["nunezana_7", "smithbob_LATE_8_99_work.zip"],
        ),
    ],
    ids=[
        "one of Moodle",
        "zips",
        "tars",
        "folders",
        "nested",
        "nested zips",
        "one",
        "zips in folders",
        "twice",
        "Moodle",
        "Canvas",
    ],
)
def test_forms(tmp_path, content, names):
    """Of a zip, a tar and a folder with the same in it, the same comes out, each with its whole library."""
    for kind, packed in (("zip", zipped(content)), ("tar.gz", tarred(content))):
        found, _ = found_in(tmp_path / f"all.{kind}", packed)
        assert sorted(found) == names, kind
        assert all(set(one.code) == FILES for one in found.values()), kind
    for name, text in content.items():
        path = tmp_path / "folder" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text)
    found, _ = found_in(tmp_path / "folder")
    assert sorted(found) == names
    assert all(set(one.code) == FILES for one in found.values())


def test_a_library_alone_is_one_submission(tmp_path):
    """Whether it is a folder with modules, or a zip with them."""
    found, _ = found_in(tmp_path / "ana.zip", zipped(library(folder="")))
    assert [*found] == ["ana.zip"]
    assert set(found["ana.zip"].code) == FILES


@pytest.mark.parametrize("name", ["rename.py", "c3.py", "adam.py"])
@pytest.mark.parametrize("folder", ["", "class/"])
@pytest.mark.parametrize("packed", [True, False])
def test_code_among_the_submissions_of_others(tmp_path, name, folder, packed):
    """It is one more submission: nothing that anybody else has handed in becomes a part of it."""
    content = {f"{folder}{name}": b"MARK = 1\n"}
    for who in ("ana", "boris"):
        content |= {f"{folder}{who}.zip": zipped(library())} if packed else library(folder=f"{folder}{who}/work")
    found, _ = found_in(tmp_path / "all.zip", zipped(content))
    own = {f"{folder}{who}{'.zip' if packed else ''}" for who in ("ana", "boris")}
    assert {*found} == {*own, f"{folder}{name}"}
    assert all(set(found[who].code) == FILES for who in own)


def test_code_of_several(tmp_path):
    """Files that are named after their students, and not after modules, are no library together."""
    found, _ = found_in(tmp_path / "all.zip", zipped({"a1.py": b"A = 1\n", "b2.py": b"B = 1\n"}))
    assert {name: one.refused[0] for name, one in found.items()} == dict.fromkeys(("a1.py", "b2.py"), "no-library")


def test_a_library_with_others_within(tmp_path):
    """A copy that lies beside the modules, packed or not, makes no class of a submission."""
    content = library("new", folder="") | library("old", folder="before") | {"sent.zip": zipped(library("old"))}
    found, texts = found_in(tmp_path / "ana.zip", zipped(content))
    assert [*found] == ["ana.zip"]
    assert b"new" in texts[found["ana.zip"].code["adam.py"]]


def test_what_systems_add_is_left_out(tmp_path):
    """Resource forks, caches, checkpoints and notes do not count, and make no other text."""
    junk = {
        "__MACOSX/exercise/._adam.py": b"\0",
        "exercise/._adam.py": b"\0",
        "exercise/.ipynb_checkpoints/adam-checkpoint.py": b"1",
        "exercise/__pycache__/adam.py": b"2",
        "exercise/.kata/start/adam.py": b"3",
        "exercise/.DS_Store": b"4",
    }
    plain, _ = found_in(tmp_path / "a.zip", zipped({"x.zip": zipped(library())}))
    added, _ = found_in(tmp_path / "b.zip", zipped({"x.zip": zipped(library() | junk)}))
    assert plain["x.zip"].code == added["x.zip"].code
    assert plain["x.zip"].fingerprint == added["x.zip"].fingerprint


def test_line_ends_make_no_difference(tmp_path):
    """Nor the mark that Notepad writes before a text; the judge gets the ends of Unix."""
    dos = {name: b"\xef\xbb\xbf" + text.replace(b"\n", b"\r\n") for name, text in library().items()}
    found, texts = found_in(tmp_path / "a.zip", zipped({"x.zip": zipped(library()), "y.zip": zipped(dos)}))
    assert found["x.zip"].fingerprint == found["y.zip"].fingerprint
    assert b"\r" not in texts[found["y.zip"].code["adam.py"]]


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_accents(tmp_path, form):
    """A name has the same letters whichever way they are put together."""
    name = unicodedata.normalize(form, "Núñez Peña.zip")
    found, _ = found_in(tmp_path / "a.zip", zipped({name: zipped(library()), "b.zip": zipped(library())}))
    assert "Núñez Peña.zip" in found


@pytest.mark.parametrize("coding", ["utf-8", "cp437"])
def test_names_of_zips_that_do_not_tell_their_coding(tmp_path, coding):
    """Many programs write UTF-8 without saying so, older ones the code page of their time."""
    raw = "Núñez.zip".encode(coding)
    stand_in = "N" + "x" * (len(raw) - len(b"N.zip")) + ".zip"
    packed = zipped({stand_in: zipped(library()), "b.zip": zipped(library())}).replace(stand_in.encode(), raw)
    found, _ = found_in(tmp_path / "a.zip", packed)
    assert "Núñez.zip" in found


def test_no_path_leads_outside(tmp_path):
    """Such a file is left out and named; the others count, and nothing is written anywhere."""
    evil = {"../../adam.py": b"evil", "/etc/adam.py": b"evil", "C:\\adam.py": b"evil", "a/../../adam.py": b"evil"}
    found, texts = found_in(tmp_path / "a.zip", zipped({"x.zip": zipped(library() | evil), "y.zip": b""}))
    one = found["x.zip"]
    assert set(one.code) == FILES
    assert texts[one.code["adam.py"]] != b"evil"
    assert sum("outside" in told for told in notes_of(one)) == 4
    assert [path.name for path in tmp_path.iterdir()] == ["a.zip"]


def test_links_are_not_followed(tmp_path):
    """In a folder, a zip and a tar: the instructor's files are not read."""
    secret = tmp_path / "secret.py"
    secret.write_text("SECRET = 1")
    submission = tmp_path / "all" / "ana"
    submission.mkdir(parents=True)
    for name, text in library(folder="").items():
        (submission / name).write_bytes(text)
    (submission / "adam.py").unlink()
    (submission / "adam.py").symlink_to(secret)
    (tmp_path / "all" / "boris.tar").write_bytes(tarred(library(), "w:", links=[("exercise/x.py", str(secret))]))
    with zipfile.ZipFile(tmp_path / "all" / "clara.zip", "w") as archive:
        for name, text in library().items():
            archive.writestr(name, text)
        archive.writestr(*zip_link("exercise/y.py", str(secret)))
    found, texts = found_in(tmp_path / "all")
    assert len(found) == 3
    for one in found.values():
        assert any("is a link" in told for told in notes_of(one)), one.name
        assert all(b"SECRET" not in texts[name] for name in one.code.values())


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names")
def test_devices_are_not_opened(tmp_path):
    """A pipe would keep who opens it waiting for ever."""
    submission = tmp_path / "all" / "ana"
    submission.mkdir(parents=True)
    for name, text in library(folder="").items():
        (submission / name).write_bytes(text)
    os.mkfifo(submission / "pipe.py")
    (tmp_path / "all" / "boris.tar").write_bytes(tarred(library(), "w:", devices=["exercise/pipe.py"]))
    found, _ = found_in(tmp_path / "all")
    for one in found.values():
        assert set(one.code) == FILES
        assert any("neither a file nor a folder" in told for told in notes_of(one))


def test_bombs(tmp_path):
    """What would become huge costs nothing, and is told in a sentence; the others are found."""
    zeros = bytes(64 * MIB)
    deep = zipped(library())
    for _ in range(4):
        deep = zipped({"again.zip": deep})
    content = {
        "code.zip": zipped(library() | {"exercise/adam.py": zeros}),
        "large.tar": tarred({"exercise/adam.py": b"".join(b"%d" % number for number in range(MIB))}, "w:"),
        **{
            f"{kind}.tar.{kind}": tarred(library() | {"zeros.bin": zeros}, f"w:{kind}")
            for kind in ("gz", "bz2", "xz")
        },
        "deep.zip": deep,
        "data.zip": zipped(library() | {"exercise/digits.bin": zeros}),
        "fine.zip": zipped(library()),
    }
    found, _ = found_in(tmp_path / "all.zip", zipped(content))
    assert "200 times as large" in " ".join(notes_of(found["code.zip"]))
    assert "larger than 2 MiB" in " ".join(notes_of(found["large.tar"]))
    for kind in PACKED:
        assert notes_of(found[f"{kind}.tar.{kind}"]) == [
            f"{kind}.tar.{kind} would be more than 200 times as large when it is unpacked."
        ]
    assert "archive in an archive in an archive" in " ".join(notes_of(found["deep.zip"]))
    assert {name for name, one in found.items() if not notes_of(one)} == {"data.zip", "fine.zip"}
    assert "adam.py" not in found["code.zip"].code


def test_an_archive_on_disk_may_be_large(tmp_path, monkeypatch):
    """It is read where it lies; within another one it would have to be in memory."""
    monkeypatch.setattr(archives, "ARCHIVE", 1_000)
    (tmp_path / "all" / "b").mkdir(parents=True)
    for name in ("a.zip", "b/b.zip"):
        (tmp_path / "all" / name).write_bytes(zipped(library()))
    found, _ = found_in(tmp_path / "all")
    assert all(set(one.code) == FILES for one in found.values())
    found, _ = found_in(tmp_path / "all.zip", zipped({"a.zip": zipped(library()), "b.zip": b""}))
    assert found["a.zip"].refused[0] == "large"


def test_a_header_that_lies(tmp_path):
    """A zip that says of 64 MiB that they are 100 bytes is read no further than that."""
    bomb = zipped({"exercise/adam.py": bytes(64 * MIB)})
    size = (64 * MIB).to_bytes(4, "little")
    found, _ = found_in(tmp_path / "all.zip", zipped({"a.zip": bomb.replace(size, (100).to_bytes(4, "little"))}))
    assert found["a.zip"].refused is not None


def xz_that_asks_for_much():
    """Return a tar in xz whose header asks for a dictionary of 4 GiB."""
    packed = bytearray(tarred(library(), "w:xz"))
    end = 12 + (packed[12] + 1) * 4 - 4  # of the header of its first block, which a checksum follows
    packed[16] = 40
    packed[end : end + 4] = zlib.crc32(packed[12:end]).to_bytes(4, "little")
    return bytes(packed)


def test_an_xz_that_asks_for_much_memory(tmp_path):
    """It is refused before it has it; one in several streams, as some programs write them, is read."""
    parts = [lzma.compress(part) for part in (tarred(library(), "w:")[:5000], tarred(library(), "w:")[5000:])]
    content = {"a.tar.xz": xz_that_asks_for_much(), "b.tar.xz": bytes(8).join(parts)}
    found, _ = found_in(tmp_path / "all.zip", zipped(content))
    assert notes_of(found["a.tar.xz"])[0].startswith("a.tar.xz is damaged, and cannot be read: Memory usage limit")
    assert set(found["b.tar.xz"].code) == FILES


def test_memory_that_there_is_not(tmp_path, monkeypatch):
    """Whatever asks for it, it costs the one submission and not the grading."""
    monkeypatch.setattr(archives, "within", lambda *_: bytes(2**62))
    found, _ = found_in(tmp_path / "all.zip", zipped({"a.zip": zipped(library()), "b/c.txt": b""}))
    assert notes_of(found["a.zip"]) == ["a.zip is damaged, and cannot be read: MemoryError."]


def test_many_files(tmp_path, monkeypatch):
    """The archives of a submission have a cap on their entries, all together."""
    monkeypatch.setattr(entries, "FILES", 100)
    many = zipped({f"{number}.txt": b"" for number in range(101)} | library())
    found, _ = found_in(tmp_path / "all.zip", zipped({"a.zip": many, "b.zip": zipped(library())}))
    assert "more than 100 files" in notes_of(found["a.zip"])[0]
    assert not notes_of(found["b.zip"])
    some = {f"c/{part}.zip": zipped({f"{number}.txt": b"" for number in range(40)}) for part in "xyz"}
    found, _ = found_in(tmp_path / "all.zip", zipped(some | library(folder="c/exercise") | {"b.zip": b""}))
    assert notes_of(found["c"]) == ["c/z.zip has more than 100 files."]


def test_a_submission_has_one_budget(tmp_path, monkeypatch):
    """For all of its archives together: five that cost a quarter each would cost more than one may."""
    monkeypatch.setattr(entries, "UNPACKED", MIB)
    noise = bytes(range(256)) * 1024
    some = {f"a/{number}.tar": tarred({"noise.bin": noise}, "w:") for number in range(3)}
    more = {f"b/{number}.zip": zipped({"inner.zip": noise, "b.py": noise}) for number in range(3)}
    files = library(folder="a/exercise") | library(folder="b/exercise") | library(folder="c/exercise")
    found, _ = found_in(tmp_path / "all.zip", zipped(files | some | more))
    told = "It is larger than 1 MiB when all of it is unpacked:"
    assert [notes_of(found[name])[-1][: len(told)] for name in "ab"] == [told, told]
    assert notes_of(found["c"]) == []


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.zip", zipped(library())[:-40], "a.zip is damaged"),
        ("a.zip", b"", "a.zip is damaged"),
        ("a.tar.gz", tarred(library())[:200], "a.tar.gz is damaged"),
        ("a.tar.gz", b"\x1f\x8b" + bytes(50), "a.tar.gz is damaged"),
        ("a.tar", b"no tar at all" * 100, "a.tar is damaged"),
        ("a.rar", b"Rar!", "ask for a zip"),
        ("a.zip", zipped({"notes.txt": b"nothing"}), "There is no library in it"),
        ("a.zip", zipped({"readme.py": b"nothing"}), "There is no library in it"),
    ],
)
def test_what_cannot_be_read_is_told(tmp_path, name, content, why):
    """Of the submission that it is, in a sentence; the one beside it is found."""
    found, _ = found_in(tmp_path / "all.zip", zipped({name: content, "b.zip": zipped(library())}))
    assert why in notes_of(found[name])[-1]
    assert found["b.zip"].refused is None


def test_damaged_bytes_never_raise(tmp_path):
    """Whatever stands in an archive within another, it is told, and the next one is found."""
    whole = zipped(library())
    for at in range(0, len(whole), 37):
        spoilt = bytearray(whole)
        spoilt[at] ^= 0xFF
        found, _ = found_in(tmp_path / "all.zip", zipped({"a.zip": bytes(spoilt), "b.zip": whole}))
        assert found["b.zip"].refused is None
        assert set(found["b.zip"].code) == FILES


def test_the_whole_archive_is_damaged(tmp_path):
    """Then there is a sentence and nothing else."""
    for name, content in (("a.zip", b"no zip"), ("a.tar.gz", b"\x1f\x8b no"), ("a.7z", b"7z")):
        with pytest.raises(RefusedError, match=name):
            found_in(tmp_path / name, content)


@pytest.mark.parametrize("packed", [False, True], ids=["folder", "zip"])
@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("ananunez_11_99_kata.ipynb", "ananunez_11_99_kata.ipynb is neither a folder nor an archive"),
        ("Cy Doe.txt", "Cy Doe.txt is neither a folder nor an archive"),
        ("Cy Doe_1_assignsubmission_file_a.pdf", "assignsubmission_file_a.pdf is neither a folder nor an archive"),
        ("empty/", "There is no library in it"),
    ],
)
def test_whatever_is_handed_in_is_told_of(tmp_path, name, why, packed):
    """A file of another kind and an empty folder, too: else it looks as if nothing had been handed in."""
    for others in ({}, {"b.zip": zipped(library())}, {"class/b.zip": zipped(library())}):
        content = {name: b"", ".gitignore": b"", "desktop.ini": b""} | others
        path = tmp_path / f"{len(others)}{packed}{''.join(others).count('/')}.zip"
        if packed:
            path.write_bytes(zipped(content))
        else:
            for file, text in content.items():
                (path / file).parent.mkdir(parents=True, exist_ok=True)
                (path / file).mkdir() if file.endswith("/") else (path / file).write_bytes(text)
        found, _ = found_in(path)
        assert len(found) == 1 + len(others)
        assert why in notes_of(found[name.rstrip("/")])[-1]


def test_a_folder_that_is_a_link(tmp_path):
    """It is not followed, and whoever handed it in is told of."""
    (tmp_path / "all" / "ana").mkdir(parents=True)
    (tmp_path / "all" / "bo").symlink_to(tmp_path, target_is_directory=True)
    found, _ = found_in(tmp_path / "all")
    assert notes_of(found["bo"]) == ["bo is a link, and was left out."]
    assert found["bo"].refused is not None


def test_the_reason_is_why_the_library_was_left_out(tmp_path):
    """Not that there is none: what is encrypted can be asked for again."""
    packed = bytearray(zipped(library()))
    for at in (at for at in range(len(packed)) if packed[at : at + 4] in (b"PK\1\2", b"PK\3\4")):
        packed[at + (8 if packed[at + 2] == 1 else 6)] |= 1
    found, _ = found_in(tmp_path / "all.zip", zipped({"a.zip": bytes(packed), "b.zip": zipped(library())}))
    assert said(found["a.zip"].refused) == "exercise/__init__.py is encrypted, and was left out."


def test_two_libraries(tmp_path):
    """The one nearer to the top is judged, and that is said; a copy with the same text is no matter."""
    other = library("other", folder="old/exercise")
    found, texts = found_in(
        tmp_path / "all.zip",
        zipped(
            {
                "a.zip": zipped(library("new") | other),
                "b.zip": zipped(library("new") | library("new", folder="old/exercise")),
            }
        ),
    )
    assert b"'new'" in texts[found["a.zip"].code["adam.py"]]
    assert notes_of(found["a.zip"]) == [
        "There are two libraries in it, a/exercise and a/old/exercise: a/exercise was judged."
    ]
    assert notes_of(found["b.zip"]) == []


def test_gradescope(tmp_path):
    """What its metadata tell of people and times is taken over."""
    yaml = """
submission_1:
  :submitters:
  - :name: Ana Núñez
    :sid: a01
    :email: ana@example.edu
  :created_at: 2026-11-20 10:00:00.123456000 Z
  :score: 0.0
submission_2:
  :submitters:
  - :name: Boris
    :sid: a02
    :email: boris@example.edu
  - :name: Clara
    :sid: a03
    :email: clara@example.edu
"""
    content = {"assignment_9_export/submission_metadata.yml": yaml.encode()}
    content |= library(folder="assignment_9_export/submission_1")
    content |= library(folder="assignment_9_export/submission_2/exercise")
    found, _ = found_in(tmp_path / "all.zip", zipped(content))
    one = found["assignment_9_export/submission_1"]
    assert one.told.people == (("ana@example.edu", "a01", "Ana Núñez"),)
    assert one.submitted == pytest.approx(1795168800.123456)
    assert len(found["assignment_9_export/submission_2"].told.people) == 2


def test_a_time_of_gradescope_that_there_is_not(tmp_path):
    """It costs its own submission the time, and nobody the name; an id is a text, and no number in base 8."""
    yaml = "".join(
        f"submission_{sid}:\n  :submitters:\n  - :sid: {sid}\n  :created_at: {at}\n"
        for sid, at in (("0123", "2026-13-45 10:00:00 Z"), ("0124", "2026-11-20 10:00:00 Z"))
    )
    content = {"submission_metadata.yml": yaml.encode()}
    content |= library(folder="submission_0123") | library(folder="submission_0124")
    found, _ = found_in(tmp_path / "all.zip", zipped(content))
    assert [one.told.people for one in found.values()] == [(("", "0123", ""),), (("", "0124", ""),)]
    assert found["submission_0124"].submitted == pytest.approx(1795168800)


@pytest.mark.parametrize("content", [b"submission_1: [\n", b"- a", b"\xff\xfe\0", b""])
def test_metadata_of_gradescope_that_cannot_be_read(tmp_path, content):
    """Without them all submissions would be of nobody: the file is named, and nothing is judged."""
    files = {"export/submission_metadata.yml": content} | library(folder="export/submission_1")
    with pytest.raises(RefusedError, match=r"export/submission_metadata\.yml is damaged, and cannot be read: "):
        found_in(tmp_path / "all.zip", zipped(files))


MOODLE = {
    f"{name}_{number}_assignsubmission_file_/{file}": text
    for number, name in enumerate(("Ana Núñez", "Boris"), 778)
    for file, text in library(name).items()
}
CANVAS = {f"{name}_7_{number}_work.zip": zipped(library()) for number, name in enumerate(("nunezana", "boris"))}


EXPORT = "assignment_9_export"
GRADESCOPE = {f"{EXPORT}/submission_metadata.yml": b"submission_1:\n  :created_at: 2026-11-20 10:00:00 Z\n"}
GRADESCOPE |= library(folder=f"{EXPORT}/submission_1") | library(folder=f"{EXPORT}/submission_2")


@pytest.mark.parametrize(
    ("platform", "names"),
    [
        (MOODLE, ["Ana Núñez_778_assignsubmission_file_", "Boris_779_assignsubmission_file_"]),
        (CANVAS, ["boris_7_1_work.zip", "nunezana_7_0_work.zip"]),
        (GRADESCOPE, ["assignment_9_export/submission_1", "assignment_9_export/submission_2"]),
    ],
    ids=["Moodle", "Canvas", "Gradescope"],
)
@pytest.mark.parametrize("others", [{}, {"late.zip": zipped(library())}], ids=["alone", "with another"])
def test_the_archive_of_a_platform_in_a_folder(tmp_path, platform, names, others):
    """All submissions in it are found: as one it would be a single student's, and the others' would be lost."""
    (tmp_path / "all").mkdir()
    for name, content in ({"class.zip": zipped(platform)} | others).items():
        (tmp_path / "all" / name).write_bytes(content)
    for path in (tmp_path / "all", tmp_path / "all.zip"):
        if path.suffix:
            path.write_bytes(zipped({"class.zip": zipped(platform)} | others))
        found, _ = found_in(path)
        assert sorted(found) == [f"class.zip/{name}" for name in names] + [*others]
        assert all(set(one.code) == FILES for one in found.values())
        assert all(one.told.platform for name, one in found.items() if name not in others)


def test_names_of_a_platform_in_a_students_archive(tmp_path):
    """A file beside a library that is called like one of Canvas' takes nothing away from it."""
    files = library() | {"hw_1_2_notes.py": b"", "exercise_1_2_old/adam.py": b""}
    found, _ = found_in(tmp_path / "all.zip", zipped({"a.zip": zipped(files), "b.zip": zipped(library())}))
    assert sorted(found) == ["a.zip", "b.zip"]
    assert set(found["a.zip"].code) == FILES


@pytest.mark.parametrize("folder", ["", "exercise"])
def test_metadata_in_a_students_archive(tmp_path, folder):
    """The file alone makes no archive of a class, and no library is taken apart for it."""
    files = {"submission_metadata.yml": b"a.zip:\n  :submitters:\n  - :sid: b\n"} | library(folder=folder)
    found, _ = found_in(tmp_path / "all.zip", zipped({"a.zip": zipped(files), "b.zip": zipped(library())}))
    assert sorted(found) == ["a.zip", "b.zip"]
    assert set(found["a.zip"].code) == FILES


def test_metadata_beside_what_is_not_of_gradescope(tmp_path):
    """Whose a file with another name is, anybody can write who may hand in a file of this name."""
    files = {"submission_metadata.yml": b"a.zip:\n  :submitters:\n  - :sid: b\n", "a.zip": zipped(library())}
    found, _ = found_in(tmp_path / "all.zip", zipped(files | {"b.zip": zipped(library())}))
    assert found["a.zip"].told.people == ()


def test_texts_are_kept_once():
    """Most modules of a class are the same."""
    texts = Texts()
    first, second = texts.keep(b"a\r\n"), texts.keep(b"a\n")
    assert first == second
    assert zlib.decompress(texts._kept[first]) == b"a\n"
    assert len(texts._kept) == 1


@pytest.mark.parametrize(
    ("files", "names", "libraries"),
    [
        (
            {"a/dojo/test_adam_shape.py": b"1", "a/dojo/help.py": b"2"},
            {"test_adam_shape.py", "help.py"},
            False,
        ),
        ({"a/test_adam_shape.py": b"1", **library(folder="a/exercise")}, {"test_adam_shape.py"}, True),
        ({"a/exercise/test_adam_shape.py": b"1", **library(folder="a/exercise")}, {"test_adam_shape.py"}, True),
        ({"a/work.zip": zipped({"dojo/test_adam_shape.py": b"1"})}, {"test_adam_shape.py"}, False),
    ],
    ids=["alone", "beside", "within", "in a zip"],
)
def test_tests_for_a_bug_are_found(tmp_path, files, names, libraries):
    """Wherever they lie, with a library or without; and they are no part of it."""
    found, texts = found_in(tmp_path / "class.zip", zipped(files | library(folder="b/exercise")))
    one = found["a"]
    assert one.refused is None
    assert {name for name in one.code if name.startswith("dojo/")} == {f"dojo/{name}" for name in names}
    assert texts[one.code["dojo/test_adam_shape.py"]] == b"1"
    assert {name for name in one.code if not name.startswith("dojo/")} == (FILES if libraries else set())
    assert one.has_library == libraries


def test_tests_of_something_else_are_no_submission(tmp_path):
    """A name that is that of no bug and of no clause says nothing."""
    found, _ = found_in(tmp_path / "class.zip", zipped({"a/test_mine.py": b"1"} | library(folder="b/exercise")))
    assert notes_of(found["a"]) == ["There is no library in it: no file is called as a module of it."]


def test_records_of_exams_are_found(tmp_path):
    """By what is in them; other JSON counts for nothing, however odd it is."""
    record = b'{"format": 1, "record": "review"}'
    odd = (b"", b"[]", b"{}", b"5", b"[" * 100_000, b"\xff", record.decode().encode("utf-16"))
    files = {"a/exam/mine.json": record, "a/settings.json": b'{"record": "gramophone"}'}
    files |= {f"a/{number}.json": text for number, text in enumerate(odd)}
    found, texts = found_in(tmp_path / "class.zip", zipped(files | library(folder="b/exercise")))
    assert found["a"].refused is None
    assert [*found["a"].code] == ["records/mine.json"]
    assert texts[found["a"].code["records/mine.json"]] == record
    assert not found["a"].has_library
