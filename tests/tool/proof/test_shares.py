"""A share a day of what is proved: nothing else is left out, and every process of pytest-xdist runs the same."""

from types import SimpleNamespace

import pytest
from shares import SHARES, leave_out


class Item:
    """A test, of a number if its function is asked of many."""

    def __init__(self, function, number=None):
        self.function, self.number = function, number
        if number is not None:
            self.callspec = number


@pytest.fixture
def left():
    """Return a function for what is left of all tests in a share, by function and number."""
    left_out = []
    hook = SimpleNamespace(pytest_deselected=lambda items: left_out.extend(items))

    def run(share, **proved):
        items = [Item("alone"), *(Item("one", number) for number in range(3 * SHARES)), Item("two", 0)]
        number = len(items)
        leave_out(SimpleNamespace(option=SimpleNamespace(share=share), hook=hook), items, **proved)
        assert len(items) + len(left_out) == number
        left_out.clear()
        return [(one.function, one.number) for one in items]

    return run


def test_no_share_is_everything(left):
    """As when nothing is proved, or all is asked for."""
    assert len(left(0)) == 3 * SHARES + 2


def test_a_share_leaves_out_what_the_others_hold(left):
    """Of each function its own part; what is asked of nothing is always run."""
    assert left(3) == [("alone", None), ("one", 3), ("one", 3 + SHARES), ("one", 3 + 2 * SHARES), ("two", 0)]


def test_what_is_not_proved_is_run(left):
    """Whatever share it would be in."""
    found = left(3, proved=lambda item: item.number != 4)
    assert ("one", 4) in found
    assert len(found) < 3 * SHARES


@pytest.mark.parametrize("name", ["zoo", "attacks"])
@pytest.mark.parametrize("share", [0, 1, SHARES])
def test_a_process_runs_the_share_that_it_is_told(name, share):
    """It is told by who starts it, and settles none for itself: it would run all, or that of another day."""
    suite = pytest.importorskip(f"{name}.conftest", reason="there are attacks on Linux only")
    first = SimpleNamespace(option=SimpleNamespace(share=share), reach={})
    node = SimpleNamespace(config=first, workerinput={})
    suite.pytest_configure_node(node)
    worker = SimpleNamespace(option=SimpleNamespace(share=None), workerinput=node.workerinput)
    suite.pytest_configure(worker)
    assert worker.option.share == share
