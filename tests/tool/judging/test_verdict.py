"""The verdict in words: what many failures have in common is told once."""

from kata.judging.verdict import alike, failure_in_words, first_of_each_error

RAISED = "{}: {}\n  adam.py:9, in step:  x @ y\n  adam.py:{}, in more:  x + y\ntried     network(X)"


def test_errors_of_a_type_are_told_once_for_each_place():
    """Whatever they say, as of the shapes that each test has; what is no error is told each by itself."""
    messages = [
        RAISED.format("ValueError", "shapes (2,) (3,)", 5),
        "tried     1\ngot       2\nexpected  3",
        RAISED.format("ValueError", "shapes (4,) (5,)", 5),
        "tried     1\ngot       2\nexpected  3",
        RAISED.format("ValueError", "shapes (4,) (5,)", 6),
        RAISED.format("NameError", "name 'z' is not defined", 5),
    ]
    assert first_of_each_error(messages) == {0: 1, 1: 0, 3: 0, 4: 0, 5: 0}
    assert alike(1).startswith("1 more clause is ")
    assert alike(2).startswith("2 more clauses are ")


def test_a_librarys_own_assertion_keeps_its_name():
    """The name of an assertion that a test makes says nothing, and that of one in the library says what it is."""
    assert (
        failure_in_words("AssertionError: \ntried     1\ngot       2\nassert 1 == 2") == "tried     1\ngot       2"
    )
    raised = RAISED.format("AssertionError", "X and Y do not fit", 5)
    assert failure_in_words(raised) == raised
