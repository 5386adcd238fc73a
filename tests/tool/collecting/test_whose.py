"""A submission is its student's or nobody's: by names in the forms of the platforms, and never by a guess."""

import pytest

from kata.classroom.record import HandedOut
from kata.collecting.whose import OF_NOBODY, Class, Told, copy_of, told_by
from kata.collecting.words import note

PEOPLE = [
    ("a01", "Ana Núñez", "ana@example.edu"),
    ("a02", "Boris de la Peña", "boris@example.edu"),
    ("a03", "Núñez, Ana María", None),
    ("1234", "Wang Li", "li@example.edu"),
    ("1235", "Li Wang", "wang@example.edu"),
    ("7", "Clara Smith", "clara@example.edu"),
]
CLASS = Class(
    HandedOut(one, name, email, "en", f"{one}-{name.split()[0].lower()}", [], [], "", {})
    for one, name, email in PEOPLE
)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Ana Núñez_10_assignsubmission_file_", Told("moodle", "Ana Núñez", "10")),
        ("Ana Núñez_10_assignsubmission_file", Told("moodle", "Ana Núñez", "10")),
        ("Ana_B_10_assignsubmission_file_my work_2.zip", Told("moodle", "Ana_B", "10", "my work_2.zip")),
        ("nunezana_77_4002_work_1.zip", Told("canvas", "nunezana", "77", "work_1.zip")),
        ("nuñezana_LATE_77_4002_work.zip", Told("canvas", "nuñezana", "77", "work.zip", late=True)),
        ("submission_123", Told("gradescope", number="123")),
        ("a01.zip", Told()),
        ("lab_12_work.zip", Told()),
    ],
)
def test_the_forms_of_the_platforms(name, told):
    """Moodle's, Canvas' and Gradescope's own names, and others, which are none of them."""
    assert told_by(name) == told


@pytest.mark.parametrize(("name", "copy"), [("a (2).zip", 2), ("a-1.tar.gz", 1), ("a_v3.zip", 3), ("a01.zip", 0)])
def test_copies(name, copy):
    """What browsers, Canvas and people add to a name."""
    assert copy_of(name) == copy


@pytest.mark.parametrize(
    ("name", "student"),
    [
        ("a01.zip", "a01"),
        ("A01.ZIP", "a01"),
        ("homework a02 final (3).zip", "a02"),
        ("ana@example.edu.zip", "a01"),
        ("Ana Nunez.zip", "a01"),
        ("nunez_ana.tar.gz", "a01"),
        ("Ana María Núñez.zip", "a03"),
        ("a02-boris", "a02"),
        ("class/de la Peña, Boris/", "a02"),
        ("1234", "1234"),
        ("7", "7"),
        ("7 (1).zip", "7"),
        ("Clara_Smith_10_assignsubmission_file_", "7"),
        ("Ana Núñez_1234_assignsubmission_file_", "a01"),
        ("Group B-Clara Smith_10_assignsubmission_file_a01.zip", "7"),
        ("nunezana_55_66_work.zip", "a01"),
        ("nunezanamaria_LATE_55_66_work.zip", "a03"),
        ("delapenaboris_55_66_a01.zip", "a02"),
    ],
)
def test_whose(name, student):
    """By id, e-mail, folder or name; a platform's own name counts, and not what the student called the file."""
    assert CLASS.find(told_by(name), name) == (student, None)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("somebody.zip", "of-nobody"),
        ("exercise 7 b.zip", "of-nobody"),
        ("exercise (7).zip", "of-nobody"),
        ("7 and 8.zip", "of-nobody"),
        ("a011.zip", "of-nobody"),
        ("Zoe Nobody_10_assignsubmission_file_a01.zip", "of-nobody"),
        ("a01 and a02.zip", "of-two"),
        ("a01 Boris de la Peña.zip", "of-two"),
        ("Li Wang.zip", "of-two"),
        ("wangli_55_66_work.zip", "of-two"),
        ("nunezana_1234_66_work.zip", "of-two"),
        ("Participant_7_assignsubmission_file_", "of-nobody"),
        ("Pedro Gil_7_assignsubmission_file", "of-nobody"),
        ("Li Wang_1234_assignsubmission_file_", "of-two"),
        ("nobodyzoe_77_66_work.zip", "of-nobody"),
    ],
)
def test_of_nobody_and_of_two(name, code):
    """Nothing is taken for somebody's that may be another's; Moodle's number is a participant's, and no id."""
    student, why = CLASS.find(told_by(name), name)
    assert student is None
    assert why[0] == code


def test_what_it_stands_in_is_told_apart_from_its_name():
    """The folder that was handed out, within an archive with any name; and it contradicts a name."""
    assert CLASS.find(Told(), "work.zip") == (None, OF_NOBODY)
    assert CLASS.named_in(("a02-boris", "exercise")) == {"a02"}
    assert CLASS.another_inside("a01", ("a02-boris", "exercise")) == "a02"
    assert CLASS.another_inside("a02", ("a02-boris", "exercise")) is None
    assert CLASS.another_inside("a02", ("exercise",)) is None
    assert CLASS.another_inside("a01", ("a01", "a02-boris", "exercise")) == "a02"


def test_the_number_of_a_user_whose_name_is_of_nobody():
    """Canvas' own number may be the id of the record, or that of a stranger who is counted alike."""
    name = "ghostgus_1234_66_work.zip"
    assert CLASS.find(told_by(name), name) == ("1234", note("by-part", student="1234"))


def test_an_id_is_enough_where_the_class_has_no_names():
    """The list had none, so that none can be another's."""
    nameless = Class([HandedOut("1234", "1234", None, "en", "1234", [], [], "", {})])
    name = "ghostgus_1234_66_work.zip"
    assert nameless.find(told_by(name), name) == ("1234", None)
    people = (("gus@example.edu", "1234", "Gus Ghost"),)
    assert nameless.find(Told("gradescope", people=people), "submission_1") == ("1234", None)


@pytest.mark.parametrize(
    ("people", "student", "code"),
    [
        ([("ana@example.edu", "", "Somebody")], "a01", None),
        ([("", "a02", "")], "a02", None),
        ([("", "", "Ana Nuñez")], "a01", None),
        ([("", "", "Wang Li")], None, "of-two"),
        ([("ana@example.edu", "a02", "")], None, "of-two"),
        ([("ana@example.edu", "", ""), ("boris@example.edu", "", "")], None, "of-two"),
        ([("zoe@example.edu", "z", "Zoe")], None, "of-nobody"),
        ([("ana@example.edu", "", "Boris de la Peña")], None, "of-two"),
        ([("ana@home.example", "a01", "Ana Núñez")], "a01", None),
        ([("", "a02", "Gus Ghost")], "a02", "by-part"),
        ([("", "a02", "Boris M. de la Peña")], "a02", None),
        ([("zoe@example.edu", "a02", "")], "a02", "by-part"),
        ([("other.ana@example.edu", "98", "Ana Núñez")], "a01", "by-part"),
        ([("ana.maria@example.edu", "", "Ana María Núñez")], "a03", "by-part"),
    ],
)
def test_people_of_gradescope(people, student, code):
    """An address is sure, an id or a name with other marks is not; a group is not one of its members."""
    found, why = CLASS.find(Told("gradescope", people=tuple(people)), "submission_1")
    assert found == student
    assert (why[0] if why else None) == code
