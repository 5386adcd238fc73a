"""The instructor's own gradebook is filled in, and every other byte of it stays."""

from dataclasses import replace
from pathlib import Path

import pytest

from kata.classroom import record
from kata.exports.gradebook import fill

HERE = Path(__file__).parent
WORKSHEET = """\
\ufeffIdentifier,"Full name","Email address",Status,Grade,"Maximum Grade","Grade can be changed",\
"Last modified (submission)","Last modified (grade)","Feedback comments"\r
"Participant 11","Ana Núñez",ana@uni.edu,"Submitted for grading - ","",3.00,Yes,"Tuesday, 1 December 2026",-,\r
"Participant 12","Bo Li",bo@uni.edu,"No submission - ","",3.00,Yes,-,-,"he asked; twice"\r
"Participant 13","=Cy <i>",cy@uni.edu,"Submitted for grading - ",1.00,3.00,Yes,"Tuesday",-,\r
"""
IN_SPANISH = """\
Identificador;"Nombre completo";"Dirección de correo";Estado;Calificación;"Calificación máxima";\
"La calificación puede ser cambiada";"Última modificación (calificación)"
"Participante 11";"Núñez Ana";ANA@uni.edu;Enviado;;"100,00";Sí;-
"Participante 13";"Cy";cy@uni.edu;Enviado;"12,50";"100,00";No;-
"""
GRADES = """\
"First name","Last name","ID number",Institution,Department,"Email address",\
"Assignment:Kata (Real)","Quiz:One (Real)"
Ana,Núñez,,,,ana@uni.edu,-,7.00
Cy,"<i>",c3,,,,-,
"""
CANVAS = '''\
Student,ID,SIS User ID,SIS Login ID,Section,Kata (77),Essay (78),Kata Current Score,Final Score
,,,,,Manual Posting,,,
    Points Possible,,,,,10.0,5.0,(read only),(read only)
"Núñez, Ana",a1,S1,ana,"Networks ""A""",,3,90,90
"Li, Bo",b2,S2,bo,Networks,,,,
"<i>, =Cy",4713,S3,cy@uni.edu,Networks,N/A,,,
"Student, Test",4999,,x8,Networks,,,,
'''


@pytest.fixture
def students():
    """The class of the example, by id."""
    return {student.id: student for student in record.read(HERE).students}


@pytest.fixture
def filled(tmp_path, students):
    """Fill marks into a gradebook; return the file's content, how many it was, and the notes."""

    def fill_in(text, marks, **options):
        path = tmp_path / "grades.csv"
        path.write_bytes(text.encode())
        done = fill(path, marks, students, **options)
        return done.content.decode(), done.count, done.notes

    return fill_in


def test_the_grading_worksheet_of_moodle(filled):
    """By address; a cell in quotation marks keeps them, a grade from before is told, who has none stays."""
    content, count, notes = filled(WORKSHEET, {"a1": 2.5, "b2": None, "c3": 3.0}, platform="moodle", most=3)
    assert content == WORKSHEET.replace('for grading - ","",3.00', 'for grading - ","2.5",3.00').replace(
        ',1.00,3.00,Yes,"Tuesday"', ',3,3.00,Yes,"Tuesday"'
    )
    assert (count, notes) == (2, ["c3 had 1.00 before, and has 3 now."])


def test_in_spanish_with_semicolons_and_commas(filled):
    """The mark has a comma where the others have; what cannot be changed is left, and told."""
    content, count, notes = filled(IN_SPANISH, {"a1": 66.67, "c3": 50}, platform="moodle", most=100)
    assert content == IN_SPANISH.replace('Enviado;;"100,00";Sí', 'Enviado;66,67;"100,00";Sí')
    assert (count, notes) == (1, ["c3 can have no mark in it, and was left as it is."])


def test_a_comma_elsewhere_is_none_of_the_marks(filled):
    """A group may be called "1,2": only the marks, and the highest there can be, tell how marks are written."""
    text = WORKSHEET.replace('"Submitted for grading - "', '"1,2"')
    content, _, _ = filled(text, {"a1": 2.5}, platform="moodle")
    assert content == text.replace('"1,2","",3.00', '"1,2","2.5",3.00')


