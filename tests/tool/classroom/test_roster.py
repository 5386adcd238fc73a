"""Rosters: our own, and those of Moodle, Canvas and Gradescope; what is none is refused in a sentence."""

import pytest

from kata.classroom.roster import Student, read_roster
from kata.classroom.tables import read_table, written

MOODLE = """\
\ufeffNombre,Apellido(s),"Número de ID",Institución,Departamento,"Dirección de correo","Tarea:Kata (Real)"
Ana,"Núñez, hija",20261,,,ana@uni.edu,-
José Ángel,García,20262,,,jose@uni.edu,-
"""
PARTICIPANTS = """\
"First name";"Last name";"Email address";Groups
Ana;Núñez;ana@uni.edu;"G1; mañana"
Bo;Li;bo@uni.edu;
"""
CANVAS = """\
Student,ID,SIS User ID,SIS Login ID,Section,Kata (77),Current Score
,,,,,Manual Posting,
    Points Possible,,,,,10.0,(read only)
"Núñez, Ana",4711,S1,ana,Networks,,
"Li, Bo",4712,S2,bo,Networks and Networks 2,,
"Student, Test",4999,,x8,Networks,,
"""
GRADESCOPE = """\
First Name,Last Name,SID,Email,Role,Section
Ana,Núñez,0017,ana@uni.edu,Student,A
Grace,Hopper,,grace@uni.edu,Instructor,
Bo,Li,0018,bo@uni.edu,Student,B
"""


@pytest.fixture
def file(tmp_path):
    """Write a roster, in UTF-8 unless it is bytes; return its path."""

    def write(content):
        path = tmp_path / "roster.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def test_our_own(file):
    """The id is all that is needed; the language and the address are there, or are not."""
    roster = read_roster(file("id,name,email,language\na1,Ana Núñez,ana@uni.edu,es\nb2,Bo Li,,\n"))
    assert roster.students == [
        Student("a1", "Ana Núñez", "ana@uni.edu", "es"),
        Student("b2", "Bo Li", None, "en"),
    ]
    assert read_roster(file("ID\n7\n")).students == [Student("7", "7", None, "en")]


@pytest.mark.parametrize(
    ("text", "platform", "first"),
    [
        (MOODLE, "Moodle", Student("20261", "Ana Núñez, hija", "ana@uni.edu", "es")),
        (PARTICIPANTS, "Moodle", Student("ana@uni.edu", "Ana Núñez", "ana@uni.edu", "es")),
        (CANVAS, "Canvas", Student("4711", "Ana Núñez", None, "es")),
        (GRADESCOPE, "Gradescope", Student("0017", "Ana Núñez", "ana@uni.edu", "es")),
    ],
)
def test_what_the_platforms_export(file, text, platform, first):
    """Two students each, whatever stands around them: marks, hidden rows, highest points, staff."""
    for variant in (text, text.replace("\n", "\r\n"), text.rstrip("\n"), text + "\n\n"):
        roster = read_roster(file(variant), language="es")
        assert roster.platform == platform
        assert roster.students[0] == first
        assert len(roster.students) == 2


@pytest.mark.parametrize("names", ["Nombre,Apellido", "Nombre(s),Apellido(s)", "Nombres,Apellidos"])
def test_both_parts_of_a_name_in_spanish(file, names):
    """Whether the columns are called in the singular or the plural: half a name finds no submission of Moodle."""
    [student] = read_roster(file(f"{names},Dirección de correo\nAna,Núñez,ana@uni.edu\n")).students
    assert student.name == "Ana Núñez"


def test_a_column_of_ids_is_taken_before_addresses(file):
    """A roster of ours may tell of roles, too: it is none of Gradescope, which has no column of that name."""
    roster = read_roster(file("id,name,email,role\na1,Ana,ana@uni.edu,Student\n"))
    assert (roster.platform, roster.students[0].id) == ("NetKata", "a1")


