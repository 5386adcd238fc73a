"""The messages that are made of source: what is shown in one sentence is one message, whatever its values."""

import pytest

from book.phrases import Reader, UnreadableError, messages
from book.words import is_prose, of_a_command
from kata.words.templates import templates_of


def read(expression, before=""):
    """Return the messages of an expression, of a module in which something stands before it."""
    reader = Reader(f"{before}\nshown({expression})", "module.py")
    return reader.texts(next(call for call, name in reader.calls() if name == "shown").args[0])


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("'Nothing has changed.'", ["Nothing has changed."]),
        ("'in two ' 'parts'", ["in two parts"]),
        ("f'{done} of {total:,} fixed'", ["{done} of {total} fixed"]),
        ("f'{bug.id} and {other.id}, {bug.id}'", ["{id} and {id2}, {id}"]),
        ("f'{len(rows)} rows in {names[0]}, {_hidden}, {a + b}'", ["{len} rows in {names}, {hidden}, {value}"]),
        ("'yes' if it else 'no'", ["yes", "no"]),
        ('f\'{n} {"row" if n == 1 else "rows"}\'', ["{n} row", "{n} rows"]),
        ('f\'a{"" if x else f", not {y}"}\'', ["a", "a, not {y}"]),
        ("f'{ONE} By default the next.'", ["The bug. By default the next."]),
        ("ONE", ["The bug."]),
        ("made_elsewhere", []),
        ("error.args[0]", []),
    ],
)
def test_an_expression_is_read(expression, expected):
    """Its values have the names of what they are; each way of a condition is a message."""
    assert read(expression, before="ONE, TWO = 'The bug.', 'Bugs.'") == expected


@pytest.mark.parametrize("expression", ["'one ' + two", "'%s rows' % n", "[word for word in words]"])
def test_what_is_put_together_otherwise_is_an_error(expression):
    """It would be shown in English for ever, and nobody would know."""
    with pytest.raises(UnreadableError, match=r"module\.py:2"):
        read(expression)


def test_what_is_counted_is_one_or_several():
    """No language has to make its plural of ours."""
    assert list(Reader("count(n, 'batch')", "tests.py").counted()) == ["{amount} batch", "{amount} batches"]


def test_strings_are_found_and_docstrings_left():
    """An f-string is one text, and not its parts."""
    reader = Reader('"""A module."""\nwhy = "the cost is a mean"\ngot = f"{n} of {m} rows"', "tests.py")
    assert list(reader.all_texts()) == ["the cost is a mean", "{n} of {m} rows"]


def test_a_text_of_several_lines_is_several_messages():
    """What stands around them is laid out, and not said."""
    assert list(messages("\nTo type next:\n  {command}\n{n} of {m}\n{n}, {m}\n\n")) == [
        "To type next:",
        "{n} of {m}",
    ]


def test_examples_are_code():
    """Of the help of a command the paragraphs are translated, and what can be typed is not."""
    assert list(of_a_command("Show a hint.\n\nOne more\neach time.\n\nExample: kata hint")) == [
        "Show a hint.",
        "One more each time.",
    ]


@pytest.mark.parametrize(
    ("text", "words"), [("the cost is a mean", True), ("softmax-shape", False), ("a b", False), ("{n} rows", True)]
)
def test_prose_is_told_from_names(text, words):
    """Of the strings of a test those are shown that are words."""
    assert is_prose(text) is words


def test_what_is_read_is_recognised():
    """A message that was made of source fits the text that the source makes."""
    n, folder = 1_250, "exercise"
    (message,) = read("f'the memory of {n:,} parameters, see {folder}'")
    (template,) = templates_of([(message, message)])
    assert template.filled(f"the memory of {n:,} parameters, see {folder}", lambda value: f"<{value}>") == (
        "the memory of <1,250> parameters, see <exercise>"
    )
