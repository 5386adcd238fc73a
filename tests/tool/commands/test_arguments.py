"""What several commands take: a number that is one."""

import pytest
from typer.main import get_command

from kata.cli import app

RANGES = [
    (name, parameter.opts[0])
    for name, command in get_command(app).commands.items()
    for parameter in command.params
    if parameter.type.name == "float range"
]


@pytest.mark.parametrize(("command", "option"), RANGES)
@pytest.mark.parametrize("value", ["nan", "inf"])
def test_an_option_that_has_a_range_refuses_what_is_no_number(kata, command, option, value):
    """Every one of them, in a sentence: no range refuses `nan`, and one without an end lets `inf` through."""
    status, _, complaint = kata(command, option, value)
    assert status == 2
    assert f"Invalid value for '{option}': {value} is not " in " ".join(complaint.split())


def test_more_memory_than_the_kernel_can_count(kata):
    """Is the fault of who asks for it, and not of the library, which could not be imported."""
    status, _, complaint = kata("judge", "fixed", "--memory", "1e10")
    assert status == 2
    assert "'--memory': 10000000000.0 is not in the range" in " ".join(complaint.split())


@pytest.mark.parametrize("option", ["--bug", "--bugs"])
def test_one_bug_is_asked_for_by_either_word(kata, option):
    """Who has one in mind types one: what is wrong is the bug, and not the option."""
    status, _, complaint = kata("judge", "fixed", option, "no-such-bug")
    assert status == 2
    assert "no-such-bug" in complaint
    assert "option" not in complaint
