"""Plain data is what a type declares, or it is not; nothing is converted on the way."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pytest

from kata.declared import checked, fits


@dataclass
class Part:
    """A part of a whole."""

    number: int


@dataclass
class Whole:
    """Has a part, and what came later."""

    part: Part | None
    later: str = ""
    place: tuple[Path, int] | None = None


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (1, int),
        (1, float),
        (None, int | None),
        ("red", Literal["red", "green"]),
        ({"a": [1, 2]}, dict[str, list[int]]),
        ([None, {}], list[Any]),
        ({"number": 1, "more": 2}, Part),
        ([{"number": 1}], list[Part]),
    ],
)
def test_what_is_of_a_type(value, kind):
    """An integer is a number, too, and data for a dataclass may have more than that."""
    assert fits(value, kind)


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (True, int),
        (1.0, int),
        ("1", int),
        (None, int),
        ("blue", Literal["red", "green"]),
        ({"a": [1, "2"]}, dict[str, list[int]]),
        ([1], dict[str, int]),
        ({}, Part),
        ({"number": None}, Part),
        ([{"number": "1"}], list[Part]),
        (["/"], tuple[Path, int]),
    ],
)
def test_what_is_not(value, kind):
    """A truth value is no number, down to the last part."""
    assert not fits(value, kind)


def test_what_may_lack():
    """What older versions did not write need not be there, and nothing else may be missing."""
    assert fits({"part": {"number": 1}}, Whole, {Whole: {"later", "place"}})
    assert not fits({"later": ""}, Whole, {Whole: {"later", "place"}})
    assert not fits({"part": {}}, Whole, {Whole: {"later", "place"}})


def test_some_fields_are_checked_and_told():
    """What is wrong is told with its name; what is not there is not."""
    assert checked(Whole, {"later": "x"}) == {"later": "x"}
    with pytest.raises(ValueError, match="later 3"):
        checked(Whole, {"later": 3})
