"""Of the zoo every process of pytest-xdist runs the share that was settled for all of them."""

from types import SimpleNamespace

import pytest
from zoo import conftest
from zoo.shares import SHARES


@pytest.mark.parametrize("share", [0, 1, SHARES])
def test_a_process_runs_the_share_that_it_is_told(share):
    """It is told by who starts it, and settles none for itself: it would run all, or that of another day."""
    first = SimpleNamespace(option=SimpleNamespace(share=share), reach={})
    node = SimpleNamespace(config=first, workerinput={})
    conftest.pytest_configure_node(node)
    worker = SimpleNamespace(option=SimpleNamespace(share=None), workerinput=node.workerinput)
    conftest.pytest_configure(worker)
    assert worker.option.share == share