def test_staff_and_rows_that_are_there_twice_are_told(file):
    """Nobody is left out, or handed out twice, in silence."""
    assert "1 of its rows are of staff" in read_roster(file(GRADESCOPE)).notes[0]
    roster = read_roster(file("id,name\na1,Ana\nb2,Bo\na1,Ana\n"))
    assert [student.id for student in roster.students] == ["a1", "b2"]
    assert roster.notes == ["Lines 2 and 4 are the same student, a1: handed out once."]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "is empty"),
        ("\ufeff\r\n", "is empty"),
        ("id,name\n", "has no students"),
        ("colour,height\nred,7\n", "no column of ids: expected id, name, email and language"),
        ("id,name\na1,Ana\n ,Bo\n", "line 3: there is no id"),
        ("id,name,section\na1,Ana,1\n,Bo,1\n", "line 3: there is no id"),
        (GRADESCOPE.replace("0018", "").replace("bo@uni.edu", ""), "line 4: there is no email"),
        ("id,name\na1,Ana\nA1,Bo\n", "lines 2 and 3 have the same id"),
        ("id,language\na1,fr\n", "line 2: language 'fr': expected en or es"),
        ("id,name\na1,Ana\n".encode("utf-16"), "but in UTF-16: save it again as CSV in UTF-8"),
        ("id,name\na1,Núñez\n".encode("latin-1"), "not text in UTF-8, from line 2 on"),
        (b"PK\x03\x04 and so on", "a file of a spreadsheet program"),
        (b"id,name\na\0,Ana\n", "null bytes"),
        ('id,name\na1,"Ana\nb2,Bo\n', "the quotation mark in line 2 is never closed"),
        ('id,name\na1,"Ana" Núñez\n', "in line 2 something follows a quotation mark"),
        ("id,name\na1,Ana,Núñez\n", "line 2 has 3 cells, and the first row has 2"),
        ("id,name\na\x1b[2J,Ana\n", "is no id"),
    ],
)
def test_what_is_no_roster_is_told_in_a_sentence(file, content, words):
    """With the line, where there is one: an instructor mends it in a spreadsheet."""
    path = file(content)
    with pytest.raises(ValueError) as caught:
        read_roster(path)
    assert words in str(caught.value)
    assert str(path) in str(caught.value)
    assert "\x1b" not in str(caught.value)


def test_a_name_does_nothing_to_the_screen(file):
    """Names come from strangers: what is not printed in them is shown as a number."""
    assert read_roster(file("id,name\na1,Ana\x1b[2J\u202e\n")).students[0].name == "Ana\\x1b[2J\\x202e"


@pytest.mark.parametrize("text", [MOODLE, PARTICIPANTS.replace("\n", "\r\n"), CANVAS, 'a,b\r\n"1 ""x""\n2",3'])
def test_a_table_is_filled_in_and_nothing_else_changes(file, text):
    """Every byte of the other cells stays, with marks, line ends and quotation marks."""
    path = file(text)
    table = read_table(path)
    assert table.filled({}) == path.read_bytes()
    last = len(table.rows) - 1
    cell = table.rows[last][1]
    expected = text[: cell.start] + written("é", table.separator, text[cell.start : cell.end].startswith('"'))
    assert table.filled({(last, 1): "é"}) == (expected + text[cell.end :]).encode()


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        *(("3.5", "3.5"), ("-1", "-1"), ("+1.5", "+1.5"), ("=1+1", "'=1+1"), ("@x", "'@x"), ("-", "'-")),
        *(("=5", "'=5"), ("@1", "'@1"), ("\t5", "'\t5"), ("-1+1", "'-1+1"), ("a,b", '"a,b"'), ('"', '""""')),
    ],
)
def test_no_cell_is_a_formula(value, cell):
    """A spreadsheet runs what begins like one; a number below 0 is none."""
    assert written(value) == cell