def test_the_gradebook_of_moodle(filled):
    """By the column that is named; by address, id, or name."""
    content, count, _ = filled(GRADES, {"a1": 2, "c3": 1}, platform="moodle", column="Assignment:Kata")
    assert content == GRADES.replace("ana@uni.edu,-,7.00", "ana@uni.edu,2,7.00").replace("c3,,,,-,", "c3,,,,1,")
    assert count == 2
    with pytest.raises(ValueError, match=r"--column. It may be: Assignment:Kata \(Real\), Quiz:One \(Real\)"):
        filled(GRADES, {"a1": 2}, platform="moodle")
    with pytest.raises(ValueError, match="has 0 columns that may be 'Exam'"):
        filled(GRADES, {"a1": 2}, platform="moodle", column="Exam")
    with pytest.raises(ValueError, match="has no column for marks"):
        filled("First name,Email address\nAna,ana@uni.edu\n", {"a1": 2}, platform="moodle")


@pytest.mark.parametrize(
    "others", [("Percentage", "Letter", "Feedback"), ("Porcentaje", "Letra", "Retroalimentación")]
)
def test_the_same_mark_in_several_columns(filled, others):
    """The points are filled in, and not what Moodle says of them beside: a share, a letter, feedback."""
    names = ",".join(f"Assignment:Kata ({other})" for other in others)
    text = f"Email address,Assignment:Kata (Real),{names}\nana@uni.edu,-,75.00 %,B,\n"
    content, count, _ = filled(text, {"a1": 2}, platform="moodle")
    assert (count, content) == (1, text.replace("-,75", "2,75"))
    alone = f"Email address,Assignment:Kata ({others[0]})\nana@uni.edu,75.00 %\n"
    with pytest.raises(ValueError, match="name the column of the marks with --column"):
        filled(alone, {"a1": 2}, platform="moodle")


@pytest.mark.parametrize("column", ["Email address", "Maximum Grade", "Grade can be changed", "Full name"])
def test_a_column_of_something_else_takes_no_marks(filled, column):
    """Though it is named: addresses that are written over are lost."""
    with pytest.raises(ValueError, match=f"the column {column} is not for marks"):
        filled(WORKSHEET, {"a1": 2.5}, platform="moodle", column=column)


def test_canvas(filled):
    """By id or login; the row of the highest points, hidden ones, and sums that are read only stay as they are."""
    marks = {"a1": 6.67, "b2": 10, "c3": 1, "d4": 4}
    content, count, notes = filled(CANVAS, marks, platform="canvas", column="Kata (77)", most=10)
    expected = CANVAS.replace('""A""",,3,90', '""A""",6.67,3,90').replace("bo,Networks,,", "bo,Networks,10,")
    assert content == expected
    assert count == 2
    assert notes == ["c3 can have no mark in it, and was left as it is.", "d4 is not in it."]
    with pytest.raises(ValueError, match=r"It may be: Kata \(77\), Essay \(78\)"):
        filled(CANVAS, marks, platform="canvas")
    for column in ("Kata Current Score", "SIS Login ID"):
        with pytest.raises(ValueError, match=f"the column {column} is not for marks"):
            filled(CANVAS, marks, platform="canvas", column=column)
    assert filled(CANVAS.replace("Essay (78)", "Notes"), marks, platform="canvas")[1] == 2


def test_another_highest_mark_is_refused(filled):
    """With the words that scale the points to it."""
    with pytest.raises(ValueError, match=r"highest mark in .* is 100, and there are up to 3 points.*--out-of 100"):
        filled(IN_SPANISH, {"a1": 3}, platform="moodle", most=3)
    with pytest.raises(ValueError, match="--out-of 10"):
        filled(CANVAS, {"a1": 3}, platform="canvas", column="Kata (77)", most=3)


def test_an_empty_row_may_have_fewer_cells(filled):
    """It is nobody's, and the highest mark is that of the next one."""
    header, rest = WORKSHEET.split("\r\n", 1)
    content, count, _ = filled(f"{header}\r\n,\r\n{rest}", {"a1": 2.5}, platform="moodle", most=3)
    assert (content.split("\r\n")[1], count) == (",", 1)
    with pytest.raises(ValueError, match="--out-of 3"):
        filled(f"{header}\r\n,\r\n{rest}", {"a1": 2.5}, platform="moodle", most=10)


def test_who_has_two_rows_is_left_as_it_is(filled):
    """Nobody can tell which of them is meant."""
    text = GRADES + "Ana,Núñez,,,,ana@uni.edu,-,\n"
    content, count, notes = filled(text, {"a1": 2}, platform="moodle", column="Assignment:Kata")
    assert (content, count) == (text, 0)
    assert notes == ["a1 has more than one row, and was left as it is."]


def test_a_row_that_contradicts_itself_is_left_as_it_is(filled):
    """Here the number that Canvas has for one is the id of another: a mark for the wrong one would go unseen."""
    text = CANVAS.replace("a1,S1,ana", "b2,a1,ana@uni.edu").replace("b2,S2,bo", "a1,b2,bo@uni.edu")
    marks = {"a1": 2, "b2": 1}
    content, count, notes = filled(text, marks, platform="canvas", column="Kata (77)")
    assert (content, count) == (text, 0)
    assert notes == [
        "Line 4 may be of any of these, and was left as it is: a1, b2.",
        "Line 5 may be of any of these, and was left as it is: a1, b2.",
    ]


@pytest.mark.parametrize(
    ("row", "count"),
    [
        ('"Ghost, Gus",a1,g1,gus@uni.edu', 0),
        ('"Ghost, Gus",99,a1,gus@uni.edu', 0),
        ('"Ghost Núñez, Ana",a1,g1,gus@uni.edu', 0),
        ('"Núñez Gil, Ana",99,a1,gus@uni.edu', 1),
        ('"Núñez, Ana",a1,g1,anan', 1),
        ('"Ghost, Gus",99,g1,ana@uni.edu', 1),
        ('"Student, Test",a1,,ana@uni.edu', 0),
    ],
)
def test_an_id_beside_the_name_of_another(filled, row, count):
    """It may count others: Canvas' own number is never enough then, and who tries out the course has no mark."""
    text = f"Student,ID,SIS User ID,SIS Login ID,Section,Kata (77)\n{row},Networks,\n"
    content, filled_in, notes = filled(text, {"a1": 2}, platform="canvas")
    assert (filled_in, content == text) == (count, not count)
    told = ["Line 2 has the id of a1, not the name, and was left as it is."] if "Test" not in row else []
    assert notes == ([] if count else [*told, "a1 is not in it."])


def test_an_id_of_moodle_beside_the_name_of_another(filled):
    """The same holds for the ids of every platform."""
    text = GRADES.replace("Cy,", "Gus,").replace("<i>", "Ghost")
    _, count, notes = filled(text, {"c3": 2}, platform="moodle", column="Assignment:Kata")
    assert count == 0
    assert notes == ["Line 3 has the id of c3, not the name, and was left as it is.", "c3 is not in it."]


def test_an_id_is_enough_where_the_class_has_no_names(filled, students):
    """The list had none, and every student is called by the id."""
    students["c3"] = replace(students["c3"], name="c3")
    assert filled(GRADES, {"c3": 2}, platform="moodle", column="Assignment:Kata")[1:] == (1, [])


def test_namesakes_are_told_apart_by_their_ids(filled, students):
    """Also by Canvas' own, if the class came from there."""
    students["b2"] = replace(students["b2"], name="Ana Núñez")
    text = CANVAS.replace("Li, Bo", "Núñez, Ana")
    assert filled(text, {"a1": 2, "b2": 1}, platform="canvas", column="Kata (77)")[1:] == (2, [])


def test_an_address_of_two_tells_nobody(filled, students):
    """Whose row it is then tells the name alone."""
    students["b2"] = replace(students["b2"], email="ANA@uni.edu")
    content, count, notes = filled(GRADES, {"a1": 2, "b2": 1}, platform="moodle", column="Assignment:Kata")
    assert content == GRADES.replace("ana@uni.edu,-,7.00", "ana@uni.edu,2,7.00")
    assert (count, notes) == (1, ["b2 is not in it."])


def test_what_says_nobody_is_no_gradebook(filled):
    """A table of something else."""
    with pytest.raises(ValueError, match="no column that says whose row it is"):
        filled("colour,height\nred,7\n", {"a1": 2}, platform="moodle")


def test_the_command(kata, tmp_path):
    """It fills in a copy, scaled, and says who has no mark; the instructor's file is left alone."""
    grades = tmp_path / "grades.csv"
    grades.write_bytes(WORKSHEET.replace("3.00", "10.00").encode())
    done = kata("export", "moodle", HERE / "results.jsonl", grades, "--handed-out", HERE, "--out-of", 10)
    assert done.returncode == 1, done.stderr
    assert "Filled in: 2 of 4 students." in done.stdout
    assert "b2 could not be judged, and has no mark" in done.stdout
    assert "Wrote grades-filled.csv." in done.stdout
    content = Path("grades-filled.csv").read_bytes().decode()
    assert '"Submitted for grading - ","3.33",10.00' in content
    assert '"No submission - ","",10.00' in content
    assert grades.read_bytes() == WORKSHEET.replace("3.00", "10.00").encode()
